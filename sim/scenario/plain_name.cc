#include "sim/scenario/plain_name.h"

#include <fmt/format.h>

#include "sim/scenario/references.h"

namespace picket::sim {

bool is_plain_name(std::string_view text, std::size_t longest) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
  return !text.empty() && text.size() <= longest && text.front() != '.' && text.find_first_not_of(kAllowed) == std::string_view::npos;
}

std::string plain_name_rule(std::size_t longest) { return fmt::format("letters, digits, '_', '-' and '.', at most {}", longest); }

void check_plain_name(const std::string& text, const std::string& path, const Places& places, Diagnostics& diagnostics, std::size_t longest) {
  if (is_plain_name(text, longest) || !places.contains(path)) return;
  diagnostics.add(Code::kBadName, place_of(places, path), path, fmt::format("{} cannot be a name", quote(text)),
                  plain_name_rule(longest));
}

}  // namespace picket::sim
