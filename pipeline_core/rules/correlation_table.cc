#include "pipeline_core/rules/correlation_table.h"

#include <algorithm>

#include "agent_core/base/hash.h"

namespace picket {
namespace {

using Members = std::vector<CorrelationMember>;

std::size_t capacity_of(const Correlation& c) {
  return std::max<std::size_t>(64, std::size_t{2} * c.threshold);
}

bool has_enough_values(const Members& m, std::size_t begin, std::size_t end, std::uint32_t threshold) {
  if (end - begin < threshold) return false;
  std::vector<std::uint64_t> values;
  values.reserve(end - begin);
  for (std::size_t i = begin; i < end; ++i) values.push_back(m[i].value);
  std::sort(values.begin(), values.end());
  return static_cast<std::size_t>(std::unique(values.begin(), values.end()) - values.begin()) >= threshold;
}

bool has_all(const Members& m, std::size_t begin, std::size_t end, std::size_t references) {
  std::uint32_t seen = 0;
  for (std::size_t i = begin; i < end; ++i) seen |= 1U << m[i].reference;
  return seen == (1U << references) - 1;
}

/// Greedy: the earliest member of each reference in turn. Members of one moment count in any order.
bool has_in_order(const Members& m, std::size_t begin, std::size_t end, std::size_t references) {
  std::uint32_t wanted = 0;
  for (std::size_t i = begin; i < end;) {
    std::size_t moment_end = i;
    std::uint32_t seen = 0;
    while (moment_end < end && m[moment_end].time == m[i].time) seen |= 1U << m[moment_end++].reference;
    while (wanted < references && (seen >> wanted & 1) != 0) ++wanted;
    i = moment_end;
  }
  return wanted == references;
}

bool fires(const Correlation& c, const Members& m, std::size_t begin, std::size_t end, bool unique_values) {
  switch (c.type) {
    case CorrelationType::kEventCount: {
      std::uint64_t sum = 0;
      for (std::size_t i = begin; i < end; ++i) sum += m[i].weight;
      return sum >= c.threshold;
    }
    case CorrelationType::kValueCount:
      return unique_values ? end - begin >= c.threshold : has_enough_values(m, begin, end, c.threshold);
    case CorrelationType::kTemporal:
      return has_all(m, begin, end, c.references.size());
    case CorrelationType::kTemporalOrdered:
      return has_in_order(m, begin, end, c.references.size());
  }
  return false;
}

}  // namespace

std::uint32_t weight_within(const Observation& o, Duration timespan) {
  const Duration span = o.last_time - o.first_time;
  if (span <= timespan || o.hit_count <= 1) return o.hit_count;
  const double share = timespan.to_seconds() / span.to_seconds();
  return std::max(1U, static_cast<std::uint32_t>(static_cast<double>(o.hit_count) * share));
}

void CorrelationTable::sweep(Time arrival) {
  if (swept_ != Time::min() && arrival - swept_ < Duration::minutes(10)) return;
  swept_ = arrival;
  std::erase_if(groups_, [&](const auto& item) {
    const Group& group = item.second;
    return group.members.empty() || group.members.back().time + lateness_ + group.timespan < arrival;
  });
}

CorrelationTable::Group* CorrelationTable::find_group(std::uint64_t key, const Correlation& correlation, Time arrival) {
  if (const auto found = groups_.find(key); found != groups_.end()) return &found->second;
  if (groups_.size() >= max_groups_) sweep(arrival);
  if (groups_.size() >= max_groups_) {
    ++groups_refused_;
    return nullptr;
  }
  Group& group = groups_[key];
  group.timespan = correlation.timespan;
  return &group;
}

bool CorrelationTable::add(std::uint32_t rule, std::uint64_t group_key, const CorrelationMember& member, Time arrival,
                           Members& fired) {
  const Correlation& c = rules_->rules()[rule].correlation;
  Group* group = find_group(hash_combine(mix64(rule + 1), group_key), c, arrival);
  if (group == nullptr) return false;
  Members& m = group->members;
  if (!m.empty() && m.front().time + lateness_ + c.timespan < arrival) {
    std::erase_if(m, [&](const CorrelationMember& x) { return x.time + lateness_ + c.timespan < arrival; });
  }
  const bool in_order = m.empty() || m.back().time <= member.time;
  if (in_order && c.type == CorrelationType::kValueCount) {
    // One member a value: the latest.
    const auto same =
        std::find_if(m.begin(), m.end(), [&](const CorrelationMember& x) { return x.value == member.value; });
    if (same != m.end()) m.erase(same);
  }
  group->had_late |= !in_order;
  auto at = std::upper_bound(m.begin(), m.end(), member, [](const auto& a, const auto& b) { return a.time < b.time; });
  at = m.insert(at, member);
  auto position = static_cast<std::size_t>(at - m.begin());
  if (m.size() > capacity_of(c)) {
    ++entries_dropped_;
    m.erase(m.begin());
    if (position == 0) return false;
    --position;
  }
  std::size_t begin = position;
  while (begin > 0 && member.time - m[begin - 1].time <= c.timespan) --begin;
  for (; begin <= position; ++begin) {
    std::size_t end = position + 1;
    while (end < m.size() && m[end].time - m[begin].time <= c.timespan) ++end;
    if (fires(c, m, begin, end, !group->had_late)) {
      fired.assign(m.begin() + static_cast<std::ptrdiff_t>(begin), m.begin() + static_cast<std::ptrdiff_t>(end));
      m.erase(m.begin() + static_cast<std::ptrdiff_t>(begin), m.begin() + static_cast<std::ptrdiff_t>(end));
      return true;
    }
    if (end == m.size()) break;  // later starts only see fewer members
  }
  return false;
}

}  // namespace picket
