#include <algorithm>
#include <utility>

#include "sim/experiment/carry_line.h"
#include "sim/experiment/carry_stage.h"
#include "sim/hub/refusal.h"

// What clients of AMQP and HTTPS do in another way than those of MQTT: tokens that are renewed on the open connection, connections
// that are opened for a request, refusals that the hub tells.
//
// Limits: a token that is renewed costs bytes and a radio's energy and takes no room on the site's line, like a ping. A connection of
//         HTTPS that the line has forgotten (nat_timeout) is opened anew without the wait for its time-out. A request whose token is refused
//         counts as a connect with a bad token.

namespace picket::sim {

/// HTTPS: sees to it that the client has a connection for its request.
/// Output: false if the request cannot be made now; the client hears why.
bool CarryStage::opens_for_request(std::uint32_t device) {
  Line& line = lines_[device];
  const bool kept = kernel_->now() < std::exchange(line.kept_until, Time::from_unix_seconds(0));
  if (kept) return true;
  begin_epoch(device);
  line_meter_.end_session(device);
  if (!resolves_hub(device, false) || registers_first(device)) return false;
  ++counts_.connects;
  const TransportWire& wire = wire_of(device);
  const int round_trips = line.has_tls_session ? wire.reconnect_round_trips() : wire.connect_round_trips();
  const WireCost opening = line.has_tls_session ? wire.reconnect() : wire.connect();
  line.has_tls_session = true;
  line.connect_ways = static_cast<std::int8_t>(2 * round_trips);
  line.opening = opening.up.total();
  const WireCost cost = opening + wire.disconnect();  // nobody is told when it is closed
  charge(device, cost);
  line_meter_.exchange(device, kernel_->now(), {cost.up.total(), cost.down.total(), static_cast<double>(round_trips)});
  return true;
}

/// HTTPS: after an answer.
void CarryStage::keep_open(std::uint32_t device) {
  if (has_connection_state(transport())) return;
  Duration idle = world_.scenario().client.https.idle_timeout;
  const Duration forgotten = network_of(device).nat_timeout;
  if (forgotten > Duration()) idle = std::min(idle, forgotten);
  lines_[device].kept_until = kernel_->now() + idle;
}

/// AMQP: a new token on the open connection.
void CarryStage::renew_token(std::uint32_t device) {
  ++counts_.renewals;
  const WireCost cost = wire_of(device).renewal();
  charge(device, cost);
  line_meter_.exchange(device, kernel_->now(), {cost.up.total(), cost.down.total(), 1});
  if (!kernel_->link_up(site_of(device)) || nat_.lost(device)) return;  // the hub does not hear of it
  kernel_->schedule(kernel_->now() + one_way(device, Purpose::kNetworkJitter), cookie(CookieType::kTokenArrives, device, lines_[device].epoch));
}

void CarryStage::token_arrived(std::uint32_t device) {
  const DeviceId identity = identity_of(device);
  if (!holds_connection(device, identity)) return;
  if (refused_for_credentials(device)) close_connection(device, identity, hub_code::kUnauthorized);
}

void CarryStage::refused_at_hub(std::uint32_t device, DeviceId identity, Bytes metered, const Hub::SendAnswer& answer) {
  Line& line = lines_[device];
  const std::uint32_t code = answer.result_type;
  const bool told = is_told(refusal_of(transport(), code));
  // A hub that is down writes nothing.
  if (code != hub_code::kServerBusy) log({kernel_->now(), identity, OperationName::kTelemetryError, code, true}, device, detail_of_bytes(metered));
  if (hub_code::is_over_limit(code)) line.throttled = true;
  if (answer.closed) log({kernel_->now(), identity, OperationName::kDeviceDisconnect, code, true}, device);
  if (code == hub_code::kMessageTooLarge) store_[line.queue_head].too_large = !told;
  line.refused_with = code;
  kernel_->schedule(kernel_->now() + one_way(device, Purpose::kNetworkJitter),
                    cookie(told ? CookieType::kRefused : CookieType::kClosedByHub, device, line.epoch));
}

/// The client is told that the hub did not take its message, and why.
void CarryStage::told_refused(std::uint32_t device) {
  if (!kernel_->link_up(site_of(device))) return;  // the answer is lost; the client will time out
  if (binding_gone(device)) return lose_binding(device);  // the same
  const TransportWire& wire = wire_of(device);
  const std::uint32_t code = lines_[device].refused_with;
  charge(device, wire.refusal());
  keep_open(device);
  if (code == hub_code::kMessageTooLarge) {
    charge(device, wire.link_again());
    drop(pop_queue(device), CarryDrop::kTooLarge);  // sending it again can never succeed
    return input(device, SessionInput::kAcknowledged);
  }
  if (hub_code::is_over_limit(code)) return input(device, SessionInput::kThrottled);
  connection_lost(device, SessionInput::kLinkLost);
}

}  // namespace picket::sim
