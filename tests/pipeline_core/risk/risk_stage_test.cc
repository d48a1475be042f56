#include "pipeline_core/risk/risk_stage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "agent_core/base/random.h"
#include "tests/pipeline_core/risk/incident_list.h"

namespace picket {
namespace {

using test::IncidentList;
using test::kRiskStart;
using test::risk_event;

std::vector<RiskEvent> random_events(std::uint64_t seed) {
  RandomStream random(seed, 0, 0, Purpose::kTest);
  std::vector<RiskEvent> events;
  for (int i = 0; i < 3'000; ++i) {
    RiskEvent event = risk_event(Duration::minutes(random.below(20 * 24 * 60)), random.below(40), random.below(8),
                                 static_cast<Severity>(random.below(4)), TacticSet{1} << random.below(5));
    event.device_class = ClassId(event.device.value() % 2);
    events.push_back(event);
  }
  std::sort(events.begin(), events.end(), [](const RiskEvent& a, const RiskEvent& b) { return a.order() < b.order(); });
  return events;
}

TEST(RiskStage, tells_the_same_whenever_it_is_looked_at) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const auto events = random_events(seed);
    std::vector<std::tuple<std::uint32_t, IncidentState, Time, std::uint64_t, double>> told[2];
    for (int often = 0; often < 2; ++often) {
      RiskStage stage{RiskSettings{}};
      IncidentList list;
      Time looked = kRiskStart;
      for (const RiskEvent& event : events) {
        for (; often == 1 && looked < event.time; looked += Duration::hours(1)) stage.advance(looked, list);
        stage.add(event, list);
      }
      stage.advance(kRiskStart + Duration::days(60), list);
      for (const Incident& i : list.all) told[often].push_back({i.number, i.state, i.time, i.findings, i.score});
    }
    EXPECT_EQ(told[0], told[1]);
    EXPECT_GT(told[0].size(), 100U) << "the sample has incidents";
    EXPECT_TRUE(std::is_sorted(told[0].begin(), told[0].end(),
                               [](const auto& a, const auto& b) { return std::get<Time>(a) < std::get<Time>(b); }));
  }
}

TEST(RiskStage, balances_what_it_opened_and_closed) {
  RiskStage stage{RiskSettings{}};
  IncidentList list;
  const auto events = random_events(9);
  for (const RiskEvent& event : events) stage.add(event, list);
  RiskCounts counts = stage.counts();
  EXPECT_EQ(counts.contributions, events.size());
  EXPECT_GT(counts.incidents_open, 0U);
  EXPECT_GT(counts.campaigns_opened, 0U);
  EXPECT_EQ(counts.incidents_opened, counts.incidents_closed + counts.incidents_open);
  stage.advance(kRiskStart + Duration::days(60), list);
  counts = stage.counts();
  EXPECT_EQ(counts.incidents_open, 0U);
  EXPECT_EQ(counts.incidents_opened, counts.incidents_closed);
  std::uint32_t last = 0;
  for (const Incident& incident : list.all) {
    if (incident.state != IncidentState::kOpened) continue;
    EXPECT_EQ(incident.number, ++last);
  }
  EXPECT_EQ(last, counts.incidents_opened);
}

TEST(RiskStage, can_be_off) {
  RiskSettings settings;
  settings.enabled = false;
  RiskStage stage(settings);
  IncidentList list;
  for (std::uint32_t rule = 0; rule < 10; ++rule) stage.add(risk_event({}, 1, rule, Severity::kHigh), list);
  EXPECT_TRUE(list.all.empty());
  EXPECT_EQ(stage.counts().contributions, 0U);
}

}  // namespace
}  // namespace picket
