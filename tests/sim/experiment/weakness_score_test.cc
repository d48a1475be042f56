#include "sim/experiment/weakness_score.h"

#include <gmock/gmock.h>

#include "tests/sim/experiment/weakness_world.h"

// One day, twelve devices; the weakness of most tests is an open port from 2 h to 6 h on one of them.

namespace picket::sim {
namespace {

using test::WeakWorld;
using ::testing::IsEmpty;

constexpr const char* kOpenPort = "[{kind: open_port, start: 2 h, mend: 6 h, targets: {count: 1}}]";
constexpr std::int64_t kHour = 3'600'000'000;

struct Bench {
  explicit Bench(const std::string& weaknesses = kOpenPort)
      : w(weaknesses),
        score(w.plan(), standing, w.world.fleet().size(), w.world.start(), w.world.end()),
        evidence(w.plan().units().size()) {
    sight.collected.fill(true);
  }
  explicit Bench(const StandingRecommendations& before)
      : w(kOpenPort),
        standing(before),
        score(w.plan(), standing, w.world.fleet().size(), w.world.start(), w.world.end()),
        evidence(w.plan().units().size()) {
    sight.collected.fill(true);
  }

  void tell(double hours, DeviceId device, bool active, RecommendationType type = RecommendationType::kOpenPorts) {
    Recommendation change;
    change.time = w.at(hours);
    change.device = device;
    change.type = type;
    change.state = active ? RecommendationState::kActive : RecommendationState::kResolved;
    score.on_recommendation(change);
  }
  DeviceId weak(std::uint32_t unit = 0) const { return w.plan().units()[unit].device; }
  DeviceId sound() const { return DeviceId((weak().value() + 1) % 12); }
  WeaknessOutcome outcome(std::uint32_t unit = 0) const { return score.outcomes(evidence, sight).at(unit); }
  WeaknessNoise noise() const { return score.noise().at(0); }

