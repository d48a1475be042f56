#pragma once

#include <cstdint>
#include <span>

namespace picket {

/// A HyperLogLog: how many different keys were added.
///
/// Model:  2^p registers; a key's hash chooses one by its first p bits, and the register keeps the longest run of
///         zeros, plus one, that the other bits of its keys begin with. The harmonic mean of the registers gives
///         the estimate; while registers are empty and it is at most 5/2 of their number, their number does
///         (linear counting).
/// Bound:  relative standard error 1.04 / sqrt(registers). 64 bits of hash need no correction for large numbers.
/// Merge:  the larger of each register: the sketch of both streams, exactly.
/// Limits: a view of cells that someone else keeps, four registers in each. Who knows the seed can choose keys
///         that fill the registers.
/// Source: Flajolet, Fusy, Gandouet, Meunier, "HyperLogLog: the analysis of a near-optimal cardinality estimation
///         algorithm", AofA 2007, figure 3.
class HyperLogLog {
 public:
  /// Precondition: registers is a power of two, at least 16, and four times the number of cells.
  HyperLogLog(std::span<std::uint32_t> cells, std::uint64_t seed) : cells_(cells), seed_(seed) {}

  /// True if the key has raised a register: the registers follow from the keys for which it is.
  bool add(std::uint64_t key);
  double estimate() const;
  /// Precondition: the same number of registers and seed.
  void merge(const HyperLogLog& other);

  /// Relative standard error times the square root of the number of registers.
  static constexpr double kErrorFactor = 1.04;

 private:
  std::size_t size() const { return cells_.size() * 4; }
  std::uint32_t at(std::size_t i) const { return cells_[i / 4] >> i % 4 * 8 & 0xffU; }
  void set(std::size_t i, std::uint32_t value) {
    cells_[i / 4] = (cells_[i / 4] & ~(0xffU << i % 4 * 8)) | value << i % 4 * 8;
  }

  std::span<std::uint32_t> cells_;
  std::uint64_t seed_;
};

}  // namespace picket
