#include "pipeline_core/learn/score_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "agent_core/base/random.h"
#include "pipeline_core/learn/egress_volume.h"
#include "tests/pipeline_core/clock.h"

// The law behind a score: a model with a threshold raises in a period if and only if the score of the period reaches
// it. Each model is its own truth: it is run again with thresholds just below and just above the score.

namespace picket {
namespace {

using testing_support::in_hour;

constexpr DeviceId kDevice{70};

std::vector<double> sorted(std::span<const double> scores) {
  std::vector<double> all(scores.begin(), scores.end());
  std::sort(all.begin(), all.end(), std::greater<>());
  return all;
}

ScoreRecord record_with(const BehaviourSettings& behaviour, std::size_t kept = ScoreRecord::kMost) {
  return {NoveltySettings{}, behaviour, Duration::hours(1), kept};
}

struct Sighted {
  Time time;
  std::uint32_t points;
  double nats;
};

bool raises(const std::vector<Sighted>& life, NoveltyFamily family, double min_surprise) {
  NoveltyState state;
  const NoveltySettings settings;
  std::uint32_t n = 0;
  for (const Sighted& s : life) {
    if (s.nats >= min_surprise && state.add(family, Sighting(s.time, ++n, 0, s.points), settings)) return true;
  }
  return false;
}

TEST(ScoreRecord, novelty_s_score_is_the_surprise_that_still_alerts) {
  std::size_t scored = 0;
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    const auto family = static_cast<NoveltyFamily>(random.next() % kNoveltyFamilies);
    std::vector<Sighted> life;
    double minutes = 0;
    for (std::uint64_t i = 0, n = 2 + random.next() % 7; i < n; ++i) {
      minutes += 25 * random.uniform();
      const auto points = static_cast<std::uint32_t>(family == NoveltyFamily::kPeer ? 1 + random.next() % 2 : 1);
      life.push_back({in_hour(0, 0) + Duration::from_seconds(60 * minutes), points, 10 * random.uniform()});
    }
    // One period for all, so that the record holds one score at most.
    ScoreRecord record({}, {}, Duration::days(3650));
    for (const Sighted& s : life) record.add_sighting(kDevice, family, s.time, s.points, s.nats);
    record.finish();
    const auto scores = record.scores(ScoredModel::kNovelty);
    if (scores.empty()) {
      EXPECT_FALSE(raises(life, family, 0)) << seed;
      continue;
    }
    ++scored;
    ASSERT_EQ(scores.size(), 1U);
    EXPECT_TRUE(raises(life, family, scores[0])) << seed;
    EXPECT_FALSE(raises(life, family, scores[0] + 1e-9)) << seed;
  }
  EXPECT_GT(scored, 50U);
}

/// A life with a burst or two; what the behaviour models raise, and the scores of their windows.
std::vector<BehaviourShift> live(std::uint32_t seed, const BehaviourSettings& settings, std::vector<WindowScore>* scores) {
  RandomStream random(seed, 0, 0, Purpose::kTest);
  Behaviour behaviour;
  std::vector<BehaviourShift> raised;
  for (std::int64_t h = 0; h < 400; ++h) {
    const bool burst = h > 200 && random.uniform() < 0.1;
    const auto flows = static_cast<std::uint32_t>(random.poisson(burst ? 60 : 20));
    behaviour.add({in_hour(h), in_hour(h), flows, 1 + static_cast<std::uint64_t>(h % 3), 50'000, 0, 1, 0},
                  {in_hour(h), false, false, scores}, settings, raised);
  }
  return raised;
}

double largest(const std::vector<double>& all) { return all.empty() ? 0 : *std::max_element(all.begin(), all.end()); }

TEST(ScoreRecord, level_and_drift_alert_if_and_only_if_a_score_reaches_the_threshold) {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    BehaviourSettings open;
    open.threshold = 1'000;
    open.drift.threshold = 63;
    open.persistence = {1 + seed % 3, 3 + seed % 2};
    std::vector<WindowScore> windows;
    ASSERT_TRUE(live(seed, open, &windows).empty());
    ScoreRecord record = record_with(open);
    for (const WindowScore& w : windows) record.add_window(kDevice, w);
    record.finish();
    const double level = largest(sorted(record.scores(ScoredModel::kLevel)));
    const double drift = largest(sorted(record.scores(ScoredModel::kDrift)));
    ASSERT_GT(level, 0.1);
    ASSERT_GT(drift, 0.1);
    const auto raised = [&](double at_level, double at_drift, bool as_drift) {
      BehaviourSettings settings = open;
      settings.threshold = at_level;
      settings.drift.threshold = at_drift;
      const auto shifts = live(seed, settings, nullptr);
      return std::count_if(shifts.begin(), shifts.end(), [&](const BehaviourShift& s) { return s.drift == as_drift; }) > 0;
    };
    EXPECT_TRUE(raised(level - 1e-3, 63, false)) << seed;
    EXPECT_FALSE(raised(level + 1e-3, 63, false)) << seed;
    EXPECT_TRUE(raised(1'000, drift - 2e-3, true)) << seed;
    EXPECT_FALSE(raised(1'000, drift + 2e-3, true)) << seed;
  }
}

TEST(ScoreRecord, egress_alerts_if_and_only_if_its_ratio_exceeds_the_factor) {
  const auto life = [](std::uint32_t seed, double factor, double& ratio) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    EgressSettings settings;
    settings.factor = factor;
    EgressVolume egress;
    bool alert = false;
    ratio = 0;
    for (int h = 0; h < 60; ++h) {
      for (int part = 0; part < 3; ++part) {
        const auto bytes = static_cast<std::uint64_t>(1e7 * -std::log(1 - random.uniform()) * (random.uniform() < 0.02 ? 8 : 1));
        alert = egress.add(in_hour(h), bytes, 1, 0, false, false, settings) == EgressVolume::Added::kAlert || alert;
        ratio = std::max(ratio, egress.ratio(settings));
      }
    }
    return alert;
  };
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    double ratio = 0;
    double ignored = 0;
    ASSERT_FALSE(life(seed, EgressVolume::kLargestRatio, ratio));
    EXPECT_TRUE(life(seed, ratio - 1e-6, ignored)) << seed;
    EXPECT_FALSE(life(seed, ratio + 1e-6, ignored)) << seed;
  }
}

TEST(ScoreRecord, a_period_counts_once_at_its_largest) {
  ScoreRecord record = record_with({});
  record.add_egress(kDevice, in_hour(0), 2);
  record.add_egress(kDevice, in_hour(0, 50), 5);
  record.add_egress(kDevice, in_hour(0, 55), 3);
  record.add_egress(kDevice, in_hour(1), 1.5);
  record.add_egress(DeviceId(3), in_hour(0), 4);
  record.finish();
  EXPECT_EQ(sorted(record.scores(ScoredModel::kEgress)), (std::vector<double>{5, 4, 1.5}));
  EXPECT_TRUE(record.scores(ScoredModel::kNovelty).empty());
}

TEST(ScoreRecord, what_is_late_counts_for_the_newest_period) {
  ScoreRecord record = record_with({});
  record.add_egress(kDevice, in_hour(1), 2);
  record.add_egress(kDevice, in_hour(0), 7);
  record.finish();
  EXPECT_EQ(sorted(record.scores(ScoredModel::kEgress)), std::vector<double>{7});
}

TEST(ScoreRecord, keeps_the_largest_within_its_bound_whatever_the_order) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    ScoreRecord record = record_with({}, 10);
    std::vector<double> all;
    for (std::uint32_t d = 0; d < 100; ++d) {
      all.push_back(1 + random.uniform());
      record.add_egress(DeviceId(d), in_hour(0), all.back());
    }
    record.finish();
    std::sort(all.begin(), all.end(), std::greater<>());
    all.resize(10);
    EXPECT_EQ(sorted(record.scores(ScoredModel::kEgress)), all);
  }
}

TEST(ScoreRecord, a_gap_longer_than_the_persistence_does_not_add_up) {
  BehaviourSettings settings;
  settings.persistence = {2, 3};
  const auto scores_of = [&](std::uint32_t apart) {
    ScoreRecord record = record_with(settings);
    record.add_window(kDevice, {Feature::kFlows, 1'000, 9, 0});
    record.add_window(kDevice, {Feature::kFlows, 1'000 + apart, 8, 0});
    record.finish();
    return sorted(record.scores(ScoredModel::kLevel));
  };
  EXPECT_EQ(scores_of(2), std::vector<double>{8});
  EXPECT_TRUE(scores_of(3).empty());
}

}  // namespace
}  // namespace picket
