#include "sim/hub/hub.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "agent_core/base/check.h"
#include "sim/fleet/keyed_draws.h"
#include "sim/hub/busiest_period.h"
#include "sim/hub/device_backlogs.h"
#include "sim/hub/hub_throttles.h"
#include "sim/hub/latency.h"
#include "sim/hub/refusal.h"

namespace picket::sim {

struct Hub::Impl {
  /// Everything the hub keeps of a device and of its module, in one word: a send touches one cache line. 60 bits of
  /// microseconds reach to the year 20238.
  struct Identities {
    std::int64_t last_enqueued_us : 60 = 0;
    std::uint64_t registered : 1 = 0;
    std::uint64_t with_module : 1 = 0;
    std::uint64_t device_connected : 1 = 0;
    std::uint64_t module_connected : 1 = 0;

    bool connected(bool module) const { return (module ? module_connected : device_connected) != 0; }
    void set_connected(bool module, bool is) {
      if (module) {
        module_connected = is ? 1 : 0;
      } else {
        device_connected = is ? 1 : 0;
      }
    }
  };
  static_assert(sizeof(Identities) == 8);

  Impl(const HubSettings& settings, std::uint32_t unit_count)
      : sku(settings.sku),
        units(unit_count),
        limits(unit_count == 0 ? unlimited(settings.sku) : limits_of(settings.sku, unit_count)),
        throttles(settings, unit_count),
        ingress_latency(settings.ingress_latency) {}

  /// What is kept of its device; null: the identity is not registered.
  Identities* find(ConnectionIdentity identity) {
    const std::size_t device = identity.device.value();
    if (device >= identities.size()) return nullptr;
    Identities& found = identities[device];
    return found.registered != 0 && (!identity.module || found.with_module != 0) ? &found : nullptr;
  }
  void keep_order(Time now) {
    PICKET_CHECK(now >= last_call, "time went back from", last_call.unix_microseconds(), "to", now.unix_microseconds());
    last_call = now;
  }
  void close(Identities& of, bool module) {
    if (of.connected(module)) --open_connections;
    of.set_connected(module, false);
  }
  void open(Identities& of, bool module) {
    if (!of.connected(module)) ++open_connections;
    of.set_connected(module, true);
  }
  /// Whether the day has room for so many blocks; they count as demand either way, but those of the fleet's own business.
  bool has_quota(Time arrival, std::int64_t blocks, bool of_business = false) {
    if (day.advance(arrival)) blocks_today = 0;
    if (!of_business) day.add(blocks);
    counts.busiest_day_blocks = day.largest();
    return blocks <= limits.daily_blocks - blocks_today;
  }
  void charge(std::int64_t blocks, bool of_business = false) {
    blocks_today += blocks;
    (of_business ? counts.blocks_of_business : counts.blocks) += blocks;
  }
  /// What the throttles of twins are asked for, as demand.
  void note_demand(HubThrottle throttle, Time arrival) {
    if (throttle == HubThrottle::kTwinReads) {
      twin_read_minute.advance(arrival);
      twin_read_minute.add(1);
      counts.busiest_minute_twin_reads = twin_read_minute.largest();
    } else if (throttle == HubThrottle::kTwinUpdates) {
      twin_update_minute.advance(arrival);
      twin_update_minute.add(1);
      counts.busiest_minute_twin_updates = twin_update_minute.largest();
    }
  }
  /// For its tier, identity, connection or size; kOk: for none of them.
  OperationAnswer judge(const OperationRequest& request, const OperationRule& rule, OperationCounts& of);
  static TwinExcess twin_excess(const OperationRequest& request);
  void change(const IdentityRequest& asked, Time at);
  static OperationAnswer refuse(const OperationRequest& request, std::uint32_t code, std::int64_t& counter) {
    ++counter;
    return {code, request.arrival};
  }
  /// Over MQTT every refusal is a closed connection.
  static SendAnswer refuse(Time arrival, std::uint32_t code, std::int64_t& counter) {
    ++counter;
    return {code, arrival, true};
  }

