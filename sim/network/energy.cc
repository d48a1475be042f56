#include "sim/network/energy.h"

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket::sim {

namespace {

constexpr double kBitsPerByte = 8;
// The mean of a heavy tail may be infinite; no exchange waits longer.
constexpr double kLongestRoundTripSeconds = 600;

double faster(BitRate own, BitRate otherwise) {
  return own.bits_per_second > 0 ? own.bits_per_second : otherwise.bits_per_second;
}

double mean_round_trip(const AccessNetwork& network) {
  return std::min({network.round_trip_time.mean(), network.round_trip_time.max, kLongestRoundTripSeconds});
}

RadioEnergy times(const RadioEnergy& energy, double n) {
  return {energy.wake_up * n, energy.transmit * n, energy.receive * n, energy.hold * n};
}

}  // namespace

RadioMeter::RadioMeter(const AccessNetwork& network) : network_(&network) {
  PICKET_CHECK(network.radio_power.has_value(), "the line has no radio");
  power_ = network.radio_power.value();
  const double up = faster(network.device_bandwidth, network.uplink_bandwidth);
  up_seconds_per_byte_ = kBitsPerByte / up;
  down_seconds_per_byte_ = kBitsPerByte / faster(power_.downlink_bandwidth, BitRate{up});
  round_trip_seconds_ = mean_round_trip(network);
}

double RadioMeter::above_sleep(double watts) const { return std::max(0.0, watts - power_.sleep_watts); }

Duration RadioMeter::duration(const RadioExchange& exchange) const {
  return Duration::from_seconds(static_cast<double>(exchange.up.count()) * up_seconds_per_byte_ +
                                static_cast<double>(exchange.down.count()) * down_seconds_per_byte_ +
                                exchange.round_trips * round_trip_seconds_);
}

RadioEnergy RadioMeter::energy(const RadioExchange& exchange) const {
  RadioEnergy out;
  out.transmit = static_cast<double>(exchange.up.count()) * up_seconds_per_byte_ * above_sleep(power_.transmit_watts);
  out.receive = static_cast<double>(exchange.down.count()) * down_seconds_per_byte_ * above_sleep(power_.receive_watts);
  out.hold = exchange.round_trips * round_trip_seconds_ * above_sleep(power_.hold_watts);
  return out;
}

RadioEnergy RadioMeter::wake_up() const {
  RadioEnergy out;
  out.wake_up = network_->wake_up.to_seconds() * above_sleep(power_.wake_up_watts) + power_.wake_up_joules;
  return out;
}

RadioEnergy RadioMeter::hold(Duration silence) const {
  RadioEnergy out;
  out.hold = std::clamp(silence, Duration(), network_->radio_hold).to_seconds() * above_sleep(power_.hold_watts);
  return out;
}

RadioEnergy RadioMeter::use(RadioState& state, Time at, const RadioExchange& exchange) const {
  RadioEnergy out = energy(exchange);
  Time begin = at;
  bool asleep = state.quiet_since == Time::min();
  if (!asleep) {
    begin = std::max(at, state.quiet_since);
    const Duration silence = begin - state.quiet_since;
    out += hold(silence);
    asleep = silence > network_->radio_hold;
  }
  if (asleep) {
    out += wake_up();
    begin += network_->wake_up;
  }
  state.quiet_since = begin + duration(exchange);
  return out;
}

// An exchange leaves the radio quiet for the rest of its period, which is shorter if it had to wake up. Whether it falls asleep in
// that time depends on this alone, so that all exchanges are alike, or every second one is, once none waits for the one before.
RadioEnergy RadioMeter::use_periodically(RadioState& state, Time first, Duration period, std::int64_t times_used,
                                         const RadioExchange& exchange) const {
  RadioEnergy out;
  constexpr std::int64_t kUntilAlike = 3;
  const bool fits = network_->wake_up + duration(exchange) <= period;
  std::int64_t used = 0;
  const auto next = [&] { return first + period * used; };
  for (; used < times_used && (!fits || used < kUntilAlike || state.quiet_since > next()); ++used) out += use(state, next(), exchange);
  const std::int64_t pairs = (times_used - used) / 2;
  if (pairs > 0) {
    const Time before = state.quiet_since;
    RadioEnergy pair = use(state, next(), exchange);
    pair += use(state, next() + period, exchange);
    out += times(pair, static_cast<double>(pairs));
    state.quiet_since = before + (state.quiet_since - before) * pairs;
    used += 2 * pairs;
  }
  for (; used < times_used; ++used) out += use(state, next(), exchange);
  return out;
}

RadioEnergy RadioMeter::finish(RadioState& state, Time end) const {
  RadioEnergy out;
  if (state.quiet_since != Time::min()) out = hold(end - state.quiet_since);
  state = RadioState();
  return out;
}

}  // namespace picket::sim
