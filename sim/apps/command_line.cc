#include "sim/apps/command_line.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "sim/results/shell_word.h"

namespace picket::sim {

std::string command_line_of(const std::vector<std::string>& argv) {
  std::string line = "./picket";
  for (std::size_t i = 1; i < argv.size(); ++i) line += " " + shell_word(argv[i]);
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
