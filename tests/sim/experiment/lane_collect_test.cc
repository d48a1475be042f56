// The accounts of whole runs: nothing disappears, delays add up, and what a policy sends is what is billed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/experiment/lane.h"
#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

using test::dropped;
using test::run_small;
using test::SmallStudy;
using ::testing::IsEmpty;

/// Lines that fail often, devices that reboot and lose power.
const std::vector<std::string> kHardTimes{
    "networks.lte.outage_gap={dist: exponential, mean: 20 min}",
    "networks.lte.outage_duration={dist: exponential, mean: 5 min}",
    "networks.ethernet.outage_gap={dist: exponential, mean: 20 min}",
    "networks.ethernet.outage_duration={dist: exponential, mean: 30 s}",
    "device_classes.kiosk.reboots_per_30_days=300",
    "device_classes.kiosk.reboot_at_night=false",
    "device_classes.ev_charger.power_losses_per_year=1000",
};

void expect_sound(const SmallStudy& study) {
  ASSERT_EQ(study.lanes.empty(), false);
  for (const LaneResult& lane : study.lanes) {
    SCOPED_TRACE(lane.policy + (lane.fixed_hub ? " on the fixed hub" : ""));
    EXPECT_THAT(lane.imbalances, IsEmpty());
    EXPECT_EQ(lane.raw_events, study.lanes.front().raw_events);
    for (const UnitOutcome& unit : lane.units) {
      std::uint64_t ended = unit.events_arrived;
      for (const EvidenceEnd& end : unit.ended) {
        ended += end.events;
        EXPECT_FALSE(end.reason.empty());
        EXPECT_GT(end.events, 0U);
      }
      EXPECT_EQ(ended, unit.events);
      if (!unit.evidence) {
        EXPECT_EQ(unit.ended.empty(), unit.events == 0);
      }
      if (!unit.detected) continue;
      EXPECT_EQ(unit.parts.total(), unit.detected_us);
      EXPECT_FALSE(unit.alert.empty());
      for (const DelayPart& part : kDelayParts) EXPECT_GE(unit.parts.*part.microseconds, 0) << unit.alert << ' ' << part.name;
    }
  }
}

TEST(LaneCollect, accounts_for_every_event_and_every_microsecond_of_a_detection) {
  const SmallStudy study = run_small();
  expect_sound(study);
  std::size_t detected = 0;
  std::size_t units = 0;
  for (const LaneResult& lane : study.lanes) {
    EXPECT_EQ(lane.units.size(), 15U);
    EXPECT_EQ(lane.alerts, lane.alerts_true + lane.alerts_related + lane.alerts_false + lane.alerts_notice) << lane.policy;
    std::int64_t by_type = 0;
    for (const AlertCount& one : lane.false_alerts) by_type += one.alerts;
    EXPECT_EQ(by_type, lane.alerts_false) << lane.policy;
    for (const UnitOutcome& unit : lane.units) {
      detected += unit.detected ? 1 : 0;
      ++units;
    }
  }
  EXPECT_EQ(units, 75U);
  EXPECT_GT(detected, 30U);  // or the test tests nothing
}

TEST(LaneCollect, balances_in_outages_reboots_and_power_losses) {
  const SmallStudy study = run_small(kHardTimes);
  expect_sound(study);
  for (const char* policy : {"raw", "g1_c", "g2_linux", "picket"}) EXPECT_GT(dropped(study.lane(policy), "agent", "agent_stopped"), 0) << policy;
  EXPECT_GT(study.lane("raw").messages_emitted, study.lane("raw").messages_accepted);
}

TEST(LaneCollect, balances_with_a_client_that_holds_two_messages_and_forgets_them_soon) {
  std::vector<std::string> sets = kHardTimes;
  sets.insert(sets.end(), {"client.max_queued_messages=2", "client.message_timeout=2 min", "policy_templates.picket.message_timeout=1 min"});
  const SmallStudy study = run_small(sets);
  expect_sound(study);
  EXPECT_GT(dropped(study.lane("raw"), "queue", "queue_full"), 0);
  EXPECT_GT(dropped(study.lane("g1_c"), "queue", "expired"), 0);
  EXPECT_GT(dropped(study.lane("picket"), "queue", "expired") + dropped(study.lane("picket"), "queue", "queue_full"), 0);
}

