#include "sim/plan/sample_cells.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace picket::sim {

namespace {

constexpr double kLeastBitsPerSecond = 100;  // what the scenario's reader takes

/// Expected numbers of those with a line of that name.
struct OnLine {
  double sites = 0;
  double devices = 0;
  double devices_by_site() const { return devices / sites; }
};

double share_on(const FleetGroup& group, const std::string& network) {
  const auto found = group.access.find(network);
  if (found == group.access.end()) return 0;
  double total = 0;
  for (const auto& [name, weight] : group.access) total += weight;
  return total > 0 ? found->second / total : 0;
}

OnLine on_line(const std::vector<FleetGroup>& fleet, const std::string& network) {
  OnLine out;
  for (const FleetGroup& group : fleet) {
    if (group.gateway.empty()) {
      out.sites += share_on(group, network) * std::max<std::uint32_t>(group.sites, 1);
      out.devices += share_on(group, network) * group.count;
      continue;
    }
    const auto gateways = std::ranges::find(fleet, group.gateway, &FleetGroup::device_class);
    if (gateways != fleet.end()) out.devices += share_on(*gateways, network) * group.count;
  }
  return out;
}

}  // namespace

bool shares_cells(const Scenario& scenario) {
  return std::ranges::any_of(scenario.networks, [&](const auto& network) {
    return network.second.cell.has_value() && on_line(scenario.fleet, network.first).sites > 0;
  });
}

void fit_cells(const Scenario& fleet, double fleets, Scenario& sample) {
  for (auto& [name, network] : sample.networks) {
    const OnLine all = on_line(fleet.fleet, name);
    const OnLine sampled = on_line(sample.fleet, name);
    if (!network.cell || !(all.sites > 0) || !(sampled.sites > 0)) continue;
    Cell& cell = *network.cell;
    const double full = std::min<double>(cell.sites, all.sites * std::max(1.0, fleets)) * all.devices_by_site();
    const double share = std::min<double>(cell.sites, sampled.sites) * sampled.devices_by_site() / full;
    cell.uplink_bandwidth.bits_per_second = std::max(kLeastBitsPerSecond, std::round(cell.uplink_bandwidth.bits_per_second * share));
    cell.background_uplink.bits_per_second =
        std::min(std::floor(cell.background_uplink.bits_per_second * share), 0.99 * cell.uplink_bandwidth.bits_per_second);
  }
}

}  // namespace picket::sim
