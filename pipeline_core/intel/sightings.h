#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "pipeline_core/intel/observed_value.h"

namespace picket {

/// How much of what was seen is kept for indicators that come later.
struct SightingSettings {
  /// Pairs of value and device, per shard; the one that was seen longest ago makes room. 0: nothing is kept.
  std::size_t max = 0;
  Duration max_age = Duration::days(30);  ///< since it was last seen; the usual retention of raw events, our estimate
};

/// Where in the input a value was seen.
struct SightingPlace {
  DeviceId device;
  std::uint32_t sequence = 0;
  std::uint32_t observation = 0;
  Time accepted;    ///< by the hub
  Time first_time;  ///< of the observation
  Time last_time;
};

/// A value that a device was seen with.
struct ValueSighting {
  ObservedValue value;
  SightingPlace first;
  SightingPlace last;
  bool reported = false;  ///< some indicator matched it already
};

/// What was seen, for search by indicators that come later. Bounded; fed in time order.
/// Cost: a hash look-up a value; about 250 bytes an entry and the length of its text.
class ValueSightings {
 public:
  explicit ValueSightings(const SightingSettings& settings) : settings_(settings) {}
  bool enabled() const { return settings_.max != 0; }

  /// `reported`: an indicator matched it now.
  void note(const ObservedValue& value, const SightingPlace& place, bool reported);
  /// Forgets what was last seen more than `max_age` before `now`.
  void forget_old(Time now);
  /// Calls `visit(ValueSighting&)` for each, from the one seen longest ago to the newest.
  template <class Visit>
  void visit(Visit visit) {
    for (std::uint32_t at = oldest_; at != kEnd; at = nodes_[at].newer) visit(nodes_[at].sighting);
  }

  std::size_t size() const { return index_.size(); }
  std::uint64_t dropped() const { return dropped_; }  ///< made room for others
  std::uint64_t expired() const { return expired_; }  ///< became too old

 private:
  static constexpr std::uint32_t kEnd = ~0U;
  struct Node {
    ValueSighting sighting;
    std::uint64_t key = 0;
    std::uint32_t older = kEnd;
    std::uint32_t newer = kEnd;
  };
  void unlink(std::uint32_t at);
  void link_newest(std::uint32_t at);
  void remove_oldest();

  SightingSettings settings_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> free_;
  std::unordered_map<std::uint64_t, std::uint32_t> index_;  ///< never iterated
  std::uint32_t oldest_ = kEnd;
  std::uint32_t newest_ = kEnd;
  std::uint64_t dropped_ = 0;
  std::uint64_t expired_ = 0;
};

}  // namespace picket
