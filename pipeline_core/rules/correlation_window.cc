#include "pipeline_core/rules/correlation_window.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace picket {
namespace {

using Members = std::span<const CorrelationMember>;

std::uint64_t total_of(const Correlation& c, Members window) {
  std::uint64_t total = 0;
  for (const CorrelationMember& m : window) total += addend_of(c, m);
  return total;
}

std::size_t distinct_keys(const Correlation& c, Members window) {
  std::vector<std::uint64_t> keys;
  keys.reserve(window.size());
  for (const CorrelationMember& m : window) keys.push_back(key_of(c, m));
  std::sort(keys.begin(), keys.end());
  return static_cast<std::size_t>(std::unique(keys.begin(), keys.end()) - keys.begin());
}

/// `longest[r]`: members in the longest row that ends with rule r or one before it. Members of one moment stand
/// in the order of their rules, so a row may take several of them.
std::size_t longest_row(const Correlation& c, Members window) {
  std::vector<std::size_t> longest(c.references.size());
  for (const CorrelationMember& m : window) {
    const std::size_t with = (m.reference == 0 ? 0 : longest[m.reference - 1]) + 1;
    for (std::size_t r = m.reference; r < longest.size() && longest[r] < with; ++r) longest[r] = with;
  }
  return longest.empty() ? 0 : longest.back();
}

/// ceil(p * n / 100). A percentile is a decimal fraction, which doubles hold nearly: what is a whole number but for that is
/// one.
double rank_of(double percentile, std::uint64_t events) {
  const double exact = percentile * static_cast<double>(events) / 100;
  const double whole = std::round(exact);
  return std::abs(exact - whole) <= 1e-12 * whole ? whole : std::ceil(exact);
}

double percentile_of(const Correlation& c, Members window) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> values;
  std::uint64_t events = 0;
  for (const CorrelationMember& m : window) {
    values.emplace_back(m.amount, m.weight);
    events += m.weight;
  }
  std::sort(values.begin(), values.end());
  const double rank = rank_of(c.percentile, events);
  std::uint64_t below = 0;
  for (const auto& [value, weight] : values) {
    below += weight;
    if (static_cast<double>(below) >= rank) return static_cast<double>(value);
  }
  return static_cast<double>(values.back().first);
}

/// The number of distinct keys, as members come and go.
class KeyCounts {
 public:
  KeyCounts(const Correlation& c, Members members) : correlation_(c) {
    for (const CorrelationMember& m : members) keys_.push_back(key_of(c, m));
    std::sort(keys_.begin(), keys_.end());
    keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
    counts_.resize(keys_.size());
  }
  void add(const CorrelationMember& m) { distinct_ += counts_[index_of(m)]++ == 0 ? 1 : 0; }
  void remove(const CorrelationMember& m) { distinct_ -= --counts_[index_of(m)] == 0 ? 1 : 0; }
  std::size_t distinct() const { return distinct_; }

 private:
  std::size_t index_of(const CorrelationMember& m) const {
    return static_cast<std::size_t>(std::lower_bound(keys_.begin(), keys_.end(), key_of(correlation_, m)) -
                                    keys_.begin());
  }
  const Correlation& correlation_;
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> counts_;
  std::size_t distinct_ = 0;
};

}  // namespace

std::optional<double> measure(const Correlation& c, Members window) {
  switch (c.type) {
    case CorrelationType::kEventCount:
    case CorrelationType::kValueSum:
      return static_cast<double>(total_of(c, window));
    case CorrelationType::kValueCount:
    case CorrelationType::kTemporal:
      return static_cast<double>(distinct_keys(c, window));
    case CorrelationType::kTemporalOrdered:
      return static_cast<double>(longest_row(c, window));
    case CorrelationType::kValueAvg: {
      std::uint64_t events = 0;
      for (const CorrelationMember& m : window) events += m.weight;
      if (events == 0) return std::nullopt;
      return static_cast<double>(total_of(c, window)) / static_cast<double>(events);
    }
    case CorrelationType::kValuePercentile:
      if (window.empty()) return std::nullopt;
      return percentile_of(c, window);
  }
  return std::nullopt;
}

std::optional<std::pair<std::size_t, std::size_t>> find_window(const Correlation& c, Members members,
                                                               std::size_t position) {
  const Time middle = members[position].time;
  std::size_t first = position;
  while (first > 0 && middle - members[first - 1].time <= c.timespan) --first;
  std::size_t last = position + 1;
  while (last < members.size() && members[last].time - middle <= c.timespan) ++last;
  // Not more keys than members.
  if (c.counts_keys() && !c.condition.holds(static_cast<double>(last - first))) return std::nullopt;
  KeyCounts keys(c, c.counts_keys() ? members.subspan(first, last - first) : Members());
  std::uint64_t total = 0;
  const auto add = [&](const CorrelationMember& m) {
    if (c.counts_keys()) {
      keys.add(m);
    } else {
      total += addend_of(c, m);
    }
  };
  const auto remove = [&](const CorrelationMember& m) {
    if (c.counts_keys()) {
      keys.remove(m);
    } else {
      total -= addend_of(c, m);
    }
  };
  std::size_t end = first;
  for (std::size_t begin = first; begin <= position; ++begin) {
    const std::size_t before = end;
    while (end < last && members[end].time - members[begin].time <= c.timespan) {
      add(members[end++]);
    }
    if (end != before) {
      bool enough = c.condition.holds(static_cast<double>(c.counts_keys() ? keys.distinct() : total));
      // A row is never longer than the number of its rules.
      if (enough && c.type == CorrelationType::kTemporalOrdered)
        enough = c.condition.holds(*measure(c, members.subspan(begin, end - begin)));
      if (enough) return std::pair(begin, end);
    }
    if (end == last) break;
    remove(members[begin]);
  }
  return std::nullopt;
}

}  // namespace picket
