// The devices' own connections beside those of their agents, which are modules, by hand: kiosks on lines whose ways are 50 ms without
// jitter. They live where the devices have business of their own at the hub.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/experiment/run_probe.h"
#include "tests/sim/experiment/carry_fixture.h"

namespace picket::sim {
namespace {

using test::CarryFixture;
using test::with_carry;

const std::string kBusiness = "prices.business_messages_device_day=24";
constexpr std::uint32_t kThrownOut = hub_code::kConnectionForcefullyClosedOnNewConnection;

/// What is written into the hubs' logs.
struct HubLog final : RunProbe {
  std::vector<OperationRecord> records;

  void on_dictionary(std::shared_ptr<const CompressionDictionary>) override {}
  void on_submitted(const CarriedMessage&, const DeviceMessage&, const AcceptedLabels*) override {}
  void on_dropped(std::span<const MessageLabel>, CarryDrop) override {}
  void on_finding(const Finding&, Judgement) override {}
  void on_logged(const LoggedOperation& logged, bool) override { records.push_back(logged.record); }
  void on_carried(Time) override {}

  /// Of the devices' own connections, or of the modules'.
  std::int64_t count(bool module, OperationName operation, std::uint32_t result = 0) const {
    return std::ranges::count_if(records, [&](const OperationRecord& r) {
      return r.module == module && r.operation == operation && r.result_type == result;
    });
  }
  std::int64_t connects(bool module) const { return count(module, OperationName::kDeviceConnect); }
  std::int64_t disconnects(bool module, std::uint32_t result = 0) const { return count(module, OperationName::kDeviceDisconnect, result); }
};

void with_log(std::uint32_t devices, std::uint32_t sites, const std::vector<std::string>& sets,
              const std::function<void(CarryFixture&, const HubLog&)>& body) {
  test::in_child([&] {
    HubLog log;
    CarryFixture fixture(devices, sites, sets, "raw", &log);
    body(fixture, log);
  });
}

std::vector<std::string> business_with(const std::string& faults, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"networks.line.uplink_bandwidth=1 Mbit/s", kBusiness});
  if (!faults.empty()) more.push_back("faults=[" + faults + "]");
  return more;
}

std::int64_t connected_devices(const CarryFixture& f, std::uint32_t devices, bool module) {
  std::int64_t n = 0;
  for (std::uint32_t d = 0; d < devices; ++d) n += f.carry.hubs()[0].connected({DeviceId(d), module}) ? 1 : 0;
  return n;
}

/// Both identities of each of them have their connection, and no other is open.
void expect_all_connected(const CarryFixture& f, std::uint32_t devices) {
  EXPECT_EQ(connected_devices(f, devices, false), devices);
  EXPECT_EQ(connected_devices(f, devices, true), devices);
  EXPECT_EQ(f.carry.hubs()[0].open_connections(), 2 * static_cast<std::int64_t>(devices));
}

/// The hub's books balance, and its log says of each connection when it was made and how it ended.
void expect_laws(const CarryFixture& f, const HubLog& log, std::uint32_t devices) {
  const HubCounts& hub = f.carry.hubs()[0].counts();
  EXPECT_EQ(hub.connects, hub.connects_accepted + hub.connects_throttled + hub.connects_unknown_identity + hub.connects_bad_token +
                              hub.connects_unavailable);
  EXPECT_EQ(hub.connects_accepted, log.connects(false) + log.connects(true));
  EXPECT_EQ(hub.connections_replaced, log.disconnects(false, kThrownOut) + log.disconnects(true, kThrownOut));
  for (const bool module : {false, true}) {
    const std::int64_t ended = std::ranges::count_if(log.records, [module](const OperationRecord& r) {
      return r.module == module && r.operation == OperationName::kDeviceDisconnect;
    });
    EXPECT_EQ(devices + log.connects(module) - ended, connected_devices(f, devices, module)) << (module ? "modules" : "devices");
  }
}

TEST(OwnConnections, live_where_the_devices_have_business_of_their_own) {
  with_carry(4, 2, {}, [](CarryFixture& f) {
    f.run_to(Duration::minutes(5));
    EXPECT_EQ(connected_devices(f, 4, true), 4);
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 4) << "nothing is known of the others";
  });
  with_carry(4, 2, {kBusiness}, [](CarryFixture& f) {
    f.run_to(Duration::minutes(5));
    expect_all_connected(f, 4);
    EXPECT_EQ(f.carry.hubs()[0].counts().connects, 0) << "they were there before the run";
  });
}

