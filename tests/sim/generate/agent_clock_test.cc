// Ninety devices, an hour of ordinary life and three of a run in which five kiosks are attacked; there the clock is set
// two hours ahead, or back, with the shell. The same run with a shift that rounds to nothing, and draws as any other does, is
// the truth that it is held against.

#include "sim/generate/agent_clock.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "sim/generate/device_stage.h"
#include "tests/sim/experiment/feed_in_windows.h"
#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

constexpr std::size_t kShellPhase = 1;

Scenario scenario_with_shift(double seconds, const std::vector<std::string>& sets = {}) {
  Scenario scenario = test::small_scenario(sets);
  scenario.attack_templates.at("a15_reverse_shell").phases[kShellPhase].clock.shift = Distribution::constant(seconds);
  return scenario;
}

Scenario scenario_with_right_clocks(const std::vector<std::string>& sets = {}) { return scenario_with_shift(1e-9, sets); }

/// All that devices send, decoded from the bytes where there are any, and the labels of it.
struct ClockRun {
  struct Sent {
    DeviceId device;
    Time at;
    std::vector<Observation> observations;
    std::vector<MessageLabel> labels;
  };

  ClockRun(const Scenario& scenario, const std::string& policy, Duration window = Duration::minutes(10))
      : world(scenario, 0), stage(world, scenario.policy_templates.at(policy)) {
    const Encoding encoding = stage.policy().encoding;
    test::feed_in_windows(world, stage, window, [&](const ShardOutput& out, std::uint32_t) {
      for (const CarriedMessage& m : out.messages) {
        Sent& one = sent.emplace_back();
        one.device = m.device;
        one.at = m.created;
        if (m.holds_observations) {
          const auto begin = out.batch->observations.begin() + m.first_observation;
          one.observations.assign(begin, begin + m.observations);
        } else {
          TextTable texts(1U << 20, &world.texts());
          DecodedMessage decoded;
          const auto bytes = std::string_view(out.batch->bytes).substr(m.first_byte, m.body_bytes);
          ASSERT_TRUE(decode(encoding, bytes, {}, texts, decoded).ok());
          one.observations = decoded.observations;
        }
        const auto first = out.labels.begin() + m.label_begin;
        one.labels.assign(first, first + m.labels);
        for (const MessageLabel& label : one.labels) emitted[label.label.unit] += label.label.events;
      }
    });
  }
  World world;
  DeviceStage stage;
  std::vector<Sent> sent;
  std::map<std::uint32_t, std::uint64_t> emitted;
};

// What is sent when, by whom and with how many events stays as it was. Every time from the start of the phase on is ahead, or
// behind, by two hours, which are whole seconds as the wires have them; every other one is right. Each observation with a wrong
// time is labelled with the attack and the phase, or with another event of the attack, and no other observation of a device
// has a label that it did not have.
TEST(AgentClock, a_shift_reaches_what_is_sent_and_nothing_else) {
  for (const double shift : {7'200.0, -7'200.0}) {
    for (const std::string wire : {"sized", "exact"}) {
      for (const std::string policy : {"raw", "g1_c", "g2_linux", "picket"}) {
        if (shift < 0 && policy != "picket" && policy != "g1_c") continue;
        const std::string what = policy + ", " + wire + ", " + std::to_string(shift);
        // With this seed g1_c has events that nothing joined, whose times are told whole; with others it can have none.
        const std::vector<std::string> sets{"wire=" + wire, "seed=1"};
        const ClockRun right(scenario_with_right_clocks(sets), policy);
        const ClockRun wrong(scenario_with_shift(shift, sets), policy);
        ASSERT_EQ(right.sent.size(), wrong.sent.size()) << what;
        const AttackPlan& attacks = wrong.world.attacks();
        std::size_t shifted = 0;
        std::size_t whole = 0;
        for (std::size_t i = 0; i < right.sent.size(); ++i) {
          const ClockRun::Sent& a = right.sent[i];
          const ClockRun::Sent& b = wrong.sent[i];
          ASSERT_EQ(a.at, b.at) << what;
          ASSERT_EQ(a.observations.size(), b.observations.size()) << what;
          std::set<std::uint32_t> evidence;
          for (const MessageLabel& label : b.labels) evidence.insert(label.observation);
          for (std::size_t o = 0; o < a.observations.size(); ++o) {
            const Observation& x = a.observations[o];
            const Observation& y = b.observations[o];
            EXPECT_EQ(x.hit_count, y.hit_count);
            bool differs = false;
            for (const auto time : {&Observation::first_time, &Observation::last_time}) {
              const Duration by = y.*time - x.*time;
              differs = differs || by != Duration();
              if (by == Duration()) continue;
              EXPECT_TRUE(attacks.touches_clock(b.device)) << what;
              EXPECT_EQ(by > Duration(), shift > 0) << what;
              EXPECT_LE(std::abs(by.to_seconds()), std::abs(shift)) << what;
              // On the wire these are told as times before the event's own, which is the message's where something was
              // merged: they end there if the clock was set back, or set right, between them and it. The first is not
              // after the last.
              const Time made = Time::from_unix_seconds((b.at + Duration::from_seconds(shift)).unix_seconds());
              if ((shift < 0 && (y.*time == made || (y.first_time == y.last_time && x.first_time != x.last_time))) || !attacks.clock(b.device, b.at)) continue;
              ++whole;
              EXPECT_EQ(by, Duration::from_seconds(shift)) << what;
            }
            if (!differs) continue;
            ++shifted;
            EXPECT_TRUE(evidence.contains(static_cast<std::uint32_t>(o))) << what;
          }
          std::size_t clocks = 0;
          for (const MessageLabel& label : b.labels) {
            const bool before = std::ranges::any_of(a.labels, [&](const MessageLabel& other) {
              return other.observation == label.observation && other.label.joins(label.label) &&
                     other.label.events == label.label.events && other.label.first_event == label.label.first_event;
            });
            if (before) continue;
            ++clocks;
            EXPECT_EQ(label.label.step, kShellPhase) << what;
            EXPECT_EQ(label.label.events, 1U) << what;
            EXPECT_EQ(attacks.units()[label.label.unit].device, b.device) << what;
            EXPECT_GE(label.label.first_event, attacks.units()[label.label.unit].start) << what;
            EXPECT_LE(label.label.first_event, b.at) << what;
          }
          EXPECT_EQ(b.labels.size(), a.labels.size() + clocks) << what;
        }
        EXPECT_GT(shifted, 20U) << what;
        EXPECT_GT(whole, 20U) << what;
      }
    }
  }
}

