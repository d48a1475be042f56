#include "sim/experiment/business_usage.h"

#include "sim/cost/size_hub.h"

namespace picket::sim {

std::vector<Usage> business_usage(const World& world) {
  const Scenario& scenario = world.scenario();
  std::vector<Usage> out(scenario.hubs.size());
  std::uint32_t first = 0;
  for (const FleetGroup& group : scenario.fleet) {
    if (group.business_operations != BusinessOperations{}) {
      std::vector<double> devices(out.size(), 0);
      for (std::uint32_t d = first; d < first + group.count; ++d) ++devices[world.fleet().device(DeviceId(d)).hub.value()];
      const BusinessDemand of_one = demand_of(group.business_operations);
      for (std::size_t h = 0; h < out.size(); ++h) add_business_operations(out[h], of_one, devices[h], scenario.prices);
    }
    first += group.count;
  }
  return out;
}

}  // namespace picket::sim
