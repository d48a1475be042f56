#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "pipeline_core/rules/rule_set.h"

namespace picket {

/// A match that feeds a correlation.
struct CorrelationMember {
  Time time;                 ///< event time
  std::uint64_t value = 0;   ///< hash of the counted field, for value_count
  std::uint32_t weight = 1;  ///< raw events it stands for
  DeviceId device;
  std::uint32_t sequence = 0;
  std::uint32_t observation = 0;
  std::uint32_t reference = 0;  ///< which of the correlation's rules
};

/// Raw events of an observation that may lie within one `timespan`: all, or their share if they are
/// spread evenly over a longer time.
std::uint32_t weight_within(const Observation& observation, Duration timespan);

/// Sliding windows of correlations by group.
///
/// Model:  a window is any stretch of event time of length `timespan`, both ends included. A member may
///         come late (bounded by the caller); every window that contains it is looked at again. When a
///         window fires, its members are spent, so the next firing needs fresh ones.
/// State:  a group holds at most max(64, 2 * threshold) members; groups are bounded by `max_groups`.
/// Limits: of members with equal counted value that come in order only the latest is kept, so a late
///         member may miss a window that only the earlier one reached.
class CorrelationTable {
 public:
  CorrelationTable(const RuleSet& rules, std::size_t max_groups, Duration lateness)
      : rules_(&rules), max_groups_(max_groups), lateness_(lateness) {}

  /// Adds a member to the group of correlation `rule`. True if a window fires; `fired` then holds its
  /// members in time order.
  bool add(std::uint32_t rule, std::uint64_t group, const CorrelationMember& member, Time arrival,
           std::vector<CorrelationMember>& fired);

  std::uint64_t groups_refused() const { return groups_refused_; }
  std::uint64_t entries_dropped() const { return entries_dropped_; }
  std::size_t groups() const { return groups_.size(); }

 private:
  struct Group {
    std::vector<CorrelationMember> members;  ///< by time
    Duration timespan;
    bool had_late = false;
  };
  Group* find_group(std::uint64_t key, const Correlation& correlation, Time arrival);
  void sweep(Time arrival);

  const RuleSet* rules_;
  std::size_t max_groups_;
  Duration lateness_;
  Time swept_ = Time::min();
  std::uint64_t groups_refused_ = 0;
  std::uint64_t entries_dropped_ = 0;
  std::unordered_map<std::uint64_t, Group> groups_;  ///< iterated only to erase
};

}  // namespace picket
