#include "sim/scenario/fault.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "sim/scenario/fault_fields.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {
namespace {

TEST(Fault, kinds_have_words_and_numbers_of_the_catalogue_of_their_own) {
  std::set<std::string_view> words;
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < kFaultKinds; ++i) {
    const FaultKindInfo& info = info_of(static_cast<FaultKind>(i));
    EXPECT_EQ(info.kind, static_cast<FaultKind>(i));
    EXPECT_TRUE(words.insert(info.word).second) << info.word;
    EXPECT_TRUE(ids.insert(info.id).second) << info.id;
  }
  EXPECT_EQ(type_of<FaultKind>().words.size(), kFaultKinds);
  EXPECT_EQ(type_of<FaultKind>().words[3].name, "hub_outage");
}

// Catalogue, section 4: F01 30 min in the median, F03 12 h, F04 45 min, F02 5.6 h in 1.4 cuts a year.
TEST(Fault, lasts_as_long_as_the_catalogue_says_unless_it_is_given) {
  Fault fault;
  fault.kind = FaultKind::kLinkLoss;
  EXPECT_EQ(duration_of(fault).a, 1'800);
  fault.kind = FaultKind::kCarrierOutage;
  EXPECT_EQ(duration_of(fault), Distribution::constant(43'200));
  fault.kind = FaultKind::kHubOutage;
  EXPECT_EQ(duration_of(fault), Distribution::constant(2'700));
  fault.kind = FaultKind::kPowerCut;
  EXPECT_NEAR(duration_of(fault).mean(), 5.6 * 3'600 / 1.4, 1);
  fault.kind = FaultKind::kGatewayReboot;
  EXPECT_EQ(duration_of(fault).mean(), 180);
  fault.kind = FaultKind::kNameServiceOutage;
  EXPECT_EQ(duration_of(fault), Distribution::constant(3'600));
  fault.kind = FaultKind::kRegistrationStorm;
  EXPECT_EQ(duration_of(fault), Distribution::constant(600));
  fault.kind = FaultKind::kSimQuotaSpent;
  EXPECT_EQ(duration_of(fault), Distribution::constant(kUntilTheEnd));
  fault.kind = FaultKind::kClockDrift;
  EXPECT_EQ(duration_of(fault), Distribution::constant(kUntilTheEnd));
  fault.duration = Distribution::constant(5);
  EXPECT_EQ(duration_of(fault), Distribution::constant(5));
}

TEST(Fault, parameters_that_are_not_given_have_the_values_that_their_sentences_say) {
  const Fault fault;
  EXPECT_EQ(recovery_of(fault), Duration::hours(4));
  EXPECT_EQ(boot_of(fault).a, 5);
  EXPECT_EQ(boot_of(fault).b, 90);
  EXPECT_EQ(refusal_of(fault), Duration::seconds(10));
  EXPECT_EQ(sends_per_second_of(fault) + connects_per_second_of(fault), 0);
  EXPECT_EQ(requests_per_minute_of(fault), 1'000U);
  EXPECT_EQ(poll_interval_of(fault), Duration::seconds(3));
  EXPECT_EQ(client_timeout_of(fault), Duration::seconds(60));
  EXPECT_EQ(restart_backoff_of(fault), Duration());
  EXPECT_FALSE(honours_retry_after_of(fault));
  EXPECT_EQ(retry_after_of(fault), Duration::seconds(30));
  EXPECT_EQ(drift_ppm_of(fault).a, 78);
  EXPECT_EQ(drift_ppm_of(fault).max, 500);
  EXPECT_EQ(unsynchronised_of(fault), Duration());
  EXPECT_EQ(zone_shift_of(fault), Distribution::constant(3'600));
  EXPECT_EQ(after_reconnect_of(fault), Duration::minutes(5));
  EXPECT_EQ(lost_answer_share_of(fault), 0.02);
  EXPECT_EQ(copied_share_of(fault), 0.01);
  EXPECT_EQ(late_share_of(fault), 0.02);
  EXPECT_EQ(late_by_of(fault).mean(), 30);
  EXPECT_EQ(events_per_second_of(fault), 50);
  EXPECT_EQ(commandline_of(fault), "/usr/bin/health-check");
  EXPECT_EQ(distinct_commandlines_of(fault), 1U);
  EXPECT_EQ(down_of(fault).mean(), 30);
  EXPECT_EQ(up_of(fault).a, 60);
  EXPECT_EQ(copies_of(fault), 2U);
  EXPECT_EQ(quota_share_of(fault), 1);
  EXPECT_EQ(shift_of(fault).b, 0);
  EXPECT_EQ(throttled_bandwidth_of(fault).bits_per_second, 64'000);
  EXPECT_EQ(resolve_timeout_of(fault), Duration::seconds(10));
  EXPECT_EQ(lag_of(fault).a, 60);
  EXPECT_EQ(lag_of(fault).b, 1);
  EXPECT_EQ(lag_of(fault).max, 3'600);
}

}  // namespace
}  // namespace picket::sim
