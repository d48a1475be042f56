#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "pipeline_core/rules/correlation_member.h"

namespace picket {

/// What a bound did to members.
struct CorrelationLosses {
  std::uint64_t dropped = 0;  ///< left out
  std::uint64_t merged = 0;   ///< joined with the one before: counts and sums stay, times blur
};

/// The members of one group in their order, at most `capacity_of` its correlation.
///
/// Model:  of a correlation that fires early, a full group drops the oldest member of the key that comes, else the
///         oldest whose key it has again, else its oldest; sums that would lose something of the present window
///         join members in pairs instead. Of one that is judged when a window is over, a full group joins pairs; a
///         distinct count thins what no window needs, see `thin`, and drops what comes if there is no such thing.
/// Cost:   a member that comes in order: constant for sums, for distinct counts one look at the members of the
///         latest window; a late one moves those after it. Full of distinct keys that wait: one pass over the group,
///         for as many members as it freed, or after a sixteenth of the group's size has come in vain.
/// Limits: thinning may move where a window of a condition without absence begins (it begins with a member); a row
///         of rules may be cut short by a late member of another rule. What comes to a group that cannot be
///         thinned is missing from its windows; it is counted.
class CorrelationGroup {
 public:
  /// Members that a group may hold. Twice what fires, so that late members find something to complete; where windows
  /// wait, most, since a group then holds all windows of the lateness.
  static std::size_t capacity_of(const Correlation& correlation);

  std::span<const CorrelationMember> members() const { return std::span(members_).subspan(head_); }
  bool empty() const { return head_ == members_.size(); }
  std::size_t size() const { return members_.size() - head_; }

  /// Output: where it stands in `members`, or nothing if it was dropped. `has_room` false: as if full.
  std::optional<std::size_t> insert(const Correlation& correlation, const CorrelationMember& member, bool has_room,
                                    CorrelationLosses& losses);
  /// The first member of the latest window, if that window may have enough; asked after a member came last.
  std::optional<std::size_t> latest_window(const Correlation& correlation);
  void erase(std::size_t begin, std::size_t end);
  /// Forgets members before `oldest`.
  void expire(Time oldest);

 private:
  bool make_room(const Correlation& correlation, const CorrelationMember& member, CorrelationLosses& losses);
  bool drop_repeat(const Correlation& correlation, const CorrelationMember& member);
  /// Drops distinct keys that no window misses. Output: how many members went.
  std::size_t thin(const Correlation& correlation);
  std::vector<bool> find_repeats(const Correlation& correlation) const;
  std::vector<bool> find_surplus(const Correlation& correlation) const;
  void drop_at(const Correlation& correlation, std::size_t at);
  std::size_t merge_pairs(const Correlation& correlation);
  void append(const Correlation& correlation, const CorrelationMember& member);
  void count_late(const Correlation& correlation, std::size_t position);
  /// The last member of a key in the latest window, `but` aside.
  std::optional<std::size_t> newest_of(const Correlation& correlation, const CorrelationMember& member,
                                       std::size_t but) const;
  void slide(const Correlation& correlation);
  void rebuild(const Correlation& correlation);
  std::uint64_t part_of(const Correlation& correlation, const CorrelationMember& member) const;
  void drop_front();

  std::vector<CorrelationMember> members_;  ///< from head_ on
  std::size_t head_ = 0;
  std::size_t latest_ = 0;    ///< first member within a time span of the last one
  std::uint64_t result_ = 0;  ///< of that window: sum or distinct keys
  bool is_current_ = true;    ///< false: the two above have to be found anew
  std::size_t thin_after_ = 0;  ///< members that will be dropped before the next try to thin
};

}  // namespace picket
