#include "sim/uncertainty/input_draws.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/statistics/moments.h"

namespace picket::sim {
namespace {

UncertainInputs inputs_of(std::initializer_list<const char*> paths) {
  UncertainInputs inputs;
  for (const char* path : paths) {
    ReadyInput ready;
    ready.input.path = path;
    for (const char* end : {".a", ".b"}) {
      MovedValue value;
      value.path = std::string(path) + end;
      value.stated = read_level("2");
      value.low = 1;
      value.high = 3;
      ready.values.push_back(value);
    }
    inputs.inputs.push_back(std::move(ready));
  }
  return inputs;
}

TEST(InputDraws, are_keyed_by_seed_replication_and_path_alone) {
  const InputDraw one = draw_inputs(inputs_of({"x", "y"}), 1, 5);
  const InputDraw more = draw_inputs(inputs_of({"w", "y", "x"}), 1, 5);
  EXPECT_EQ(one.shares[0], more.shares[2]);
  EXPECT_EQ(one.shares[1], more.shares[1]);
  EXPECT_NE(one.shares[0], one.shares[1]);
  EXPECT_NE(one.shares[0], draw_inputs(inputs_of({"x"}), 1, 6).shares[0]);
  EXPECT_NE(one.shares[0], draw_inputs(inputs_of({"x"}), 2, 5).shares[0]);
}

TEST(InputDraws, move_all_values_of_an_input_together) {
  const InputDraw draw = draw_inputs(inputs_of({"x"}), 1, 0);
  ASSERT_EQ(draw.sets.size(), 2U);
  EXPECT_EQ(draw.sets[0].substr(0, 4), "x.a=");
  EXPECT_EQ(draw.sets[0].substr(4), draw.sets[1].substr(4));
}

TEST(InputDraws, are_uniform_and_independent_of_each_other) {
  const UncertainInputs inputs = inputs_of({"x", "y"});
  std::vector<double> x;
  std::vector<double> y;
  for (std::uint32_t r = 0; r < 2000; ++r) {
    const InputDraw draw = draw_inputs(inputs, 7, r);
    x.push_back(draw.shares[0]);
    y.push_back(draw.shares[1]);
  }
  // Three standard errors of a uniform variable's mean, and of a correlation of nothing.
  EXPECT_NEAR(mean(x), 0.5, 3 * 0.2887 / std::sqrt(2000.0));
  EXPECT_NEAR(sample_variance(x), 1.0 / 12, 0.006);
  EXPECT_NEAR(sample_covariance(x, y) * 12, 0, 3 / std::sqrt(2000.0));
}

}  // namespace
}  // namespace picket::sim
