#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace picket::sim {

/// One of several equal parts of a study, each run by a process of its own, on this machine or another.
struct Shard {
  std::uint32_t index = 0;  ///< from 0
  std::uint32_t count = 1;

  /// Whether the work with this number is ours. Round-robin, so that parts of unequal length differ little.
  bool has(std::size_t number) const { return number % count == index; }
  /// All of the study: one part of one.
  bool is_whole() const { return count == 1; }
  /// "2/8", as it is typed.
  std::string text() const;
};

inline constexpr std::uint32_t kMostShards = 100'000;

/// Reads "i/n", i from 1 to n.
/// Errors: nothing, and `why` says what is wrong, as what follows the text: "has no '/'; write i/n, such as 1/8".
std::optional<Shard> parse_shard(std::string_view text, std::string& why);

}  // namespace picket::sim
