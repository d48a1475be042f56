// The head of sweep.json and tune.json, and the parts that both have.

#include "sim/results/sweep_head.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace picket::sim {
namespace {

TEST(SweepHead, names_the_schema_first_and_the_design_with_its_points) {
  SweepHead head;
  head.study_id = "made-1-0123";
  head.seed = 18'446'744'073'709'551'615ULL;
  head.design = "sobol";
  head.design_text = "Sobol, 20 points";
  const auto json = sweep_head_json(head, 20);
  EXPECT_EQ(json.begin().key(), "schema");
  EXPECT_EQ(json.at("schema"), "picket.sweep");
  EXPECT_EQ(json.at("schema_version"), 1);
  EXPECT_EQ(json.at("kind"), "sweep");
  EXPECT_EQ(json.at("study_id"), "made-1-0123");
  EXPECT_EQ(json.at("seed").get<std::uint64_t>(), head.seed);
  EXPECT_EQ(json.at("design").dump(), R"({"kind":"sobol","points":20,"text":"Sobol, 20 points"})");
}

TEST(SweepHead, what_varied_is_a_number_or_a_word) {
  EXPECT_EQ(sweep_parameter_json("a.b", "s", true, true, {"5 min"}).dump(), R"({"path":"a.b","unit":"s","log":true,"kind":"number","levels":["5 min"]})");
  EXPECT_EQ(sweep_parameter_json("c", "", false, false, {}).dump(), R"({"path":"c","unit":"","log":false,"kind":"word","levels":[]})");
}

TEST(SweepHead, what_a_replication_does_not_say_is_null) {
  Estimate estimate;
  estimate.value = 2;
  estimate.ci_low = 1.5;
  EXPECT_EQ(point_measure_json("m", estimate, {2, std::nan(""), INFINITY}).dump(),
            R"({"name":"m","value":2.0,"ci_low":1.5,"ci_high":null,"per_replication":[2.0,null,null]})");
}

}  // namespace
}  // namespace picket::sim
