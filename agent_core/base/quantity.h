#pragma once

#include <compare>
#include <cstdint>

namespace picket {

/// An amount of data in bytes, never negative by construction of its uses.
class Bytes {
 public:
  constexpr Bytes() = default;
  explicit constexpr Bytes(std::int64_t n) : n_(n) {}
  constexpr std::int64_t count() const { return n_; }
  constexpr auto operator<=>(const Bytes&) const = default;
  constexpr Bytes& operator+=(Bytes b) { n_ += b.n_; return *this; }
  friend constexpr Bytes operator+(Bytes a, Bytes b) { return Bytes(a.n_ + b.n_); }
  friend constexpr Bytes operator-(Bytes a, Bytes b) { return Bytes(a.n_ - b.n_); }
  friend constexpr Bytes operator*(Bytes a, std::int64_t k) { return Bytes(a.n_ * k); }

 private:
  std::int64_t n_ = 0;
};

/// An amount of money in billionths of a US dollar, exact under addition.
/// Limits: +-9.2 billion dollars.
class Money {
 public:
  constexpr Money() = default;
  static constexpr Money nano_dollars(std::int64_t n) { return Money(n); }
  static constexpr Money dollars(double d) {
    const double n = d * 1e9;
    return Money(static_cast<std::int64_t>(n < 0 ? n - 0.5 : n + 0.5));
  }
  constexpr std::int64_t count_nano_dollars() const { return n_; }
  constexpr double to_dollars() const { return static_cast<double>(n_) * 1e-9; }
  constexpr auto operator<=>(const Money&) const = default;
  constexpr Money& operator+=(Money m) { n_ += m.n_; return *this; }
  friend constexpr Money operator+(Money a, Money b) { return Money(a.n_ + b.n_); }
  friend constexpr Money operator-(Money a, Money b) { return Money(a.n_ - b.n_); }
  friend constexpr Money operator*(Money m, std::int64_t k) { return Money(m.n_ * k); }

 private:
  explicit constexpr Money(std::int64_t n) : n_(n) {}
  std::int64_t n_ = 0;
};

}  // namespace picket
