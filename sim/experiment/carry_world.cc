#include "sim/experiment/carry_line.h"
#include "sim/experiment/carry_stage.h"

// What the world does to the connections: reboots, power losses, killed agents, outages of a site's line, and what acts at the hubs need.

namespace picket::sim {

void CarryStage::world_event(std::uint32_t index) {
  const WorldEvent& event = world_events_[index];
  const std::uint32_t device = event.device.value();
  const bool reboots = event.kind != WorldEvent::Kind::kAgentKilled;
  if (reboots && !hub_acts_->device_goes_down(event)) {
    // The device's own connection, which is all that a hub without agents can see.
    log({event.time, event.device, OperationName::kDeviceDisconnect, hub_code::kDeviceConnectionClosedRemotely, false}, device);
    log({event.time + event.duration, event.device, OperationName::kDeviceConnect, hub_code::kOk, false}, device);
  }
  if (lines_.empty() || routes_.is_child(event.device)) return;
  agent_stops(device, event.kind != WorldEvent::Kind::kPowerLoss);
  if (event.duration == Duration::max()) return;
  const Duration back = reboots ? event.duration + kAgentStartDelay : event.duration;
  kernel_->schedule(event.time + back, cookie(CookieType::kAgentStarts, device, lines_[device].epoch));
}

void CarryStage::agent_stops(std::uint32_t device, bool connection_closed) {
  Line& line = lines_[device];
  account_pings(device, kernel_->now());
  const bool unheard = nat_.forgets(device) && (binding_gone(device) || line.hub_epoch != line.epoch);
  line.has_tls_session = false;  // it was in the agent's memory
  begin_epoch(device);
  registrations_.stop(device);
  twin_stops(device);
  while (line.queue_head != kNoMessage) {
    const std::uint32_t index = pop_queue(device);
    if (store_[index].accepted) {
      store_[index].finished = true;
      release_if_done(index);
    } else {
      drop(index, CarryDrop::kAgentStopped);
    }
  }
  input(device, SessionInput::kStopped);
  if (connection_closed && !unheard) {
    close_at_hub(device, hub_code::kDeviceConnectionClosedRemotely);
  } else {
    kernel_->schedule(kernel_->now() + missed_after(world_.scenario().client), cookie(CookieType::kHubNoticesLoss, device, line.hub_epoch));
  }
}

void CarryStage::outage_begins(std::uint32_t index) {
  const SiteId site = world_.outages()[index].site;
  kernel_->set_link(site, false);
  line_down_since_[site.value()] = kernel_->now();
  if (lines_.empty() || !has_connection_state(transport())) return;  // over HTTPS nobody holds a connection that could be missed
  const Duration missed = missed_after(world_.scenario().client);
  const Duration ping_interval = ping_period(world_.scenario().client);
  for (const DeviceId device : world_.devices_of(site)) {
    if (routes_.is_child(device)) continue;
    hub_acts_->line_fails(device);
    Line& line = lines_[device.value()];
    // An idle client learns from its next ping; the hub from the silence.
    const double phase = draw(device.value(), Purpose::kOutage);
    kernel_->schedule(kernel_->now() + Duration::from_seconds(ping_interval.to_seconds() * phase) + ping_interval / 4,
                      cookie(CookieType::kLineNoticesLoss, device.value(), line.epoch));
    kernel_->schedule(kernel_->now() + missed, cookie(CookieType::kHubNoticesLoss, device.value(), line.hub_epoch));
  }
}

void CarryStage::outage_ends(std::uint32_t index) { kernel_->set_link(world_.outages()[index].site, true); }

void CarryStage::cell_hour(std::uint32_t cell) {
  const Time now = kernel_->now();
  kernel_->set_cell_bandwidth(cell, cell_background_.available(cell, now));
  const Time next = cell_background_.next_change(cell, now);
  if (next < world_.end()) kernel_->schedule(next, cookie(CookieType::kCellHour, cell));
}

void CarryStage::hub_misses(std::uint32_t device, std::uint16_t epoch) {
  const Line& line = lines_[device];
  if (line.hub_epoch != epoch) return;  // a newer connection took its place
  // A client that still holds to it was heard meanwhile, unless its line has been down for all that time or has forgotten it.
  const std::uint32_t site = site_of(device).value();
  const bool held = line.epoch == epoch;
  const bool silent = nat_.lost(device) ||
                      (!kernel_->link_up(SiteId(site)) && kernel_->now() - line_down_since_[site] >= missed_after(world_.scenario().client));
  if (!held || silent) close_at_hub(device, hub_code::kDeviceConnectionClosedRemotely);
}

Time CarryStage::now() const { return kernel_->now(); }

void CarryStage::call_act_due(Time at, std::uint32_t act) { kernel_->schedule(at, cookie(CookieType::kHubAct, act)); }

void CarryStage::call_device_returns(Time at, DeviceId device, std::uint16_t epoch) {
  kernel_->schedule(at, cookie(CookieType::kDeviceReturns, device.value(), epoch));
}

Time CarryStage::write(const OperationRecord& record, SharedDetail detail) {
  ++counts_.operation_records;
  if (route_traffic_) route_traffic_->note(record);
  const std::uint32_t device = record.device.value();
  const Time available = logs_[record.hub.value()].add(
      record, RandomStream(world_.scenario().seed, world_.replication(), device, Purpose::kPipelineDelay).uniform(), detail);
  if (probe_ != nullptr) {
    probe_->on_logged({available, record, std::move(detail)}, registry_.logs_to_workspace(record.hub, record.operation));
  }
  return available;
}

void CarryStage::own_connect_arrives(DeviceId device) {
  hub_connects_.at(hub_index(device.value())).add(kernel_->now(), kernel_->now(), Bytes(1));
}

void CarryStage::own_connect_taken(DeviceId device) {
  outage_returns_.connected(device.value(), OutageReturns::Connection::kOwn, hub_index(device.value()), kernel_->now());
}

void CarryStage::accepted(DeviceId device, Bytes message) {
  hub_throughput_.at(hub_index(device.value())).add(kernel_->now(), kernel_->now(), message);
}

}  // namespace picket::sim
