#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/sweep/load_points.h"
#include "sim/sweep/study_file.h"
#include "tests/sim/experiment/small_study.h"
#include "tests/sim/results/temporary_folder.h"

// A study that runs in a moment: two kiosks for half an hour, a reverse shell on one of them.

namespace picket::sim::test {

inline constexpr const char* kTinyScenario = R"(name: tiny
title: Two kiosks
seed: 3
replications: 2
warm_up: 0 s
duration: 30 min
wire: sized
store: findings
reference_policy: g2_linux
policies: [{use: g2_linux}, {use: raw}]
fleet:
  - {device_class: kiosk, count: 2, sites: 1, access: {ethernet: 1}}
hubs: [{name: hub}]
attacks:
  - {name: shell, use: a15_reverse_shell, start: 5 min, targets: {device_class: kiosk, count: 1}}
client: c_sdk
prices: us_2026_11
)";

/// Files of a test's own.
class SweepFiles : public ::testing::Test {
 protected:
  SweepFiles() { write("tiny.yaml", kTinyScenario); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.file(name)) << text;
    return folder_.file(name);
  }
  std::string file(const std::string& name) const { return folder_.file(name); }
  StudyRequest request(const std::string& name, std::vector<std::string> sets) const {
    StudyRequest out{.path = file(name)};
    out.sets = std::move(sets);
    out.library = library();
    return out;
  }
  Study study_of(const StudyRequest& wanted) {
    std::optional<Study> study = read_study(wanted, diagnostics_);
    EXPECT_TRUE(study.has_value()) << diagnostics_.text();
    if (!study) throw std::runtime_error("the study of the test is wrong");
    return std::move(*study);
  }
  std::vector<SweepPoint> points_of(const Study& study) {
    const DesignPoints design = design_points(study.variables, study.plan, [&](const DesignPoint& point) { return study.allows(point); });
    std::optional<std::vector<SweepPoint>> points = load_points(study, design.points, {}, diagnostics_);
    EXPECT_TRUE(points.has_value()) << diagnostics_.text();
    if (!points) throw std::runtime_error("the points of the test are wrong");
    return std::move(*points);
  }
  /// What is said of a study that cannot be read.
  std::string refused(const StudyRequest& wanted) const {
    Diagnostics own;
    const std::optional<Study> study = read_study(wanted, own);
    EXPECT_FALSE(study.has_value());
    return own.text();
  }

  TemporaryFolder folder_;
  Diagnostics diagnostics_;
};

}  // namespace picket::sim::test
