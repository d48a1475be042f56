// What the keys of a template mean in time, on attacks written for it. Days begin at 00:00 UTC, as the scenario does.

#include "sim/attack/unit_timeline.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "tests/sim/attack/played_attack.h"

namespace picket::sim {
namespace {

AttackTemplate attack_of(const std::string& text) {
  AttackTemplate attack;
  Diagnostics diagnostics;
  Places places;
  EXPECT_TRUE(read_text(text, "attack.yaml", attack, diagnostics, places)) << diagnostics.text();
  for (const PartProblem& problem : problems_of(attack)) ADD_FAILURE() << to_string(problem);
  return attack;
}

double local_hour(Time time, double utc_offset_hours) {
  const double hours = static_cast<double>(time.unix_seconds()) / 3600 + utc_offset_hours;
  return hours - 24 * std::floor(hours / 24);
}

// From 22:00 to 05:00 are 7 h: from midnight on it is that time until 05:00, so a phase that is ready at 04:00 begins then, one
// that is ready at 06:00 waits for a moment of 22:00 to 29:00. 300 moments drawn evenly over 7 h: each hour gets 43 of
// them, with a standard deviation of 6, so none gets fewer than 15 or more than 75.
TEST(UnitTimeline, a_phase_waits_for_any_moment_of_its_local_hours) {
  const auto night = [](const std::string& delay) {
    return attack_of("{id: X, title: x, phases: [{id: come, delay: " + delay +
                     ", local_hours: {from: 22, until: 5}, emit: [{kind: process, commandlines: [id]}]}]}");
  };
  for (const double offset : {0.0, 9.0, -8.0, 5.5}) {
    const Duration ready = Duration::from_seconds(3600 * std::fmod(4 - offset + 24, 24));  // 04:00 there
    const std::string delay = std::to_string(ready / Duration::minutes(1)) + " min";
    const std::vector<PlayedEvent> events = played(night(delay), Duration::days(3), 0, {}, offset);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_NEAR(local_hour(events[0].time, offset), 4, 1e-3) << offset;
  }
  const AttackTemplate late = night("6 h");
  const Time four = played(night("4 h"), Duration::days(1)).front().time;
  std::map<int, int> of_hour;
  for (std::uint32_t i = 0; i < 300; ++i) {
    const std::vector<PlayedEvent> events = played(late, Duration::days(3), i);
    ASSERT_EQ(events.size(), 1U);
    const double since = (events[0].time - four).to_seconds() / 3600;
    EXPECT_GE(since, 18 - 1e-3);  // 22:00, 18 h after 04:00
    EXPECT_LT(since, 25 + 1e-3);
    ++of_hour[static_cast<int>(since)];
  }
  for (int hour = 18; hour < 25; ++hour) {
    EXPECT_GT(of_hour[hour], 15) << hour;
    EXPECT_LT(of_hour[hour], 75) << hour;
  }
}

// Hours that do not pass midnight, and each repetition waits for itself: once a day at most, although the period is 7 h.
TEST(UnitTimeline, each_repetition_waits_for_the_hours) {
  const AttackTemplate office = attack_of(
      "{id: X, title: x, phases: [{id: come, until_end: true, repeat_period: 7 h, local_hours: {from: 9, until: 12}, "
      "emit: [{kind: process, commandlines: [id]}]}]}");
  const std::vector<PlayedEvent> events = played(office, Duration::days(30), 0, {}, 2);
  EXPECT_EQ(events.size(), 30U);
  for (const PlayedEvent& e : events) {
    EXPECT_GE(local_hour(e.time, 2), 9);
    EXPECT_LT(local_hour(e.time, 2), 12);
  }
}

// 100 s with 40 % either way: gaps from 60 to 140 s, evenly drawn, so their standard deviation is 40 / sqrt(3) = 23.1 s. Over
// 100,000 s there are 1,000 of them, give or take 7; the mean's error is 0.7 s.
TEST(UnitTimeline, period_and_jitter_come_from_parameters) {
  const AttackTemplate attack = attack_of(
      "{id: X, title: x, parameters: {pause: {says: P., value: 7, max: 1000}, spread: {says: S., value: 0, max: 0.9}}, phases: [{id: call, "
      "until_end: true, repeat_period_parameter: pause, repeat_jitter_parameter: spread, emit: [{kind: process, "
      "commandlines: [id]}]}]}");
  EXPECT_EQ(played(attack, Duration::seconds(70)).size(), 10U);
  const std::vector<double> waits =
      gaps(played(attack, Duration::seconds(100'000), 0, {{"pause", 100}, {"spread", 0.4}}));
  EXPECT_NEAR(static_cast<double>(waits.size()), 1'000, 30);
  double sum = 0, squares = 0;
  for (const double w : waits) {
    EXPECT_GE(w, 60);
    EXPECT_LE(w, 140);
    sum += w;
    squares += w * w;
  }
  const double n = static_cast<double>(waits.size());
  EXPECT_NEAR(sum / n, 100, 3);
  EXPECT_NEAR(std::sqrt(squares / n - sum / n * sum / n), 23.1, 1.5);
}

// 5,000 names out of 2^32 values and 2 patterns: all distinct but for a chance of 0.3 %. In order, the i-th event has the
// (i mod 3)-rd text. Without `draws` a run repeats itself.
TEST(UnitTimeline, events_that_draw_have_texts_of_their_own) {
  const auto queries = [](const std::string& vary) {
    return attack_of(
        "{id: X, title: x, phases: [{id: ask, emit: [{kind: dns, rate_per_second: 50, count: 5000, pick: random, variants: "
        "4294967295, names: ['{hex8}.a.example', '{hex8}.b.example'], vary: " + vary + "}]}]}");
  };
  const std::vector<PlayedEvent> drawn = played(queries("draws"), Duration::hours(1));
  std::set<std::string> names;
  int first = 0;
  for (const PlayedEvent& e : drawn) {
    names.insert(e.text);
    if (e.text.ends_with(".a.example")) ++first;
  }
  ASSERT_EQ(drawn.size(), 5'000U);
  EXPECT_EQ(names.size(), 5'000U);
  EXPECT_NEAR(first, 2'500, 200);
  for (const double gap : gaps(drawn)) ASSERT_NEAR(gap, 0.02, 1e-9);
  names.clear();
  for (const PlayedEvent& e : played(queries("none"), Duration::hours(1))) names.insert(e.text);
  EXPECT_EQ(names.size(), 1U);

  for (const std::string how : {"count: 7, spacing: 1 s", "count: 7, spacing: {dist: uniform, min: 1 s, max: 2 s}",
                                "count: 7, rate_per_second: 1"}) {
    const std::vector<PlayedEvent> events =
        played(attack_of("{id: X, title: x, phases: [{id: ask, emit: [{kind: process, vary: draws, commandlines: [a, b, c], " +
                         how + "}]}]}"),
               Duration::hours(1));
    std::string order;
    for (const PlayedEvent& e : events) order += e.text;
    // Of events that are placed one by one the last takes the last text, as without `draws`.
    EXPECT_EQ(order, how.find("dist") == std::string::npos ? "abcabca" : "cabcabc") << how;
  }
}

// Each event asks another machine of the role where it may, and sends another amount.
TEST(UnitTimeline, events_that_draw_meet_machines_and_send_bytes_of_their_own) {
  const AttackTemplate attack = attack_of(
      "{id: X, title: x, infrastructure: {many: {count: 250, on_site: true, same_for_device: false}}, phases: [{id: call, emit: "
      "[{kind: network, remote: many, rate_per_second: 1, count: 500, vary: draws, bytes_out: {dist: uniform, min: 100 B, "
      "max: 900 B}}]}]}");
  std::set<std::string> met;
  std::set<std::uint64_t> sizes;
  for (const PlayedEvent& e : played(attack, Duration::hours(1))) {
    const auto& flow = std::get<NetworkRecord>(e.record);
    met.insert(flow.remote_address.to_string());
    sizes.insert(flow.bytes_out);
  }
  // 500 draws of 250: 250 * (1 - (1 - 1/250)^500) = 216 distinct ones are expected.
  EXPECT_NEAR(static_cast<double>(met.size()), 216, 20);
  EXPECT_GT(sizes.size(), 100U);
}

// Outbound the other machine's port, inbound the device's own; what is no whole number is the nearest.
TEST(UnitTimeline, a_parameter_gives_the_port_of_the_service) {
  const AttackTemplate attack = attack_of(
      "{id: X, title: x, parameters: {c2_port: {says: P., value: 4443.6, min: 1, max: 65535}}, infrastructure: {c2: {count: 1}}, phases: "
      "[{id: call, emit: [{kind: network, remote: c2, port_parameter: c2_port, count: 3}, "
      "{kind: network, remote: c2, direction: inbound, port_parameter: c2_port, count: 3}]}]}");
  std::size_t flows = 0;
  for (const PlayedEvent& e : played(attack, Duration::hours(1))) {
    const auto& flow = std::get<NetworkRecord>(e.record);
    EXPECT_EQ(flow.direction == Direction::kOutbound ? flow.remote_port : flow.local_port, 4444);
    ++flows;
  }
  EXPECT_EQ(flows, 6U);
}

TEST(UnitTimeline, a_port_has_one_source_is_a_port_and_belongs_to_a_flow) {
  AttackTemplate attack = attack_of(
      "{id: X, title: x, phases: [{id: call, emit: [{kind: network, remote_ports: [{port: 23}]}, {kind: network, direction: inbound, "
      "remote_ports: [{port: 23}]}, {kind: dns, names: [a.example]}]}]}");
  attack.parameters["port"] = {"P.", 23, 1, 65'535};
  attack.parameters["none"] = {"N.", 0, 0, 100};
  attack.phases[0].emit[0].port_parameter = "port";
  attack.phases[0].emit[1].port_parameter = "none";
  attack.phases[0].emit[2].port_parameter = "port";
  EXPECT_EQ(problems_of(attack),
            (std::vector<PartProblem>{{"phases[0].emit[0].port_parameter", "it takes the place of remote_ports: give one of them"},
                                      {"phases[0].emit[1].port_parameter", "the range of parameter 'none' must lie in [1, 65535]"},
                                      {"phases[0].emit[2].port_parameter", "only flows (kind: network) have ports"}}));
}

TEST(UnitTimeline, parameters_of_shares_and_jitter_must_be_able_to_be_one) {
  AttackTemplate attack = attack_of("{id: X, title: x, phases: [{id: call, emit: [{kind: dns, names: [a.example]}]}]}");
  attack.parameters["much"] = {"M.", 0.5, 0, 1.5};
  attack.phases[0].repeat_jitter_parameter = "much";
  attack.phases[0].repeat_period_parameter = "none";
  attack.phases[0].emit[0].failed_share_parameter = "much";
  EXPECT_EQ(problems_of(attack),
            (std::vector<PartProblem>{{"phases[0].repeat_period_parameter", "no parameter is called 'none'"},
                                      {"phases[0].repeat_jitter_parameter", "the range of parameter 'much' must lie in [0, 0.95]"},
                                      {"phases[0].emit[0].failed_share_parameter", "the range of parameter 'much' must lie in [0, 1]"}}));
}

// A phase with a duration gives the clock back at its end, one without keeps it until the end of the attack. 500 ppm are 1.8 s
// an hour. An attack that leaves the clock alone draws as it did before there was such a thing.
TEST(UnitTimeline, a_clock_is_wrong_from_the_start_of_its_phase_until_its_end) {
  Scenario scenario = world_of("iot_gateway", 4);
  scenario.device_classes["iot_gateway"].reboots_per_30_days = 0;
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const auto timeline_of = [&](const std::string& first, const std::string& second) {
    const AttackTemplate attack = attack_of(
        "{id: X, title: x, memory_only: false, parameters: {back: {says: B., value: -7200, min: -9000, max: 0}, fast: {says: F., value: 500, "
        "max: 500}}, phases: [{id: one, delay: 1 h, duration: 2 h" + first + "}, {id: two, after: [one], delay: 10 min, emit: [{kind: process, "
        "commandlines: [id]}]" + second + "}]}");
    const CompiledAttack compiled(AttackId(0), attack, {}, 5, texts);
    return play(compiled, fleet, DeviceId(0), scenario.start_utc, scenario.start_utc + Duration::hours(5), 0);
  };
  const auto at = [&](double hours) { return scenario.start_utc + Duration::from_seconds(3600 * hours); };
  const UnitTimeline both = timeline_of(", clock: {shift_parameter: back}", ", clock: {drift_parameter: fast}");
  ASSERT_EQ(both.clocks.size(), 2U);
  EXPECT_EQ(both.clocks[0].from, at(1));
  EXPECT_EQ(both.clocks[0].until, at(3));
  EXPECT_EQ(both.clocks[0].phase, 0);
  EXPECT_EQ(both.clocks[0].error_at(at(2.9)), Duration::hours(-2));
  EXPECT_EQ(both.clocks[1].from, at(3) + Duration::minutes(10));
  EXPECT_EQ(both.clocks[1].until, at(5));
  EXPECT_EQ(both.clocks[1].error_at(both.clocks[1].from + Duration::hours(1)), Duration::milliseconds(1'800));
  const UnitTimeline drawn = timeline_of("", ", clock: {shift: {dist: uniform, min: -1 h, max: 1 h}, drift_ppm: -10}");
  ASSERT_EQ(drawn.clocks.size(), 1U);
  EXPECT_GE(drawn.clocks[0].shift, Duration::hours(-1));
  EXPECT_LE(drawn.clocks[0].shift, Duration::hours(1));
  const UnitTimeline none = timeline_of("", "");
  EXPECT_TRUE(none.clocks.empty());
  ASSERT_EQ(none.runs.size(), drawn.runs.size());
  EXPECT_EQ(none.runs.front().start, drawn.runs.front().start);
}

TEST(UnitTimeline, parameters_of_the_clock_must_be_able_to_be_one) {
  AttackTemplate attack = attack_of("{id: X, title: x, phases: [{id: turn, clock: {drift_ppm: 1}}]}");
  attack.parameters["far"] = {"F.", 0, 0, 4e9};
  attack.phases[0].clock.shift_parameter = "far";
  attack.phases[0].clock.drift_parameter = "nothing";
  EXPECT_EQ(problems_of(attack),
            (std::vector<PartProblem>{{"phases[0].clock.shift_parameter", "the range of parameter 'far' must lie in [-3155760000, 3155760000]"},
                                      {"phases[0].clock.drift_parameter", "no parameter is called 'nothing'"}}));
}

}  // namespace
}  // namespace picket::sim
