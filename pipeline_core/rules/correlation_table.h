#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "pipeline_core/rules/correlation_group.h"
#include "pipeline_core/rules/rule_set.h"

namespace picket {

/// A window of a correlation that has what its condition asks for.
struct CorrelationFiring {
  std::uint32_t correlation = 0;
  Time trigger;  ///< arrival of the member that completed it, or the moment from which nothing can join it any more
  Time moment;   ///< event time at which it became true: its last member's, or its end
  Time window_start;
  Time window_end;
  bool absence = false;                    ///< of a window without members
  std::vector<CorrelationMember> members;  ///< in order; of an absence the group's last before it; spent
  std::vector<std::uint64_t> parts;        ///< group-by values, if the correlation feeds others
};

/// Windows of correlations by group.
///
/// Model:  a correlation that fires early looks at every stretch of time of length `timespan`, both ends included:
///         each member that comes, in order or late, is looked at in all windows that hold it, and when one has
///         enough, its members are spent, so that the next firing needs fresh ones. Whether a group fires at all does
///         not depend on the order in which its members arrive; how often may.
///         Any other correlation judges windows that follow each other: the first begins with the group's first
///         member, the next with the first member after it (where absence counts: right after it; a window
///         without members is judged once and ends the group). A window is judged when the clock has passed its
///         end by `lateness`: nothing can join it then, so results do not depend on the order of arrival at all,
///         unless bounds were reached.
///         What is too old for any window goes when its group is touched, or when groups or members run out.
/// State:  at most `max_groups` groups and `max_members` members in all; see CorrelationGroup for one. At most two
///         closings a group, and 64.
/// Limits: where windows lie end to end, what happens across a border is judged in halves, and where they lie
///         depends on the group's first member.
class CorrelationTable {
 public:
  struct Limits {
    std::size_t max_groups = 0;
    std::size_t max_members = 0;
  };
  CorrelationTable(const RuleSet& rules, Limits limits, Duration lateness)
      : rules_(&rules), limits_(limits), lateness_(lateness) {}

  /// Adds a member to its group. True if a window fires; `fired` then tells which.
  bool add(std::uint32_t correlation, const std::vector<std::uint64_t>& parts, const CorrelationMember& member,
           Time arrival, CorrelationFiring& fired);
  /// A window may be over for good at this time.
  Time next_close() const { return closings_.empty() ? Time::max() : closings_.front().due; }
  /// Judges the window that is over first; of equal ones the inner correlation's, of equal ones of a correlation that whose
  /// first member (or, if it follows on another window, the last one before it) stands first. True if it fires.
  bool close_next(CorrelationFiring& fired);

  /// Groups beyond max_groups; and, once in 2^64 pairs of groups, one whose key is that of another correlation's.
  std::uint64_t groups_refused() const { return groups_refused_; }
  std::uint64_t members_dropped() const { return losses_.dropped; }
  std::uint64_t members_merged() const { return losses_.merged; }
  std::size_t groups() const { return groups_.size(); }
  std::size_t members() const { return members_; }

 private:
  /// What a window begins with: its start, and the member that says it.
  using MemberOrder = decltype(CorrelationMember().order());
  static constexpr MemberOrder kNoWindow{Time::max(), 0U, DeviceId(), 0U, 0U};

  struct Group {
    std::uint32_t correlation = 0;
    CorrelationGroup members;
    std::vector<std::uint64_t> parts;
    // Of windows that are judged when over:
    MemberOrder opening = kNoWindow;  ///< of the open one
    bool is_placed = false;           ///< it follows on another, wherever its first member stands
    CorrelationMember last;           ///< of the window before
  };
  struct Closing {
    Time due;
    std::uint8_t depth = 0;
    std::uint32_t correlation = 0;
    MemberOrder opening;
    std::uint64_t key = 0;
  };
  static bool is_later(const Closing& a, const Closing& b);

  using Groups = std::unordered_map<std::uint64_t, Group>;
  const Correlation& correlation_of(const Group& group) const { return rules_->rules()[group.correlation].correlation; }
  Group* find_group(std::uint64_t key, std::uint32_t correlation, const std::vector<std::uint64_t>& parts,
                    Time arrival);
  bool fire_early(Group& group, std::size_t position, Time arrival, CorrelationFiring& fired);
  void open_window(Group& group, std::uint64_t key, Time start, const CorrelationMember& member);
  /// The group whose window it is, if that is still open.
  Groups::iterator group_of(const Closing& closing);
  void drop_stale_closings();
  /// Takes out what can be in no window any more, every ten minutes at most: a table full of the living stays so.
  void sweep(Time arrival);

  const RuleSet* rules_;
  Limits limits_;
  Duration lateness_;
  Time swept_ = Time::min();
  std::uint64_t groups_refused_ = 0;
  CorrelationLosses losses_;
  std::size_t members_ = 0;
  Groups groups_;                  ///< iterated only to erase
  std::vector<Closing> closings_;  ///< a heap, the earliest first; some are out of date
};

}  // namespace picket
