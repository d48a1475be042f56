#include "sim/network/energy.h"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <string>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

constexpr Time kNow = Time::from_unix_seconds(1'772'496'000);

/// 8 kbit/s up, 16 down, a round trip of 0.5 s; it wakes up in 2 s and holds for 10. Powers in whole watts.
AccessNetwork radio_line() {
  AccessNetwork network;
  network.uplink_bandwidth = BitRate{8'000};
  network.round_trip_time = Distribution::constant(0.5);
  network.wake_up = Duration::seconds(2);
  network.radio_hold = Duration::seconds(10);
  network.radio_power = RadioPower{.transmit_watts = 5,
                                   .receive_watts = 3,
                                   .hold_watts = 2,
                                   .wake_up_watts = 4,
                                   .sleep_watts = 0,
                                   .wake_up_joules = 0.25,
                                   .downlink_bandwidth = BitRate{16'000}};
  return network;
}

// 1,000 B up take 1 s at 5 W, 500 B down 0.25 s at 3 W, two round trips 1 s at 2 W.
TEST(RadioEnergy, of_an_exchange_is_power_times_the_time_that_each_part_takes) {
  const AccessNetwork line = radio_line();
  const RadioMeter meter(line);
  const RadioExchange exchange{Bytes(1'000), Bytes(500), 2};
  EXPECT_EQ(meter.duration(exchange), Duration::milliseconds(2'250));
  const RadioEnergy e = meter.energy(exchange);
  EXPECT_DOUBLE_EQ(e.transmit, 5);
  EXPECT_DOUBLE_EQ(e.receive, 0.75);
  EXPECT_DOUBLE_EQ(e.hold, 2);
  EXPECT_EQ(e.wake_up, 0);
  EXPECT_DOUBLE_EQ(e.total(), 7.75);
}

TEST(RadioEnergy, is_counted_above_what_the_radio_draws_asleep) {
  AccessNetwork line = radio_line();
  line.radio_power->sleep_watts = 2.5;  // more than it draws while it holds
  const RadioMeter meter(line);
  const RadioEnergy e = meter.energy({Bytes(1'000), Bytes(500), 2});
  EXPECT_DOUBLE_EQ(e.transmit, 2.5);
  EXPECT_DOUBLE_EQ(e.receive, 0.125);
  EXPECT_EQ(e.hold, 0);
  EXPECT_DOUBLE_EQ(meter.wake_up().total(), 2 * 1.5 + 0.25);
}

TEST(RadioEnergy, sends_at_the_speed_of_the_air_interface_and_receives_as_fast_as_it_sends_unless_told) {
  AccessNetwork line = radio_line();
  line.device_bandwidth = BitRate{4'000};
  line.radio_power->downlink_bandwidth = BitRate{0};
  const RadioMeter meter(line);
  EXPECT_EQ(meter.duration({Bytes(1'000), Bytes(1'000), 0}), Duration::seconds(4));
}

// Asleep at first: 2 s at 4 W and 0.25 J to wake up, then the exchange. Ten seconds later it still holds: 10 s at 2 W and no
// waking. A minute after that it has slept again: 10 s of holding, and waking.
TEST(RadioEnergy, of_a_row_of_exchanges_has_the_silence_between_them) {
  const AccessNetwork line = radio_line();
  const RadioMeter meter(line);
  const RadioExchange exchange{Bytes(1'000), Bytes(500), 2};
  RadioState state;
  RadioEnergy e = meter.use(state, kNow, exchange);
  EXPECT_DOUBLE_EQ(e.wake_up, 8.25);
  EXPECT_DOUBLE_EQ(e.total(), 8.25 + 7.75);
  const Time quiet = kNow + Duration::milliseconds(2'000 + 2'250);
  EXPECT_EQ(state.quiet_since, quiet);
  e = meter.use(state, quiet + Duration::seconds(10), exchange);
  EXPECT_EQ(e.wake_up, 0);
  EXPECT_DOUBLE_EQ(e.hold, 20 + 2);
  EXPECT_EQ(state.quiet_since, quiet + Duration::milliseconds(12'250));
  e = meter.use(state, quiet + Duration::seconds(80), exchange);
  EXPECT_DOUBLE_EQ(e.wake_up, 8.25);
  EXPECT_DOUBLE_EQ(e.hold, 20 + 2);
  const Time last = state.quiet_since;
  EXPECT_DOUBLE_EQ(meter.finish(state, last + Duration::seconds(3)).total(), 6);
  EXPECT_EQ(state, RadioState());
  EXPECT_EQ(meter.finish(state, last + Duration::days(1)).total(), 0) << "it is asleep";
}

TEST(RadioEnergy, an_exchange_that_begins_before_the_end_of_the_last_follows_it) {
  const AccessNetwork line = radio_line();
  const RadioMeter meter(line);
  const RadioExchange exchange{Bytes(1'000), Bytes(0), 0};
  RadioState state;
  meter.use(state, kNow, exchange);
  const RadioEnergy e = meter.use(state, kNow, exchange);
  EXPECT_DOUBLE_EQ(e.total(), 5);
  EXPECT_EQ(state.quiet_since, kNow + Duration::seconds(2 + 1 + 1));
  EXPECT_EQ(meter.finish(state, kNow).total(), 0) << "no silence before the end";
}

// The closed form against one exchange after the other: periods in which the radio sleeps each time, never, and every second time
// (12.5 s less 1 s of exchange let it fall asleep; less 2 s of waking up too, they do not), and some that are shorter than waking up
// or than the exchange.
TEST(RadioEnergy, of_periodic_exchanges_is_that_of_each_of_them) {
  AccessNetwork line = radio_line();
  for (const std::int64_t wake_up_seconds : {0, 2, 30}) {
    line.wake_up = Duration::seconds(wake_up_seconds);
    const RadioMeter meter(line);
    for (const double period : {0.5, 1.0, 5.0, 10.9, 11.0, 11.5, 12.5, 12.9, 13.0, 14.0, 60.0, 240.0}) {
      for (const std::int64_t n : {0, 1, 2, 3, 4, 5, 6, 7, 100, 361}) {
        SCOPED_TRACE(testing::Message() << wake_up_seconds << " s to wake up, period " << period << ", " << n);
        const RadioExchange exchange{Bytes(1'000), Bytes(0), 0};
        RadioState one;
        one.quiet_since = kNow - Duration::seconds(4);
        RadioState all = one;
        const Duration step = Duration::from_seconds(period);
        RadioEnergy sum;
        for (std::int64_t i = 0; i < n; ++i) sum += meter.use(one, kNow + step * i, exchange);
        const RadioEnergy at_once = meter.use_periodically(all, kNow, step, n, exchange);
        EXPECT_NEAR(at_once.wake_up, sum.wake_up, 1e-9 * (1 + sum.wake_up));
        EXPECT_NEAR(at_once.transmit, sum.transmit, 1e-9 * (1 + sum.transmit));
        EXPECT_NEAR(at_once.hold, sum.hold, 1e-9 * (1 + sum.hold));
        EXPECT_EQ(all.quiet_since, one.quiet_since);
      }
    }
  }
}

TEST(RadioEnergy, a_round_trip_of_infinite_mean_counts_as_ten_minutes) {
  AccessNetwork line = radio_line();
  line.round_trip_time = {Distribution::Kind::kPareto, 1, 0.9};
  EXPECT_EQ(RadioMeter(line).duration({Bytes(0), Bytes(0), 1}), Duration::minutes(10));
}

// ---- the library's lines against the survey of access networks

/// As much of a preset as the energy depends on, read as plain YAML.
AccessNetwork preset(const std::string& name) {
  const YAML::Node node = YAML::LoadFile(PICKET_SOURCE_DIR "/scenarios/profiles/networks.yaml")["networks"][name];
  const auto bits = [](const YAML::Node& rate) {
    const auto text = rate.as<std::string>();
    const std::string unit = text.substr(text.find(' ') + 1);
    return BitRate{std::stod(text) * (unit == "Mbit/s" ? 1e6 : unit == "kbit/s" ? 1e3 : 1)};
  };
  const auto seconds = [](const YAML::Node& time) {
    const auto text = time.as<std::string>();
    return std::stod(text) * (text.find("ms") != std::string::npos ? 1e-3 : 1);
  };
  AccessNetwork network;
  network.uplink_bandwidth = bits(node["uplink_bandwidth"]);
  if (node["device_bandwidth"]) network.device_bandwidth = bits(node["device_bandwidth"]);
  const YAML::Node round_trip = node["round_trip_time"];
  network.round_trip_time = {Distribution::Kind::kLognormal, seconds(round_trip["median"]), round_trip["sigma"].as<double>(),
                             seconds(round_trip["max"])};
  if (node["wake_up"]) network.wake_up = Duration::from_seconds(seconds(node["wake_up"]));
  if (node["radio_hold"]) network.radio_hold = Duration::from_seconds(seconds(node["radio_hold"]));
  const YAML::Node power = node["radio_power"];
  EXPECT_TRUE(power) << name;
  if (!power) return network;
  RadioPower p;
  const auto take = [&power](const char* key, double& value) {
    if (power[key]) value = power[key].as<double>();
  };
  take("transmit_watts", p.transmit_watts);
  take("receive_watts", p.receive_watts);
  take("hold_watts", p.hold_watts);
  take("wake_up_watts", p.wake_up_watts);
  take("sleep_watts", p.sleep_watts);
  take("wake_up_joules", p.wake_up_joules);
  if (power["downlink_bandwidth"]) p.downlink_bandwidth = bits(power["downlink_bandwidth"]);
  network.radio_power = p;
  return network;
}

/// From asleep to asleep.
double session_joules(const AccessNetwork& network, const RadioExchange& exchange) {
  const RadioMeter meter(network);
  RadioState state;
  RadioEnergy e = meter.use(state, kNow, exchange);
  e += meter.finish(state, kNow + Duration::hours(1));
  return e.total();
}

/// A message of 300 B, and a full connect as measured: 1.1 kB up, 4.1 kB down, four round trips.
constexpr RadioExchange kMessage{Bytes(540), Bytes(85), 1};
constexpr RadioExchange kConnect{Bytes(1'100), Bytes(4'100), 4};

// Survey of access networks: NB-IoT 2 to 5 J a message, nearly independent of its size (Michelinakis et al.); LTE-M 0.5 to 2 J
// and LTE 1 to 3 J a session; Wi-Fi 0.1 to 0.3 J a short TLS session; satellite 5 to 20 J a message of 340 B.
TEST(RadioEnergy, of_the_librarys_lines_lies_in_the_ranges_of_the_survey) {
  struct Row {
    const char* line;
    RadioExchange exchange;
    double least;
    double most;
  };
  for (const Row& row : {Row{"nb_iot", kMessage, 2, 5}, Row{"nb_iot", kConnect, 2, 5}, Row{"lte_m", kMessage, 0.5, 2}, Row{"lte_m", kConnect, 0.5, 2},
                         Row{"lte", kMessage, 1, 3}, Row{"lte", kConnect, 1, 3}, Row{"lorawan_gateway", kMessage, 1, 3},
                         Row{"wifi_fibre", kConnect, 0.1, 0.3}, Row{"satellite_iot", RadioExchange{Bytes(340), Bytes(0), 0}, 5, 20}}) {
    const double joules = session_joules(preset(row.line), row.exchange);
    EXPECT_GE(joules, row.least) << row.line;
    EXPECT_LE(joules, row.most) << row.line;
  }
  const AccessNetwork nb_iot = preset("nb_iot");
  const double small = session_joules(nb_iot, kMessage);
  const double large = session_joules(nb_iot, {Bytes(4 * 540), Bytes(85), 1});
  EXPECT_LT(large / small, 1.15) << "not strongly affected by the size of the packet";
}

}  // namespace
}  // namespace picket::sim
