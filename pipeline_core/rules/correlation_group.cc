#include "pipeline_core/rules/correlation_group.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "pipeline_core/rules/correlation_window.h"

namespace picket {
namespace {

constexpr std::size_t kLeast = 64;
constexpr std::size_t kMost = 4'096;

bool stands_before(const CorrelationMember& a, const CorrelationMember& b) {
  return a.time != b.time ? a.time < b.time : a.order() < b.order();
}

}  // namespace

std::size_t CorrelationGroup::capacity_of(const Correlation& c) {
  const auto wanted = static_cast<std::size_t>(c.condition.least_whole());
  if (c.counts_keys() && !c.fires_early()) return 4 * kMost;
  if (c.type == CorrelationType::kTemporal || c.type == CorrelationType::kTemporalOrdered)
    return kLeast + 4 * c.references.size();
  if (c.type == CorrelationType::kValueCount) return std::clamp(4 * wanted, kLeast, 4 * kMost);
  if (c.type == CorrelationType::kEventCount && c.fires_early()) return std::clamp(2 * wanted, kLeast, kMost);
  return kMost;
}

void CorrelationGroup::drop_front() {
  if (latest_ <= head_) is_current_ = false;
  ++head_;
  if (head_ >= kLeast && head_ * 2 >= members_.size()) {
    members_.erase(members_.begin(), members_.begin() + static_cast<std::ptrdiff_t>(head_));
    latest_ -= std::min(latest_, head_);
    head_ = 0;
  }
}

void CorrelationGroup::expire(Time oldest) {
  while (!empty() && members_[head_].time < oldest) drop_front();
}

void CorrelationGroup::erase(std::size_t begin, std::size_t end) {
  members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(head_ + begin),
                 members_.begin() + static_cast<std::ptrdiff_t>(head_ + end));
  is_current_ = false;
  thin_after_ = 0;
}

void CorrelationGroup::drop_at(const Correlation& c, std::size_t at) {
  if (at < latest_) {
    --latest_;
  } else {
    result_ -= part_of(c, members_[at]);
  }
  members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(at));
}

bool CorrelationGroup::drop_repeat(const Correlation& c, const CorrelationMember& member) {
  const std::uint64_t key = key_of(c, member);
  for (std::size_t at = head_; at < members_.size(); ++at) {
    if (key_of(c, members_[at]) != key) continue;
    // One that stands after a late member is worth more than it.
    if (stands_before(member, members_[at])) return false;
    drop_at(c, at);
    return true;
  }
  std::vector<std::uint64_t> keys;
  for (std::size_t at = head_; at < members_.size(); ++at) keys.push_back(key_of(c, members_[at]));
  std::sort(keys.begin(), keys.end());
  for (std::size_t at = head_; at < members_.size(); ++at) {
    const auto [first, last] = std::equal_range(keys.begin(), keys.end(), key_of(c, members_[at]));
    if (last - first < 2) continue;
    drop_at(c, at);
    return true;
  }
  if (empty() || stands_before(member, members_[head_])) return false;
  drop_front();
  return true;
}

/// The middle one of three members of one key within a time span: every window that holds it holds one of the others.
/// In a row of rules it matters what stands between, so there the three must follow each other.
std::vector<bool> CorrelationGroup::find_repeats(const Correlation& c) const {
  constexpr std::size_t kNone = ~std::size_t{0};
  struct Kept {
    std::size_t before = kNone;
    std::size_t last = kNone;
  };
  const bool in_row = c.type == CorrelationType::kTemporalOrdered;
  std::unordered_map<std::uint64_t, Kept> by_key;  // never iterated
  std::vector<bool> drop(members_.size());
  for (std::size_t at = head_; at < members_.size(); ++at) {
    const std::uint64_t key = key_of(c, members_[at]);
    if (in_row && at > head_ && key_of(c, members_[at - 1]) != key) by_key.clear();
    Kept& kept = by_key[key];
    if (kept.before != kNone && members_[at].time - members_[kept.before].time <= c.timespan) {
      drop[kept.last] = true;
    } else {
      kept.before = kept.last;
    }
    kept.last = at;
  }
  return drop;
}

/// Every other member with so many around it that each window which holds it is past all numbers of the condition
/// without it: half of those on one side stay, and of one key at most two stand within half a time span.
std::vector<bool> CorrelationGroup::find_surplus(const Correlation& c) const {
  std::vector<bool> drop(members_.size());
  const std::size_t around = 4 * (static_cast<std::size_t>(c.condition.greatest()) + 2);
  const Duration half = c.timespan / 2;
  for (std::size_t at = head_ + around; at + around < members_.size(); ++at) {
    if (drop[at - 1]) continue;
    drop[at] = members_[at].time - members_[at - around].time <= half &&
               members_[at + around].time - members_[at].time <= half;
  }
  return drop;
}

std::size_t CorrelationGroup::thin(const Correlation& c) {
  const auto remove = [&](const std::vector<bool>& drop) {
    std::size_t to = head_;
    for (std::size_t from = head_; from < members_.size(); ++from) {
      if (!drop[from]) members_[to++] = members_[from];
    }
    const std::size_t gone = members_.size() - to;
    members_.resize(to);
    return gone;
  };
  std::size_t gone = remove(find_repeats(c));
  if (gone == 0 && c.type == CorrelationType::kValueCount) gone = remove(find_surplus(c));
  return gone;
}

