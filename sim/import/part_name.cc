#include "sim/import/part_name.h"

#include <cctype>

#include "agent_core/base/utf8.h"

namespace picket::sim {

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string one_line(std::string_view text) {
  constexpr std::size_t kMost = 200;
  return printable(utf8_prefix(text, kMost));
}

std::string part_name(std::string_view text) {
  constexpr std::size_t kMost = 60;
  std::string out;
  for (const char c : lower_case(text)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) out += c;
    else if (!out.empty() && out.back() != '_') out += '_';
    if (out.size() == kMost) break;
  }
  while (out.ends_with('_')) out.pop_back();
  return out.empty() ? "part" : out;
}

}  // namespace picket::sim
