#include "pipeline_core/findings/wide_range.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "agent_core/base/ip_address.h"

namespace picket {
namespace {

constexpr std::array<std::string_view, 5> kEverything{"", "*", "any", "Any", "anywhere"};
constexpr int kBitsV4 = 32;
constexpr int kBitsV6 = 128;

}  // namespace

std::optional<bool> is_wide(std::string_view range, int shortest_prefix_v4, int shortest_prefix_v6) {
  if (std::find(kEverything.begin(), kEverything.end(), range) != kEverything.end()) return true;
  const std::size_t slash = range.find('/');
  const auto address = IpAddress::parse(range.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return range == "0.0.0.0" || range == "::";
  const bool v4 = address->is_v4();
  int prefix = 0;
  const char* end = range.data() + range.size();
  const auto [stop, error] = std::from_chars(range.data() + slash + 1, end, prefix);
  if (error != std::errc() || stop != end || prefix < 0 || prefix > (v4 ? kBitsV4 : kBitsV6)) return std::nullopt;
  return prefix < (v4 ? shortest_prefix_v4 : shortest_prefix_v6);
}

}  // namespace picket
