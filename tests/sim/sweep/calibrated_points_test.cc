// Thresholds of points are found once for each program.

#include "sim/sweep/calibrated_points.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "sim/results/digest.h"
#include "sim/results/manifest.h"
#include "tests/sim/sweep/small_sweep.h"

namespace picket::sim {
namespace {

/// As a start of a program with this version and commit would have kept what it found for the point.
void keep(const std::string& study, const SweepPoint& point, const std::string& version, const std::string& commit) {
  Digest digest;
  digest.add(point.resolved);
  digest.add(version);
  digest.add(commit);
  std::filesystem::create_directories(study + "/calibrated");
  std::ofstream(study + "/calibrated/" + digest.hex() + ".yaml") << point.resolved;
}

TEST(CalibratedPoints, what_another_program_found_is_found_anew) {
  const TemporaryFolder folder;
  SweepPoint point;
  point.scenario = test::small_scenario({"pipeline.behaviour=true", "calibration={replications: 100, duration: 24 h}"}, test::kTinyScenario);
  ASSERT_TRUE(point.scenario.calibration.has_value());
  point.resolved = resolved_of_one(point.scenario, {});
  std::vector<SweepPoint> points{point};
  PointRunSettings settings;
  settings.out_directory = folder.path();
  settings.study_id = "study";
  settings.quiet = true;

  keep(folder.file("study"), point, this_build().version, "another");
  EXPECT_EQ(calibrate_points(points, settings, false).missing, 1U);
  keep(folder.file("study"), point, this_build().version, this_build().commit);
  const CalibratedPoints known = calibrate_points(points, settings, false);
  EXPECT_EQ(known.found, 1U);
  EXPECT_EQ(known.missing, 0U);
}

}  // namespace
}  // namespace picket::sim
