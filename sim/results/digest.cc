#include "sim/results/digest.h"

namespace picket::sim {

std::string hex16(std::uint64_t value) {
  std::string out(16, '0');
  for (std::size_t i = 0; i < 16; ++i) out[i] = "0123456789abcdef"[(value >> (60 - 4 * i)) & 0xf];
  return out;
}

}  // namespace picket::sim
