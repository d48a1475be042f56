#include "pipeline_core/rules/correlation_table.h"

#include <algorithm>
#include <tuple>

#include "pipeline_core/rules/correlation_window.h"

namespace picket {
namespace {

/// Times have this grain; "after" is one later.
constexpr Duration kGrain = Duration::microseconds(1);
/// So many cost less than to look which are out of date.
constexpr std::size_t kFewClosings = 64;

}  // namespace

bool CorrelationTable::is_later(const Closing& a, const Closing& b) {
  return std::tie(a.due, a.depth, a.correlation, a.opening, a.key) >
         std::tie(b.due, b.depth, b.correlation, b.opening, b.key);
}

void CorrelationTable::sweep(Time arrival) {
  if (swept_ != Time::min() && arrival - swept_ < Duration::minutes(10)) return;
  swept_ = arrival;
  std::erase_if(groups_, [&](const auto& item) {
    const Correlation& c = correlation_of(item.second);
    if (!c.fires_early()) return false;  // closing the last window ends it
    Group& group = groups_.find(item.first)->second;
    members_ -= group.members.size();
    group.members.expire(arrival - lateness_ - c.timespan);
    members_ += group.members.size();
    return group.members.empty();
  });
}

CorrelationTable::Group* CorrelationTable::find_group(std::uint64_t key, std::uint32_t correlation,
                                                      const std::vector<std::uint64_t>& parts, Time arrival) {
  if (groups_.size() >= limits_.max_groups || members_ >= limits_.max_members) sweep(arrival);
  const auto found = groups_.find(key);
  if (found != groups_.end() && found->second.correlation == correlation) return &found->second;
  if (found != groups_.end() || groups_.size() >= limits_.max_groups) {
    ++groups_refused_;
    return nullptr;
  }
  Group& group = groups_[key];
  group.correlation = correlation;
  if (!rules_->rules()[correlation].feeds.empty()) group.parts = parts;
  return &group;
}

CorrelationTable::Groups::iterator CorrelationTable::group_of(const Closing& closing) {
  const auto found = groups_.find(closing.key);
  const bool is_open = found != groups_.end() && found->second.correlation == closing.correlation &&
                       found->second.opening == closing.opening;
  return is_open ? found : groups_.end();
}

void CorrelationTable::drop_stale_closings() {
  std::erase_if(closings_, [&](const Closing& closing) { return group_of(closing) == groups_.end(); });
  std::make_heap(closings_.begin(), closings_.end(), is_later);
}

void CorrelationTable::open_window(Group& group, std::uint64_t key, Time start, const CorrelationMember& member) {
  group.opening = member.order();
  std::get<Time>(group.opening) = start;
  if (closings_.size() >= kFewClosings + 2 * groups_.size()) drop_stale_closings();
  const Correlation& c = correlation_of(group);
  closings_.push_back({start + c.timespan + lateness_ + kGrain, c.depth, group.correlation, group.opening, key});
  std::push_heap(closings_.begin(), closings_.end(), is_later);
}

bool CorrelationTable::add(std::uint32_t correlation, const std::vector<std::uint64_t>& parts,
                           const CorrelationMember& member, Time arrival, CorrelationFiring& fired) {
  const Correlation& c = rules_->rules()[correlation].correlation;
  const std::uint64_t key = group_key(correlation, parts);
  Group* group = find_group(key, correlation, parts, arrival);
  if (group == nullptr) return false;
  CorrelationGroup& members = group->members;
  const std::size_t before = members.size();
  if (c.fires_early()) members.expire(arrival - lateness_ - c.timespan);
  const bool has_room = members_ - (before - members.size()) < limits_.max_members;
  // Without room, a group gives up something of its own, never of another.
  const auto position = !has_room && members.empty() ? std::nullopt : members.insert(c, member, has_room, losses_);
  if (!has_room && members.empty()) ++losses_.dropped;
  const bool fires = position && c.fires_early() && fire_early(*group, *position, arrival, fired);
  members_ += members.size();
  members_ -= before;
  if (position && !c.fires_early() && !group->is_placed && member.order() < group->opening)
    open_window(*group, key, member.time, member);
  if (!c.fires_early() && members.empty() && !group->is_placed) groups_.erase(key);
  return fires;
}

bool CorrelationTable::fire_early(Group& group, std::size_t position, Time arrival, CorrelationFiring& fired) {
  const Correlation& c = correlation_of(group);
  const auto members = group.members.members();
  std::size_t begin = 0;
  std::size_t end = members.size();
  if (position + 1 == members.size()) {
    const auto first = group.members.latest_window(c);
    if (!first) return false;
    begin = *first;
  } else {
    const auto window = find_window(c, members, position);
    if (!window) return false;
    std::tie(begin, end) = *window;
  }
  fired.correlation = group.correlation;
  fired.trigger = arrival;
  fired.members.assign(members.begin() + static_cast<std::ptrdiff_t>(begin),
                       members.begin() + static_cast<std::ptrdiff_t>(end));
  fired.window_start = fired.members.front().time;
  fired.moment = fired.window_end = fired.members.back().time;
  fired.absence = false;
  fired.parts = group.parts;
  group.members.erase(begin, end);
  return true;
}

bool CorrelationTable::close_next(CorrelationFiring& fired) {
  std::pop_heap(closings_.begin(), closings_.end(), is_later);
  const Closing closing = closings_.back();
  closings_.pop_back();
  const auto found = group_of(closing);
  if (found == groups_.end()) return false;
  Group& group = found->second;
  const Correlation& c = correlation_of(group);
  const Time start = std::get<Time>(closing.opening);
  const Time end = start + c.timespan;
  const auto all = group.members.members();
  const auto over = static_cast<std::size_t>(
      std::find_if(all.begin(), all.end(), [&](const CorrelationMember& m) { return m.time > end; }) - all.begin());
  const auto window = all.first(over);
  const auto result = measure(c, window);
  const bool fires = result && c.condition.holds(*result) && (!window.empty() || c.condition.judges_absence());
  if (!window.empty()) group.last = window.back();
  if (fires) {
    fired.correlation = group.correlation;
    fired.trigger = closing.due;
    fired.window_start = start;
    fired.moment = fired.window_end = end;
    fired.absence = window.empty();
    fired.members.assign(window.begin(), window.end());
    if (fired.absence) fired.members.push_back(group.last);
    fired.parts = group.parts;
  }
  group.is_placed = c.condition.judges_absence() && !window.empty();
  group.members.erase(0, over);
  members_ -= over;
  if (group.is_placed) {
    open_window(group, closing.key, end + kGrain, group.last);
  } else if (!group.members.empty()) {
    const CorrelationMember& first = group.members.members().front();
    open_window(group, closing.key, first.time, first);
  } else {
    groups_.erase(found);
  }
  return fires;
}

}  // namespace picket
