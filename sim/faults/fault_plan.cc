#include "sim/faults/fault_plan.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "agent_core/base/check.h"
#include "sim/faults/carrier_outage.h"
#include "sim/faults/cloned_image.h"
#include "sim/faults/device_downtime.h"
#include "sim/faults/fault_targets.h"
#include "sim/faults/link_loss.h"
#include "sim/faults/outage_union.h"
#include "sim/fleet/quantile.h"

namespace picket::sim {

/// One fault, and the world that it happens in.
struct FaultPlan::Place {
  const Scenario& scenario;
  const Fleet& fleet;
  TextTable& texts;
  std::uint32_t index;
  const Fault& fault;
  FaultDraws draws;
  Time start;
  Time end;  ///< of the run

  KeyedDraws of_device(DeviceId device) const { return draws.of_device(fleet.device_key(device)); }
};

namespace {

/// Of the group that the device belongs to.
AuthType auth_type_of(const Scenario& scenario, DeviceId device) {
  std::uint32_t begin = 0;
  for (const FleetGroup& group : scenario.fleet) {
    begin += group.count;
    if (device.value() < begin) return group.identities.auth_type;
  }
  PICKET_CHECK(false, "device", device.value());
  return AuthType::kUnknown;
}

/// Devices that others are behind, by site.
std::map<std::uint32_t, std::set<std::uint32_t>> gateways_of(const Fleet& fleet) {
  std::map<std::uint32_t, std::set<std::uint32_t>> out;
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    const Device& device = fleet.device(DeviceId(d));
    if (device.gateway) out[device.site.value()].insert(device.gateway->value());
  }
  return out;
}

void widen(FaultPeriod& period, const FaultPeriod& by) {
  period = {std::min(period.from, by.from), std::max(period.until, by.until)};
}

}  // namespace

