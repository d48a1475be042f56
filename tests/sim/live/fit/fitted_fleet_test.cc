#include "sim/live/fit/fitted_fleet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/live/fit/simulated_stream.h"

// Streams of simulated fleets whose rates are known by hand: what is fitted must hold them.

namespace picket::sim {
namespace {

using test::known_scenario;
using test::scenario_of;
using test::stream_of;

/// A fleet points into what it was fitted to.
struct Fitted {
  explicit Fitted(const std::string& scenario) {
    for (const EventRead& read : stream_of(scenario_of(scenario))) fit.take(read, read.event.enqueued_time);
    fleet = fit_fleet(fit);
  }
  const FittedClass& only() const {
    EXPECT_EQ(fleet.classes.size(), 1U);
    return fleet.classes.at(0);
  }
  StreamFit fit;
  FittedFleet fleet;
};

void expect_rate(const FittedClass& c, EventSort sort, double wanted) {
  const FittedRate* const rate = c.find(sort);
  ASSERT_NE(rate, nullptr) << to_string(sort);
  EXPECT_TRUE(rate->interval.contains(wanted)) << to_string(sort) << ": " << rate->per_hour << " [" << rate->interval.low << ", " << rate->interval.high << "], wanted " << wanted;
  EXPECT_NEAR(rate->per_hour, wanted, 0.15 * wanted) << to_string(sort);
  EXPECT_LT(rate->interval.half_width(), 0.3 * wanted) << to_string(sort) << ": an interval that holds everything says nothing";
}

// Every event by itself: no window, so nothing is lost at the ends. Two hours of it.
TEST(FittedFleet, rates_of_single_events_are_within_their_intervals) {
  const Fitted fitted(known_scenario("raw", "6 h"));
  const StreamFit& fit = fitted.fit;
  EXPECT_TRUE(fit.counts().balances());
  const FittedClass& c = fitted.only();
  EXPECT_EQ(c.devices.size(), 24U);
  EXPECT_EQ(fit.texts().at(c.traits.hardware_model), "K-1");
  EXPECT_EQ(fit.texts().at(c.traits.os_name), "Known OS");
  expect_rate(c, EventSort::kExec, 60);
  expect_rate(c, EventSort::kOutbound, 30);
  expect_rate(c, EventSort::kDns, 12);
  expect_rate(c, EventSort::kFile, 6);
  expect_rate(c, EventSort::kLoginFailed, 3);
  EXPECT_EQ(c.find(EventSort::kLogin), nullptr);
  EXPECT_EQ(c.find(EventSort::kExec)->basis, RateBasis::kDevices);
  EXPECT_LT(c.rate_sigma, 0.1) << "devices are alike";
  EXPECT_LT(c.find(EventSort::kExec)->burst_size, 1.5) << "starts are at random, one by one";
}

// Windows of an hour and more, of which the first began before the stream and the last has not come.
TEST(FittedFleet, rates_of_merged_events_are_within_their_intervals) {
  for (const std::string policy : {"g1_c", "picket"}) {
    SCOPED_TRACE(policy);
    const Fitted fitted(known_scenario(policy, "28 h"));
    const FittedClass& c = fitted.only();
    EXPECT_EQ(to_string(c.traits.guess), policy);
    expect_rate(c, EventSort::kExec, 60);
    // auditd, which generation 1 reads, shows no UDP.
    expect_rate(c, EventSort::kOutbound, policy == "g1_c" ? 20 : 30);
    EXPECT_EQ(c.find(EventSort::kOutbound)->uncounted, 0);
  }
}

// Generation 2 does not carry the hits of flows: what is said is a lower bound, and says so. Executions whose command line could not be
// read came merged with forks.
TEST(FittedFleet, flows_without_counts_are_a_lower_bound) {
  const Fitted fitted(known_scenario("g2_linux", "28 h"));
  const FittedClass& c = fitted.only();
  EXPECT_EQ(to_string(c.traits.guess), "g2_linux");
  expect_rate(c, EventSort::kExec, 60);
  EXPECT_GT(c.find(EventSort::kExec)->unread_forks, 3) << "11 % of 60";
  const FittedRate* const flows = c.find(EventSort::kOutbound);
  ASSERT_NE(flows, nullptr);
  EXPECT_GT(flows->uncounted, 0.9);
  EXPECT_LE(flows->interval.low, 30);
}

// A log-normal factor of sigma 0.6: the mean is exp(0.18) times the median of 60.
TEST(FittedFleet, the_spread_between_devices_is_found) {
  const Fitted fitted(known_scenario("g1_c", "28 h", "0.6"));
  const FittedClass& c = fitted.only();
  EXPECT_TRUE(c.is_sigma_known);
  EXPECT_NEAR(c.rate_sigma, 0.6, 0.25);
  EXPECT_TRUE(c.find(EventSort::kExec)->interval.contains(60 * std::exp(0.18))) << c.find(EventSort::kExec)->per_hour;
}

// Tuesday and Wednesday under the office profile at UTC + 0.
TEST(FittedFleet, the_season_of_two_days_is_found) {
  const Fitted fitted(known_scenario("g1_c", "52 h", "0", "office"));
  const FittedClass& c = fitted.only();
  EXPECT_EQ(c.season.profile, "office");
  EXPECT_EQ(c.season.utc_offset_hours, 0);
  const FittedRate* const execs = c.find(EventSort::kExec);
  EXPECT_TRUE(execs->is_seasonal);
  EXPECT_NEAR(execs->per_hour / execs->season_mean, 60, 6);
  EXPECT_FALSE(c.find(EventSort::kOutbound)->is_seasonal) << "flows do not follow it";
}

EventRead message_of(const std::string& device, Time at, std::uint32_t number, const std::string& module, bool login = false) {
  TextTable texts;
  Observation observation{ProcessRecord{texts.intern("/bin/ls"), texts.intern("/bin/ls"), 1, 1, 0, ProcessOperation::kExec}, 1, at, at, at, at, false};
  if (login) observation.record = LoginRecord{texts.intern("root"), texts.intern("/usr/sbin/sshd"), {}, 1, LoginOperation::kLogin};
  const std::vector<Observation> observations{observation};
  EventRead read;
  read.event.device = device;
  read.event.module = module;
  read.event.interface_id = std::string(kSecurityInterfaceId);
  read.event.message_id = device + "-" + std::to_string(number);
  read.event.content_type = "application/json";
  read.event.sequence_number = number;
  read.event.enqueued_time = at;
  encode(Encoding::kG1Json, {}, SecurityMessage{number, at, observations, {}}, texts, read.event.body);
  return read;
}

TEST(FittedFleet, classes_beyond_the_bound_are_counted) {
  StreamFit fit;
  const Time start = Time::from_unix_seconds(1'790'000'000);
  for (std::uint32_t d = 0; d < 30; ++d) {
    for (std::uint32_t i = 0; i < 3; ++i) fit.take(message_of("d" + std::to_string(d), start + Duration::minutes(10 * i), d * 10 + i, "module" + std::to_string(d % 6)), start + Duration::days(1));
  }
  FleetFitSettings settings;
  settings.max_classes = 4;
  const FittedFleet fleet = fit_fleet(fit, settings);
  EXPECT_EQ(fleet.classes.size(), 4U);
  EXPECT_EQ(fleet.classes_left_out, 2U);
  EXPECT_EQ(fleet.devices_left_out, 10U);
}

// Twenty devices in one form: ten run 100 programs in an hour and nobody logs in there, ten are logged in to 100 times and run nothing.
TEST(FittedFleet, devices_without_what_others_do_often_stand_apart) {
  StreamFit fit;
  const Time start = Time::from_unix_seconds(1'790'000'000);
  std::uint32_t number = 0;
  for (std::uint32_t i = 0; i < 100; ++i) {
    for (std::uint32_t d = 0; d < 20; ++d) fit.take(message_of("d" + std::to_string(d), start + Duration::seconds(36 * i), ++number, "m", d % 2 == 1), start + Duration::days(1));
  }
  const FittedFleet fleet = fit_fleet(fit);
  ASSERT_EQ(fleet.classes.size(), 2U);
  EXPECT_EQ(fleet.classes[0].devices.size(), 10U);
  EXPECT_EQ(fleet.classes[1].devices.size(), 10U);
  EXPECT_EQ(fleet.classes[0].rates.size(), 1U);
  EXPECT_NE(fleet.classes[0].traits.lacks, fleet.classes[1].traits.lacks);
}

// One of twenty that does a rare thing once is no class of its own.
TEST(FittedFleet, a_rare_event_makes_no_class) {
  StreamFit fit;
  const Time start = Time::from_unix_seconds(1'790'000'000);
  std::uint32_t number = 0;
  for (std::uint32_t i = 0; i < 20; ++i) {
    for (std::uint32_t d = 0; d < 20; ++d) fit.take(message_of("d" + std::to_string(d), start + Duration::minutes(3 * i), ++number, "m", d == 7 && i == 5), start + Duration::days(1));
  }
  EXPECT_EQ(fit_fleet(fit).classes.size(), 1U);
}

TEST(FittedFleet, nothing_gives_no_class) {
  const StreamFit fit;
  const FittedFleet fleet = fit_fleet(fit);
  EXPECT_TRUE(fleet.classes.empty());
}

}  // namespace
}  // namespace picket::sim
