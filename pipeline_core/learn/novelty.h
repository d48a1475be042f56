#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "agent_core/message/record.h"
#include "pipeline_core/learn/seen_keys.h"

namespace picket {

/// What is compared with a device's past. Each family raises its own alert.
enum class NoveltyFamily : std::uint8_t { kProcess, kPeer, kLogin, kCount_ };
inline constexpr std::size_t kNoveltyFamilies = static_cast<std::size_t>(NoveltyFamily::kCount_);

/// All numbers are estimates, chosen to be sparing with false alerts.
struct NoveltySettings {
  double rare_share = 0.01;            ///< of the class's devices: a key that more have shown is not rare
  double sudden_share = 0.20;          ///< shown by more within a day: the class changed (an update), not the device
  std::uint32_t sudden_devices = 200;  ///< so many are enough for that, however large the class
  Duration window = Duration::hours(1);
  std::array<std::uint32_t, kNoveltyFamilies> points{5, 4, 2};  ///< needed within `window`
  std::uint32_t service_points = 2;         ///< a rare service tuple; a rare /24 or /48 counts 1, as all else
  std::uint32_t per_hour = 16;              ///< first sightings looked at per device, family and hour
  std::uint32_t max_prior_keys = 1U << 16;  ///< per class
  double prior_weight = 10;                 ///< observations that the peers' share of a key is worth in `surprise`
  double min_surprise = 0;  ///< nats a first sighting must have; 0: all that are rare. For calibration by policy
};

/// Key of a process: image and command line with numbers taken out, so that process ids, dates,
/// addresses and hexadecimal ids do not make every run a new one. Never 0.
std::uint64_t process_key(std::string_view image, std::string_view commandline);
/// For outbound flows. Key of a remote service: protocol, service port, direction, private or public. Never 0.
std::uint64_t service_key(const NetworkRecord& record);
/// Key of the remote network: /24, for IPv6 /48. Never 0.
std::uint64_t network_key(const NetworkRecord& record);

/// A rare first sighting, kept for the evidence of an alert. 12 bytes: times in milliseconds, as agents report them.
class Sighting {
 public:
  Sighting() = default;
  /// Times before 1970 and after 2500 are cut, more than 15 points count 15.
  Sighting(Time time, std::uint32_t sequence, std::uint16_t observation, std::uint32_t points);
  bool is_empty() const { return points_ == 0 && time_low_ == 0 && time_high_ == 0; }
  Time time() const {
    return Time::from_unix_microseconds(static_cast<std::int64_t>(std::uint64_t{time_high_} << 32 | time_low_) * 1'000);
  }
  std::uint32_t sequence() const { return sequence_; }
  std::uint16_t observation() const { return observation_; }
  std::uint32_t points() const { return points_; }

 private:
  std::uint32_t time_low_ = 0;
  std::uint32_t sequence_ = 0;
  std::uint16_t time_high_ : 12 = 0;
  std::uint16_t points_ : 4 = 0;
  std::uint16_t observation_ = 0;
};
static_assert(sizeof(Sighting) == 12);

/// A device's part of the novelty model.
struct NoveltyState {
  /// Sightings kept by family: as many as the default points, of one point each.
  static constexpr std::array<std::uint8_t, kNoveltyFamilies + 1> kPlaces{0, 5, 9, 11};
  SeenKeys seen;
  std::array<std::uint32_t, kNoveltyFamilies> observed{};  ///< n of `surprise`
  std::int32_t hour = 0;
  std::array<std::uint16_t, kNoveltyFamilies> this_hour{};
  std::array<Sighting, kPlaces.back()> sightings{};

  /// Stage one. True: a key this device has not shown, to be judged against the class in stage two.
  /// Outside learning at most `per_hour` keys an hour and family are looked at; what is beyond is
  /// neither judged nor remembered, so a scan cannot wash the device's own habits out. While frozen
  /// nothing new is remembered: what an intruder does is as novel after the incident as before.
  bool is_first_sighting(NoveltyFamily family, std::uint64_t key, std::int32_t now_hour, bool learning, bool frozen,
                         const NoveltySettings& settings);
  /// Stage two: adds a rare sighting. True if the family's points within the window reach the threshold;
  /// the kept sightings are then spent by `clear`.
  bool add(NoveltyFamily family, const Sighting& sighting, const NoveltySettings& settings);
  /// Points of the kept sightings within the window around a time.
  std::uint32_t points_near(NoveltyFamily family, Time time, const NoveltySettings& settings);
  std::span<Sighting> kept(NoveltyFamily family) {
    const auto f = static_cast<std::size_t>(family);
    return std::span(sightings).subspan(kPlaces[f], kPlaces[f + 1] - kPlaces[f]);
  }
  void clear(NoveltyFamily family) {
    for (Sighting& s : kept(family)) s = {};
  }
};

/// How many devices of a class have shown a key: the peers' prior. Moves in stage two only.
///
/// Model:  settled s = devices whose first sighting lies on an earlier UTC day; fresh f = today's.
///         Rare if s <= rare_share * n and s + f <= clamp(sudden_share * n, 1, sudden_devices), n the
///         class's devices. A worm is thus rare all of its first day until it has a fifth of the class,
///         an update that rolls over a class is not; its alerts are bounded by the same number.
///         A share decides and points add up, where the Dirichlet predictive (`surprise.h`) gives one
///         number: the share of a class is what an analyst can check, and does not grow with a
///         device's age. `min_surprise` asks for both. A device's own count of a key is not kept: a key
///         it remembers is its habit. Fresh sightings count for the share from the next day on, which
///         caps how fast the prior can be moved; a frozen device moves it not at all.
/// Limits: at most `max_prior_keys` keys; later keys are never learned (they stay rare) and counted.
class ClassPrior {
 public:
  void add_device() { ++devices_; }
  struct Standing {
    bool rare = true;
    double probability = 0;  ///< `peer_probability`, settled and fresh
  };
  /// Of a key as it stands, one more device not counted.
  Standing standing(std::uint64_t key, std::int64_t day, const NoveltySettings& settings) const;
  /// The same, and notes one more device.
  Standing note(std::uint64_t key, std::int64_t day, const NoveltySettings& settings);
  /// Devices that were noted to show a key.
  std::uint32_t devices_with(std::uint64_t key) const;
  std::uint32_t devices() const { return devices_; }
  std::uint64_t refused() const { return refused_; }

 private:
  struct Shown {
    std::uint32_t settled = 0;
    std::uint32_t fresh = 0;
    std::int64_t day = 0;
  };
  Standing standing(const Shown& shown, std::int64_t day, const NoveltySettings& settings) const;
  std::uint32_t devices_ = 0;
  std::uint64_t refused_ = 0;
  std::unordered_map<std::uint64_t, Shown> shown_;  ///< never iterated
};

}  // namespace picket
