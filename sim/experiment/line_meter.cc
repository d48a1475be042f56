#include "sim/experiment/line_meter.h"

namespace picket::sim {

namespace {

bool charges_by_volume(const AccessNetwork& network) { return network.price_per_megabyte > 0; }

}  // namespace

LineMeter::LineMeter(const World& world, bool connects) : world_(world) {
  const Fleet& fleet = world.fleet();
  bool metered = false;
  bool radio = false;
  for (std::uint32_t s = 0; s < fleet.sites(); ++s) {
    const AccessNetwork& network = world.network_of(SiteId(s));
    metered = metered || charges_by_volume(network);
    if (!network.radio_power) continue;
    radio = true;
    const std::size_t index = fleet.site_network(SiteId(s));
    if (meters_.size() <= index) meters_.resize(index + 1);
    if (!meters_[index]) meters_[index].emplace(network);
  }
  if (metered && connects) devices_.resize(fleet.size());
  if (!radio) return;
  radios_.resize(fleet.classes());
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    const Device& device = fleet.device(DeviceId(d));
    if (!device.gateway && meter_of(d) != nullptr) ++radios_[device.device_class.value()].devices;
  }
  if (connects) states_.resize(fleet.size());
}

std::uint32_t LineMeter::radio_of(std::uint32_t device) const {
  return world_.fleet().device(DeviceId(device)).gateway.value_or(DeviceId(device)).value();
}

const RadioMeter* LineMeter::meter_of(std::uint32_t radio) const {
  const Fleet& fleet = world_.fleet();
  const std::size_t index = fleet.site_network(fleet.device(DeviceId(radio)).site);
  return index < meters_.size() && meters_[index] ? &*meters_[index] : nullptr;
}

const AccessNetwork& LineMeter::network_of(std::uint32_t device) const {
  return world_.network_of(world_.fleet().device(DeviceId(device)).site);
}

DataPlan LineMeter::plan_of(const AccessNetwork& network) const {
  DataPlan plan;
  plan.session_rounding = (network.session_rounding.count() > 0 ? network.session_rounding : world_.scenario().prices.cellular_session_bytes).count();
  plan.each_direction = network.rounded_bytes == RoundedBytes::kDirection;
  plan.included_bytes = network.included_megabytes * 1e6;
  return plan;
}

void LineMeter::add(std::uint32_t device, std::int64_t up, std::int64_t down) {
  if (devices_.empty() || !charges_by_volume(network_of(device))) return;
  DeviceUse& use = devices_[device];
  use.session_up += up;
  use.session_down += down;
  use.bytes += up + down;
  use_.bytes += up + down;
}

void LineMeter::end_session(std::uint32_t device) {
  if (devices_.empty()) return;
  DeviceUse& use = devices_[device];
  if (use.session_up + use.session_down == 0) return;
  const std::int64_t rounding = rounded_up_by(plan_of(network_of(device)), use.session_up, use.session_down);
  ++use_.sessions;
  use_.rounding_bytes += rounding;
  use.rounding += rounding;
  use.session_up = 0;
  use.session_down = 0;
}

void LineMeter::exchange(std::uint32_t device, Time at, const RadioExchange& exchange) {
  exchanges(device, at, Duration(), 1, exchange);
}

void LineMeter::exchanges(std::uint32_t device, Time first, Duration period, std::int64_t times, const RadioExchange& exchange) {
  if (states_.empty()) return;
  const std::uint32_t radio = radio_of(device);
  const RadioMeter* meter = meter_of(radio);
  if (meter == nullptr) return;
  ClassRadio& of_class = radios_[world_.fleet().device(DeviceId(radio)).device_class.value()];
  of_class.energy += meter->use_periodically(states_[radio], first, period, times, exchange);
}

void LineMeter::finish(Time end) {
  for (std::uint32_t d = 0; d < devices_.size(); ++d) end_session(d);
  charge_plans();
  for (std::uint32_t d = 0; d < states_.size(); ++d) {
    const RadioMeter* meter = meter_of(d);
    if (meter == nullptr) continue;
    radios_[world_.fleet().device(DeviceId(d)).device_class.value()].energy += meter->finish(states_[d], end);
  }
}

void LineMeter::charge_plans() {
  const double months = (world_.end() - world_.start()).to_seconds() / (world_.scenario().prices.billing_days * 86'400);
  for (std::uint32_t d = 0; d < devices_.size(); ++d) {
    const std::uint32_t sim = radio_of(d);
    if (sim == d) continue;
    devices_[sim].bytes += devices_[d].bytes;
    devices_[sim].rounding += devices_[d].rounding;
    devices_[d] = DeviceUse();
  }
  for (std::uint32_t d = 0; d < devices_.size(); ++d) {
    const DeviceUse& use = devices_[d];
    const AccessNetwork& network = network_of(d);
    if (use.bytes == 0) continue;
    DataPlan plan = plan_of(network);
    plan.included_bytes *= months;
    const ChargedBytes charged = charged_bytes(plan, static_cast<double>(use.bytes), static_cast<double>(use.rounding));
    use_.included_bytes += charged.included;
    use_.usd += charged.data * 1e-6 * network.price_per_megabyte;
    use_.rounding_usd += charged.rounding * 1e-6 * network.price_per_megabyte;
  }
}

}  // namespace picket::sim
