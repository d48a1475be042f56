// Regular contact inside the pipeline: a single device, a rollout, how observations become contacts.

#include <gtest/gtest.h>

#include "agent_core/base/random.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

constexpr std::uint32_t kCallingDevices = 60;
const Time kMeasured = kStart + Duration::hours(24);

/// All devices learn one service for a day.
struct Fleet : Bench {
  Text name;
  explicit Fleet(std::uint32_t devices = kCallingDevices) {
    name = texts.intern("status.example");
    settings.learning = true;
    settings.novelty = false;
    start(devices);
    for (std::uint32_t d = 0; d < devices; ++d) {
      send(kStart + Duration::seconds(d), {flow(kStart, "198.51.100.1", 443)}, d);
    }
    advance(kMeasured);
    core->set_learning(false);
  }
  /// A call each minute with jitter, as messages of their own.
  void beacon(std::uint32_t device, int calls, Duration from = Duration(), std::string_view remote = "203.0.113.9") {
    RandomStream random(1, 0, device, Purpose::kTest);
    Time time = kMeasured + from;
    for (int i = 0; i < calls; ++i) {
      send(time, {flow(time, remote, 443)}, device);
      time += Duration::from_seconds(60 * random.uniform(0.7, 1.3));
    }
  }
  std::size_t told() const { return sink->count("sim.beacon"); }
};

TEST(BeaconInPipeline, is_found_once_with_evidence_and_reason) {
  Fleet fleet;
  fleet.beacon(17, 200);
  fleet.advance(kMeasured + Duration::hours(5));
  ASSERT_EQ(fleet.told(), 1U);
  for (const StoredFinding& f : fleet.sink->findings) {
    if (f.alert != "sim.beacon") continue;
    EXPECT_EQ(f.device, 17U);
    EXPECT_EQ(f.evidence.size(), BeaconPeers::kEvidence);
    EXPECT_EQ(f.window_start, kMeasured);
    EXPECT_GE(f.window_end - f.window_start, Duration::hours(1));
    EXPECT_LE(f.time - f.window_end, Duration::seconds(80)) << "the fleet interval and the processing delay";
    EXPECT_EQ(fleet.content->rule_title(f.rule), "regular contact");
    EXPECT_EQ(measured_unit(*fleet.content, f.rule), "of the mean gap");
  }
}

// Every device of the class calls the new service by a clock, all within minutes: that is a rollout.
TEST(BeaconInPipeline, a_rollout_over_a_class_raises_nothing) {
  Fleet fleet;
  for (int i = 0; i < 90; ++i) {
    for (std::uint32_t d = 0; d < kCallingDevices; ++d) {
      const Time time = kMeasured + Duration::seconds(60 * i + d);
      fleet.send(time, {flow(time, "203.0.113.9", 443)}, d);
    }
  }
  fleet.advance(kMeasured + Duration::hours(3));
  EXPECT_EQ(fleet.told(), 0U);
  EXPECT_EQ(fleet.core->counts().beacons_of_class, kCallingDevices);
}

// 5 of 8 may have met the peer, the caller among them; the others know it from learning.
TEST(BeaconInPipeline, a_peer_that_the_class_knows_is_none) {
  for (const std::uint32_t others : {4U, 5U}) {
    Bench b;
    b.settings.learning = true;
    b.start(8);
    for (std::uint32_t d = 0; d < 8; ++d) {
      b.send(kStart + Duration::seconds(d), {flow(kStart, d >= 1 && d <= others ? "203.0.113.9" : "198.51.100.1", 443)}, d);
    }
    b.advance(kMeasured);
    b.core->set_learning(false);
    for (int i = 0; i < 90; ++i) {
      const Time time = kMeasured + Duration::seconds(60 * i);
      b.send(time, {flow(time, "203.0.113.9", 443)}, 0);
    }
    b.advance(kMeasured + Duration::hours(3));
    EXPECT_EQ(b.sink->count("sim.beacon"), others == 4 ? 1U : 0U) << others;
  }
}

