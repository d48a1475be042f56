#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace picket {

/// One counter for each enumerator of `Enum`, which must end with `kCount_`.
template <class Enum, class Value = std::int64_t>
class Counts {
 public:
  static constexpr std::size_t kSize = static_cast<std::size_t>(Enum::kCount_);

  constexpr Value& operator[](Enum e) { return values_[static_cast<std::size_t>(e)]; }
  constexpr const Value& operator[](Enum e) const { return values_[static_cast<std::size_t>(e)]; }
  constexpr Value total() const {
    Value sum{};
    for (const Value& v : values_) sum += v;
    return sum;
  }
  constexpr Counts& operator+=(const Counts& other) {
    for (std::size_t i = 0; i < kSize; ++i) values_[i] += other.values_[i];
    return *this;
  }
  constexpr bool operator==(const Counts&) const = default;

 private:
  std::array<Value, kSize> values_{};
};

}  // namespace picket
