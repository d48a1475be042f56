#include "sim/experiment/shard.h"

#include <charconv>

namespace picket::sim {
namespace {

std::optional<std::uint32_t> whole_number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string Shard::text() const { return std::to_string(index + 1) + "/" + std::to_string(count); }

std::optional<Shard> parse_shard(std::string_view text, std::string& why) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    why = "has no '/'; write i/n, such as 1/8";
    return std::nullopt;
  }
  const auto index = whole_number(text.substr(0, slash));
  const auto count = whole_number(text.substr(slash + 1));
  if (!index || !count) {
    why = "is not two whole numbers; write i/n, such as 1/8";
    return std::nullopt;
  }
  if (*count == 0 || *count > kMostShards) {
    why = "has " + std::to_string(*count) + " parts; from 1 to " + std::to_string(kMostShards) + " can be had";
    return std::nullopt;
  }
  if (*index == 0 || *index > *count) {
    why = "names part " + std::to_string(*index) + " of " + std::to_string(*count) + "; parts count from 1 to " + std::to_string(*count);
    return std::nullopt;
  }
  return Shard{*index - 1, *count};
}

}  // namespace picket::sim
