#pragma once

#include <unistd.h>

#include <cstdlib>

namespace picket::sim {

/// Whether standard output is a terminal and NO_COLOR (no-color.org) does not forbid colours.
inline bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) != 0 && (no_colour == nullptr || *no_colour == '\0');
}

}  // namespace picket::sim
