#include "pipeline_core/risk/baseline_freeze.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/clock.h"

namespace picket {
namespace {

using testing_support::kStart;

struct Kept final : IncidentSink {
  void on_incident(const Incident& incident) override { incidents.push_back(incident); }
  std::vector<Incident> incidents;
};

Incident incident(IncidentKind kind, IncidentState state, Time time) {
  Incident made{};
  made.kind = kind;
  made.state = state;
  made.time = time;
  made.device = DeviceId(7);
  return made;
}

TEST(BaselineFreeze, lasts_from_the_full_hour_after_the_opening_to_the_one_after_the_close) {
  const FreezeSettings settings;
  BaselineFreeze freeze(settings);
  Kept kept;
  freeze.pass_to(kept);
  freeze.on_incident(incident(IncidentKind::kScore, IncidentState::kOpened, kStart + Duration::seconds(1)));
  freeze.on_incident(incident(IncidentKind::kScore, IncidentState::kUpdated, kStart + Duration::minutes(30)));
  freeze.on_incident(incident(IncidentKind::kTactics, IncidentState::kClosed, kStart + Duration::hours(5)));
  EXPECT_EQ(kept.incidents.size(), 3u);
  ASSERT_EQ(freeze.changes().size(), 2u);
  EXPECT_EQ(freeze.changes()[0].after, kStart + Duration::hours(1));
  EXPECT_EQ(freeze.changes()[0].device, DeviceId(7));
  EXPECT_EQ(freeze.changes()[0].until, kStart + Duration::hours(1) + settings.limit);
  EXPECT_EQ(freeze.changes()[1].after, kStart + Duration::hours(5));
  EXPECT_EQ(freeze.changes()[1].until, kStart + Duration::hours(5));
}

TEST(BaselineFreeze, is_not_what_campaigns_are_for_and_can_be_switched_off) {
  FreezeSettings settings;
  Kept kept;
  for (const bool enabled : {true, false}) {
    settings.enabled = enabled;
    BaselineFreeze freeze(settings);
    freeze.pass_to(kept);
    freeze.on_incident(
        incident(enabled ? IncidentKind::kCampaign : IncidentKind::kScore, IncidentState::kOpened, kStart));
    EXPECT_TRUE(freeze.changes().empty());
  }
  EXPECT_EQ(kept.incidents.size(), 2u);
}

}  // namespace
}  // namespace picket
