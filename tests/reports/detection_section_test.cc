#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "reports/sections.h"

namespace picket {
namespace {

sim::StudyResult study_of(const sim::DetectionResult& detection) {
  sim::StudyResult study;
  study.policies.emplace_back().policy = "base";
  study.detections.push_back(detection);
  return study;
}

sim::DetectionResult detection() {
  sim::DetectionResult d;
  d.policy = "base";
  d.attack = "scan";
  d.units = 40;
  d.deadline_seconds = 900;
  d.detected_by_deadline = {0.75, 0.6, 0.86, false, 10};
  d.evidence_share.value = 0.5;
  return d;
}

std::string matrix_of(const sim::DetectionResult& d) {
  const sim::StudyResult study = study_of(d);
  std::string out;
  append_detection_matrix(sized_hub(study), out);
  return out;
}

TEST(DetectionMatrix, shows_probability_interval_median_and_evidence) {
  sim::DetectionResult d = detection();
  d.time_to_detect.median_seconds = sim::Estimate{30, 20, std::numeric_limits<double>::infinity(), true, 10};
  const std::string html = matrix_of(d);
  EXPECT_NE(html.find("75 %</span> <span class=\"soft\">[60, 86 %]"), std::string::npos) << html;
  EXPECT_NE(html.find("half within 30 s [20, ∞]"), std::string::npos);
  EXPECT_NE(html.find("evidence 50 %, 40 devices"), std::string::npos);
  EXPECT_EQ(html.find("runs for"), std::string::npos);
}

TEST(DetectionMatrix, says_when_half_are_never_detected_and_when_more_runs_are_needed) {
  sim::DetectionResult d = detection();
  d.runs_needed = 12;
  const std::string html = matrix_of(d);
  EXPECT_NE(html.find("half: not reached"), std::string::npos);
  EXPECT_NE(html.find("+12 runs for ±10 %"), std::string::npos);
}

TEST(DetectionMatrix, gives_no_number_where_the_deadline_lies_beyond_the_run) {
  sim::DetectionResult d = detection();
  d.measurable = false;
  const std::string html = matrix_of(d);
  EXPECT_NE(html.find("not measurable"), std::string::npos);
  EXPECT_EQ(html.find("75 %"), std::string::npos);
}

TEST(DetectionMatrix, lists_where_missed_evidence_ended) {
  sim::DetectionResult d = detection();
  d.missed_because.emplace_back("agent evicted: 7 units");
  d.missed_because.emplace_back("sensor <blind>: 3 units");
  const std::string html = matrix_of(d);
  EXPECT_NE(html.find("agent evicted: 7 units<br>sensor &lt;blind&gt;: 3 units"), std::string::npos);
}

}  // namespace
}  // namespace picket
