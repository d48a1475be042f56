#include "pipeline_core/intel/feed_problem.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

TEST(FeedProblem, names_its_place_by_line_or_by_pointer) {
  FeedProblem problem;
  problem.file = "feed.json";
  problem.message = "not JSON";
  EXPECT_EQ(to_string(problem), "feed.json: error: not JSON");
  problem.pointer = "/objects/3/pattern";
  problem.column = 7;
  problem.id = "indicator--1";
  EXPECT_EQ(to_string(problem), "feed.json: /objects/3/pattern:7: error: not JSON (indicator--1)");
  problem.pointer.clear();
  problem.line = 2;
  EXPECT_EQ(to_string(problem), "feed.json:2:7: error: not JSON (indicator--1)");
}

}  // namespace
}  // namespace picket