FaultPlan::FaultPlan(const Scenario& scenario, const Fleet& fleet, std::uint32_t replication, TextTable& texts) {
  const Time end = scenario.start_utc + scenario.duration;
  for (std::uint32_t i = 0; i < scenario.faults.size(); ++i) {
    const Fault& fault = scenario.faults[i];
    const Time start = scenario.start_utc + fault.start;
    if (start >= end) continue;
    add({scenario, fleet, texts, i, fault, FaultDraws(scenario.seed, replication, fault.name), start, end});
  }
  open_hubs();
  std::stable_sort(downtimes_.begin(), downtimes_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::sort(hub_faults_.begin(), hub_faults_.end(), [](const HubFault& a, const HubFault& b) {
    return std::tie(a.at, a.what, a.subject, a.fault) < std::tie(b.at, b.what, b.subject, b.fault);
  });
}

void FaultPlan::add(const Place& place) {
  FaultOccurrence occurrence;
  occurrence.fault = place.index;
  occurrence.period = {place.start, place.start};
  const Fault& fault = place.fault;
  KeyedDraws once = place.draws.of_fault();
  const FaultPeriod period = period_of(fault, place.start, place.end, once);
  switch (info_of(fault.kind).scope) {
    case FaultScope::kSites: add_site_fault(place, period, occurrence); break;
    case FaultScope::kHubs:
      for (const HubId hub : hubs_hit(fault, place.scenario)) add_hub_fault(place, period, hub, occurrence);
      break;
    case FaultScope::kDevices: {
      const std::vector<DeviceId> devices = devices_hit(fault, place.scenario, place.fleet, place.draws);
      if (fault.kind == FaultKind::kClonedImage) {
        add_clones(place, devices, occurrence);
      } else if (fault.kind == FaultKind::kRegistrationStorm) {
        add_registration_storm(place, devices, occurrence);
      } else {
        for (const DeviceId device : devices) add_device_fault(place, device, occurrence);
      }
      break;
    }
  }
  occurrence.period.until = std::min(occurrence.period.until, place.end);
  occurrences_.push_back(occurrence);
}

void FaultPlan::add_site_fault(const Place& place, const FaultPeriod& period, FaultOccurrence& occurrence) {
  const std::vector<SiteId> sites = sites_hit(place.fault, place.scenario, place.fleet, place.draws);
  std::vector<bool> is_hit(place.fleet.sites());
  std::map<std::uint32_t, std::set<std::uint32_t>> gateways;  // by site
  if (place.fault.kind == FaultKind::kGatewayReboot) gateways = gateways_of(place.fleet);
  for (const SiteId site : sites) {
    is_hit[site.value()] = true;
    if (place.fault.kind == FaultKind::kCarrierOutage) {
      std::vector<Outage>& lines = line_outages_[site.value()];
      lines.push_back(carrier_outage(place.fault, period, place.end, place.draws.of_site(site)));
      widen(occurrence.period, {lines.back().start, lines.back().end});
    } else if (place.fault.kind == FaultKind::kLinkLoss) {
      for (const Outage& loss : link_losses(place.fault, place.start, place.end, place.draws.of_site(site))) {
        line_outages_[site.value()].push_back(loss);
        widen(occurrence.period, {loss.start, loss.end});
      }
    } else if (place.fault.kind == FaultKind::kGatewayReboot) {
      add_gateway_reboot(place, site, gateways[site.value()], occurrence);
    } else if (place.fault.kind == FaultKind::kNameServiceOutage) {
      names_.add(site, period, resolve_timeout_of(place.fault));
      widen(occurrence.period, period);
    } else if (place.fault.kind == FaultKind::kSimQuotaSpent && throttled_bandwidth_of(place.fault).bits_per_second > 0) {
      sims_.add(site, period, throttled_bandwidth_of(place.fault));
      widen(occurrence.period, period);
    } else {
      // In a power cut the site's router has no power either; a SIM that is cut is a line that carries nothing.
      line_outages_[site.value()].push_back({period.from, period.until});
      widen(occurrence.period, period);
    }
  }
  occurrence.sites = static_cast<std::uint32_t>(sites.size());
  for (std::uint32_t d = 0; d < place.fleet.size(); ++d) {
    if (!is_hit[place.fleet.device(DeviceId(d)).site.value()]) continue;
    ++occurrence.devices;
    if (place.fault.kind == FaultKind::kPowerCut) {
      downtimes_.emplace_back(DeviceId(d), power_cut(place.fault, period, place.of_device(DeviceId(d))));
    }
  }
}

/// Of all gateways there; how long it takes is a draw of the site.
void FaultPlan::add_gateway_reboot(const Place& place, SiteId site, const std::set<std::uint32_t>& gateways,
                                   FaultOccurrence& occurrence) {
  KeyedDraws draws = place.draws.of_site(site);
  const Downtime off = gateway_reboot(period_of(place.fault, place.start, place.end, draws));
  line_outages_[site.value()].push_back({off.start, off.end});
  widen(occurrence.period, {off.start, off.end});
  for (const std::uint32_t gateway : gateways) downtimes_.emplace_back(DeviceId(gateway), off);
}

void FaultPlan::add_device_fault(const Place& place, DeviceId device, FaultOccurrence& occurrence) {
  const Fault& fault = place.fault;
  KeyedDraws draws = place.of_device(device);
  const FaultPeriod period = period_of(fault, place.start, place.end, draws);
  switch (fault.kind) {
    case FaultKind::kClockDrift: clocks_.add(device, period, clock_drift(fault, place.start, draws)); break;
    case FaultKind::kClockStep:
      clocks_.add(device, period, clock_step(fault, place.start, draws));
      downtimes_.emplace_back(device, restart_without_clock(fault, place.start, KeyedDraws(draws.next())));
      break;
    case FaultKind::kRedelivery: redeliveries_.add(device, period, Redelivery(fault)); break;
    case FaultKind::kTimeZone:
      wrong_zones_.push_back({device, period, Duration::from_seconds(quantile_of(zone_shift_of(fault), draws.uniform()))});
      break;
    case FaultKind::kDiskFull:
      full_disks_.add(device, period, place.index);
      full_disk_list_.emplace_back(device, period);
      break;
    case FaultKind::kEventStorm: {
      std::string commandline = commandline_of(fault);
      const bool many = distinct_commandlines_of(fault) > 1;
      if (many && !TextTable::is_pattern(commandline)) commandline += " {decimal}";
      const Text text = many ? place.texts.intern_template(commandline) : place.texts.intern(commandline);
      const Text executable = place.texts.intern(commandline.substr(0, commandline.find(' ')));
      place.texts.set_executable(text, executable);
      storms_.add(device, period, EventStorm(fault, period, draws, text, executable));
      break;
    }
    case FaultKind::kCrashLoop:
      for (const Downtime& restart : crash_loop(fault, period, draws)) downtimes_.emplace_back(device, restart);
      break;
    case FaultKind::kCertificateExpiry:
      if (auth_type_of(place.scenario, device) != AuthType::kX509) return;
      certificates_.add(device, period, place.index);
      hub_faults_.push_back({place.start, HubFault::What::kCertificateExpired, device.value(), place.index, period.until});
      break;
    default: PICKET_CHECK(false, "kind", to_string(fault.kind));
  }
  ++occurrence.devices;
  widen(occurrence.period, period);
}

void FaultPlan::add_hub_fault(const Place& place, const FaultPeriod& period, HubId hub, FaultOccurrence& occurrence) {
  using What = HubFault::What;
  const Fault& fault = place.fault;
  if (fault.kind == FaultKind::kHubMaintenance) return add_maintenance(place, period, hub, occurrence);
  FaultPeriod whole = period;
  if (fault.kind == FaultKind::kHubOutage) {
    hub_outages_[hub.value()].push_back({{period.from, period.until}, place.index});
  } else if (fault.kind == FaultKind::kHubLoad) {
    hub_faults_.push_back({place.start, What::kLoadOfOthers, hub.value(), place.index, period.until, 0, key_of(place.draws.of_fault().next(), hub.value())});
  } else if (fault.kind == FaultKind::kBackendLag) {
    KeyedDraws draws = place.draws.of_fault();
    draws.next();  // how long it lasts
    lags_.add(hub, period, Duration::from_seconds(quantile_of(lag_of(fault), draws.uniform())));
  } else {
    const std::int64_t day = Duration::days(1).count_microseconds();
    const std::int64_t midnight = (place.start.unix_microseconds() / day + 1) * day;
    whole = {place.start, Time::from_unix_microseconds(midnight)};
    hub_faults_.push_back({place.start, What::kQuotaSpent, hub.value(), place.index, whole.until, quota_share_of(fault)});
  }
  widen(occurrence.period, whole);
  for (std::uint32_t d = 0; d < place.fleet.size(); ++d) occurrence.devices += place.fleet.device(DeviceId(d)).hub == hub ? 1 : 0;
}

/// Each connection at a moment drawn evenly from the period.
void FaultPlan::add_maintenance(const Place& place, const FaultPeriod& period, HubId hub, FaultOccurrence& occurrence) {
  widen(occurrence.period, period);
  for (const DeviceId device : devices_hit(place.fault, place.scenario, place.fleet, place.draws)) {
    if (place.fleet.device(device).hub != hub) continue;
    KeyedDraws draws = place.of_device(device);
    const Time at = period.from + Duration::from_seconds((period.until - period.from).to_seconds() * draws.uniform());
    closes_.add(device, {at, at + refusal_of(place.fault)}, place.index);
    hub_faults_.push_back({at, HubFault::What::kMaintenanceClose, device.value(), place.index, at});
    ++occurrence.devices;
  }
}

/// Each device at a moment drawn evenly from the period.
void FaultPlan::add_registration_storm(const Place& place, const std::vector<DeviceId>& devices, FaultOccurrence& occurrence) {
  KeyedDraws once = place.draws.of_fault();
  const FaultPeriod period = period_of(place.fault, place.start, place.end, once);
  for (const DeviceId device : devices) {
    KeyedDraws draws = place.of_device(device);
    const Time at = period.from + Duration::from_seconds((period.until - period.from).to_seconds() * draws.uniform());
    hub_faults_.push_back({at, HubFault::What::kAssignmentLost, device.value(), place.index, at});
  }
  occurrence.devices = static_cast<std::uint32_t>(devices.size());
  widen(occurrence.period, period);
}

/// In random order, so that copies stand anywhere; one hub knows nothing of another's identities.
void FaultPlan::add_clones(const Place& place, const std::vector<DeviceId>& devices, FaultOccurrence& occurrence) {
  using What = HubFault::What;
  std::map<std::uint32_t, std::vector<std::pair<std::uint64_t, DeviceId>>> of_hub;
  for (const DeviceId device : devices) {
    // Who shares an identity already is left alone.
    if (identities_.has(device)) continue;
    of_hub[place.fleet.device(device).hub.value()].emplace_back(place.of_device(device).next(), device);
  }
  for (auto& [hub, drawn] : of_hub) {
    std::sort(drawn.begin(), drawn.end());
    std::vector<DeviceId> order;
    for (const auto& [draw, device] : drawn) order.push_back(device);
    std::set<std::uint32_t> originals;
    for (const Clone& clone : clones_of(order, copies_of(place.fault))) {
      KeyedDraws draws = place.draws.of_fault();
      const FaultPeriod period = period_of(place.fault, place.start, place.end, draws);
      identities_.add(clone.device, period, clone.original);
      if (originals.insert(clone.original.value()).second) {
        identities_.add(clone.original, period, clone.original);
        ++occurrence.devices;
      }
      ++occurrence.devices;
      hub_faults_.push_back({period.from, What::kIdentityTaken, clone.device.value(), place.index, period.until});
      if (period.until < place.end) {
        hub_faults_.push_back({period.until, What::kIdentityGivenBack, clone.device.value(), place.index, period.until});
      }
      widen(occurrence.period, period);
    }
  }
}

/// A hub is unavailable while any of its outages lasts.
void FaultPlan::open_hubs() {
  for (const auto& [hub, outages] : hub_outages_) {
    std::vector<Outage> all;
    for (const auto& [outage, fault] : outages) all.push_back(outage);
    for (const Outage& down : united(std::move(all))) {
      const auto first = std::find_if(outages.begin(), outages.end(), [&](const auto& o) { return o.first.start == down.start; });
      hub_faults_.push_back({down.start, HubFault::What::kUnavailable, hub, first->second, down.end});
      hub_faults_.push_back({down.end, HubFault::What::kAvailable, hub, first->second, down.end});
    }
  }
}

std::span<const Outage> FaultPlan::line_outages(SiteId site) const {
  const auto found = line_outages_.find(site.value());
  return found == line_outages_.end() ? std::span<const Outage>() : found->second;
}

bool FaultPlan::burden_hubs() const {
  return std::ranges::any_of(hub_faults_, [](const HubFault& fault) {
    return fault.what == HubFault::What::kQuotaSpent || fault.what == HubFault::What::kLoadOfOthers;
  });
}

Duration FaultPlan::clock_error(DeviceId device, Time time) const {
  const ClockFault* clock = clocks_.at(device, time);
  return clock == nullptr ? Duration() : clock->error_at(time);
}

DeviceId FaultPlan::identity(DeviceId device, Time time) const {
  const DeviceId* identity = identities_.at(device, time);
  return identity == nullptr ? device : *identity;
}

void FaultPlan::storm_events(DeviceId device, Time from, Time until, std::vector<EventRun>& out) const {
  for (const EventStorm& storm : storms_.all_of(device)) storm.append_events(from, until, out);
}

}  // namespace picket::sim
