#pragma once

#include <cstddef>
#include <new>
#include <vector>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace picket {

/// Allocator of tables that are read at random: what a million devices keep is a gigabyte, and with pages of 4 KiB the
/// look-up of the page costs more than the cache miss.
///
/// Model:  blocks of at least kLargePage begin at a multiple of it, and the kernel is asked for large pages; whether it
///         gives them changes speed alone. Smaller blocks come from the ordinary allocator.
/// Cost:   at most one page of 2 MiB a block is left over.
/// Source: measured (tests/bench/learn_bench.cc, 1,000,000 devices): an update of behaviour 490 to 144 ns.
template <class T>
class LargePageAllocator {
 public:
  using value_type = T;
  static constexpr std::size_t kLargePage = std::size_t{2} << 20;

  LargePageAllocator() = default;
  template <class U>
  LargePageAllocator(const LargePageAllocator<U>&) {}

  T* allocate(std::size_t n) {
    if (n > static_cast<std::size_t>(-1) / 2 / sizeof(T)) throw std::bad_array_new_length();
    const std::size_t bytes = n * sizeof(T);
    if (bytes < kLargePage) return static_cast<T*>(::operator new(bytes, kSmall));
    void* block = ::operator new(rounded(bytes), std::align_val_t(kLargePage));
#ifdef __linux__
    static_cast<void>(::madvise(block, rounded(bytes), MADV_HUGEPAGE));  // a wish: without it all is only slower
#endif
    return static_cast<T*>(block);
  }

  void deallocate(T* block, std::size_t n) {
    const std::size_t bytes = n * sizeof(T);
    if (bytes < kLargePage) return ::operator delete(block, kSmall);
    ::operator delete(block, std::align_val_t(kLargePage));
  }

  friend bool operator==(const LargePageAllocator&, const LargePageAllocator&) { return true; }

 private:
  static constexpr std::align_val_t kSmall{alignof(T) < alignof(std::max_align_t) ? alignof(std::max_align_t) : alignof(T)};
  static constexpr std::size_t rounded(std::size_t bytes) { return (bytes + kLargePage - 1) / kLargePage * kLargePage; }
};

template <class T>
using LargePageVector = std::vector<T, LargePageAllocator<T>>;

}  // namespace picket