TEST(OwnConnections, are_those_of_agents_that_are_no_modules) {
  with_carry(4, 2, {kBusiness, "fleet[0].identities={security_module: false}"}, [](CarryFixture& f) {
    f.run_to(Duration::minutes(5));
    EXPECT_EQ(connected_devices(f, 4, false), 4);
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 4);
  });
}

// Tokens of an hour are renewed every 48 minutes: by twenty devices and their modules 25 times each within an hour, give or take one
// for each. A renewal is a disconnection in good order and a new connection, and the hub's throttle counts it.
TEST(OwnConnections, renew_their_tokens) {
  with_log(20, 4, business_with("", {"client.token_life=60 min"}), [](CarryFixture& f, const HubLog& log) {
    f.run_to(Duration::minutes(59));
    for (const bool module : {false, true}) {
      EXPECT_GE(log.connects(module), 20) << module;
      EXPECT_LE(log.connects(module), 40) << module;
      EXPECT_NEAR(static_cast<double>(log.disconnects(module)), static_cast<double>(log.connects(module)), 1);
    }
    EXPECT_EQ(f.carry.hubs()[0].counts().connects, log.connects(false) + log.connects(true));
    EXPECT_GT(f.carry.hubs()[0].counts().connects, static_cast<std::int64_t>(f.carry.counts().connects)) << "those of agents";
    EXPECT_EQ(f.carry.hubs()[0].counts().connections_replaced, 0);
    expect_laws(f, log, 20);
  });
}

TEST(OwnConnections, with_certificates_have_nothing_to_renew) {
  with_log(20, 4, business_with("", {"client.token_life=60 min", "fleet[0].identities={auth_type: x509}"}), [](CarryFixture& f, const HubLog& log) {
    f.run_to(Duration::minutes(59));
    EXPECT_TRUE(log.records.empty());
    expect_all_connected(f, 20);
  });
}

TEST(OwnConnections, come_back_with_those_of_the_modules_when_the_hub_does) {
  with_log(20, 4, business_with("{name: region, kind: hub_outage, start: 10 min, duration: 5 min}"), [](CarryFixture& f, const HubLog& log) {
    f.run_to(Duration::minutes(14));
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 0);
    EXPECT_GT(f.carry.hubs()[0].counts().connects_unavailable, 40);
    EXPECT_TRUE(log.records.empty()) << "a hub that is down writes nothing";
    f.run_to(Duration::minutes(25));
    expect_all_connected(f, 20);
    EXPECT_EQ(log.connects(false), 20);
    EXPECT_EQ(log.connects(true), 20);
    EXPECT_EQ(f.carry.hubs()[0].counts().connects_accepted, 40);
  });
}

// A hub that is away for a fifth of a second has closed 120 connections, which come back 0.4 s later at once. The throttle of an S1
// unit without a burst lets one pass and two wait; the others try again, whether devices or modules.
TEST(OwnConnections, are_throttled_with_those_of_the_modules) {
  const std::vector<std::string> narrow{"hubs[0].throttle_burst_seconds=0", "hubs[0].throttle_queue_seconds=0.02", "hubs[0].throttle_wait_seconds=0.02"};
  with_log(60, 60, business_with("{name: region, kind: hub_outage, start: 10 min, duration: 200 ms}", narrow), [](CarryFixture& f, const HubLog& log) {
    f.run_to(Duration::minutes(40));
    for (const bool module : {false, true}) {
      EXPECT_GT(log.count(module, OperationName::kDeviceConnect, hub_code::kThrottleBacklogLimitExceeded), 57) << module;
      EXPECT_EQ(log.connects(module), 60) << module;
    }
    EXPECT_EQ(f.carry.hubs()[0].counts().connects_accepted, 120);
    EXPECT_EQ(f.carry.hubs()[0].counts().busiest_second_connects, 120);
    expect_all_connected(f, 60);
  });
}

