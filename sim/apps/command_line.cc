#include "sim/apps/command_line.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "agent_core/base/ascii.h"

namespace picket::sim {
namespace {

/// What no POSIX shell gives a meaning, wherever in a word; bytes beyond ASCII among it.
bool is_plain(char c) {
  return is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80 || std::string_view("-_./=,:+%@^").find(c) != std::string_view::npos;
}

std::string quoted(const std::string& text) {
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain)) return text;
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace

std::string command_line_of(const std::vector<std::string>& argv) {
  std::string line = "./picket";
  for (std::size_t i = 1; i < argv.size(); ++i) line += " " + quoted(argv[i]);
  return line;
}

std::vector<std::string> with_drawn_seed(const std::vector<std::string>& argv, std::uint64_t seed) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < argv.size(); ++i) {
    const bool apart = argv[i] == "--seeds";
    if (apart || argv[i].starts_with("--seeds=")) {
      out.emplace_back("--seed");
      out.push_back(std::to_string(seed));
      if (apart) ++i;
    } else {
      out.push_back(argv[i]);
    }
  }
  return out;
}

std::uint64_t draw_seed() {
  std::uint64_t bits = 0;
  if (getentropy(&bits, sizeof bits) != 0) throw std::runtime_error(std::string("no entropy for a fresh seed: ") + std::strerror(errno));
  return bits >> 11;
}

}  // namespace picket::sim
