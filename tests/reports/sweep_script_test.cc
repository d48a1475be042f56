#include "reports/sweep_script.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tests/reports/sweep_section_sample.h"

namespace picket {
namespace {

TEST(SweepScript, is_json_that_cannot_end_the_script_and_holds_every_alternative) {
  SweepSampleOptions hostile;
  hostile.policy_name = "</script><b>";
  const SweepStudy study = sweep_sample(hostile);
  const std::string text = sweep_script_json(study);
  EXPECT_EQ(text.find('<'), std::string::npos);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json.at("parameters").size(), study.parameters.size());
  EXPECT_GE(json.at("alternatives").size(), study.points.size());
}

TEST(SweepScript, draws_the_same_alternatives_first_and_none_twice) {
  const SweepStudy study = sweep_sample();
  std::vector<Alternative> alternatives = alternatives_of(study);
  const std::vector<std::size_t> drawn = drawn_alternatives(study, alternatives);
  EXPECT_LE(drawn.size(), kMostDrawn);
  EXPECT_EQ(std::set<std::size_t>(drawn.begin(), drawn.end()).size(), drawn.size());
  for (const std::size_t i : drawn) EXPECT_LT(i, alternatives.size());
  EXPECT_EQ(drawn, drawn_alternatives(sweep_sample(), alternatives));
}

}  // namespace
}  // namespace picket
