#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/message/record.h"
#include "pipeline_core/learn/seen_keys.h"

namespace picket {

/// What is compared with a device's past. Each family raises its own alert.
enum class NoveltyFamily : std::uint8_t { kProcess, kPeer, kLogin, kCount_ };
inline constexpr std::size_t kNoveltyFamilies = static_cast<std::size_t>(NoveltyFamily::kCount_);

/// All numbers are estimates, chosen to be sparing with false alerts.
struct NoveltySettings {
  double rare_share = 0.01;    ///< of the class's devices: a key that more have shown is not rare
  double sudden_share = 0.20;  ///< shown by more within a day: the class changed (an update), not the device
  Duration window = Duration::hours(1);
  std::array<std::uint32_t, kNoveltyFamilies> points{5, 4, 2};  ///< needed within `window`
  std::uint32_t service_points = 2;         ///< a rare service tuple; a rare /24 or /48 counts 1, as all else
  std::uint32_t per_hour = 16;              ///< first sightings looked at per device, family and hour
  std::uint32_t max_prior_keys = 1U << 16;  ///< per class
};

/// Key of a process: image and command line with numbers taken out, so that process ids, dates,
/// addresses and hexadecimal ids do not make every run a new one. Never 0.
std::uint64_t process_key(std::string_view image, std::string_view commandline);
/// For outbound flows. Key of a remote service: protocol, service port, direction, private or public. Never 0.
std::uint64_t service_key(const NetworkRecord& record);
/// Key of the remote network: /24, for IPv6 /48. Never 0.
std::uint64_t network_key(const NetworkRecord& record);

/// A rare first sighting, kept for the evidence of an alert.
struct Sighting {
  std::int64_t time = 0;  ///< microseconds; 0: empty
  std::uint32_t sequence = 0;
  std::uint16_t observation = 0;
  std::uint16_t points = 0;
};

/// A device's part of the novelty model.
struct NoveltyState {
  static constexpr std::size_t kKept = 5;
  SeenKeys seen;
  std::array<std::array<Sighting, kKept>, kNoveltyFamilies> sightings{};
  std::int32_t hour = 0;
  std::array<std::uint16_t, kNoveltyFamilies> this_hour{};

  /// Stage one. True: a key this device has not shown, to be judged against the class in stage two.
  /// Outside learning at most `per_hour` keys an hour and family are looked at; what is beyond is
  /// neither judged nor remembered, so a scan cannot wash the device's own habits out.
  bool is_first_sighting(NoveltyFamily family, std::uint64_t key, std::int32_t now_hour, bool learning,
                         const NoveltySettings& settings);
  /// Stage two: adds a rare sighting. True if the family's points within the window reach the threshold;
  /// the kept sightings are then spent by `clear`.
  bool add(NoveltyFamily family, const Sighting& sighting, const NoveltySettings& settings);
  void clear(NoveltyFamily family) { sightings[static_cast<std::size_t>(family)] = {}; }
};

/// How many devices of a class have shown a key: the peers' prior. Moves in stage two only.
///
/// Model:  settled s = devices whose first sighting lies on an earlier UTC day; fresh f = today's.
///         Rare if s <= rare_share * n and s + f <= max(1, sudden_share * n), n the class's devices.
///         A worm is thus rare all of its first day until it has a fifth of the class, an update
///         that rolls over a class is not.
/// Limits: at most `max_prior_keys` keys; later keys are never learned (they stay rare) and counted.
class ClassPrior {
 public:
  void add_device() { ++devices_; }
  /// Notes one more device and tells whether the key was rare before it.
  bool note(std::uint64_t key, std::int64_t day, const NoveltySettings& settings);
  std::uint64_t refused() const { return refused_; }

 private:
  struct Shown {
    std::uint32_t settled = 0;
    std::uint32_t fresh = 0;
    std::int64_t day = 0;
  };
  std::uint32_t devices_ = 0;
  std::uint64_t refused_ = 0;
  std::unordered_map<std::uint64_t, Shown> shown_;  ///< never iterated
};

}  // namespace picket
