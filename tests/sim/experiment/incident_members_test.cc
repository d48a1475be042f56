#include "sim/experiment/incident_members.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Time kOpened = Time::from_unix_seconds(1'772'539'200);
constexpr ClassId kClass{1};

struct Members {
  IncidentMembers members{RiskSettings{}};
  std::uint64_t next = 0;

  /// Gives the finding the next number.
  void add(Duration after_opening, std::uint32_t device, std::uint32_t alert, ClassId device_class = kClass) {
    members.add(kOpened + after_opening, DeviceId(device), device_class, alert, Uuid{0, ++next});
  }
  std::vector<std::uint64_t> of(IncidentKind kind, Duration time) const {
    Incident incident;
    incident.kind = kind;
    incident.opened = kOpened;
    incident.time = kOpened + time;
    incident.device = DeviceId(5);
    incident.device_class = kClass;
    incident.alert = 9;
    std::vector<std::uint64_t> numbers;
    for (const IncidentMembers::Member& member : members.of(incident)) numbers.push_back(member.uid.low);
    return numbers;
  }
};

// The score looks 24 hours back, tactics 7 days; defaults of RiskSettings.
TEST(IncidentMembers, of_a_device_are_its_findings_from_as_far_back_as_the_trigger_looks) {
  Members m;
  m.add(Duration::hours(-25), 5, 1);
  m.add(Duration::hours(-1), 5, 2);
  m.add(Duration::hours(-1), 6, 2);
  m.add(Duration(), 5, 9);
  m.add(Duration::hours(2), 5, 1);
  EXPECT_THAT(m.of(IncidentKind::kScore, Duration()), ElementsAre(2, 4));
  EXPECT_THAT(m.of(IncidentKind::kScore, Duration::hours(2)), ElementsAre(2, 4, 5));
  EXPECT_THAT(m.of(IncidentKind::kTactics, Duration()), ElementsAre(1, 2, 4));
}

TEST(IncidentMembers, of_a_campaign_are_findings_of_its_alert_on_devices_of_its_class) {
  Members m;
  m.add(Duration::hours(-24), 1, 9);
  m.add(Duration::hours(-23), 2, 9);
  m.add(Duration::hours(-1), 3, 8);
  m.add(Duration::hours(-1), 4, 9, ClassId(2));
  m.add(Duration(), 5, 9);
  m.add(Duration::hours(1), 6, 9);
  EXPECT_THAT(m.of(IncidentKind::kCampaign, Duration()), ElementsAre(2, 5));
  EXPECT_THAT(m.of(IncidentKind::kCampaign, Duration::hours(5)), ElementsAre(2, 5, 6));
}

TEST(IncidentMembers, are_the_first_ones_up_to_a_bound) {
  Members m;
  EXPECT_THAT(m.of(IncidentKind::kScore, Duration()), IsEmpty());
  for (std::size_t i = 0; i < IncidentMembers::kMaxFindings + 1; ++i) m.add(Duration(), 5, 1);
  EXPECT_EQ(m.of(IncidentKind::kScore, Duration()).size(), IncidentMembers::kMaxNamed);
  m.add(Duration(), 7, 9);
  EXPECT_THAT(m.of(IncidentKind::kCampaign, Duration()), IsEmpty()) << "beyond the bound no finding is kept";
}

}  // namespace
}  // namespace picket::sim
