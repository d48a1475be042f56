#include <algorithm>

#include "agent_core/base/check.h"
#include "sim/experiment/carry_line.h"
#include "sim/experiment/carry_stage.h"
#include "sim/scenario/agent_twin.h"

// What is asked of the hubs for the agents' twins: an agent reads its twin when it has connected (twin_reading_of) and reports
// what it made of it, the back end changes twins, the hub tells a connected device. Each is an operation of the hub, in the run's
// order of time.
//
// Model:  a read or a report goes up the site's line beside the messages and is one at a time for a device; its answer comes back
//         over the same connection. What a throttle, the quota or a hub that is down refuses is answered and asked again: after
//         the waits of the client's preset when it takes itself for throttled (retry_delay), by the back end too (own estimate). A
//         new connection begins with a new read. What cannot succeed is given up. A device's changes keep their order: one that
//         is refused holds up those after it.
// Limits: what agents do is worked out ahead (TwinRollout, DeviceStage): a change that a hub refuses for a while governs the
//         agent from its time on all the same, and that of a device without a connection too. A notice goes out with the answer
//         to the back end, without the wait in the throttle, and takes no time on the line. An answer that is lost is not asked
//         for again before the next connection. No packet of these is lost otherwise.

namespace picket::sim {
namespace {

bool is_tried_again(std::uint32_t code) { return hub_code::is_over_limit(code) || code == hub_code::kServerBusy; }

}  // namespace

void CarryStage::start_twins() {
  if (lines_.empty() || !has_connection_state(transport())) return;  // over HTTPS there are no twins
  if (rollout_ == nullptr) {
    if (twin_reading_of(policy_.generation) == TwinReading::kNever) return;
    twin_reads_.push_back(twin_read_of(policy_));
  } else {
    for (std::uint32_t node = 0; node < rollout_->nodes(); ++node) twin_reads_.push_back(twin_read_of(rollout_->policy(node)));
  }
  twins_.resize(lines_.size());
  for (std::uint32_t d = 0; rollout_ != nullptr && d < twins_.size(); ++d) call_next_change(d);
}

// ---- the back end

void CarryStage::call_next_change(std::uint32_t device) {
  const auto arrivals = rollout_->arrivals_of(DeviceId(device));
  const std::uint32_t next = twins_[device].next_change;
  if (next < arrivals.size() && arrivals[next].at < world_.end()) {
    kernel_->schedule(std::max(arrivals[next].at, kernel_->now()), cookie(CookieType::kTwinChange, device));
  }
}

void CarryStage::twin_change_due(std::uint32_t device) {
  TwinLine& twin = twins_[device];
  const TwinRollout::Arrival& arrival = rollout_->arrivals_of(DeviceId(device))[twin.next_change];
  const TwinRollout::Effect& effect = rollout_->effect(twin.node, arrival.change);
  // What an attack changes is done, and logged, by its act.
  if (!rollout_->is_of_attack(arrival)) {
    const Bytes bytes(effect.update_bytes);
    const std::uint32_t code = update_twin(DeviceId(device), bytes, {}, true);  // the scenario's check has measured it
    // A hub that is down writes nothing.
    if (code != hub_code::kServerBusy) {
      log({kernel_->now(), DeviceId(device), OperationName::kC2dTwinUpdate, code, true}, device, detail_of_bytes(bytes, kServiceApiVersion));
    }
    if (is_tried_again(code)) {
      kernel_->schedule(kernel_->now() + twin_retry_delay(device, ++twin.change_failures), cookie(CookieType::kTwinChange, device));
      return;
    }
  }
  twin.change_failures = 0;
  twin.node = effect.to;
  ++twin.next_change;
  call_next_change(device);
}

std::uint32_t CarryStage::update_twin(DeviceId device, Bytes bytes, const TwinPatch& patch, bool told) {
  const std::uint32_t code = operate_twin(HubOperation::kTwinUpdate, device, bytes, Bytes(), patch).result_type;
  if (code == hub_code::kOk && told) notify_twin_change(device, bytes);
  return code;
}

void CarryStage::notify_twin_change(DeviceId identity, Bytes patch) {
  if (!hub_of(identity).connected(agent_of(identity))) return;
  if (operate_twin(HubOperation::kDesiredNotification, identity, patch, Bytes()).result_type != hub_code::kOk) return;
  const auto holder = holders_.find(identity.value());
  const std::uint32_t device = holder == holders_.end() ? identity.value() : holder->second;
  if (!kernel_->link_up(site_of(device))) return;  // the hub does not know yet
  const WireCost cost = wire_of(device).twin_change(patch);
  charge_twin(device, HubOperation::kDesiredNotification, cost);
  line_meter_.exchange(device, kernel_->now(), {cost.up.total(), cost.down.total(), 0});
}

// ---- the device

/// Its client has a connection.
void CarryStage::twin_connected(std::uint32_t device) {
  if (twins_.empty()) return;
  TwinLine& twin = twins_[device];
  twin.exchange = kNoExchange;  // one of an older connection ends by itself
  twin.waits = false;
  const TwinReading reading = twin_reading_of(policy_.generation);
  if (reading == TwinReading::kAtConnect || (reading == TwinReading::kAtStart && !twin.has_read)) twin.wants_read = true;
  ask_twin(device);
}

/// Its agent ends; what it had to report ends with it.
void CarryStage::twin_stops(std::uint32_t device) {
  if (twins_.empty()) return;
  TwinLine& twin = twins_[device];
  twin.reports.erase(twin.reports.begin(), twin.reports.begin() + twin.due);
  twin.due = 0;
  twin.has_read = false;
  twin.wants_read = false;
}

void CarryStage::take_twin_reports(const ShardOutput& output) {
  for (const TwinReport& report : output.twin_reports) {
    const std::uint32_t device = report.device.value();
    if (twins_.empty() || !connects(device)) continue;
    twins_[device].reports.push_back(report.bytes);
    kernel_->schedule_input(report.at, cookie(CookieType::kTwinReport, device));
  }
}

/// What the device has to ask for next, if it can.
void CarryStage::ask_twin(std::uint32_t device) {
  const TwinLine& twin = twins_[device];
  if (!lines_[device].online()) return;
  if (twin.exchange != kNoExchange || twin.waits || twin.not_in_tier) return;
  if (twin.wants_read) {
    send_twin(device, HubOperation::kDeviceTwinRead, twin_reads_[twin.node].document_bytes);
  } else if (twin.due > 0) {
    send_twin(device, HubOperation::kReportedUpdate, twin.reports.front());
  }
}

void CarryStage::send_twin(std::uint32_t device, HubOperation operation, std::uint32_t payload) {
  std::uint32_t index = static_cast<std::uint32_t>(twin_exchanges_.size());
  if (free_exchanges_.empty()) {
    twin_exchanges_.emplace_back();
  } else {
    index = free_exchanges_.back();
    free_exchanges_.pop_back();
  }
  twins_[device].exchange = index;
  const WireCost cost = twin_cost(device, operation, payload);
  const Duration before = radio_delay(device, cost.up.total());
  twin_exchanges_[index] = {.from = kernel_->now() + before,
                            .uplink_bytes = cost.up.total().count(),
                            .device = device,
                            .payload = payload,
                            .epoch = lines_[device].epoch,
                            .operation = operation,
                            .in_use = true};
  ++twin_operations_.of(operation).asked;
  charge_twin(device, operation, {cost.up, {}});
  line_meter_.exchange(device, kernel_->now(), {cost.up.total(), cost.down.total(), 1});
  if (before == Duration()) return submit_twin(index);
  kernel_->schedule(kernel_->now() + before, cookie(CookieType::kTwinStart, index));
}

void CarryStage::submit_twin(std::uint32_t index) {
  const TwinExchange& exchange = twin_exchanges_[index];
  kernel_->submit(site_of(exchange.device), Bytes(exchange.uplink_bytes), cookie(CookieType::kTwinSent, index));
}

void CarryStage::twin_sent(std::uint32_t index, Time now, bool delivered) {
  const TwinExchange& exchange = twin_exchanges_[index];
  if (delivered) measure(exchange.device, exchange.from, now, Bytes(exchange.uplink_bytes));
  if (twin_lost(index, delivered)) return;
  kernel_->schedule(now + one_way(exchange.device, Purpose::kNetworkJitter), cookie(CookieType::kTwinArrives, index));
}

void CarryStage::twin_arrived(std::uint32_t index) {
  TwinExchange& exchange = twin_exchanges_[index];
  const std::uint32_t device = exchange.device;
  const DeviceId identity = identity_of(device);
  // Of an identity whose connection another device has taken over.
  const bool taken_over = holders_.contains(identity.value()) && !holds_connection(device, identity);
  if (twin_lost(index, !taken_over)) return;
  const bool reads = exchange.operation == HubOperation::kDeviceTwinRead;
  if (reads) exchange.payload = twin_reads_[twins_[device].node].document_bytes;
  const Bytes payload(exchange.payload);
  const Hub::OperationAnswer answer = judge_twin(exchange.operation, identity, reads ? Bytes() : payload, reads ? payload : Bytes());
  exchange.judged = true;
  exchange.code = answer.result_type;
  if (answer.closed) {
    log({kernel_->now(), identity, OperationName::kDeviceDisconnect, answer.result_type, true}, device);
    kernel_->schedule(kernel_->now() + one_way(device, Purpose::kNetworkJitter), cookie(CookieType::kClosedByHub, device, exchange.epoch));
    twins_[device].not_in_tier = true;  // asking again would close every connection
    end_exchange(index);
    return;
  }
  kernel_->schedule(std::max(answer.answered_at, kernel_->now()) + one_way(device, Purpose::kNetworkJitter),
                    cookie(CookieType::kTwinAnswered, index));
}

void CarryStage::twin_answered(std::uint32_t index) {
  const TwinExchange exchange = twin_exchanges_[index];
  const std::uint32_t device = exchange.device;
  if (twin_lost(index, true)) return;
  end_exchange(index);
  if (!kernel_->link_up(site_of(device))) return;  // the answer is lost
  const bool reads = exchange.operation == HubOperation::kDeviceTwinRead;
  const bool done = exchange.code == hub_code::kOk;
  charge_twin(device, exchange.operation, {{}, twin_cost(device, exchange.operation, done || !reads ? exchange.payload : 0).down});
  TwinLine& twin = twins_[device];
  if (is_tried_again(exchange.code)) {
    twin.waits = true;
    kernel_->schedule(kernel_->now() + twin_retry_delay(device, ++twin.failures), cookie(CookieType::kTwinRetry, device, exchange.epoch));
    return;
  }
  twin.failures = 0;
  if (reads) {
    twin.wants_read = false;
    twin.has_read = true;
    const std::uint32_t report = twin_reads_[twin.node].reported_bytes;
    // An answer that waits already says the same.
    if (done && report > 0 && twin.due == 0) {
      twin.reports.insert(twin.reports.begin(), report);
      twin.due = 1;
    }
  } else {
    twin.reports.erase(twin.reports.begin());
    --twin.due;
  }
  ask_twin(device);
}

/// Whether the exchange has ended before its time: its connection has, or it did not `go_on`.
bool CarryStage::twin_lost(std::uint32_t index, bool go_on) {
  const TwinExchange& exchange = twin_exchanges_[index];
  if (go_on && exchange.epoch == lines_[exchange.device].epoch) return false;
  if (!exchange.judged) ++twin_operations_.of(exchange.operation).lost;
  end_exchange(index);
  return true;
}

void CarryStage::end_exchange(std::uint32_t index) {
  TwinExchange& exchange = twin_exchanges_[index];
  TwinLine& twin = twins_[exchange.device];
  if (twin.exchange == index) twin.exchange = kNoExchange;
  exchange.in_use = false;
  free_exchanges_.push_back(index);
}

void CarryStage::twin_timer(CookieType type, std::uint32_t value, std::uint16_t epoch) {
  switch (type) {
    case CookieType::kTwinChange: return twin_change_due(value);
    case CookieType::kTwinStart: return submit_twin(value);
    case CookieType::kTwinArrives: return twin_arrived(value);
    case CookieType::kTwinAnswered: return twin_answered(value);
    case CookieType::kTwinReport:
      ++twins_[value].due;
      return ask_twin(value);
    case CookieType::kTwinRetry:
      if (epoch != lines_[value].epoch) return;
      twins_[value].waits = false;
      return ask_twin(value);
    default: PICKET_CHECK(false, "no timer of twins:", static_cast<int>(type));
  }
}

// ---- both

Hub::OperationAnswer CarryStage::operate_twin(HubOperation operation, DeviceId device, Bytes request, Bytes response, const TwinPatch& patch) {
  ++twin_operations_.of(operation).asked;
  return judge_twin(operation, device, request, response, patch);
}

Hub::OperationAnswer CarryStage::judge_twin(HubOperation operation, DeviceId device, Bytes request, Bytes response, const TwinPatch& patch) {
  Hub::OperationRequest asked;
  asked.operation = operation;
  asked.arrival = kernel_->now();
  asked.device = device;
  asked.module = agent_of(device).module;
  asked.request = request;
  asked.response = response;
  if (operation == HubOperation::kTwinUpdate) asked.patch = patch;
  const Hub::OperationAnswer answer = hub_of(device).operate(asked);
  // Whoever has a twin updated logs it, as the record says who did.
  if (operation != HubOperation::kTwinUpdate) log_operation(asked, answer, HubId(static_cast<std::uint16_t>(hub_index(device.value()))));
  return answer;
}

WireCost CarryStage::twin_cost(std::uint32_t device, HubOperation operation, std::uint32_t payload) const {
  const TransportWire& wire = wire_of(device);
  return operation == HubOperation::kDeviceTwinRead ? wire.twin_get(Bytes(payload)) : wire.twin_patch(Bytes(payload));
}

void CarryStage::charge_twin(std::uint32_t device, HubOperation operation, const WireCost& cost) {
  charge(device, cost);
  OperationTally& tally = twin_operations_.of(operation);
  tally.uplink_bytes += cost.up.total().count();
  tally.downlink_bytes += cost.down.total().count();
}

Duration CarryStage::twin_retry_delay(std::uint32_t device, std::uint32_t failures) {
  return retry_delay(client_of(device), failures, true, draw(device, Purpose::kClientBackoff));
}

std::uint64_t CarryStage::twin_operations_held(HubOperation operation) const {
  return static_cast<std::uint64_t>(std::ranges::count_if(twin_exchanges_, [operation](const TwinExchange& exchange) {
    return exchange.in_use && !exchange.judged && exchange.operation == operation;
  }));
}

}  // namespace picket::sim
