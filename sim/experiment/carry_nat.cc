#include <algorithm>

#include "sim/experiment/carry_line.h"
#include "sim/experiment/carry_stage.h"

// Connections that the address translation of a line forgets while nothing is sent. Pings are counted in closed form elsewhere; where
// one can be the packet that is sent in vain, each is a moment of its own here.

namespace picket::sim {

namespace {

/// How long a client waits for the answer to a ping. Own estimate, as in an outage: a quarter of the time between two of them.
Duration answer_wait(const ClientPreset& client) { return ping_period(client) / 4; }

}  // namespace

/// Of a client that takes itself for connected. Call before a step of the session, which takes what is sent for traffic.
bool CarryStage::binding_gone(std::uint32_t device) {
  if (!nat_.forgets(device) || !lines_[device].online()) return false;
  nat_.pass(device, lines_[device].session.last_traffic);
  return nat_.gone(device, kernel_->now());
}

/// Something is sent in vain: from now on the connection counts as lost. The hub hears nothing of it, and misses the device in its time.
void CarryStage::lose_binding(std::uint32_t device) {
  if (!nat_.lose(device)) return;
  ++counts_.connections_lost_by_nat;
  const Time missed = nat_.last_packet(device) + missed_after(world_.scenario().client);
  kernel_->schedule(std::max(missed, kernel_->now()), cookie(CookieType::kHubNoticesLoss, device, lines_[device].hub_epoch));
}

void CarryStage::watch_pings(std::uint32_t device) {
  if (!nat_.forgets(device) || nat_.ping_timer(device) != Time::max() || !lines_[device].online()) return;
  const Time due = lines_[device].session.last_traffic + ping_period(world_.scenario().client);
  nat_.ping_timer(device) = std::max(due, kernel_->now());
  kernel_->schedule(nat_.ping_timer(device), cookie(CookieType::kPingDue, device));
}

/// The client may have sent something since the moment was asked for: then the ping is due later.
void CarryStage::ping_due(std::uint32_t device) {
  Line& line = lines_[device];
  const Time now = kernel_->now();
  nat_.ping_timer(device) = Time::max();
  if (!line.online()) return;  // the next connection asks again
  if (line.session.last_traffic + ping_period(world_.scenario().client) <= now) {
    if (binding_gone(device)) {
      lose_binding(device);
      ping_in_vain(device);
    } else {
      account_pings(device, now);
    }
  }
  watch_pings(device);
}

void CarryStage::ping_in_vain(std::uint32_t device) {
  Line& line = lines_[device];
  ++line.session.pings;
  line.session.last_traffic = kernel_->now();
  WireCost ping = wire_of(device).ping();
  ping.down = {};
  charge(device, ping);
  line_meter_.exchange(device, kernel_->now(), {ping.up.total(), Bytes(0), 1});
  kernel_->schedule(kernel_->now() + answer_wait(world_.scenario().client), cookie(CookieType::kPingUnanswered, device, line.epoch));
}

}  // namespace picket::sim
