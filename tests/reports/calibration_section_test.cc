#include <gtest/gtest.h>

#include <string>

#include "reports/sections.h"
#include "reports/study_reader.h"
#include "sim/results/study_result_json.h"

namespace picket {
namespace {

sim::StudyResult calibrated_study() {
  sim::StudyResult study;
  study.policies.emplace_back().policy = "g1_c";
  study.calibration = {{"g1_c", "level", "deviations", 6.5, 2.5, 1'200, 3, 6.461, false},
                       {"g1_c", "egress", "times the largest hour", 4, 2.5, 600, 0, 4.993, true}};
  return study;
}

TEST(CalibrationSection, is_absent_without_calibration) {
  sim::StudyResult study = calibrated_study();
  study.calibration.clear();
  std::string html;
  append_calibration(sized_hub(study), html);
  EXPECT_EQ(html, "");
}

TEST(CalibrationSection, gives_threshold_budget_and_what_it_rests_on) {
  const sim::StudyResult study = calibrated_study();
  std::string html;
  append_calibration(sized_hub(study), html);
  EXPECT_NE(html.find("<td>level</td><td class=\"number\">6.5 deviations</td><td class=\"number\">2.5</td><td "
                      "class=\"number\">2.5</td>"),
            std::string::npos)
      << html;
  EXPECT_NE(html.find("<td class=\"number\">extrapolated</td>"), std::string::npos);
}

TEST(CalibrationSection, is_read_back_from_a_result_file) {
  const auto read = read_study(sim::study_result_json(calibrated_study()));
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read.value().study.calibration.size(), 2U);
  EXPECT_EQ(read.value().study.calibration[0].alerts, 3U);
  EXPECT_TRUE(read.value().study.calibration[1].extrapolated);
}

}  // namespace
}  // namespace picket
