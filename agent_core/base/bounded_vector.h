#pragma once

#include <array>
#include <cstddef>

#include "agent_core/base/check.h"

namespace picket {

/// A vector with its storage inside and a fixed maximum; never allocates.
/// Errors: `push_back` returns false when full, so that the caller counts it.
template <class T, std::size_t Capacity>
class BoundedVector {
 public:
  [[nodiscard]] bool push_back(const T& value) {
    if (size_ == Capacity) return false;
    items_[size_++] = value;
    return true;
  }
  void clear() { size_ = 0; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  bool full() const { return size_ == Capacity; }
  T& operator[](std::size_t i) { PICKET_CHECK(i < size_, "index", i, "size", size_); return items_[i]; }
  const T& operator[](std::size_t i) const { PICKET_CHECK(i < size_, "index", i, "size", size_); return items_[i]; }
  T* begin() { return items_.data(); }
  T* end() { return items_.data() + size_; }
  const T* begin() const { return items_.data(); }
  const T* end() const { return items_.data() + size_; }

 private:
  std::array<T, Capacity> items_{};
  std::size_t size_ = 0;
};

}  // namespace picket
