#include "sim/faults/outage_union.h"

#include <algorithm>
#include <tuple>

namespace picket::sim {

std::vector<Outage> united(std::vector<Outage> outages) {
  std::erase_if(outages, [](const Outage& outage) { return outage.end <= outage.start; });
  std::sort(outages.begin(), outages.end(),
            [](const Outage& a, const Outage& b) { return std::tie(a.start, a.end) < std::tie(b.start, b.end); });
  std::vector<Outage> out;
  for (const Outage& outage : outages) {
    if (out.empty() || outage.start > out.back().end) {
      out.push_back(outage);
    } else {
      out.back().end = std::max(out.back().end, outage.end);
    }
  }
  return out;
}

}  // namespace picket::sim