TEST(AgentClock, wrong_times_are_counted_as_the_attacks_events_and_all_are_accounted_for) {
  const Scenario scenario = scenario_with_shift(7'200);
  for (const std::string policy : {"raw", "g1_c", "g2_linux", "picket"}) {
    const ClockRun run(scenario, policy);
    const ClockRun right(scenario_with_right_clocks(), policy);
    const auto lost = run.stage.labels_lost();
    const auto held = run.stage.labels_held();
    std::uint64_t more = 0;
    for (std::uint32_t u = 0; u < run.world.attacks().units().size(); ++u) {
      const UnitTally tally = run.stage.tally(u);
      std::uint64_t found = tally.sensor_lost.total() + tally.no_agent;
      for (const auto& [key, events] : lost) found += key.first.unit == u ? events : 0;
      for (const auto& [step, events] : held) found += step.unit == u ? events : 0;
      if (run.emitted.contains(u)) found += run.emitted.at(u);
      EXPECT_EQ(found, tally.produced) << policy << ", unit " << u;
      more += tally.produced - right.stage.tally(u).produced;
    }
    EXPECT_GT(more, 10U) << policy;
    const DeviceCounts counts = run.stage.counts();
    EXPECT_EQ(counts.produced, right.stage.counts().produced);
    EXPECT_EQ(counts.observed + counts.snapshots + run.stage.carried_in(),
              counts.emitted_hits + run.stage.held() + counts.agent_dropped.total()) << policy;
  }
}

TEST(AgentClock, says_the_same_however_time_is_cut) {
  const Scenario scenario = scenario_with_shift(7'200);
  const auto by_device = [](const ClockRun& run) {
    std::map<std::uint32_t, std::vector<Observation>> out;
    for (const ClockRun::Sent& sent : run.sent) {
      auto& of = out[sent.device.value()];
      of.insert(of.end(), sent.observations.begin(), sent.observations.end());
    }
    return out;
  };
  for (const std::string policy : {"raw", "g1_c", "picket"}) {
    EXPECT_EQ(by_device(ClockRun(scenario, policy, Duration::hours(3))), by_device(ClockRun(scenario, policy, Duration::seconds(97)))) << policy;
  }
}

// A drift is an error of its own at each time. What was merged over the step spans it; set back, it ends before it began.
TEST(AgentClock, shows_each_time_with_the_error_that_it_had_then) {
  Scenario scenario = scenario_with_shift(-3'600);
  scenario.attack_templates.at("a15_reverse_shell").phases[kShellPhase].clock.drift_ppm = 1'000;
  const World world(scenario, 0);
  const AttackPlan& attacks = world.attacks();
  const auto unit = std::ranges::find_if(attacks.units(), [&](const AttackUnit& u) { return attacks.touches_clock(u.device); });
  ASSERT_NE(unit, attacks.units().end());
  const AgentClock clock(attacks, world.faults(), unit->device);
  ASSERT_TRUE(clock.is_touched());
  Time since = unit->start;
  while (!attacks.clock(unit->device, since)) since += Duration::seconds(1);
  since = attacks.clock(unit->device, since).value().since;
  Observation o;
  o.first_time = o.window_start = since - Duration::seconds(10);
  o.last_time = o.window_end = since + Duration::seconds(20);
  const Observation shown = clock.shown(o);
  EXPECT_EQ(shown.first_time, o.first_time);
  EXPECT_EQ(shown.last_time, o.last_time - Duration::hours(1) + Duration::milliseconds(20));
  const AgentClock::Evidence late = clock.evidence(o, since + Duration::seconds(30)).value();
  EXPECT_EQ(late.first, o.last_time);
  EXPECT_EQ(late.clock.step, kShellPhase);
  o.last_time = o.window_end = since - Duration::seconds(5);
  EXPECT_EQ(clock.evidence(o, since + Duration::seconds(30)).value().first, since + Duration::seconds(30));
  for (std::uint32_t d = 0; d < world.fleet().size(); ++d) {
    if (attacks.units_on(DeviceId(d)).empty()) {
      EXPECT_FALSE(AgentClock(attacks, world.faults(), DeviceId(d)).is_touched());
      EXPECT_EQ(AgentClock(attacks, world.faults(), DeviceId(d)).shown(since), since);
    }
  }
}

}  // namespace
}  // namespace picket::sim