std::size_t CorrelationGroup::merge_pairs(const Correlation& c) {
  std::size_t to = head_;
  for (std::size_t from = head_; from < members_.size(); ++to) {
    CorrelationMember kept = members_[from];
    ++from;
    if (from < members_.size() && members_[from].time - kept.time <= c.timespan) {
      const CorrelationMember& other = members_[from];
      kept.weight += std::min(other.weight, ~0U - kept.weight);
      // Of a percentile the pair keeps one value, of sums the sum.
      if (c.type != CorrelationType::kValuePercentile)
        kept.amount = std::min(kMaxMemberAmount, kept.amount + other.amount);
      ++from;
    }
    members_[to] = kept;
  }
  const std::size_t merged = members_.size() - to;
  members_.resize(to);
  is_current_ = false;
  return merged;
}

bool CorrelationGroup::make_room(const Correlation& c, const CorrelationMember& member, CorrelationLosses& losses) {
  const bool early = c.fires_early();
  if (c.counts_keys() && early) {
    if (!drop_repeat(c, member)) return false;
    ++losses.dropped;
    return true;
  }
  if (c.counts_keys()) {
    if (thin_after_ > 0) {
      --thin_after_;
      return false;
    }
    const std::size_t gone = thin(c);
    losses.dropped += gone;
    if (gone == 0) thin_after_ = size() / 16;
    return gone != 0;
  }
  const bool oldest_is_over = !empty() && early && members_.back().time - members_[head_].time > c.timespan;
  if (oldest_is_over) {
    if (stands_before(member, members_[head_])) return false;
    drop_front();
    ++losses.dropped;
    return true;
  }
  const std::size_t merged = merge_pairs(c);
  losses.merged += merged;
  return merged != 0;
}

std::optional<std::size_t> CorrelationGroup::insert(const Correlation& c, const CorrelationMember& member,
                                                    bool has_room, CorrelationLosses& losses) {
  if ((!has_room || size() >= capacity_of(c)) && !make_room(c, member, losses)) {
    ++losses.dropped;
    return std::nullopt;
  }
  if (empty() || !stands_before(member, members_.back())) {
    if (c.fires_early()) {
      append(c, member);
    } else {
      members_.push_back(member);
    }
    return size() - 1;
  }
  const auto at =
      std::upper_bound(members_.begin() + static_cast<std::ptrdiff_t>(head_), members_.end(), member, stands_before);
  const auto position = static_cast<std::size_t>(at - members_.begin());
  members_.insert(at, member);
  if (c.fires_early() && is_current_) count_late(c, position);
  return position - head_;
}

void CorrelationGroup::count_late(const Correlation& c, std::size_t position) {
  CorrelationMember& late = members_[position];
  if (members_.back().time - late.time > c.timespan) {
    ++latest_;
    return;
  }
  if (c.counts_keys()) {
    late.newest = true;
    const auto other = newest_of(c, late, position);
    if (other) {
      (*other < position ? members_[*other] : late).newest = false;
      --result_;
    }
    ++result_;
    return;
  }
  result_ += addend_of(c, late);
}

std::optional<std::size_t> CorrelationGroup::newest_of(const Correlation& c, const CorrelationMember& member,
                                                       std::size_t but) const {
  const std::uint64_t key = key_of(c, member);
  for (std::size_t i = members_.size(); i-- > latest_;) {
    if (i != but && members_[i].newest && key_of(c, members_[i]) == key) return i;
  }
  return std::nullopt;
}

std::uint64_t CorrelationGroup::part_of(const Correlation& c, const CorrelationMember& m) const {
  if (c.counts_keys()) return m.newest ? 1 : 0;
  return addend_of(c, m);
}

void CorrelationGroup::append(const Correlation& c, const CorrelationMember& member) {
  members_.push_back(member);
  if (!is_current_) {
    rebuild(c);
    return;
  }
  slide(c);
  const std::size_t last = members_.size() - 1;
  if (c.counts_keys()) {
    if (const auto other = newest_of(c, members_[last], last)) {
      members_[*other].newest = false;
      --result_;
    }
    members_[last].newest = true;
  }
  result_ += part_of(c, members_[last]);
}

/// The window's first member follows its last.
void CorrelationGroup::slide(const Correlation& c) {
  const Time time = members_.back().time;
  for (; time - members_[latest_].time > c.timespan; ++latest_) result_ -= part_of(c, members_[latest_]);
}

void CorrelationGroup::rebuild(const Correlation& c) {
  latest_ = head_;
  while (members_.back().time - members_[latest_].time > c.timespan) ++latest_;
  if (c.counts_keys()) {
    std::vector<std::pair<std::uint64_t, std::size_t>> keys;
    for (std::size_t i = latest_; i < members_.size(); ++i) keys.emplace_back(key_of(c, members_[i]), i);
    std::sort(keys.begin(), keys.end());
    for (std::size_t i = 0; i < keys.size(); ++i) {
      members_[keys[i].second].newest = i + 1 == keys.size() || keys[i + 1].first != keys[i].first;
    }
  }
  result_ = 0;
  for (std::size_t i = latest_; i < members_.size(); ++i) result_ += part_of(c, members_[i]);
  is_current_ = true;
}

std::optional<std::size_t> CorrelationGroup::latest_window(const Correlation& c) {
  if (!c.condition.holds(static_cast<double>(result_))) return std::nullopt;
  if (c.type == CorrelationType::kTemporalOrdered) {
    const auto row = measure(c, std::span(members_).subspan(latest_));
    if (!c.condition.holds(*row)) return std::nullopt;
  }
  return latest_ - head_;
}

}  // namespace picket
