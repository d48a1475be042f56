#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "reports/sections.h"

namespace picket {
namespace {

/// Two policies with one measure; `difference` belongs to the second.
std::string differences_of(std::optional<sim::Estimate> difference) {
  sim::StudyResult study;
  study.reference_policy = "a";
  for (const char* name : {"a", "b"}) {
    sim::PolicyResult& policy = study.policies.emplace_back();
    policy.policy = name;
    sim::Measure& measure = policy.measures.emplace_back();
    measure.name = "cost_usd_per_month";
    measure.unit = "USD/month";
    measure.estimate.value = 200;
  }
  study.policies[1].measures[0].difference = difference;
  std::string out;
  append_differences(sized_hub(study), out);
  return out;
}

TEST(Differences, are_bold_when_their_interval_leaves_out_zero) {
  const std::string html = differences_of(sim::Estimate{-50, -60, -40, false, 10});
  EXPECT_NE(html.find("<b>-$50.00</b> <span class=\"unit\">(-25 %)</span><span class=\"ci\">[-$60.00, -$40.00]"),
            std::string::npos)
      << html;
}

TEST(Differences, carry_a_tilde_when_they_may_be_none) {
  EXPECT_NE(differences_of(sim::Estimate{20, -5, 45, false, 10}).find("~ +$20.00"), std::string::npos);
}

TEST(Differences, claim_nothing_without_an_interval) {
  const std::string html = differences_of(sim::Estimate{20, std::nullopt, std::nullopt, false, 2});
  EXPECT_NE(html.find(">+$20.00 "), std::string::npos);
  EXPECT_EQ(html.find("<b>"), std::string::npos);
}

TEST(Differences, are_left_out_when_there_are_none) { EXPECT_EQ(differences_of(std::nullopt), ""); }

}  // namespace
}  // namespace picket
