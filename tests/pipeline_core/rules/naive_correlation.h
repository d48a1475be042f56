#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "pipeline_core/rules/correlation_member.h"

// Correlations as their definition says, without a bound, a cache or a shortcut: every member is stored and every
// window is counted anew. The truth that the real ones are compared with.

namespace picket::testing_support {

struct NaiveFiring {
  Time trigger;
  Time window_start;
  Time window_end;
  bool absence = false;
  std::vector<std::uint32_t> sequences;  ///< of the members, sorted
  auto order() const { return std::tie(trigger, window_start, window_end, absence, sequences); }
  bool operator==(const NaiveFiring&) const = default;
};

class NaiveCorrelation {
 public:
  NaiveCorrelation(const Correlation& c, Duration lateness) : c_(c), lateness_(lateness) {}

  /// Members in the order of their arrival.
  void add(std::uint64_t group, const CorrelationMember& member, Time arrival) {
    std::vector<CorrelationMember>& all = groups_[group];
    all.push_back(member);
    if (!c_.fires_early()) return;
    sort(all);
    for (const CorrelationMember& start : all) {
      std::vector<CorrelationMember> window;
      bool has_new = false;
      for (const CorrelationMember& m : all) {
        if (m.order() < start.order() || m.time - start.time > c_.timespan) continue;
        window.push_back(m);
        has_new |= m.sequence == member.sequence;
      }
      if (!has_new || !c_.condition.holds(*result(window))) continue;
      firings.push_back({arrival, window.front().time, window.back().time, false, sequences(window)});
      std::erase_if(all, [&](const CorrelationMember& m) {
        return std::any_of(window.begin(), window.end(), [&](const auto& w) { return w.sequence == m.sequence; });
      });
      return;
    }
  }

  /// Windows end to end, once everything is there; firings in the order of their triggers.
  void finish() {
    for (auto& [group, all] : groups_) {
      if (c_.fires_early()) continue;
      sort(all);
      judge(all);
    }
    std::sort(firings.begin(), firings.end(), [](const auto& a, const auto& b) { return a.order() < b.order(); });
  }

  std::vector<NaiveFiring> firings;

 private:
  static void sort(std::vector<CorrelationMember>& all) {
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.order() < b.order(); });
  }

  static std::vector<std::uint32_t> sequences(const std::vector<CorrelationMember>& window) {
    std::vector<std::uint32_t> s;
    for (const CorrelationMember& m : window) s.push_back(m.sequence);
    std::sort(s.begin(), s.end());
    return s;
  }

  void judge(const std::vector<CorrelationMember>& all) {
    const Duration after = Duration::microseconds(1);
    std::size_t next = 0;
    Time start = all[0].time;
    bool follows = false;
    while (next < all.size() || follows) {
      if (!follows) start = all[next].time;
      const Time end = start + c_.timespan;
      std::vector<CorrelationMember> window;
      while (next < all.size() && all[next].time <= end) window.push_back(all[next++]);
      const auto value = result(window);
      if (value && c_.condition.holds(*value) && (!window.empty() || follows)) {
        firings.push_back({end + lateness_ + after, start, end, window.empty(),
                           window.empty() ? std::vector<std::uint32_t>{all[next - 1].sequence} : sequences(window)});
      }
      follows = c_.condition.judges_absence() && !window.empty();
      start = end + after;
    }
  }

  std::optional<double> result(const std::vector<CorrelationMember>& window) const {
    double sum = 0;
    double events = 0;
    std::set<std::uint64_t> distinct;
    std::vector<std::uint64_t> each;
    for (const CorrelationMember& m : window) {
      events += m.weight;
      sum += static_cast<double>(m.amount);
      distinct.insert(c_.type == CorrelationType::kValueCount ? m.value : m.reference);
      each.insert(each.end(), m.weight, m.amount);
    }
    std::sort(each.begin(), each.end());
    switch (c_.type) {
      case CorrelationType::kEventCount:
        return events;
      case CorrelationType::kValueCount:
      case CorrelationType::kTemporal:
        return static_cast<double>(distinct.size());
      case CorrelationType::kTemporalOrdered:
        return longest_row(window);
      case CorrelationType::kValueSum:
        return sum;
      case CorrelationType::kValueAvg:
        return events == 0 ? std::nullopt : std::optional(sum / events);
      case CorrelationType::kValuePercentile:
        // The first value that enough of them do not exceed.
        for (const std::uint64_t value : each) {
          const auto within = std::count_if(each.begin(), each.end(), [&](std::uint64_t v) { return v <= value; });
          if (static_cast<double>(within) * 100 >= c_.percentile * static_cast<double>(each.size()))
            return static_cast<double>(value);
        }
        return std::nullopt;
    }
    return std::nullopt;
  }

  /// By dynamic programming over pairs: a member follows another if it is later, or of the same moment, and of a
  /// later rule.
  static double longest_row(const std::vector<CorrelationMember>& window) {
    std::vector<int> ending(window.size(), 1);
    int longest = 0;
    for (std::size_t i = 0; i < window.size(); ++i) {
      for (std::size_t j = 0; j < window.size(); ++j) {
        if (window[j].order() < window[i].order() && window[j].reference < window[i].reference)
          ending[i] = std::max(ending[i], ending[j] + 1);
      }
      longest = std::max(longest, ending[i]);
    }
    return longest;
  }

  const Correlation& c_;
  Duration lateness_;
  std::map<std::uint64_t, std::vector<CorrelationMember>> groups_;
};

}  // namespace picket::testing_support
