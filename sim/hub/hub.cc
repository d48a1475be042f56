#include "sim/hub/hub.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "agent_core/base/check.h"
#include "sim/hub/busiest_period.h"
#include "sim/hub/latency.h"
#include "sim/hub/throttle.h"

namespace picket::sim {
namespace {

/// Everything the hub keeps of a device, in one word: a send touches one cache line.
struct Identity {
  std::int64_t last_enqueued_us : 60 = 0;
  std::uint64_t registered : 1 = 0;
  std::uint64_t connected : 1 = 0;
};
static_assert(sizeof(Identity) == 8);

Throttle throttle_of(double per_second, const HubSettings& settings) {
  if (std::isinf(per_second)) return {};
  return {std::llround(per_second), settings.throttle_burst_seconds, settings.throttle_queue_seconds,
          settings.throttle_wait_seconds};
}

std::uint32_t code_of(Throttle::Outcome outcome) {
  return outcome == Throttle::Outcome::kQueueFull ? hub_code::kThrottleBacklogLimitExceeded
                                                  : hub_code::kThrottlingBacklogTimeout;
}

}  // namespace

struct Hub::Impl {
  Impl(const HubSettings& settings, std::uint32_t unit_count)
      : units(unit_count),
        limits(unit_count == 0 ? unlimited(settings.sku) : limits_of(settings.sku, unit_count)),
        sends(throttle_of(limits.sends_per_second, settings)),
        connects(throttle_of(limits.connects_per_second, settings)),
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
  /// Over MQTT every refusal is a closed connection.
  static SendAnswer refuse(Time arrival, std::uint32_t code, std::int64_t& counter) {
    ++counter;
    return {code, arrival, true};
  }

  std::uint32_t units;
  HubLimits limits;
  Throttle sends;
  Throttle connects;
  Latency ingress_latency;
  std::vector<Identity> identities;
  std::int64_t registered = 0;
  std::int64_t open_connections = 0;
  std::int64_t blocks_today = 0;
  BusiestPeriod send_second{Duration::seconds(1)};
  BusiestPeriod connect_second{Duration::seconds(1)};
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
  Identity& identity = s.identities[device.value()];
  PICKET_CHECK(!identity.registered, "registered twice: device", device.value());
  identity.registered = 1;
  s.registered += needed;
  return true;
}

Hub::ConnectAnswer Hub::connect(DeviceId device, Time arrival) {
  Impl& s = *impl_;
  ConnectAnswer answer = connect_unkept(device, arrival);
  if (answer.result_type != hub_code::kOk) return answer;
  Identity& identity = *s.find(device);
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

Hub::ConnectAnswer Hub::connect_unkept(DeviceId device, Time arrival) {
  Impl& s = *impl_;
  s.keep_order(arrival);
  ++s.counts.connects;
  if (s.find(device) == nullptr) {
    ++s.counts.connects_unknown_identity;
    return {hub_code::kUnauthorized, arrival, false};
  }
  s.connect_second.advance(arrival);
  s.connect_second.add(1);
  s.counts.busiest_second_connects = s.connect_second.largest();
  const Throttle::Answer answer = s.connects.request(arrival);
  if (answer.outcome != Throttle::Outcome::kAdmitted) {
    ++s.counts.connects_throttled;
    return {code_of(answer.outcome), arrival, false};
  }
  ++s.counts.connects_accepted;
  return {hub_code::kOk, arrival + answer.wait, false};
}

void Hub::disconnect(DeviceId device, Time at) {
  impl_->keep_order(at);
  if (Identity* const identity = impl_->find(device)) impl_->close(*identity);
}

bool Hub::connected(DeviceId device) const {
  const Identity* const identity = impl_->find(device);
  return identity != nullptr && identity->connected;
}

void Hub::assume_connected(DeviceId device) {
  Identity* const identity = impl_->find(device);
  PICKET_CHECK(identity != nullptr, "not registered: device", device.value());
  impl_->open(*identity);
}

Hub::SendAnswer Hub::send(DeviceId device, Time arrival, Bytes metered, double random) {
  Impl& s = *impl_;
  Identity* const identity = s.find(device);
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
  if (s.find(device) == nullptr) return s.refuse(arrival, hub_code::kUnauthorized, s.counts.unknown_identity_401003);
  if (metered.count() > s.limits.message_bytes) {
    return s.refuse(arrival, hub_code::kMessageTooLarge, s.counts.too_large_413001);
  }

  const std::int64_t blocks = blocks_of(metered, s.limits.block_bytes);
  if (s.day.advance(arrival)) s.blocks_today = 0;
  s.day.add(blocks);
  s.send_second.advance(arrival);
  s.send_second.add(1);
  s.counts.busiest_day_blocks = s.day.largest();
  s.counts.busiest_second_messages = s.send_second.largest();
  if (blocks > s.limits.daily_blocks - s.blocks_today) {
    return s.refuse(arrival, hub_code::kQuotaExceeded, s.counts.over_quota_403002);
  }
  const Throttle::Answer shaped = s.sends.request(arrival);
  if (shaped.outcome != Throttle::Outcome::kAdmitted) {
    return s.refuse(arrival, code_of(shaped.outcome),
                    shaped.outcome == Throttle::Outcome::kQueueFull ? s.counts.throttled_429002
                                                                    : s.counts.throttled_429003);
  }

  s.blocks_today += blocks;
  s.counts.blocks += blocks;
  s.counts.bytes_metered += metered.count();
  ++s.counts.messages_accepted;
  if (shaped.wait > Duration{}) {
    ++s.counts.messages_delayed;
    s.counts.delay_total += shaped.wait;
    s.counts.delay_longest = std::max(s.counts.delay_longest, shaped.wait);
  }
  return {hub_code::kOk, arrival + shaped.wait + s.ingress_latency.at(random), false, shaped.wait};
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