// Gateways are on LTE and chargers on LTE-M, whose radios are known; kiosks are on Ethernet. No agent, no energy; nobody has a battery.
TEST(LaneCollect, tells_what_radios_draw_by_class) {
  const SmallStudy study = run_small({"policies=[{use: raw}, {use: g2_linux}, {use: agentless}]"});
  ASSERT_EQ(study.lanes.size(), 3U);
  for (const LaneResult& lane : study.lanes) {
    SCOPED_TRACE(lane.policy);
    std::vector<std::string> classes;
    double joules = 0;
    for (const ClassEnergy& energy : lane.energy) {
      classes.push_back(energy.device_class);
      joules += energy.total();
      EXPECT_EQ(energy.devices, 30);
      EXPECT_EQ(energy.total() > 0, lane.policy != "agentless");
    }
    EXPECT_THAT(classes, ::testing::UnorderedElementsAre("iot_gateway", "ev_charger"));
    EXPECT_NEAR(lane.usage.mains_energy_joules_per_day, joules / lane.days, 1e-9 * (1 + joules));
  }
  // A radio is awake all day at the most: 0.12 W of holding on LTE, and some to send.
  const auto gateway_watts = [&](const std::string& policy) {
    for (const ClassEnergy& energy : study.lane(policy).energy) {
      if (energy.device_class == "iot_gateway") return energy.total() / (30 * study.lane(policy).days * 86'400);
    }
    return 0.0;
  };
  EXPECT_GT(gateway_watts("raw"), gateway_watts("g2_linux"));
  EXPECT_LT(gateway_watts("raw"), 0.5);
  EXPECT_GT(gateway_watts("g2_linux"), 1.0 / 240) << "a ping each 240 s";
}

// F1 takes 8,000 blocks of 512 bytes a day: too few for a stream, and a throttle without burst shapes the rest.
TEST(LaneCollect, balances_on_a_hub_that_is_too_small) {
  const SmallStudy study = run_small({"fixed_hub={name: tiny, sku: F1, units: 1, throttle_burst_seconds: 0, throttle_queue_seconds: 0.05, throttle_wait_seconds: 0.02}"});
  ASSERT_EQ(study.lanes.size(), 10U);
  expect_sound(study);
  const LaneResult& raw = study.lane("raw", true);
  EXPECT_FALSE(raw.reused);
  EXPECT_LE(raw.blocks, 8'000);
  EXPECT_LT(raw.messages_accepted, study.lane("raw").messages_accepted / 2);
  EXPECT_TRUE(study.lane("agentless", true).reused);
}

// The line of a site carries 2 kbit/s: a stream of thirty gateways needs more, and what is not through at
// the end is held, not lost.
TEST(LaneCollect, balances_on_lines_that_are_too_slow_and_shows_where_the_time_went) {
  const SmallStudy slow = run_small({"networks.lte.uplink_bandwidth=2 kbit/s"});
  const SmallStudy usual = run_small();
  expect_sound(slow);
  const auto network = [](const LaneResult& lane) {
    std::int64_t sum = 0;
    std::int64_t n = 0;
    for (const UnitOutcome& unit : lane.units) {
      if (unit.attack != 0 || !unit.detected) continue;
      sum += unit.parts.network + unit.parts.queue;
      ++n;
    }
    return n == 0 ? std::int64_t{0} : sum / n;
  };
  EXPECT_GT(slow.lane("raw").messages_held, 100);
  EXPECT_GT(network(slow.lane("picket")), 5 * network(usual.lane("picket")));
}

TEST(LaneCollect, gives_no_detection_no_bytes_and_no_hub_to_a_fleet_without_agents) {
  const SmallStudy study = run_small(kHardTimes);
  const LaneResult& lane = study.lane("agentless");
  EXPECT_EQ(lane.messages_emitted, 0);
  EXPECT_EQ(lane.uplink_payload_bytes + lane.uplink_envelope_bytes + lane.uplink_upkeep_bytes + lane.downlink_bytes, 0);
  EXPECT_TRUE(lane.hubs.empty());
  EXPECT_EQ(lane.usage.agents, 0);
  EXPECT_EQ(lane.usage.connections, 0);
  EXPECT_EQ(lane.usage.modules, 0);
  for (const UnitOutcome& unit : lane.units) {
    EXPECT_FALSE(unit.detected);
    EXPECT_EQ(unit.events_arrived, 0U);
  }
}

TEST(LaneCollect, adds_up_bytes_messages_and_blocks) {
  const SmallStudy study = run_small();
  for (const char* policy : {"raw", "g1_c", "g2_linux", "picket"}) {
    const LaneResult& lane = study.lane(policy);
    EXPECT_GE(lane.blocks, lane.messages_accepted) << policy;
    EXPECT_GT(lane.uplink_envelope_bytes, lane.messages_accepted * 133) << policy;  // TLS, TCP and IP of one segment and the last acknowledgement
    EXPECT_GT(lane.uplink_upkeep_bytes, 0) << policy;                               // tokens are renewed, quiet lines pinged
    EXPECT_GE(lane.site_peak_1s, lane.site_peak_1min) << policy;
    EXPECT_GE(lane.site_peak_1min, lane.site_peak_1h) << policy;
    EXPECT_GE(lane.hub_peak_1s, lane.hub_peak_1min) << policy;
    EXPECT_NEAR(lane.usage.messages_per_day * lane.days, static_cast<double>(lane.messages_accepted), 1e-6) << policy;
    EXPECT_EQ(lane.series.size(), 2U) << policy;
    // The series holds the same bytes as the hubs took.
    double carried = 0;
    for (const double v : lane.series[1].values) carried += v * lane.series[1].step_seconds;
    EXPECT_GT(carried, 0.9 * static_cast<double>(lane.uplink_payload_bytes)) << policy;
  }
  EXPECT_GT(study.lane("raw").uplink_payload_bytes, 3 * study.lane("picket").uplink_payload_bytes);
}

}  // namespace
}  // namespace picket::sim
