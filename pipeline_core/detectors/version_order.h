#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace picket {

/// The first four numbers of a version, packed so that a later version is greater: "4.9.129" < "4.10".
///
/// Model:  numbers are runs of digits, each at most 65,535 (more reads as that), compared from the left;
///         what stands between them does not count.
/// Output: 0 if the text holds no number.
/// Limits: versions that are not ordered by their numbers ("rc1", dates after names) compare as their numbers do.
constexpr std::uint64_t version_rank(std::string_view text) {
  std::uint64_t packed = 0;
  int found = 0;
  std::size_t at = 0;
  while (found < 4 && at < text.size()) {
    if (text[at] < '0' || text[at] > '9') {
      ++at;
      continue;
    }
    std::uint64_t number = 0;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
      number = number * 10 + static_cast<std::uint64_t>(text[at++] - '0');
      if (number > 0xffff) number = 0xffff;
    }
    packed |= number << (48 - 16 * found++);
  }
  return packed;
}

/// Remembers the version that a device reported last.
/// Source: A35 of workloads.md 3.3.
struct VersionOrder {
  std::uint64_t last = 0;
  /// True if `version` is lower than the last; it is the last one from now on. Versions without a number do not count.
  bool falls(std::uint64_t version) {
    if (version == 0) return false;
    const bool lower = version < last;
    last = version;
    return lower;
  }
};

}  // namespace picket