  WeakWorld w;
  StandingRecommendations standing;
  WeaknessScore score;
  WeaknessEvidence evidence;
  WeaknessScore::Sight sight;
};

TEST(WeaknessScore, finds_what_was_recommended_while_it_was_there_and_times_it) {
  Bench b;
  b.tell(3, b.weak(), true);
  b.tell(8, b.weak(), false);
  const WeaknessOutcome o = b.outcome();
  EXPECT_TRUE(o.found);
  EXPECT_FALSE(o.late);
  EXPECT_EQ(o.start_us, 2 * kHour);
  EXPECT_EQ(o.found_us, kHour);
  EXPECT_TRUE(o.mended && o.to_resolve && o.resolved);
  EXPECT_EQ(o.resolved_us, 2 * kHour);
  EXPECT_EQ(o.missed_because, "");
  EXPECT_EQ(b.noise().wrong, 0);
  // Twelve device-days without the four hours.
  EXPECT_DOUBLE_EQ(b.noise().exposure_device_days, 12 - 4.0 / 24);
}

TEST(WeaknessScore, counts_the_first_time_and_the_first_end_after_mending) {
  Bench b;
  b.tell(3, b.weak(), true);
  b.tell(4, b.weak(), false);  // taken back while it was there
  b.tell(5, b.weak(), true);
  b.tell(7, b.weak(), false);
  EXPECT_EQ(b.outcome().found_us, kHour);
  EXPECT_EQ(b.outcome().resolved_us, kHour);
  EXPECT_EQ(b.noise().wrong, 0) << "a further one while it is there is no wrong one";
}

TEST(WeaknessScore, has_nothing_to_resolve_where_it_was_taken_back_before) {
  Bench b;
  b.tell(3, b.weak(), true);
  b.tell(4, b.weak(), false);
  EXPECT_TRUE(b.outcome().found);
  EXPECT_TRUE(b.outcome().mended);
  EXPECT_FALSE(b.outcome().to_resolve);
}

TEST(WeaknessScore, tells_what_came_only_after_mending_apart) {
  Bench b;
  b.tell(7, b.weak(), true);
  b.tell(9, b.weak(), false);
  const WeaknessOutcome o = b.outcome();
  EXPECT_TRUE(o.found && o.late);
  EXPECT_EQ(o.found_us, 5 * kHour);
  EXPECT_TRUE(o.to_resolve && o.resolved);
  EXPECT_EQ(o.resolved_us, 3 * kHour);
  EXPECT_EQ(b.noise().wrong, 0);
}

TEST(WeaknessScore, censors_what_is_not_resolved_at_the_horizon) {
  Bench b;
  b.tell(3, b.weak(), true);
  EXPECT_TRUE(b.outcome().to_resolve);
  EXPECT_FALSE(b.outcome().resolved);
  EXPECT_EQ(b.outcome().resolved_us, 18 * kHour);
}

TEST(WeaknessScore, calls_wrong_what_is_before_the_start_again_after_the_end_or_on_a_sound_device) {
  Bench b;
  b.tell(1, b.weak(), true);  // before the start
  b.tell(1.5, b.weak(), false);
  b.tell(3, b.weak(), true);
  b.tell(7, b.weak(), false);
  b.tell(8, b.weak(), true);    // again after mending
  b.tell(3, b.sound(), true);
  b.tell(3, b.weak(), true, RecommendationType::kBaseline);    // of a kind that nobody labelled
  b.tell(25, b.sound(), true);  // after the horizon
  EXPECT_EQ(b.noise().wrong, 3);
  EXPECT_EQ(b.outcome().found_us, kHour);
}

TEST(WeaknessScore, says_why_a_weak_device_was_missed_and_the_first_reason_counts) {
  Bench b;
  b.sight.merged = {true};
  EXPECT_EQ(b.outcome().missed_because, "not_attributed");
  b.sight.merged.clear();
  b.sight.collected.fill(false);
  EXPECT_EQ(b.outcome().missed_because, "not_collected");
  b.sight.collected.fill(true);
  EXPECT_EQ(b.outcome().missed_because, "not_due");
  b.evidence.reported(0);
  EXPECT_EQ(b.outcome().missed_because, "not_reached");
  b.evidence.recorded(0, b.w.world.end() + Duration::microseconds(1));
  EXPECT_EQ(b.outcome().missed_because, "not_reached");
  b.evidence.recorded(0, b.w.world.end());
  EXPECT_EQ(b.outcome().missed_because, "no_rule");
  b.tell(1, b.weak(), true);
  EXPECT_EQ(b.outcome().missed_because, "already_active");
  EXPECT_EQ(b.noise().wrong, 1);
}

TEST(WeaknessScore, does_not_count_again_what_stood_when_the_measured_period_began) {
  StandingRecommendations before;
  const Bench finder;
  Recommendation standing;
  standing.type = RecommendationType::kOpenPorts;
  standing.device = finder.weak();
  before.on_recommendation(standing);
  standing.device = finder.sound();
  before.on_recommendation(standing);
  standing.device = hub_identity(HubId(0));
  before.on_recommendation(standing);
  Bench b(before);
  EXPECT_EQ(b.noise().stood_before, 2);
  EXPECT_EQ(b.noise().wrong, 0);
  EXPECT_EQ(b.outcome().missed_because, "already_active");
  // Taken back and given anew while the weakness is there: found.
  b.tell(1, b.weak(), false);
  b.tell(3, b.weak(), true);
  EXPECT_TRUE(b.outcome().found);
}

// The same port from 2 h to 6 h and from 8 h to 10 h on all devices: what comes at 9 h is the second's, and what is still
// active when the second begins was watched from 6 h to 8 h.
TEST(WeaknessScore, gives_a_recommendation_to_the_weakness_that_is_there) {
  Bench b("[{kind: open_port, start: 2 h, mend: 6 h}, {kind: open_port, start: 8 h, mend: 10 h}]");
  const DeviceId device(0);
  b.tell(9, device, true);
  EXPECT_FALSE(b.outcome(0).found);
  EXPECT_TRUE(b.outcome(1).found);
  EXPECT_EQ(b.outcome(1).found_us, kHour);
  const DeviceId other(1);  // its units are the next two
  b.tell(3, other, true);
  EXPECT_TRUE(b.outcome(2).to_resolve);
  EXPECT_FALSE(b.outcome(2).resolved);
  EXPECT_EQ(b.outcome(2).resolved_us, 2 * kHour);
  EXPECT_EQ(b.outcome(3).missed_because, "already_active");
}

// Both are over, in whatever order the scenario names them: what comes at 12 h is the later one's, and so the earlier one has
// none to excuse the next.
TEST(WeaknessScore, excuses_one_late_recommendation_of_the_weakness_that_was_there_last) {
  for (const char* weaknesses : {"[{kind: open_port, start: 2 h, mend: 6 h}, {kind: open_port, start: 8 h, mend: 10 h}]",
                                        "[{kind: open_port, start: 8 h, mend: 10 h}, {kind: open_port, start: 2 h, mend: 6 h}]"}) {
    Bench b(weaknesses);
    const DeviceId device(0);
    b.tell(12, device, true);
    EXPECT_EQ(b.noise().wrong, 0) << weaknesses;
    b.tell(13, device, false);
    b.tell(14, device, true);
    EXPECT_EQ(b.noise().wrong, 1) << weaknesses;
    const bool first_is_later = b.w.plan().units()[0].start == b.w.at(8);
    EXPECT_EQ(b.outcome(0).found, first_is_later);
    EXPECT_EQ(b.outcome(1).found, !first_is_later);
  }
}

TEST(WeaknessScore, excuses_another_firewall_recommendation_of_a_weak_device) {
  Bench b("[{kind: permissive_firewall, start: 2 h, mend: 6 h, targets: {count: 1}}]");
  b.tell(3, b.weak(), true, RecommendationType::kPermissiveInputFirewallRules);
  EXPECT_FALSE(b.outcome().found);
  EXPECT_EQ(b.noise().wrong, 0);
  b.tell(3, b.sound(), true, RecommendationType::kPermissiveInputFirewallRules);
  EXPECT_EQ(b.noise().wrong, 1);
}

TEST(WeaknessLedger, has_each_unit_in_exactly_one_state) {
  Bench b("[{kind: open_port, start: 2 h, mend: 6 h}, {kind: weak_tls, start: 1 h}]");
  b.tell(3, DeviceId(0), true);
  b.tell(7, DeviceId(1), true);
  const auto outcomes = b.score.outcomes(b.evidence, b.sight);
  const ConservationLedger ledger = weakness_ledger(b.w.plan(), outcomes);
  EXPECT_THAT(ledger.check(), IsEmpty());
  EXPECT_EQ(ledger.stages().front().produced, 24);
  EXPECT_EQ(ledger.stages().front().delivered, 2);
  EXPECT_EQ(ledger.stages().front().dropped_total(), 22);
}

}  // namespace
}  // namespace picket::sim
