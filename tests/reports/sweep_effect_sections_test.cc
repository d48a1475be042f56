// What parameters do: slices, shares of variance, differences and how means settle.

#include "reports/sweep_sections.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/sweep_section_sample.h"

namespace picket {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Of each of two policies and four measures: four windows, two encodings, two fleets.
TEST(SweepEffectSections, slices_have_a_row_for_each_level) {
  const std::string html = section_of(sweep_sample(), append_slices);
  EXPECT_THAT(html, HasSubstr("data-plot=\"slices\""));
  EXPECT_EQ(times(html, "<th scope=\"row\">policy.g2_linux.window</th>"), 2U * 4 * 4);
  EXPECT_EQ(times(html, "<th scope=\"row\">fleet[0].count</th>"), 2U * 4 * 2);
}

TEST(SweepEffectSections, a_study_of_one_point_has_no_slices_and_no_shares) {
  SweepStudy study = sweep_sample();
  study.points.resize(1);
  EXPECT_EQ(section_of(study, append_slices), "");
  EXPECT_EQ(section_of(study, append_importance), "");
}

// The fleet is a factor of four of the cost; misses hang on the window alone.
TEST(SweepEffectSections, importance_names_what_the_differences_go_with) {
  const std::string html = section_of(sweep_sample(), append_importance);
  EXPECT_THAT(html, HasSubstr("data-plot=\"importance\""));
  const auto row = [&html](const std::string& measure, const std::string& parameter) {
    const std::size_t at = html.find("<th scope=\"row\">" + measure + "</th><td>g2_linux</td><td>" + parameter + "</td>");
    return at == std::string::npos ? std::string() : html.substr(at, html.find("</tr>", at) - at);
  };
  EXPECT_THAT(row("p miss", "policy.g2_linux.window"), HasSubstr("<td class=\"number\">4</td><td class=\"number\">16</td>")) << "levels and points";
  EXPECT_FALSE(row("cost usd per month", "fleet[0].count").empty());
}

TEST(SweepEffectSections, differences_that_do_not_stand_carry_a_tilde_and_no_bold) {
  const std::string html = section_of(sweep_sample(), append_forest);
  EXPECT_THAT(html, HasSubstr(" differences stand at 5 % after Holm."));
  EXPECT_THAT(html, HasSubstr("<td class=\"number better\"><b>-"));
  EXPECT_THAT(html, Not(HasSubstr("<b>~")));
}

TEST(SweepEffectSections, fewer_than_five_replications_show_no_difference) {
  const std::string html = section_of(sweep_sample({.replications = 3}), append_forest);
  EXPECT_THAT(html, HasSubstr("With fewer than five replications no difference can be told from chance."));
  EXPECT_EQ(times(html, "<b>"), 0U);
  EXPECT_THAT(html, HasSubstr("~ "));
}

// Half of twelve, and all of them.
TEST(SweepEffectSections, convergence_shows_half_and_all_of_the_replications) {
  const std::string html = section_of(sweep_sample(), append_convergence);
  EXPECT_THAT(html, HasSubstr("data-plot=\"convergence\""));
  EXPECT_EQ(times(html, " n = 6</span>"), times(html, " n = 12</span>"));
  EXPECT_GT(times(html, " n = 12</span>"), 0U);
  EXPECT_EQ(section_of(sweep_sample({.replications = 1}), append_convergence), "");
}

}  // namespace
}  // namespace picket
