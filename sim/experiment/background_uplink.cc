#include "sim/experiment/background_uplink.h"

#include <cmath>

#include "agent_core/base/check.h"

namespace picket::sim {

BackgroundUplink::BackgroundUplink(const World& world) : world_(world) {
  const Fleet& fleet = world.fleet();
  for (std::uint32_t s = 0; s < fleet.sites(); ++s) {
    const AccessNetwork& network = world.network_of(SiteId(s));
    if (network.background_uplink.bits_per_second <= 0) continue;
    const std::size_t index = fleet.site_network(SiteId(s));
    if (loads_.size() <= index) loads_.resize(index + 1);
    Load& load = loads_[index];
    if (load.season) continue;
    load.season = Seasonality::profile(network.background_seasonality);
    PICKET_CHECK(load.season.has_value(), "the scenario reader knows the profiles");
    const double busiest = network.background_uplink.bits_per_second / network.uplink_bandwidth.bits_per_second;
    PICKET_CHECK(busiest < 1, "busiest", busiest);
    load.share = busiest / load.season->largest();
  }
  if (loads_.empty()) return;
  utc_offsets_.resize(fleet.sites());
  for (std::uint32_t s = 0; s < fleet.sites(); ++s) {
    const auto devices = world.devices_of(SiteId(s));
    if (!devices.empty()) utc_offsets_[s] = Duration::seconds(fleet.device(devices.front()).utc_offset_seconds);
  }
}

double BackgroundUplink::left(SiteId site, Time at) const {
  const std::size_t index = world_.fleet().site_network(site);
  if (index >= loads_.size() || !loads_[index].season) return 1;
  return 1 - loads_[index].share * loads_[index].season->multiplier(at + utc_offsets_[site.value()]);
}

double BackgroundUplink::available(SiteId site, Time at) const {
  return world_.network_of(site).uplink_bandwidth.bits_per_second * left(site, at);
}

Bytes BackgroundUplink::slowed(SiteId site, Bytes bytes, Time at) const {
  if (loads_.empty()) return bytes;
  const double share = left(site, at);
  return share == 1 ? bytes : Bytes(std::llround(static_cast<double>(bytes.count()) / share));
}

}  // namespace picket::sim