TEST(OwnConnections, are_closed_once_for_maintenance) {
  with_log(10, 2, business_with("{name: upgrade, kind: hub_maintenance, start: 10 min, duration: 5 min, refusal: 10 s}"),
           [](CarryFixture& f, const HubLog& log) {
             f.run_to(Duration::minutes(25));
             for (const bool module : {false, true}) {
               EXPECT_EQ(log.disconnects(module, hub_code::kClosedForMaintenance), 10) << module;
               EXPECT_EQ(log.connects(module), 10) << module;
               EXPECT_GE(log.count(module, OperationName::kDeviceConnect, hub_code::kReconnectTooEarly), 10) << module;
             }
             expect_all_connected(f, 10);
             expect_laws(f, log, 10);
           });
}

// The hub hears nothing of a device for 6 min and takes both of its connections for lost. Both are back within a backoff of 100 s.
TEST(OwnConnections, are_missed_in_a_long_outage_of_the_line) {
  with_log(4, 2, business_with("{name: street, kind: link_loss, start: 10 min, duration: 10 min, targets: {site: 0}}"),
           [](CarryFixture& f, const HubLog& log) {
             f.run_to(Duration::seconds(959));
             expect_all_connected(f, 4);
             f.run_to(Duration::seconds(961));
             EXPECT_EQ(f.carry.hubs()[0].open_connections(), 4) << "those of the other site";
             for (const bool module : {false, true}) {
               EXPECT_EQ(log.disconnects(module, hub_code::kDeviceConnectionClosedRemotely), 2) << module;
             }
             f.run_to(Duration::minutes(25));
             expect_all_connected(f, 4);
             EXPECT_EQ(log.connects(false), 2);
             expect_laws(f, log, 4);
           });
}

TEST(OwnConnections, outlast_a_short_outage_of_the_line) {
  with_log(4, 2, business_with("{name: street, kind: link_loss, start: 10 min, duration: 2 min, targets: {site: 0}}", {"client.token_life=60 min"}),
           [](CarryFixture& f, const HubLog& log) {
             f.run_to(Duration::minutes(59));
             EXPECT_EQ(log.disconnects(false, hub_code::kDeviceConnectionClosedRemotely), 0);
             EXPECT_GE(log.disconnects(false), 4) << "each renews its token once at least";
             expect_laws(f, log, 4);
           });
}

// A cloned image has both keys of the other device. Each that connects throws out the other, as device and as module: some 0.4 s of
// handshake for either. When the image is replaced, each has its own identities back.
TEST(OwnConnections, of_two_devices_with_one_image_throw_each_other_out_as_their_modules_do) {
  with_log(2, 2, business_with("{name: image, kind: cloned_image, start: 10 min, duration: 5 min}"), [](CarryFixture& f, const HubLog& log) {
    f.run_to(Duration::minutes(9));
    expect_all_connected(f, 2);
    f.run_to(Duration::minutes(14));
    EXPECT_LE(f.carry.hubs()[0].open_connections(), 2) << "one device, one module";
    for (const bool module : {false, true}) EXPECT_GT(log.disconnects(module, kThrownOut), 100) << module;
    f.run_to(Duration::minutes(20));
    expect_all_connected(f, 2);
    const std::int64_t replaced = f.carry.hubs()[0].counts().connections_replaced;
    f.run_to(Duration::minutes(40));
    EXPECT_EQ(f.carry.hubs()[0].counts().connections_replaced, replaced) << "it is over";
    expect_laws(f, log, 2);
  });
}

/// Who has the key of one device, or none of it, for a while.
std::vector<std::string> business_with_intruder(const std::string& acts) {
  return business_with("", {"hubs[0].log_latency=60 s", "attacks=[{name: x, use: x, start: 1 min, targets: {device_class: kiosk, count: 1}}]",
                            "attack_templates={x: {id: X, title: x, memory_only: false, deadline: 10 min, infrastructure: {clone: {count: 1}}, "
                            "phases: [{id: p, duration: 60 s, hub: [" + acts + "]}]}}"});
}