// Six hours of a name's look-ups in one observation each, as agents report that merge: 72 of them, five minutes apart.
TEST(BeaconInPipeline, aggregates_of_names_show_it_from_one_to_the_next) {
  Fleet fleet;
  RandomStream random(5, 0, 0, Purpose::kTest);
  Time time = kMeasured;
  for (int window = 0; window < 8; ++window) {
    const Time first = time;
    Time last = time;
    for (int i = 0; i < 72; ++i) {
      last = time;
      time += Duration::from_seconds(300 * random.uniform(0.95, 1.05));
    }
    fleet.send(last, {{DnsRecord{fleet.name}, 72, first, last, first - Duration::seconds(20), last + Duration::seconds(20), true}}, 3);
  }
  fleet.advance(time);
  EXPECT_EQ(fleet.told(), 1U);
}

// An agent of generation 2 without our fields tells the end of its two hours for all that it saw in them: 24 look-ups
// each, then 23 to 25, or as many as chance gives; flows one by one, all with that time.
TEST(BeaconInPipeline, windows_without_times_show_it_by_their_counts_and_not_by_their_own_pace) {
  RandomStream random(6, 0, 0, Purpose::kTest);
  for (const bool regular : {true, false}) {
    for (const bool flows : {true, false}) {
      Fleet fleet;
      for (int window = 0; window < 40; ++window) {
        const Time start = kMeasured + Duration::hours(2 * window);
        const Time end = start + Duration::hours(2);
        const auto hits = static_cast<std::uint32_t>(regular ? 23 + random.below(3) : 1 + random.poisson(23));
        std::vector<Observation> told;
        for (std::uint32_t i = 0; flows && i < hits; ++i) {
          Observation o = flow(end, "203.0.113.9", 443);
          o.window_start = start;
          o.aggregated = true;
          told.push_back(o);
        }
        if (!flows) told.push_back({DnsRecord{fleet.name}, hits, end, end, start, end, true});
        fleet.send(end, told, 3);
      }
      fleet.advance(kMeasured + Duration::hours(90));
      EXPECT_EQ(fleet.told(), regular ? 1U : 0U) << (flows ? "flows" : "names");
    }
  }
}

