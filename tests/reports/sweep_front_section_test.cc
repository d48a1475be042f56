// The front as a table, and all points.

#include "reports/sweep_sections.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/sweep_section_sample.h"

namespace picket {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(SweepFrontSection, begins_with_what_is_on_the_front_and_counts_it) {
  const std::string html = section_of(sweep_sample(), append_front);
  EXPECT_THAT(html, HasSubstr("data-plot=\"front\""));
  EXPECT_THAT(html, HasSubstr(" of 32 alternatives are on the front by their means"));
  const std::size_t rows = html.find("<tbody>");
  ASSERT_NE(rows, std::string::npos);
  const std::string first = html.substr(rows, html.find("</tr>", rows) - rows);
  EXPECT_THAT(first, HasSubstr("<td><b>on the front</b></td>"));
  EXPECT_LT(html.rfind("<b>on the front</b>"), html.find("<td>dominated</td>"));
  EXPECT_EQ(times(html.substr(rows), "</tr>"), 32U) << "every alternative has both measures";
  EXPECT_THAT(html, Not(HasSubstr("certified</th>")));
}

TEST(SweepFrontSection, of_a_tuner_shows_verdicts_and_no_values_of_its_reference) {
  const std::string html = section_of(sweep_sample({.tune = true}), append_front);
  EXPECT_THAT(html, HasSubstr("<th scope=\"col\">certified</th>"));
  EXPECT_THAT(html, HasSubstr("<td>PASS</td>"));
  const std::size_t reference = html.find("<th scope=\"row\">reference</th>");
  ASSERT_NE(reference, std::string::npos);
  const std::string row = html.substr(reference, html.find("</tr>", reference) - reference);
  EXPECT_EQ(times(row, "<td>–</td>"), 3U) << row;
}

TEST(SweepFrontSection, needs_two_measures_with_a_better_side) {
  SweepStudy study = sweep_sample();
  study.measures.resize(1);
  EXPECT_EQ(section_of(study, append_front), "");
}

TEST(SweepFrontSection, of_points_has_a_row_for_each_alternative_and_says_what_is_missing) {
  SweepStudy study = sweep_sample({.fleet = false});
  study.points[2].replications = 4;
  study.points[2].failure = "replication 4 ended with signal 9 <Killed>";
  study.points[5].results.front().measures.clear();
  const std::string html = section_of(study, append_points);
  EXPECT_EQ(times(html, "<th scope=\"row\">p0006</th>"), 2U);
  EXPECT_EQ(times(html, "<td class=\"number\">–</td>"), 4U) << "a measure that is not there is no zero";
  EXPECT_THAT(html, HasSubstr("<th scope=\"row\">p0003</th><td class=\"number\">4</td><td>replication 4 ended with signal 9 &lt;Killed&gt;</td>"));
  EXPECT_THAT(section_of(sweep_sample(), append_points), Not(HasSubstr("Points that are not complete")));
}

}  // namespace
}  // namespace picket
