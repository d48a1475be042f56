#include "pipeline_core/learn/regular_contact.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace picket {
namespace {

void take(RegularContact& c, double gap, std::uint32_t weight) {
  const double distance = gap - c.mean;
  c.weight = weight > UINT32_MAX - c.weight ? UINT32_MAX : c.weight + weight;
  c.mean += distance * weight / c.weight;
  c.squares += weight * distance * (gap - c.mean);
  if (c.values < UINT32_MAX) ++c.values;
}

/// What lies between two times that are told in whole seconds, and holds so many gaps.
void take_times(RegularContact& c, Duration between, std::uint32_t gaps) {
  constexpr double kRounding = 1.0 / 6;  // s^2: 1/12 of each of the two
  take(c, between.to_seconds() / gaps, gaps);
  c.rounding += kRounding / gaps;
}

/// log Gamma(n / 2 + 1), by the recurrence from Gamma(1) or Gamma(1 / 2). std::lgamma writes a global.
double log_gamma_of_half(std::uint32_t n) {
  double sum = n % 2 == 0 ? 0.0 : std::log(std::numbers::pi) / 2;
  for (std::uint32_t i = n; i > 0; i = i > 1 ? i - 2 : 0) sum += std::log(i / 2.0);
  return sum;
}

}  // namespace

RegularContact::Added RegularContact::add(Time first, Time end, std::uint32_t contacts, double restart) {
  if (by_windows) {
    *this = {};
    add(first, end, contacts, restart);
    return Added::kRestarted;
  }
  if (start == Time::min()) {
    start = first;
  } else if (first <= last) {
    return Added::kUntimely;
  } else {
    const double gap = (first - last).to_seconds();
    if (values > 0 && gap > restart * mean) {
      *this = {};
      add(first, end, contacts, restart);
      return Added::kRestarted;
    }
    take_times(*this, first - last, 1);
  }
  if (contacts > 1 && end > first) take_times(*this, end - first, contacts - 1);
  last = end;
  return Added::kAdded;
}

RegularContact::Added RegularContact::add_window(Time begin, Time end, std::uint32_t contacts) {
  constexpr Duration kApart = Duration::seconds(2);
  const bool first = start == Time::min();
  if (!first && by_windows && begin + kApart < last) return Added::kUntimely;
  if (first || !by_windows || last + kApart < begin || contacts == 0 || end <= begin) {
    *this = {};
    by_windows = true;
    start = last = end;
    return first ? Added::kAdded : Added::kRestarted;
  }
  take(*this, (end - begin).to_seconds() / contacts, contacts);
  rounding += 1 / (12.0 * contacts);
  last = end;
  return Added::kAdded;
}

double RegularContact::dispersion() const {
  if (values < 2 || mean <= 0) return 1;
  return (squares / (mean * mean) + (by_windows ? rounding : 0)) / (values - 1.0);
}

double RegularContact::log_chance() const {
  if (by_windows || values < 2 || mean <= 0) return log_chance_of(dispersion(), values);
  return log_chance_of(dispersion() + rounding / (mean * mean) / (values - 1.0), values);
}

double log_chance_of(double dispersion, std::uint32_t values) {
  if (values < 2) return 0;
  const std::uint32_t v = std::min(values, kMostValues) - 1;
  const double half = v * dispersion / 2;
  if (half <= 0) return -HUGE_VAL;
  return std::min(0.0, v / 2.0 * std::log(half) - log_gamma_of_half(v));
}

}  // namespace picket
