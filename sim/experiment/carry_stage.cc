#include "sim/experiment/carry_stage.h"

#include <algorithm>

#include "agent_core/base/check.h"
#include "sim/experiment/carry_line.h"
#include "sim/network/latency.h"
#include "sim/network/loss.h"

namespace picket::sim {

std::uint64_t CarryStage::cookie(CookieType type, std::uint32_t value, std::uint16_t epoch) {
  return static_cast<std::uint64_t>(type) << 48 | static_cast<std::uint64_t>(epoch) << 32 | value;
}

CarryStage::CarryStage(const World& world, const Policy& policy, const Settings& settings, PipelineCore& pipeline,
                       RunWorkspace* workspace)
    : world_(world),
      policy_(policy),
      routes_(world, policy),
      registry_(world, policy, routes_),
      client_without_token_(sim::client_of(world.scenario().client, AuthType::kX509)),
      pipeline_(pipeline),
      workspace_(workspace),
      probe_(settings.probe),
      weaknesses_(settings.weaknesses),
      rollout_(settings.rollout),
      lines_(policy.generation == Generation::kNone ? 0 : world.fleet().size()),
      business_calls_(world.scenario(), world.replication(), world.start()),
      sharing_(settings.sharing),
      line_free_(world.fleet().sites(), world.start()),
      line_down_since_(world.fleet().sites(), Time::min()),
      site_throughput_(world.fleet().sites(), world.start(), world.end() - world.start()),
      hub_throughput_(world.scenario().hubs.size(), world.start(), world.end() - world.start(), kPlotPoints),
      hub_connects_(world.scenario().hubs.size(), world.start(), world.end() - world.start(), kPlotPoints),
      outage_returns_(world.fleet().size(), world.scenario().hubs.size()),
      registrations_(world.scenario().faults, world.start(), world.end() - world.start()),
      line_meter_(world, !lines_.empty()),
      nat_(world, !lines_.empty()),
      background_(world),
      cell_background_(world),
      cell_meter_(world),
      wires_(world, policy) {
  const Scenario& scenario = world.scenario();
  PICKET_CHECK(settings.hubs.size() == scenario.hubs.size());
  if (RouteTraffic::is_wanted(scenario)) route_traffic_.emplace(world, policy_, registry_);
  for (std::size_t h = 0; h < settings.hubs.size(); ++h) {
    HubSettings hub = scenario.hubs[h];
    hub.sku = settings.hubs[h].sku;
    hubs_.emplace_back(hub, settings.hubs[h].units);
    logs_.emplace_back(hub.log_latency);
    endpoints_.emplace_back(hub, world.start());
  }
  Platform platform;
  for (std::uint32_t s = 0; s < world.fleet().sites(); ++s) {
    const std::uint32_t cell = world.cells().cell_of(SiteId(s));
    platform.sites.push_back({world.network_of(SiteId(s)).uplink_bandwidth.bits_per_second / 8, cell == CellPlan::kNone ? Platform::kNoCell : cell});
  }
  for (std::uint32_t c = 0; c < world.cells().size(); ++c) {
    platform.cells.push_back({world.cells().kind(c).uplink_bandwidth.bits_per_second / 8});
  }
  kernel_ = std::make_unique<Kernel>(platform, settings.backend, settings.sharing, world.start(), *this);

  for (std::uint32_t d = 0; d < world.fleet().size(); ++d) {
    const bool added = hub_of(d).add_identity(DeviceId(d), registry_.has_security_module(DeviceId(d)));
    PICKET_CHECK(added, "more identities than the hub takes; the scenario reader checks that");
    if (!connects(d)) continue;
    Line& line = lines_[d];
    line.session = steady_session(client_of(d), world.start(), draw(d, Purpose::kClientBackoff));
    if (has_connection_state(transport())) hub_of(d).assume_connected(agent_of(DeviceId(d)));
    line.timer_at = line.session.wake_up;
    if (line.timer_at != Time::max()) kernel_->schedule(line.timer_at, cookie(CookieType::kSessionTimer, d));
    watch_pings(d);
  }
  for (std::uint32_t d = 0; d < world.fleet().size(); ++d) {
    for (const WorldEvent& event : world.events_of(DeviceId(d))) {
      if (event.time < world.start() || event.time >= world.end()) continue;
      kernel_->schedule(event.time, cookie(CookieType::kWorldEvent, static_cast<std::uint32_t>(world_events_.size())));
      world_events_.push_back(event);
    }
  }
  for (std::uint32_t i = 0; i < world.outages().size(); ++i) {
    kernel_->schedule(world.outages()[i].outage.start, cookie(CookieType::kOutageBegins, i));
    kernel_->schedule(world.outages()[i].outage.end, cookie(CookieType::kOutageEnds, i));
  }
  for (std::uint32_t c = 0; c < world.cells().size(); ++c) cell_hour(c);
  schedule_hub_faults();
  hub_acts_ = std::make_unique<HubActs>(world, policy_, registry_, static_cast<HubActs::Surroundings&>(*this));
  start_twins();
  start_business();
}

CarryStage::~CarryStage() = default;

double CarryStage::draw(std::uint32_t device, Purpose purpose) {
  // Keyed by the line's own count of draws: other devices and other policies change nothing.
  RandomStream random(world_.scenario().seed, world_.replication(), device, purpose);
  if (!lines_.empty()) random.skip_to(lines_[device].draws++);
  return random.uniform();
}

Duration CarryStage::one_way(std::uint32_t device, Purpose purpose) {
  RandomStream random(world_.scenario().seed, world_.replication(), device, purpose);
  random.skip_to(lines_[device].draws++);
  return draw_one_way_delay(network_of(device), random);
}

Time CarryStage::log(const OperationRecord& record, std::uint32_t device, SharedDetail detail) {
  OperationRecord full = record;
  // A device's own connection beside its agent's is over MQTT.
  full.protocol = full.module ? hub_protocol(transport()) : HubProtocol::kMqtt;
  full.module = full.module && registry_.has_security_module(DeviceId(device));
  full.auth_type = registry_.auth_type(DeviceId(device));
  full.masked_address = registry_.masked_address(DeviceId(device));
  full.hub = world_.fleet().device(DeviceId(device)).hub;
  if (record.operation == OperationName::kDeviceConnect) {
    full.tls = world_.weaknesses().tls_version(DeviceId(device), record.time);
  }
  const Time available = write(full, std::move(detail));
  if (weaknesses_ != nullptr && full.tls < TlsVersion::kTls12 && full.tls != TlsVersion::kUnknown && full.result_type == hub_code::kOk) {
    weaknesses_->connected(world_.weaknesses(), record.device, record.time, available);
  }
  return available;
}

// ---- the client

void CarryStage::input(std::uint32_t device, SessionInput what) {
  Line& line = lines_[device];
  account_pings(device, kernel_->now());
  // The head is in flight while sending; with its answer it has left the queue.
  if (line.session.phase != SessionPhase::kSending || what == SessionInput::kAcknowledged) drop_expired(device);
  if (what == SessionInput::kMessageQueued && line.session.queued == 0) return;  // it expired at once
  const bool gone = binding_gone(device);
  const SessionAction action = step(client_of(device), line.session, kernel_->now(), what,
                                    draw(device, Purpose::kClientBackoff));
  note_connection(device);
  if (gone && action != SessionAction::kNone && action != SessionAction::kConnect) lose_binding(device);
  switch (action) {
    case SessionAction::kNone: break;
    case SessionAction::kConnect: start_connecting(device, false); break;
    case SessionAction::kReconnect: start_connecting(device, true); break;
    case SessionAction::kSend: start_sending(device); break;
    case SessionAction::kRenewToken: renew_token(device); break;
  }
  schedule_session_timer(device);
  watch_pings(device);
}

void CarryStage::schedule_session_timer(std::uint32_t device) {
  Line& line = lines_[device];
  if (line.session.wake_up >= line.timer_at) return;
  line.timer_at = line.session.wake_up;
  kernel_->schedule(std::max(line.timer_at, kernel_->now()), cookie(CookieType::kSessionTimer, device));
}

void CarryStage::start_connecting(std::uint32_t device, bool renewal) {
  if (!has_connection_state(transport())) return start_sending(device);  // its registration was in the way of a request
  const bool says_farewell = renewal && !nat_.lost(device);  // else the hub does not hear it
  begin_epoch(device);
  line_meter_.end_session(device);  // a connection is taken for a data session; a renewal begins a new one
  if (resolves_hub(device, says_farewell) && !registers_first(device)) open_connection(device, renewal, says_farewell);
}

void CarryStage::open_connection(std::uint32_t device, bool renewal, bool says_farewell) {
  Line& line = lines_[device];
  ++counts_.connects;
  const TransportWire& wire = wire_of(device);
  int round_trips = line.has_tls_session ? wire.reconnect_round_trips() : wire.connect_round_trips();
  line.connect_ways = static_cast<std::int8_t>(ways_to_connect(round_trips));
  WireCost cost = renewal ? wire.renewal() : line.has_tls_session ? wire.reconnect() : wire.connect();
  if (renewal) {
    ++counts_.renewals;
    if (says_farewell) close_at_hub(device, hub_code::kOk);
  } else if (is_amqp(transport()) ? !twins_.empty() : !line.subscribed) {
    cost += wire.subscribe();
    round_trips += 1;  // SUBSCRIBEs and ATTACHes are sent together
    line.subscribed = true;
  }
  charge(device, cost);
  line_meter_.exchange(device, kernel_->now(), {cost.up.total(), cost.down.total(), static_cast<double>(round_trips)});
  hand_to_line(device, CookieType::kConnectSent, cost.up.total().count());
}

void CarryStage::start_sending(std::uint32_t device) {
  Line& line = lines_[device];
  PICKET_CHECK(line.queue_head != kNoMessage, "device", device);
  line.opening = Bytes();
  if (!has_connection_state(transport()) && !opens_for_request(device)) return;
  CarriedMessage& message = store_[line.queue_head];
  message.sent = kernel_->now();
  line.reconnect = offline_until_now(device) - message.offline_before;
  ++counts_.transmissions;
  const AccessNetwork& network = network_of(device);
  const WireCost cost = wire_of(device).publish(Bytes(message.body_bytes + message.property_bytes));
  const LossOutcome lost = draw_losses(cost.up.total(), network.loss_ratio, 2 * one_way(device, Purpose::kNetworkJitter),
                                       draw(device, Purpose::kNetworkLoss));
  charge(device, cost);
  counts_.uplink_envelope_bytes += lost.extra_bytes.count();
  counts_.uplink_retry_bytes += lost.extra_bytes.count();
  line_meter_.add(device, lost.extra_bytes.count(), 0);
  line_meter_.exchange(device, kernel_->now(), {cost.up.total() + lost.extra_bytes, cost.down.total(), 1});
  if (++message.attempts > 1) counts_.uplink_retry_bytes += cost.up.total().count();
  line.extra_delay = lost.delay;
  hand_to_line(device, CookieType::kPublishSent, (line.opening + cost.up.total() + lost.extra_bytes).count());
}

void CarryStage::hand_to_line(std::uint32_t device, CookieType type, std::int64_t bytes) {
  Line& line = lines_[device];
  const Duration before = radio_delay(device, Bytes(bytes));
  line.pending_bytes = bytes;
  line.handed_at = kernel_->now() + before;
  if (before == Duration()) {
    submit_to_line(device, type);
  } else {
    kernel_->schedule(kernel_->now() + before,
                      cookie(type == CookieType::kConnectSent ? CookieType::kStartConnect : CookieType::kStartPublish,
                             device, line.epoch));
  }
}

Duration CarryStage::radio_delay(std::uint32_t device, Bytes bytes) {
  Line& line = lines_[device];
  const AccessNetwork& network = network_of(device);
  const Duration delay = wake_up_delay(network, kernel_->now() - line.last_radio) + air_time(network, bytes) +
                         world_.faults().throttled_time(site_of(device), kernel_->now(), bytes);
  line.last_radio = kernel_->now() + delay;
  return delay;
}

void CarryStage::submit_to_line(std::uint32_t device, CookieType type) {
  Line& line = lines_[device];
  line.under_way = true;
  const Bytes slowed = background_.slowed(site_of(device), Bytes(line.pending_bytes), kernel_->now());
  kernel_->submit(site_of(device), slowed, cookie(type, device, line.epoch));
}

/// A transfer of the old connection still goes through the line, whoever hears of it.
void CarryStage::begin_epoch(std::uint32_t device) {
  Line& line = lines_[device];
  if (line.under_way) abandoned_[{device, line.epoch}] = {line.handed_at, Bytes(line.pending_bytes)};
  line.under_way = false;
  line.kept_until = Time::from_unix_seconds(0);
  ++line.epoch;
  nat_.begin(device, kernel_->now());
}

void CarryStage::on_transfer(std::uint64_t value, Time now, bool delivered) {
  const auto device = static_cast<std::uint32_t>(value);
  const auto epoch = static_cast<std::uint16_t>(value >> 32);
  const auto type = static_cast<CookieType>(value >> 48);
  if (type == CookieType::kTwinSent) return twin_sent(device, now, delivered);
  Line& line = lines_[device];
  if (epoch != line.epoch) return measure_abandoned(device, epoch, now, delivered);
  line.under_way = false;
  if (delivered) measure(device, line.handed_at, now, Bytes(line.pending_bytes));
  if (!delivered) {
    connection_lost(device, type == CookieType::kConnectSent ? SessionInput::kConnectRefused : SessionInput::kLinkLost);
    return;
  }
  if (type == CookieType::kConnectSent) {
    Duration way;
    for (int i = 0; i < line.connect_ways; ++i) way += one_way(device, Purpose::kNetworkJitter);
    kernel_->schedule(now + way, cookie(CookieType::kConnectArrives, device, line.epoch));
  } else if (!nat_.lost(device)) {  // else the client will time out
    nat_.pass(device, now);
    Duration way = one_way(device, Purpose::kNetworkJitter);
    // What HTTPS opens for the request goes to and fro before it.
    for (int i = 0; line.opening > Bytes() && i < line.connect_ways; ++i) way += one_way(device, Purpose::kNetworkJitter);
    kernel_->schedule(now + line.extra_delay + way, cookie(CookieType::kPublishArrives, device, line.epoch));
  }
}

void CarryStage::connection_lost(std::uint32_t device, SessionInput how) {
  begin_epoch(device);
  input(device, how);
}

/// The device's connection ends in good order, or its host closes it: the hub knows at once.
void CarryStage::close_at_hub(std::uint32_t device, std::uint32_t result) {
  const DeviceId identity = identity_of(device);
  if (!holds_connection(device, identity)) return;
  hub_of(device).disconnect(agent_of(identity), kernel_->now());
  log({kernel_->now(), identity, OperationName::kDeviceDisconnect, result, true}, device);
}

void CarryStage::connect_arrived(std::uint32_t device) {
  Line& line = lines_[device];
  hub_connects_.at(hub_index(device)).add(kernel_->now(), kernel_->now(), Bytes(1));
  if (refused_for_credentials(device)) {
    kernel_->schedule(kernel_->now() + one_way(device, Purpose::kNetworkJitter),
                      cookie(CookieType::kConnectRefused, device, line.epoch));
    return;
  }
  const DeviceId identity = identity_of(device);
  const Hub::ConnectAnswer answer = connect_at_hub(device);
  if (answer.replaced) {
    log({kernel_->now(), identity, OperationName::kDeviceDisconnect, hub_code::kConnectionForcefullyClosedOnNewConnection, true}, device);
  }
  // A hub that is down writes nothing.
  if (answer.result_type != hub_code::kServerBusy) log({kernel_->now(), identity, OperationName::kDeviceConnect, answer.result_type, true}, device);
  if (answer.result_type == hub_code::kOk) {
    line.has_tls_session = true;
    line.hub_epoch = line.epoch;
    outage_returns_.connected(device, OutageReturns::Connection::kAgent, hub_index(device), std::max(answer.answered_at, kernel_->now()));
    kernel_->schedule(std::max(answer.answered_at, kernel_->now()) + one_way(device, Purpose::kNetworkJitter),
                      cookie(CookieType::kConnectAnswered, device, line.epoch));
  } else {
    if (hub_code::is_over_limit(answer.result_type)) line.throttled = true;
    kernel_->schedule(kernel_->now() + one_way(device, Purpose::kNetworkJitter),
                      cookie(CookieType::kConnectRefused, device, line.epoch));
  }
}

void CarryStage::publish_arrived(std::uint32_t device) {
  Line& line = lines_[device];
  const DeviceId identity = identity_of(device);
  // Another device has taken the connection over: whoever hears of it sends again.
  if (holders_.contains(identity.value()) && !holds_connection(device, identity)) return;
  // A request carries its own token.
  if (!has_connection_state(transport()) && refused_for_credentials(device)) {
    kernel_->schedule(kernel_->now() + one_way(device, Purpose::kNetworkJitter), cookie(CookieType::kConnectRefused, device, line.epoch));
    return;
  }
  const std::uint32_t index = line.queue_head;
  CarriedMessage& message = store_[index];
  const Bytes metered = metered_size(Bytes(message.body_bytes), kSecurityPropertyValues, Bytes(message.property_bytes));
  const Hub::SendAnswer answer =
      hub_of(device).send(agent_of(identity), kernel_->now(), metered, draw(device, Purpose::kHubLatency), transport());
  if (answer.result_type != hub_code::kOk) return refused_at_hub(device, identity, metered, answer);
  line.throttled = false;
  const Delivery delivery = delivery_of(device);
  hub_throughput_.at(hub_index(device)).add(kernel_->now(), kernel_->now(), Bytes(message.body_bytes));
  if (message.accepted) {
    ++counts_.duplicates_accepted;
  } else {
    message.accepted = true;
    ++counts_.messages_accepted;
    counts_.hits_accepted += message.hits;
  }
  if (route_traffic_ && !route_traffic_->message(identity, message)) log_orphan(device, message);
  enter_endpoint(device, index, answer, delivery);
  if (delivery == Delivery::kAnswerLost) return;  // the client will time out
  kernel_->schedule(std::max(answer.enqueued_time, kernel_->now()) + one_way(device, Purpose::kNetworkJitter),
                    cookie(CookieType::kAcknowledged, device, line.epoch));
}

void CarryStage::publish_acknowledged(std::uint32_t device) {
  if (!kernel_->link_up(site_of(device))) return;  // the answer is lost; the client will time out
  if (binding_gone(device)) return lose_binding(device);  // the same
  const std::uint32_t index = pop_queue(device);
  store_[index].finished = true;
  release_if_done(index);
  keep_open(device);
  input(device, SessionInput::kAcknowledged);
}

void CarryStage::closed_by_hub(std::uint32_t device) {
  Line& line = lines_[device];
  if (line.queue_head != kNoMessage && store_[line.queue_head].too_large) {
    // Sending it again can never succeed.
    drop(pop_queue(device), CarryDrop::kTooLarge);
  }
  connection_lost(device, SessionInput::kLinkLost);
}
// ---- the calendar

void CarryStage::on_timer(std::uint64_t value, Time now) {
  const auto id = static_cast<std::uint32_t>(value);
  const auto epoch = static_cast<std::uint16_t>(value >> 32);
  const auto type = static_cast<CookieType>(value >> 48);
  switch (type) {
    case CookieType::kOutageBegins: return outage_begins(id);
    case CookieType::kOutageEnds: return outage_ends(id);
    case CookieType::kWorldEvent: return world_event(id);
    case CookieType::kHubFault: return hub_fault(id);
    case CookieType::kCellHour: return cell_hour(id);
    case CookieType::kMessageCreated: return message_created(id);
    case CookieType::kHubAct: return hub_acts_->act_due(id);
    case CookieType::kBusinessCall: return business_call_due(id);
    case CookieType::kTwinChange:
    case CookieType::kTwinStart:
    case CookieType::kTwinArrives:
    case CookieType::kTwinAnswered:
    case CookieType::kTwinReport:
    case CookieType::kTwinRetry: return twin_timer(type, id, epoch);
    case CookieType::kDeviceReturns: return hub_acts_->device_returns(DeviceId(id), epoch);
    case CookieType::kPingDue: return ping_due(id);
    // The service answers whoever has asked.
    case CookieType::kRegisterArrives: return registration_arrives(id, epoch, RegistrationRequest::kRegister);
    case CookieType::kStatusPollArrives: return registration_arrives(id, epoch, RegistrationRequest::kStatusPoll);
    case CookieType::kHubNoticesLoss: return hub_misses(id, epoch);  // the hub knows nothing of the client's next connection
    case CookieType::kSessionTimer: {
      Line& line = lines_[id];
      if (line.timer_at != now) return;  // an older timer; a nearer one took its place
      line.timer_at = Time::max();
      if (line.session.wake_up <= now) return input(id, SessionInput::kTimer);
      line.timer_at = line.session.wake_up;
      if (line.timer_at != Time::max()) kernel_->schedule(line.timer_at, cookie(CookieType::kSessionTimer, id));
      return;
    }
    default: break;
  }
  if (epoch != lines_[id].epoch) return;  // it belonged to a connection that is gone
  switch (type) {
    case CookieType::kLineNoticesLoss:
      if (!kernel_->link_up(site_of(id)) && lines_[id].session.phase == SessionPhase::kOnline) {
        connection_lost(id, SessionInput::kLinkLost);
      }
      return;
    case CookieType::kPingUnanswered: return connection_lost(id, SessionInput::kLinkLost);
    case CookieType::kAgentStarts: return input(id, SessionInput::kStarted);
    case CookieType::kRegistrationAccepted: return registration_answered(id, RegistrationInput::kAccepted);
    case CookieType::kRegistrationThrottled: return registration_answered(id, RegistrationInput::kThrottled);
    case CookieType::kRegistrationTimer: return registration_timer(id);
    case CookieType::kConnectArrives: return connect_arrived(id);
    case CookieType::kConnectAnswered:
      input(id, SessionInput::kConnected);
      return twin_connected(id);
    case CookieType::kConnectRefused: return connection_lost(id, SessionInput::kConnectRefused);
    case CookieType::kPublishArrives: return publish_arrived(id);
    case CookieType::kTokenArrives: return token_arrived(id);
    case CookieType::kAcknowledged: return publish_acknowledged(id);
    case CookieType::kRefused: return told_refused(id);
    case CookieType::kClosedByHub: return closed_by_hub(id);
    case CookieType::kStartConnect: return submit_to_line(id, CookieType::kConnectSent);
    case CookieType::kStartPublish: return submit_to_line(id, CookieType::kPublishSent);
    default: PICKET_CHECK(false, "cookie", value);
  }
}

}  // namespace picket::sim