  /// Requests of others on one throttle.
  struct OthersLoad {
    HubThrottle throttle;
    Time until;
    double per_second;
    KeyedDraws draws;
    Time next;
    void go_on() { next += Duration::from_seconds(-std::log(draws.uniform()) / per_second); }
  };
  /// A request of ours on a throttle, after those that others have made before it.
  HubThrottles::Answer request(HubThrottle throttle, Time arrival) {
    while (OthersLoad* const first = next_of_others(throttle, arrival)) {
      ++counts.requests_of_others;
      if (throttles.request(throttle, first->next).code != hub_code::kOk) ++counts.requests_of_others_throttled;
      first->go_on();
    }
    return throttles.request(throttle, arrival);
  }
  /// Whose next request on the throttle is the earliest before `arrival`; null: nobody's is.
  OthersLoad* next_of_others(HubThrottle throttle, Time arrival) {
    OthersLoad* first = nullptr;
    for (OthersLoad& load : others) {
      if (load.throttle != throttle || load.next >= std::min(arrival, load.until)) continue;
      if (first == nullptr || load.next < first->next) first = &load;
    }
    return first;
  }

  Sku sku;
  std::uint32_t units;
  HubLimits limits;
  HubThrottles throttles;
  Latency ingress_latency;
  std::vector<Identities> identities;
  DeviceBacklogs backlogs;
  std::int64_t registered = 0;
  std::int64_t open_connections = 0;
  std::int64_t blocks_today = 0;
  bool available = true;
  std::vector<OthersLoad> others;
  BusiestPeriod send_second{Duration::seconds(1)};
  BusiestPeriod connect_second{Duration::seconds(1)};
  BusiestPeriod twin_read_minute{Duration::minutes(1)};
  BusiestPeriod twin_update_minute{Duration::minutes(1)};
  BusiestPeriod day{Duration::days(1)};
  Time last_call = Time::min();
  HubCounts counts;
};

Hub::Hub(const HubSettings& settings, std::uint32_t units) : impl_(std::make_unique<Impl>(settings, units)) {}
Hub::~Hub() = default;
Hub::Hub(Hub&&) noexcept = default;

bool Hub::add_identity(DeviceId device, bool with_module) {
  Impl& s = *impl_;
  const std::int64_t needed = with_module ? 2 : 1;
  if (s.registered + needed > s.limits.identities) return false;
  if (device.value() >= s.identities.size()) s.identities.resize(std::size_t{device.value()} + 1);
  Impl::Identities& identities = s.identities[device.value()];
  PICKET_CHECK(!identities.registered, "registered twice: device", device.value());
  identities.registered = 1;
  identities.with_module = with_module ? 1 : 0;
  s.registered += needed;
  return true;
}

bool Hub::registered(ConnectionIdentity identity) const {
  return impl_->find(identity) != nullptr;
}

Hub::ConnectAnswer Hub::connect(ConnectionIdentity identity, Time arrival) {
  Impl& s = *impl_;
  ConnectAnswer answer = connect_unkept(identity, arrival);
  if (answer.result_type != hub_code::kOk) return answer;
  Impl::Identities& identities = *s.find(identity);
  answer.replaced = identities.connected(identity.module);
  s.open(identities, identity.module);
  if (answer.replaced) ++s.counts.connections_replaced;
  return answer;
}

Hub::ConnectAnswer Hub::connect_with_bad_token(ConnectionIdentity identity, Time arrival) {
  Impl& s = *impl_;
  s.keep_order(arrival);
  ++s.counts.connects;
  ++(s.find(identity) == nullptr ? s.counts.connects_unknown_identity : s.counts.connects_bad_token);
  return {hub_code::kUnauthorized, arrival, false};
}

Hub::ConnectAnswer Hub::refuse_connect(Time arrival, std::uint32_t code) {
  Impl& s = *impl_;
  s.keep_order(arrival);
  ++s.counts.connects;
  ++s.counts.connects_unavailable;
  return {code, arrival, false};
}

Hub::ConnectAnswer Hub::connect_unkept(ConnectionIdentity identity, Time arrival) {
  Impl& s = *impl_;
  if (!s.available) return refuse_connect(arrival, hub_code::kServerBusy);
  s.keep_order(arrival);
  ++s.counts.connects;
  if (s.find(identity) == nullptr) {
    ++s.counts.connects_unknown_identity;
    return {hub_code::kUnauthorized, arrival, false};
  }
  s.connect_second.advance(arrival);
  s.connect_second.add(1);
  s.counts.busiest_second_connects = s.connect_second.largest();
  const HubThrottles::Answer answer = s.request(HubThrottle::kConnects, arrival);
  if (answer.code != hub_code::kOk) {
    ++s.counts.connects_throttled;
    return {answer.code, arrival, false};
  }
  ++s.counts.connects_accepted;
  return {hub_code::kOk, arrival + answer.wait, false};
}

void Hub::disconnect(ConnectionIdentity identity, Time at) {
  impl_->keep_order(at);
  if (Impl::Identities* const found = impl_->find(identity)) impl_->close(*found, identity.module);
}

bool Hub::connected(ConnectionIdentity identity) const {
  const Impl::Identities* const found = impl_->find(identity);
  return found != nullptr && found->connected(identity.module);
}

void Hub::assume_connected(ConnectionIdentity identity) {
  Impl::Identities* const found = impl_->find(identity);
  PICKET_CHECK(found != nullptr, "not registered: device", identity.device.value(), identity.module ? "with a module" : "");
  impl_->open(*found, identity.module);
}

Hub::SendAnswer Hub::send(ConnectionIdentity identity, Time arrival, Bytes metered, double random, Transport transport) {
  Impl& s = *impl_;
  Impl::Identities* const found = s.find(identity);
  if (found != nullptr && !found->connected(identity.module) && has_connection_state(transport)) {
    s.keep_order(arrival);
    ++s.counts.sends;
    return s.refuse(arrival, hub_code::kDeviceConnectionClosedRemotely, s.counts.not_connected);
  }
  SendAnswer answer = send_unkept(identity, arrival, metered, random);
  if (answer.closed && is_told(refusal_of(transport, answer.result_type))) {
    answer.closed = false;
    return answer;
  }
  if (found == nullptr) return answer;
  if (answer.closed) {
    s.close(*found, identity.module);
    return answer;
  }
  const std::int64_t enqueued = std::max<std::int64_t>(answer.enqueued_time.unix_microseconds(), found->last_enqueued_us);
  found->last_enqueued_us = enqueued;
  answer.enqueued_time = Time::from_unix_microseconds(enqueued);
  return answer;
}

Hub::SendAnswer Hub::send_unkept(ConnectionIdentity identity, Time arrival, Bytes metered, double random) {
  Impl& s = *impl_;
  s.keep_order(arrival);
  ++s.counts.sends;
  if (!s.available) return s.refuse(arrival, hub_code::kServerBusy, s.counts.unavailable_503005);
  if (s.find(identity) == nullptr) return s.refuse(arrival, hub_code::kUnauthorized, s.counts.unknown_identity_401003);
  if (metered.count() > s.limits.message_bytes) {
    return s.refuse(arrival, hub_code::kMessageTooLarge, s.counts.too_large_413001);
  }

  const std::int64_t blocks = blocks_of(metered, s.limits.block_bytes);
  const bool has_quota = s.has_quota(arrival, blocks);
  s.send_second.advance(arrival);
  s.send_second.add(1);
  s.counts.busiest_second_messages = s.send_second.largest();
  if (!has_quota) return s.refuse(arrival, hub_code::kQuotaExceeded, s.counts.over_quota_403002);
  const HubThrottles::Answer shaped = s.request(HubThrottle::kSends, arrival);
  if (shaped.code != hub_code::kOk) {
    return s.refuse(arrival, shaped.code,
                    shaped.code == hub_code::kThrottleBacklogLimitExceeded ? s.counts.throttled_429002
                                                                          : s.counts.throttled_429003);
  }

  s.charge(blocks);
  s.counts.bytes_metered += metered.count();
  ++s.counts.messages_accepted;
  if (shaped.wait > Duration{}) {
    ++s.counts.messages_delayed;
    s.counts.delay_total += shaped.wait;
    s.counts.delay_longest = std::max(s.counts.delay_longest, shaped.wait);
  }
  return {hub_code::kOk, arrival + shaped.wait + s.ingress_latency.at(random), false, shaped.wait};
}

/// Of what is to be written into a twin; where its document is not known, its bytes stand for its size.
TwinExcess Hub::Impl::twin_excess(const OperationRequest& request) {
  switch (request.operation) {
    case HubOperation::kTwinUpdate:
    case HubOperation::kReportedUpdate:
    case HubOperation::kJobTwinUpdate:
    case HubOperation::kConfigurationApply: break;
    default: return TwinExcess::kNone;
  }
  if (request.patch) return excess_of(request.patch->section, request.patch->measure);
  return excess_of(TwinSection::kDesired, {.size = request.request, .largest_value = {}, .longest_key = {}, .depth = 0});
}

void Hub::Impl::change(const IdentityRequest& asked, Time at) {
  if (asked.change == IdentityChange::kCreate) {
    const std::int64_t needed = asked.with_module ? 2 : 1;
    PICKET_CHECK(registered + needed <= limits.identities, "identities", registered);
    if (asked.device.value() >= identities.size()) identities.resize(std::size_t{asked.device.value()} + 1);
    identities[asked.device.value()].registered = 1;
    identities[asked.device.value()].with_module = asked.with_module ? 1 : 0;
    registered += needed;
    return;
  }
  Identities& of = *find({asked.device, false});
  close(of, false);
  close(of, true);
  of.registered = 0;
  registered -= of.with_module ? 2 : 1;
  backlogs.forget(asked.device, at);
}

Hub::OperationAnswer Hub::Impl::judge(const OperationRequest& request, const OperationRule& rule, OperationCounts& of) {
  const bool over_connection = rule.caller == Caller::kConnectedDevice;
  Identities* const found = request.device ? find({*request.device, request.module}) : nullptr;
  const bool online = request.online.value_or(found != nullptr && found->connected(request.module));
  if (rule.standard_only && is_basic(sku)) {
    OperationAnswer answer = refuse(request, hub_code::kOperationNotAvailableInCurrentTier, of.not_in_tier_403010);
    answer.closed = over_connection && online;
    if (answer.closed && !request.online) close(*found, request.module);
    return answer;
  }
  if (request.identity) {
    const bool creates = request.identity->change == IdentityChange::kCreate;
    const bool there = find({request.identity->device, false}) != nullptr;
    if (creates && there) return refuse(request, hub_code::kDeviceAlreadyExists, of.already_there_409001);
    if (!creates && !there) return refuse(request, hub_code::kDeviceNotFound, of.unknown_identity);
  }
  if (rule.of_one_device && found == nullptr) {
    const bool by_device = over_connection || rule.caller == Caller::kDevice;
    return refuse(request, by_device ? hub_code::kUnauthorized : hub_code::kDeviceNotFound, of.unknown_identity);
  }
  if (over_connection && !online) return refuse(request, hub_code::kDeviceConnectionClosedRemotely, of.not_connected);
  if (rule.caller == Caller::kHub && !online) return refuse(request, hub_code::kDeviceNotOnline, of.not_connected);
  if (rule.largest_bytes != 0 && std::max(request.request, request.response).count() > rule.largest_bytes) {
    return refuse(request, hub_code::kMessageTooLarge, of.too_large_413001);
  }
  if (const TwinExcess excess = twin_excess(request); excess != TwinExcess::kNone) {
    return excess == TwinExcess::kSection ? refuse(request, hub_code::kMessageTooLarge, of.too_large_413001)
                                          : refuse(request, hub_code::kArgumentInvalid, of.invalid_400004);
  }
  const std::uint32_t code = backlogs.refusal_of(request);
  if (code == hub_code::kOk) return {hub_code::kOk, request.arrival};
  const bool completes = code == hub_code::kDeviceMessageLockLost || code == hub_code::kInvalidFileUploadCorrelationId;
  return refuse(request, code, completes ? of.lock_lost : of.over_device_limit);
}

Hub::OperationAnswer Hub::operate(const OperationRequest& request) {
  Impl& s = *impl_;
  s.keep_order(request.arrival);
  const OperationRule& rule = rule_of(request.operation);
  PICKET_CHECK(request.device.has_value() == rule.of_one_device, rule.name, "of one device:", rule.of_one_device);
  PICKET_CHECK(!request.module || rule.of_modules, rule.name, "has no module");
  PICKET_CHECK(request.identities >= 1, "identities", request.identities);
  PICKET_CHECK(!request.identity || request.operation == HubOperation::kIdentityOperation, rule.name, "changes no identity");
  OperationCounts& of = (request.of_business ? s.counts.business_operations : s.counts.operations)[static_cast<std::size_t>(request.operation)];
  ++of.requests;
  if (!s.available) return s.refuse(request, hub_code::kServerBusy, of.unavailable_503005);
  OperationAnswer answer = s.judge(request, rule, of);
  if (answer.result_type != hub_code::kOk) return answer;

  const bool offline = rule.calls_device && !request.online.value_or(connected({*request.device, request.module}));
  const Bytes response = offline ? Bytes{} : request.response;  // that it is not there is a response of one block
  const std::int64_t blocks = blocks_charged(request.operation, request.request, response, s.limits.block_bytes);
  if (rule.throttle && !request.of_business) s.note_demand(*rule.throttle, request.arrival);
  if (blocks > 0 && !s.has_quota(request.arrival, blocks, request.of_business)) {
    return s.refuse(request, hub_code::kQuotaExceeded, of.over_quota_403002);
  }
  if (rule.throttle) {
    const std::int64_t tokens = throttle_tokens(request.operation, request.request, request.identities);
    const HubThrottles::Answer shaped = s.throttles.request(*rule.throttle, request.arrival, tokens);
    if (shaped.code == hub_code::kThrottling) return s.refuse(request, shaped.code, of.throttled_429001);
    if (shaped.code == hub_code::kThrottleBacklogLimitExceeded) return s.refuse(request, shaped.code, of.throttled_429002);
    if (shaped.code == hub_code::kThrottlingBacklogTimeout) return s.refuse(request, shaped.code, of.throttled_429003);
    answer.answered_at += shaped.wait;
    if (shaped.wait > Duration{}) ++of.delayed;
    of.delay_total += shaped.wait;
  }

  s.charge(blocks, request.of_business);
  of.blocks += blocks;
  answer.blocks = blocks;
  if (offline) {
    ++of.device_not_online_404103;
    answer.result_type = hub_code::kDeviceNotOnline;
  } else {
    ++of.accepted;
    answer.number = s.backlogs.take(request, answer.answered_at);
    if (request.identity) s.change(*request.identity, request.arrival);
  }
  return answer;
}

void Hub::set_available(bool available) {
  impl_->available = available;
}
bool Hub::available() const {
  return impl_->available;
}

void Hub::spend_quota(Time at, double share) {
  Impl& s = *impl_;
  s.keep_order(at);
  if (s.units == 0) return;
  if (s.day.advance(at)) s.blocks_today = 0;
  const auto wanted = static_cast<std::int64_t>(static_cast<double>(s.limits.daily_blocks) * share);
  const std::int64_t spent = std::max<std::int64_t>(0, std::min(wanted, s.limits.daily_blocks - s.blocks_today));
  s.blocks_today += spent;
  s.counts.blocks_of_others += spent;
}

void Hub::add_load_of_others(HubThrottle throttle, Time from, Time until, double per_second, std::uint64_t key) {
  if (per_second <= 0) return;
  impl_->others.push_back({throttle, until, per_second, KeyedDraws(key), from});
  impl_->others.back().go_on();
}

std::vector<Hub::ExpiredItem> Hub::take_expired(Time now) {
  return impl_->backlogs.take_expired(now, impl_->counts);
}

const CloudToDeviceQueue* Hub::messages_for(DeviceId device) const {
  return impl_->backlogs.messages_for(device);
}

const HubCounts& Hub::counts() const {
  return impl_->counts;
}
const HubLimits& Hub::limits() const {
  return impl_->limits;
}
std::uint32_t Hub::units() const {
  return impl_->units;
}
std::int64_t Hub::identities() const {
  return impl_->registered;
}
std::int64_t Hub::open_connections() const {
  return impl_->open_connections;
}

}  // namespace picket::sim
