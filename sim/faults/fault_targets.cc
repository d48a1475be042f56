#include "sim/faults/fault_targets.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace picket::sim {
namespace {

/// Keeps 10 * 0.3 from being less than 3.
constexpr double kMargin = 1e-9;

template <class Hit>
std::vector<Hit> smallest(std::vector<std::pair<double, Hit>> drawn, const FaultTargets& targets) {
  const double n = static_cast<double>(drawn.size());
  const double wanted = targets.count ? *targets.count : std::floor(n * targets.share + kMargin);
  std::sort(drawn.begin(), drawn.end());
  drawn.resize(static_cast<std::size_t>(std::min(n, wanted)));
  std::vector<Hit> out;
  for (const auto& [draw, id] : drawn) out.push_back(id);
  std::sort(out.begin(), out.end());
  return out;
}

/// Whether devices and sites fit a fault's targets.
class Fit {
 public:
  Fit(const FaultTargets& targets, const Scenario& scenario, const Fleet& fleet) : targets_(targets), fleet_(fleet) {
    for (const auto& [name, network] : scenario.networks) network_fits_.push_back(targets.network.empty() || targets.network == name);
    for (const HubSettings& hub : scenario.hubs) hub_fits_.push_back(targets.hub.empty() || targets.hub == hub.name);
  }

  bool site(SiteId id) const { return network_fits_[fleet_.site_network(id)] && (!targets_.site || *targets_.site == id.value()); }
  /// Its site aside.
  bool device(const Device& device) const {
    if (!targets_.device_class.empty() && targets_.device_class != fleet_.class_name(device.device_class)) return false;
    return hub_fits_.empty() || hub_fits_[device.hub.value()];
  }

 private:
  const FaultTargets& targets_;
  const Fleet& fleet_;
  std::vector<bool> network_fits_;  ///< in the order of the names, as Fleet::site_network
  std::vector<bool> hub_fits_;
};

}  // namespace

std::vector<SiteId> sites_hit(const Fault& fault, const Scenario& scenario, const Fleet& fleet, const FaultDraws& draws) {
  const Fit fit(fault.targets, scenario, fleet);
  std::vector<bool> has_device(fleet.sites());
  std::vector<bool> has_gateway(fleet.sites(), fault.kind != FaultKind::kGatewayReboot);
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    const Device& device = fleet.device(DeviceId(d));
    if (fit.device(device)) has_device[device.site.value()] = true;
    if (device.gateway) has_gateway[device.site.value()] = true;
  }
  std::vector<std::pair<double, SiteId>> drawn;
  for (std::uint32_t s = 0; s < fleet.sites(); ++s) {
    if (has_device[s] && has_gateway[s] && fit.site(SiteId(s))) drawn.emplace_back(draws.of_choice(SiteId(s)).uniform(), SiteId(s));
  }
  return smallest(std::move(drawn), fault.targets);
}

std::vector<DeviceId> devices_hit(const Fault& fault, const Scenario& scenario, const Fleet& fleet, const FaultDraws& draws) {
  const Fit fit(fault.targets, scenario, fleet);
  std::vector<std::pair<double, DeviceId>> drawn;
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    const Device& device = fleet.device(DeviceId(d));
    if (!fit.device(device) || !fit.site(device.site)) continue;
    drawn.emplace_back(draws.of_choice(fleet.device_key(DeviceId(d))).uniform(), DeviceId(d));
  }
  return smallest(std::move(drawn), fault.targets);
}

std::vector<HubId> hubs_hit(const Fault& fault, const Scenario& scenario) {
  std::vector<HubId> out;
  for (std::uint32_t h = 0; h < scenario.hubs.size(); ++h) {
    if (fault.targets.hub.empty() || fault.targets.hub == scenario.hubs[h].name) out.emplace_back(h);
  }
  return out;
}

}  // namespace picket::sim
