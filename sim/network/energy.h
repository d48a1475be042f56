#pragma once

#include <cstdint>

#include "agent_core/base/quantity.h"
#include "agent_core/base/time.h"
#include "sim/network/access_network.h"

namespace picket::sim {

/// Joules that a radio drew, by what it did, beyond what it draws asleep.
struct RadioEnergy {
  double wake_up = 0;
  double transmit = 0;
  double receive = 0;
  double hold = 0;  ///< connected and silent

  double total() const { return wake_up + transmit + receive + hold; }
  RadioEnergy& operator+=(const RadioEnergy& other) {
    wake_up += other.wake_up;
    transmit += other.transmit;
    receive += other.receive;
    hold += other.hold;
    return *this;
  }
  bool operator==(const RadioEnergy&) const = default;
};

/// One exchange with the hub, as the radio sees it.
struct RadioExchange {
  Bytes up;
  Bytes down;
  double round_trips = 1;  ///< that it waits for answers
};

/// One device's radio between its exchanges.
struct RadioState {
  Time quiet_since = Time::min();  ///< end of the last exchange; Time::min(): asleep since long
  bool operator==(const RadioState&) const = default;
};

/// The energy that exchanges cost on one kind of line.
///
/// Model:  Asleep, the radio wakes up for `wake_up`. An exchange then takes the air time of its bytes, up at the speed of the
///         device's air interface (or, without one, the site's line) and down at `downlink_bandwidth`, and its round trips of
///         mean length. After it the radio holds the connection for `radio_hold`; what begins within that time finds it
///         awake. Each time is multiplied by the power of that state less `sleep_watts`:
///           E = wake_up (P_wake - P_sleep) + E_wake + 8 up / R_up (P_tx - P_sleep) + 8 down / R_down (P_rx - P_sleep)
///               + (round trips + silence held) (P_hold - P_sleep)
///         A power below `sleep_watts` costs nothing.
/// Cost:   some multiplications an exchange; use_periodically() the same for any number of them
///         whose period has room for waking up and the exchange.
/// Limits: Exchanges of one device do not overlap: one that begins before the end of the last follows it. Time in queues of a
///         shared line is not counted as awake, nor are retransmission timers; the bytes sent again are. Coverage is one
///         for all devices. A radio that the device's own business keeps awake would cost security less: it is taken to
///         sleep. So the result is too high by what business shares, and too low by queues and timers.
/// Source: state model as in Lauridsen et al., VTC Spring 2018 (radio_power.h).
class RadioMeter {
 public:
  /// The line must have `radio_power`, and outlive the meter.
  explicit RadioMeter(const AccessNetwork& network);

  /// Of an exchange, from the first byte to the last answer.
  Duration duration(const RadioExchange& exchange) const;
  /// Of an exchange alone, the radio being awake.
  RadioEnergy energy(const RadioExchange& exchange) const;
  /// Of waking up.
  RadioEnergy wake_up() const;
  /// Of `silence` after an exchange: the radio holds its connection for radio_hold of it.
  RadioEnergy hold(Duration silence) const;

  /// An exchange that begins at `at`: the silence since the last one, waking up if that was long, and itself.
  RadioEnergy use(RadioState& state, Time at, const RadioExchange& exchange) const;
  /// `times` exchanges that begin at `first`, `first + period`, ...: as that many calls of use().
  RadioEnergy use_periodically(RadioState& state, Time first, Duration period, std::int64_t times, const RadioExchange& exchange) const;
  /// The silence from the last exchange to `end`; the radio counts as asleep afterwards.
  RadioEnergy finish(RadioState& state, Time end) const;

 private:
  double above_sleep(double watts) const;

  const AccessNetwork* network_;
  RadioPower power_;
  double up_seconds_per_byte_;
  double down_seconds_per_byte_;
  double round_trip_seconds_;
};

}  // namespace picket::sim
