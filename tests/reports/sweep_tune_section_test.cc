// What fresh seeds said, how the search went, and cost against the size of the fleet.

#include <cmath>

#include "reports/sweep_sections.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/sweep_section_sample.h"

namespace picket {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(SweepTuneSection, a_sweep_has_no_certification_and_no_search) {
  EXPECT_EQ(section_of(sweep_sample(), append_certification), "");
  EXPECT_EQ(section_of(sweep_sample(), append_search), "");
}

TEST(SweepTuneSection, says_what_was_asked_for_and_each_verdict_with_its_missing_runs) {
  const std::string html = section_of(sweep_sample({.tune = true}), append_certification);
  EXPECT_THAT(html, HasSubstr("<li>cost usd per month: less is better</li>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"worse\"><b>FAIL</b></td><th scope=\"row\">p0006<span class=\"detail\">"));
  EXPECT_THAT(html, HasSubstr("policy.g2_linux.window = 5 min, policy.g2_linux.encoding = cbor, fleet[0].count = 100"));
  EXPECT_EQ(times(html, "cheapest"), 1U);
  EXPECT_THAT(html, HasSubstr("<td class=\"number\">120</td>"));
}

TEST(SweepTuneSection, says_that_nothing_was_certified) {
  SweepStudy study = sweep_sample({.tune = true});
  study.tune->certified.clear();
  EXPECT_THAT(section_of(study, append_certification), HasSubstr("<p>Nothing was certified.</p>"));
}

// 1 - 1 / n rises with each evaluation but the first, which has none yet; one that does not rise has no row.
TEST(SweepTuneSection, of_the_search_lists_the_evaluations_that_raised_the_volume) {
  SweepStudy study = sweep_sample({.tune = true});
  EXPECT_EQ(times(section_of(study, append_search), "<th scope=\"row\">"), 15U);
  study.tune->hypervolume[5] = study.tune->hypervolume[4];
  const std::string html = section_of(study, append_search);
  EXPECT_EQ(times(html, "<th scope=\"row\">"), 14U);
  EXPECT_THAT(html, Not(HasSubstr("<th scope=\"row\">p0006</th>")));
  EXPECT_THAT(html, HasSubstr("after each of 16 evaluations by gp-ehvi; it ends at "));
  study.tune->hypervolume.assign(16, std::nan(""));
  EXPECT_EQ(times(section_of(study, append_search), "<th scope=\"row\">"), 0U);
}

TEST(SweepTuneSection, cost_goes_from_small_to_large_fleets_however_their_size_is_written) {
  SweepStudy study = sweep_sample();
  for (const char* path : {"fleet[0].count", "fleet.kiosk.count", "fleet[kiosk].count"}) {
    study.parameters[2].path = path;
    const std::string html = section_of(study, append_fleet_cost);
    EXPECT_EQ(times(html, "<th scope=\"row\">"), 32U) << path;
    EXPECT_LT(html.rfind("<th scope=\"row\">100</th>"), html.find("<th scope=\"row\">400</th>")) << path;
  }
  study.parameters[2].path = "attacks.shell.targets.count";
  EXPECT_EQ(section_of(study, append_fleet_cost), "");
}

}  // namespace
}  // namespace picket
