#include "sim/results/shell_word.h"

#include <algorithm>

#include "agent_core/base/ascii.h"

namespace picket::sim {
namespace {

/// What no POSIX shell gives a meaning, wherever in a word; bytes beyond ASCII among it.
bool is_plain(char c) {
  return is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80 || std::string_view("-_./=,:+%@^").find(c) != std::string_view::npos;
}

}  // namespace

std::string shell_word(std::string_view word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return std::string(word);
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace picket::sim
