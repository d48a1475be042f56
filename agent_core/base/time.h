#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace picket {

/// A length of time, in whole microseconds; may be negative.
///
/// Why int64 and not double: every time to detect is split into parts that must sum exactly
/// (`docs`: README, "Two laws"). SimGrid's double is rounded once, at the kernel's edge.
/// Limits: +-292,000 years; overflow is a caller's bug.
class Duration {
 public:
  constexpr Duration() = default;

  static constexpr Duration microseconds(std::int64_t n) { return Duration(n); }
  static constexpr Duration milliseconds(std::int64_t n) { return Duration(n * 1'000); }
  static constexpr Duration seconds(std::int64_t n) { return Duration(n * 1'000'000); }
  static constexpr Duration minutes(std::int64_t n) { return seconds(n * 60); }
  static constexpr Duration hours(std::int64_t n) { return seconds(n * 3'600); }
  static constexpr Duration days(std::int64_t n) { return seconds(n * 86'400); }
  /// Rounds half away from zero to the nearest microsecond.
  static constexpr Duration from_seconds(double s) {
    const double us = s * 1e6;
    return Duration(static_cast<std::int64_t>(us < 0 ? us - 0.5 : us + 0.5));
  }
  static constexpr Duration max() { return Duration(std::numeric_limits<std::int64_t>::max()); }

  constexpr std::int64_t count_microseconds() const { return us_; }
  constexpr std::int64_t count_milliseconds() const { return us_ / 1'000; }
  constexpr std::int64_t count_seconds() const { return us_ / 1'000'000; }
  constexpr double to_seconds() const { return static_cast<double>(us_) * 1e-6; }

  constexpr auto operator<=>(const Duration&) const = default;
  constexpr Duration operator-() const { return Duration(-us_); }
  constexpr Duration& operator+=(Duration d) { us_ += d.us_; return *this; }
  constexpr Duration& operator-=(Duration d) { us_ -= d.us_; return *this; }
  friend constexpr Duration operator+(Duration a, Duration b) { return Duration(a.us_ + b.us_); }
  friend constexpr Duration operator-(Duration a, Duration b) { return Duration(a.us_ - b.us_); }
  friend constexpr Duration operator*(Duration a, std::int64_t n) { return Duration(a.us_ * n); }
  friend constexpr Duration operator*(std::int64_t n, Duration a) { return a * n; }
  friend constexpr Duration operator/(Duration a, std::int64_t n) { return Duration(a.us_ / n); }
  friend constexpr std::int64_t operator/(Duration a, Duration b) { return a.us_ / b.us_; }
  friend constexpr Duration operator%(Duration a, Duration b) { return Duration(a.us_ % b.us_); }

 private:
  explicit constexpr Duration(std::int64_t us) : us_(us) {}
  std::int64_t us_ = 0;
};

/// A point in time: microseconds since 1970-01-01T00:00:00Z (no leap seconds, as POSIX).
class Time {
 public:
  constexpr Time() = default;
  static constexpr Time from_unix_microseconds(std::int64_t us) { return Time(us); }
  static constexpr Time from_unix_seconds(std::int64_t s) { return Time(s * 1'000'000); }
  static constexpr Time min() { return Time(std::numeric_limits<std::int64_t>::min()); }
  /// "Never": later than every event. Do not add to it.
  static constexpr Time max() { return Time(std::numeric_limits<std::int64_t>::max()); }

  constexpr std::int64_t unix_microseconds() const { return us_; }
  constexpr std::int64_t unix_seconds() const { return floor_div(us_, 1'000'000); }

  constexpr auto operator<=>(const Time&) const = default;
  constexpr Time& operator+=(Duration d) { us_ += d.count_microseconds(); return *this; }
  friend constexpr Time operator+(Time t, Duration d) { return Time(t.us_ + d.count_microseconds()); }
  friend constexpr Time operator-(Time t, Duration d) { return Time(t.us_ - d.count_microseconds()); }
  friend constexpr Duration operator-(Time a, Time b) { return Duration::microseconds(a.us_ - b.us_); }

 private:
  static constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    return a / b - ((a % b != 0 && a < 0) ? 1 : 0);
  }
  explicit constexpr Time(std::int64_t us) : us_(us) {}
  std::int64_t us_ = 0;
};

}  // namespace picket
