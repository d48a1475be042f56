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

namespace picket::sim {

struct Hub::Impl {
  /// Everything the hub keeps of a device, in one word: a send touches one cache line.
  struct Identity {
    std::int64_t last_enqueued_us : 60 = 0;
    std::uint64_t registered : 1 = 0;
    std::uint64_t connected : 1 = 0;
  };
  static_assert(sizeof(Identity) == 8);

  Impl(const HubSettings& settings, std::uint32_t unit_count)
      : sku(settings.sku),
        units(unit_count),
        limits(unit_count == 0 ? unlimited(settings.sku) : limits_of(settings.sku, unit_count)),
        throttles(settings, unit_count),
        ingress_latency(settings.ingress_latency) {}

  Identity* find(DeviceId device) {
    if (device.value() >= identities.size()) return nullptr;
    Identity& identity = identities[device.value()];
    return identity.registered ? &identity : nullptr;
  }
  void keep_order(Time now) {
    PICKET_CHECK(now >= last_call, "time went back from", last_call.unix_microseconds(), "to", now.unix_microseconds());
    last_call = now;
  }
  void close(Identity& identity) {
    if (identity.connected) --open_connections;
    identity.connected = 0;
  }
  void open(Identity& identity) {
    if (!identity.connected) ++open_connections;
    identity.connected = 1;
  }
  /// Whether the day has room for so many blocks; they count as demand either way.
  bool has_quota(Time arrival, std::int64_t blocks) {
    if (day.advance(arrival)) blocks_today = 0;
    day.add(blocks);
    counts.busiest_day_blocks = day.largest();
    return blocks <= limits.daily_blocks - blocks_today;
  }
  void charge(std::int64_t blocks) {
    blocks_today += blocks;
    counts.blocks += blocks;
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
  std::vector<Identity> identities;
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
  Impl::Identity& identity = s.identities[device.value()];
  PICKET_CHECK(!identity.registered, "registered twice: device", device.value());
  identity.registered = 1;
  s.registered += needed;
  return true;
}

Hub::ConnectAnswer Hub::connect(DeviceId device, Time arrival) {
  Impl& s = *impl_;
  ConnectAnswer answer = connect_unkept(device, arrival);
  if (answer.result_type != hub_code::kOk) return answer;
  Impl::Identity& identity = *s.find(device);
  answer.replaced = identity.connected != 0;
  s.open(identity);
  if (answer.replaced) ++s.counts.connections_replaced;
  return answer;
}

Hub::ConnectAnswer Hub::connect_with_bad_token(DeviceId device, Time arrival) {
  Impl& s = *impl_;
  s.keep_order(arrival);
  ++s.counts.connects;
  ++(s.find(device) == nullptr ? s.counts.connects_unknown_identity : s.counts.connects_bad_token);
  return {hub_code::kUnauthorized, arrival, false};
}

Hub::ConnectAnswer Hub::refuse_connect(Time arrival, std::uint32_t code) {
  Impl& s = *impl_;
  s.keep_order(arrival);
  ++s.counts.connects;
  ++s.counts.connects_unavailable;
  return {code, arrival, false};
}

Hub::ConnectAnswer Hub::connect_unkept(DeviceId device, Time arrival) {
  Impl& s = *impl_;
  if (!s.available) return refuse_connect(arrival, hub_code::kServerBusy);
  s.keep_order(arrival);
  ++s.counts.connects;
  if (s.find(device) == nullptr) {
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

void Hub::disconnect(DeviceId device, Time at) {
  impl_->keep_order(at);
  if (Impl::Identity* const identity = impl_->find(device)) impl_->close(*identity);
}

bool Hub::connected(DeviceId device) const {
  const Impl::Identity* const identity = impl_->find(device);
  return identity != nullptr && identity->connected;
}

void Hub::assume_connected(DeviceId device) {
  Impl::Identity* const identity = impl_->find(device);
  PICKET_CHECK(identity != nullptr, "not registered: device", device.value());
  impl_->open(*identity);
}

Hub::SendAnswer Hub::send(DeviceId device, Time arrival, Bytes metered, double random) {
  Impl& s = *impl_;
  Impl::Identity* const identity = s.find(device);
  if (identity != nullptr && !identity->connected) {
    s.keep_order(arrival);
    ++s.counts.sends;
    return s.refuse(arrival, hub_code::kDeviceConnectionClosedRemotely, s.counts.not_connected);
  }
  SendAnswer answer = send_unkept(device, arrival, metered, random);
  if (identity == nullptr) return answer;
  if (answer.closed) {
    s.close(*identity);
    return answer;
  }
  const std::int64_t enqueued = std::max<std::int64_t>(answer.enqueued_time.unix_microseconds(), identity->last_enqueued_us);
  identity->last_enqueued_us = enqueued;
  answer.enqueued_time = Time::from_unix_microseconds(enqueued);
  return answer;
}

Hub::SendAnswer Hub::send_unkept(DeviceId device, Time arrival, Bytes metered, double random) {
  Impl& s = *impl_;
  s.keep_order(arrival);
  ++s.counts.sends;
  if (!s.available) return s.refuse(arrival, hub_code::kServerBusy, s.counts.unavailable_503005);
  if (s.find(device) == nullptr) return s.refuse(arrival, hub_code::kUnauthorized, s.counts.unknown_identity_401003);
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

Hub::OperationAnswer Hub::Impl::judge(const OperationRequest& request, const OperationRule& rule, OperationCounts& of) {
  const bool over_connection = rule.caller == Caller::kConnectedDevice;
  Identity* const identity = request.device ? find(*request.device) : nullptr;
  const bool online = identity != nullptr && identity->connected;
  if (rule.standard_only && is_basic(sku)) {
    OperationAnswer answer = refuse(request, hub_code::kOperationNotAvailableInCurrentTier, of.not_in_tier_403010);
    answer.closed = over_connection && online;
    if (answer.closed) close(*identity);
    return answer;
  }
  if (rule.of_one_device && identity == nullptr) {
    const bool by_device = over_connection || rule.caller == Caller::kDevice;
    return refuse(request, by_device ? hub_code::kUnauthorized : hub_code::kDeviceNotFound, of.unknown_identity);
  }
  if (over_connection && !online) return refuse(request, hub_code::kDeviceConnectionClosedRemotely, of.not_connected);
  if (rule.caller == Caller::kHub && !online) return refuse(request, hub_code::kDeviceNotOnline, of.not_connected);
  if (rule.largest_bytes != 0 && std::max(request.request, request.response).count() > rule.largest_bytes) {
    return refuse(request, hub_code::kMessageTooLarge, of.too_large_413001);
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
  PICKET_CHECK(request.identities >= 1, "identities", request.identities);
  OperationCounts& of = s.counts.operations[static_cast<std::size_t>(request.operation)];
  ++of.requests;
  if (!s.available) return s.refuse(request, hub_code::kServerBusy, of.unavailable_503005);
  OperationAnswer answer = s.judge(request, rule, of);
  if (answer.result_type != hub_code::kOk) return answer;

  const bool offline = rule.calls_device && !connected(*request.device);
  const Bytes response = offline ? Bytes{} : request.response;  // that it is not there is a response of one block
  const std::int64_t blocks = blocks_charged(request.operation, request.request, response, s.limits.block_bytes);
  if (rule.throttle) s.note_demand(*rule.throttle, request.arrival);
  if (blocks > 0 && !s.has_quota(request.arrival, blocks)) {
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

  s.charge(blocks);
  of.blocks += blocks;
  answer.blocks = blocks;
  if (offline) {
    ++of.device_not_online_404103;
    answer.result_type = hub_code::kDeviceNotOnline;
  } else {
    ++of.accepted;
    answer.number = s.backlogs.take(request, answer.answered_at);
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
