// report.html of a study that ran: where it lies, and what is said if it cannot be made.

#include "sim/apps/study_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "reports/study_reader.h"
#include "tests/reports/sample_plan.h"
#include "tests/reports/sample_study.h"
#include "tests/reports/sample_uncertainty.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

StudyOutcome outcome(const std::string& directory) {
  SampleOptions sample;
  sample.title = "Three kiosks & a miner";
  sample.replications = 2;
  const auto page = read_study(sample_result_json(sample));
  EXPECT_TRUE(page.ok());
  StudyOutcome out;
  out.directory = directory;
  if (page.ok()) out.result = page.value().study;
  return out;
}

TEST(StudyReport, lies_in_the_folder_of_the_study) {
  const TemporaryFolder folder;
  const std::optional<std::string> path = write_study_report(outcome(folder.path()));
  ASSERT_TRUE(path);
  EXPECT_EQ(*path, folder.path() + "/report.html");
  EXPECT_THAT(content_of(*path), HasSubstr("Three kiosks &amp; a miner"));
}

TEST(StudyReport, has_the_uncertain_inputs_that_lie_beside_it) {
  const TemporaryFolder folder;
  const StudyOutcome study = outcome(folder.path());
  std::ofstream(folder.file("uncertainty.json")) << sample_uncertainty("picket", study.result.commit).dump();
  ASSERT_TRUE(write_study_report(study));
  EXPECT_THAT(content_of(folder.file("report.html")), HasSubstr("id=\"uncertainty\""));

  // What cannot be read there costs a section, not the report.
  std::ofstream(folder.file("uncertainty.json")) << "{";
  ::testing::internal::CaptureStderr();
  ASSERT_TRUE(write_study_report(study));
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("warning: the report is without uncertain inputs: uncertainty.json:"));
  EXPECT_THAT(content_of(folder.file("report.html")), ::testing::Not(HasSubstr("id=\"uncertainty\"")));
}

TEST(StudyReport, of_a_plan_is_made_of_its_file) {
  const TemporaryFolder folder;
  ASSERT_EQ(write_plan_report(folder.path(), sample_plan().dump()), folder.path() + "/report.html");
  EXPECT_THAT(content_of(folder.file("report.html")), HasSubstr("<h1>Kiosks &amp; hubs</h1>"));
  ::testing::internal::CaptureStderr();
  EXPECT_FALSE(write_plan_report(folder.path(), "{}"));
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("error: no report: plan.json.schema: expected this field, which is missing"));
}

TEST(StudyReport, that_cannot_be_written_is_told_with_its_path) {
  const TemporaryFolder folder;
  ::testing::internal::CaptureStderr();
  EXPECT_FALSE(write_study_report(outcome(folder.file("gone"))));
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("error: cannot write " + folder.file("gone") + "/report.html"));
}

}  // namespace
}  // namespace picket::sim