// An agent that merges flows by peer and port tells one record a window however often it was called, and a counter at its
// bound is the same in every window: neither is a clock. With its own port apart, each record is a connection.
TEST(BeaconInPipeline, merged_flows_and_counters_at_their_bound_are_no_clock) {
  for (const std::uint16_t local_port : {std::uint16_t{0}, std::uint16_t{40'000}}) {
    Fleet fleet;
    for (int window = 0; window < 40; ++window) {
      const Time end = kMeasured + Duration::hours(2 * window + 2);
      Observation o = flow(end, "203.0.113.9", 443);
      o.window_start = end - Duration::hours(2);
      o.aggregated = true;
      std::get<NetworkRecord>(o.record).local_port = local_port;
      fleet.send(end, {o}, 3);
    }
    fleet.advance(kMeasured + Duration::hours(90));
    EXPECT_EQ(fleet.told(), local_port == 0 ? 0U : 1U);
  }
  Fleet fleet;
  RandomStream random(8, 0, 0, Purpose::kTest);
  for (int window = 0; window < 40; ++window) {
    const Time start = kMeasured + Duration::hours(2 * window);
    const Time end = start + Duration::hours(2);
    fleet.send(end, {{DnsRecord{fleet.name}, UINT32_MAX, end, end, start, end, true}}, 3);
    // With times, what lies between its windows still counts, here at random.
    const Time first = start + Duration::from_seconds(1 + random.exponential(60));
    const Time last = end - Duration::from_seconds(1 + random.exponential(60));
    fleet.send(end, {{DnsRecord{fleet.name}, UINT32_MAX, first, last, start, end, true}}, 4);
  }
  fleet.advance(kMeasured + Duration::hours(90));
  EXPECT_EQ(fleet.told(), 0U);
}

TEST(BeaconInPipeline, counts_its_memory_and_what_a_class_cannot_remember) {
  Bench b;
  b.settings.novelty_model.max_prior_keys = 2;
  b.settings.learning = true;
  b.start(64);
  const std::size_t before = b.core->model_bytes_per_device();
  for (std::uint32_t d = 0; d < 64; ++d) {
    b.send(kStart + Duration::seconds(d), {flow(kStart, "203.0." + std::to_string(d) + ".1", 443)}, d);
  }
  b.advance(kStart + Duration::hours(1));
  EXPECT_EQ(b.core->counts().contact_keys_refused, 62U);
  EXPECT_GE(b.core->model_bytes_per_device(), before + sizeof(BeaconPeers));
}

TEST(BeaconInPipeline, neighbours_and_callers_from_outside_are_not_looked_at) {
  Fleet fleet;
  fleet.beacon(1, 100, Duration(), "192.168.7.7");
  for (int i = 0; i < 100; ++i) {
    const Time time = kMeasured + Duration::seconds(6000 + 60 * i);
    Observation inbound = flow(time, "203.0.113.77", 443);
    std::get<NetworkRecord>(inbound.record).direction = Direction::kInbound;
    fleet.send(time, {inbound}, 2);
  }
  fleet.advance(kMeasured + Duration::hours(8));
  EXPECT_EQ(fleet.told(), 0U);
}

// Meters and controllers call nobody outside: their first peer is new to them, too.
TEST(BeaconInPipeline, a_device_that_called_nobody_while_it_was_learned_has_a_past) {
  Bench b;
  b.settings.learning = true;
  const Observation started = exec(b.texts, kStart, "/usr/bin/meter");
  b.start(20);
  b.send(kStart, {started}, 3);
  b.advance(kMeasured);
  b.core->set_learning(false);
  for (int i = 0; i < 100; ++i) {
    for (const std::uint32_t device : {3U, 4U}) {  // the other one was not heard
      const Time time = kMeasured + Duration::seconds(60 * i + device);
      b.send(time, {flow(time, "203.0.113.9", 443)}, device);
    }
  }
  b.advance(kMeasured + Duration::hours(5));
  EXPECT_EQ(b.sink->count("sim.beacon"), 1U);
}

TEST(BeaconInPipeline, can_be_switched_off) {
  Bench b;
  b.settings.beacon = false;
  b.settings.learning = true;
  b.start(2);
  b.send(kStart, {flow(kStart, "198.51.100.1", 443)});
  b.advance(kMeasured);
  b.core->set_learning(false);
  for (int i = 0; i < 100; ++i) {
    const Time time = kMeasured + Duration::seconds(60 * i);
    b.send(time, {flow(time, "203.0.113.9", 443)});
  }
  b.advance(kMeasured + Duration::hours(5));
  EXPECT_EQ(b.sink->count("sim.beacon"), 0U);
}

TEST(BeaconInPipeline, counts_what_it_leaves_out) {
  Fleet fleet(1);
  std::vector<Observation> scan;
  for (int i = 0; i < 40; ++i) scan.push_back(flow(kMeasured, "203.0." + std::to_string(i) + ".9", 443));
  fleet.send(kMeasured, scan);
  fleet.send(kMeasured + Duration::hours(1), {flow(kMeasured + Duration::hours(1), "203.1.1.9", 443)});
  fleet.send(kMeasured + Duration::hours(2), {flow(kMeasured, "203.1.1.9", 443)});
  fleet.advance(kMeasured + Duration::hours(3));
  EXPECT_EQ(fleet.core->counts().beacon_peers_refused, 40U - 16U);
  EXPECT_EQ(fleet.core->counts().beacon_peers_evicted, 1U);
  EXPECT_EQ(fleet.core->counts().beacon_peers_returned, 0U);
  EXPECT_EQ(fleet.core->counts().beacon_untimely, 1U);
}

}  // namespace
}  // namespace picket
