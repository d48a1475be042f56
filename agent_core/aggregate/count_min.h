#pragma once

#include <cstdint>
#include <span>

namespace picket {

/// A Count-Min sketch: how often each of any number of keys was added, never too low.
///
/// Model:  `depth` rows of `width` counters; a key has one counter in each row, by a hash of its own, and its
///         estimate is the least of them. Counters stop at 2^32 - 1.
/// Bound:  after N additions an estimate exceeds the truth by more than e / width * N with probability at most
///         e^-depth, over the seeds. With one key it is exact.
/// Merge:  counter by counter: the sketch of both streams.
/// Limits: a view of cells that someone else keeps, row by row. Who knows the seed can choose keys that collide.
/// Source: Cormode and Muthukrishnan, "An improved data stream summary: the count-min sketch and its
///         applications", J. Algorithms 55, 2005. Rows are hashed with mix64, which is not the pairwise
///         independent family of the paper: its bound is checked by a test.
class CountMin {
 public:
  /// Precondition: depth * width cells; both 1 or more.
  CountMin(std::span<std::uint32_t> cells, std::uint32_t depth, std::uint32_t width, std::uint64_t seed)
      : cells_(cells), depth_(depth), width_(width), seed_(seed) {}

  void add(std::uint64_t key, std::uint32_t times);
  std::uint32_t estimate(std::uint64_t key) const;
  /// Precondition: the same depth, width and seed.
  void merge(const CountMin& other);

 private:
  std::uint32_t& cell(std::uint64_t key, std::uint32_t row) const;

  std::span<std::uint32_t> cells_;
  std::uint32_t depth_;
  std::uint32_t width_;
  std::uint64_t seed_;
};

}  // namespace picket
