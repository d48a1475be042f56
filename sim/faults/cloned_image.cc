#include "sim/faults/cloned_image.h"

#include <algorithm>

namespace picket::sim {

std::vector<Clone> clones_of(const std::vector<DeviceId>& devices, std::uint32_t copies) {
  std::vector<Clone> out;
  const std::size_t groups = std::max<std::size_t>(1, devices.size() / copies);
  for (std::size_t i = 0; i < devices.size(); ++i) {
    const std::size_t group = std::min<std::size_t>(i / copies, groups - 1);
    if (i != group * copies) out.push_back({devices[i], devices[group * copies]});
  }
  return out;
}

}  // namespace picket::sim
