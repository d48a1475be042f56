#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "agent_core/agent.h"
#include "agent_core/aggregate/event_key.h"
#include "agent_core/base/counts.h"
#include "agent_core/base/ids.h"
#include "agent_core/message/record.h"
#include "agent_core/policy/policy.h"

namespace picket {

/// What a gateway took in and what it gave out: the saving, and what is lost for it.
struct MergeSaving {
  std::uint64_t observations_in = 0;
  std::uint64_t observations_out = 0;
  std::uint64_t messages_in = 0;
  std::uint64_t messages_out = 0;
  std::uint64_t bytes_in = 0;     ///< of encoded messages, as the children would have sent them
  std::uint64_t bytes_out = 0;    ///< of encoded messages, and the list of children named
  std::uint64_t blocks_in = 0;    ///< that a hub meters
  std::uint64_t blocks_out = 0;
  /// Hits that went out in an observation which names the child they are from, or does not.
  std::uint64_t attributions_kept = 0;
  std::uint64_t attributions_lost = 0;
  bool operator==(const MergeSaving&) const = default;
  MergeSaving& operator+=(const MergeSaving& other);
};

/// Equal observations of a gateway's children, merged.
struct MergedObservation {
  Observation observation;
  std::uint64_t entry = 0;             ///< as in GatewayMerge::Fate
  std::vector<DeviceId> children;      ///< the first that contributed, at most kept_children
  std::uint32_t distinct_children = 1; ///< exact up to kCountedChildren
  bool more_children = false;          ///< there were further ones
  /// True if a reader learns from it that the child contributed.
  bool names(DeviceId child) const;
};

/// Merges the observations of a gateway's children (and of the gateway itself, as one of them) in windows.
///
/// Model:  within a window, observations of one kind with an equal key become one: hits and bytes are
///         summed, first and last time and window are the widest, the rest is that of the first. What has
///         no key (reports, kinds that are sent event by event) passes through with its child's name,
///         unmerged, at the window's end too.
/// Order:  entries leave in the order in which they began.
/// Limits: at most `cache_size` entries; two keys with the same 64-bit hash are one; byte sums saturate
///         at kMaxByteSum. Where hits would exceed 2^32 - 1 a second entry of the key begins.
/// Cost:   constant per observation, and at most kCountedChildren steps for the child.
/// A value without clock or I/O; the same calls give the same results.
class GatewayMerge {
 public:
  /// `policy` must have a gateway_merge; `texts` is borrowed. The first window ends at `first_end`.
  GatewayMerge(const Policy& policy, const TextTable& texts, Time first_end);

  /// What became of an observation.
  struct Fate {
    std::optional<std::uint64_t> entry;      ///< that holds it now; numbered from 0, never used twice
    bool merged = false;                     ///< into an entry that was there
    std::optional<std::uint64_t> displaced;  ///< entry that was lost to make room
    std::uint32_t lost_hits = 0;             ///< of the observation or of the entry that was lost
  };
  /// Takes an observation, before the window's end.
  Fate add(DeviceId child, const Observation& observation);

  /// End of the running window: `close` is due.
  Time due() const { return due_; }
  /// Ends the window: appends what is held to `out`, and begins the next one.
  void close(std::vector<MergedObservation>& out);
  /// The agent on the gateway stops: what is held is lost. Returns the entries' numbers.
  std::vector<std::uint64_t> stop();

  /// Observations and attributions; messages, bytes and blocks are counted by who encodes them.
  const MergeSaving& saving() const { return saving_; }
  const Counts<DropReason, std::uint64_t>& dropped() const { return dropped_; }  ///< hits
  std::uint64_t hits_in() const { return hits_in_; }
  std::uint64_t hits_out() const { return hits_out_; }
  std::uint64_t hits_held() const { return hits_held_; }
  std::size_t entries() const { return entries_.size(); }
  /// Counts start again; what is held stays.
  void reset_counts();

 private:
  struct Entry {
    Observation observation;
    std::optional<std::uint64_t> key;  ///< hash; none: it is never merged into
    std::vector<DeviceId> children;    ///< at most kCountedChildren
    bool more_children = false;
    std::uint32_t attributed = 0;      ///< hits whose child is named
  };
  std::optional<std::uint64_t> key_of(const Record& record) const;
  void contribute(Entry& entry, DeviceId child, std::uint32_t hits) const;
  void lose(const Entry& entry, DropReason reason);

  GatewayMergePolicy policy_;
  const TextTable* texts_;
  std::array<std::optional<EventKey>, kActivityKinds> keys_;
  Time due_;
  std::deque<Entry> entries_;          ///< oldest first
  std::uint64_t first_entry_ = 0;      ///< number of entries_.front()
  std::unordered_map<std::uint64_t, std::uint64_t> by_key_;  ///< hash -> entry's number; never iterated
  MergeSaving saving_;
  Counts<DropReason, std::uint64_t> dropped_;
  std::uint64_t hits_in_ = 0;
  std::uint64_t hits_out_ = 0;
  std::uint64_t hits_held_ = 0;
};

}  // namespace picket
