#include "sim/import/count_of.h"

#include <fmt/format.h>

namespace picket::sim {

std::string count_of(std::size_t n, std::string_view one, std::string_view more) {
  return fmt::format("{} {}", n, n == 1 ? one : more);
}

}  // namespace picket::sim