// The device is back 0.4 s after it was thrown out; its module notices nothing. Whoever connects passes the throttle.
TEST(OwnConnections, are_taken_over_without_the_modules) {
  with_log(1, 1, business_with_intruder("{kind: connect, remote: clone, count: 2, spacing: 30 s}"), [](CarryFixture& f, const HubLog& log) {
    f.run_to(Duration::minutes(10));
    EXPECT_EQ(log.disconnects(false, kThrownOut), 4);
    EXPECT_EQ(log.connects(false), 4);
    EXPECT_TRUE(std::ranges::none_of(log.records, [](const OperationRecord& r) { return r.module; }));
    EXPECT_EQ(f.carry.hub_acts().evidence_of(DeviceId(0)).size(), 8U) << "all of it is the attack's doing";
    EXPECT_EQ(f.carry.hubs()[0].counts().connects, 4);
    expect_all_connected(f, 1);
    expect_laws(f, log, 1);
  });
}

// The line is back after 3 min. A client of an agent that has noticed connects anew, before the hub has missed the old connection;
// the device's own connection has outlasted it.
TEST(OwnConnections, are_not_taken_over_when_those_of_modules_are) {
  with_log(20, 1, business_with("{name: street, kind: link_loss, start: 10 min, duration: 3 min}"), [](CarryFixture& f, const HubLog& log) {
    f.run_to(Duration::minutes(30));
    EXPECT_GT(log.disconnects(true, kThrownOut), 0);
    EXPECT_EQ(log.disconnects(true, kThrownOut), log.connects(true));
    EXPECT_EQ(log.disconnects(true, kThrownOut), f.carry.hubs()[0].counts().connections_replaced);
    EXPECT_TRUE(std::ranges::all_of(log.records, [](const OperationRecord& r) { return r.module; }));
    expect_all_connected(f, 20);
    expect_laws(f, log, 20);
  });
}

// The windows in which the stage is run are nobody's business.
TEST(OwnConnections, are_the_same_in_windows_of_any_length) {
  const TemporaryFolder folder;
  const auto sets = business_with("{name: region, kind: hub_outage, start: 10 min, duration: 5 min}, {name: image, kind: cloned_image, start: 30 min, duration: 1 min}",
                                  {"client.token_life=20 min"});
  std::vector<std::string> told;
  for (const std::int64_t step : {600, 13}) {
    const std::string file = folder.file("of_" + std::to_string(step));
    with_log(4, 2, sets, [step, &file](CarryFixture& f, const HubLog& log) {
      for (std::int64_t s = step; s < 3'500; s += step) f.run_to(Duration::seconds(s));
      f.run_to(Duration::seconds(3'500));
      std::ofstream out(file);
      for (const OperationRecord& r : log.records) {
        out << r.time.unix_microseconds() << ' ' << r.device.value() << ' ' << r.module << ' ' << operation_word(r.operation) << ' ' << r.result_type << '\n';
      }
    });
    told.push_back(content_of(file));
  }
  EXPECT_GT(std::ranges::count(told[0], '\n'), 100);
  EXPECT_EQ(told[1], told[0]);
}

// A study with all of it: the laws of every run hold, or it would have said so.
TEST(OwnConnections, leave_the_books_of_a_study_balanced) {
  const std::vector<std::string> sets{"policies=[{use: raw}, {use: agentless}]", "reference_policy=agentless", "duration=1 h",
                                      "faults=[{name: region, kind: hub_outage, start: 10 min, duration: 2 min}, {name: feeder, kind: power_cut, start: 30 min, duration: 1 min}]"};
  std::vector<std::string> with = sets;
  with.push_back(kBusiness);
  const test::SmallStudy without_business = test::run_small(sets);
  const test::SmallStudy with_business = test::run_small(with);
  for (const test::SmallStudy* study : {&without_business, &with_business}) {
    for (const LaneResult& lane : study->lanes) EXPECT_THAT(lane.imbalances, testing::IsEmpty()) << lane.policy;
  }
  const LaneResult& modules = with_business.lane("raw");
  const LaneResult& alone = without_business.lane("raw");
  EXPECT_GT(modules.trouble.connects, alone.trouble.connects + 90) << "each device comes back to its hub once more";
  EXPECT_EQ(modules.messages_accepted, alone.messages_accepted);
  EXPECT_EQ(with_business.lane("agentless").trouble.connects, without_business.lane("agentless").trouble.connects);
}

}  // namespace
}  // namespace picket::sim
