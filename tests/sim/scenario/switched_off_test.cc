#include "sim/scenario/switched_off.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace picket::sim {
namespace {

bool has_key(const std::vector<std::string_view>& keys, std::string_view key) { return std::find(keys.begin(), keys.end(), key) != keys.end(); }

TEST(SwitchedOff, has_the_settings_of_models_that_are_off) {
  Scenario s;
  s.pipeline.beacon = true;
  s.pipeline.silence = false;
  const std::vector<std::string_view> keys = switched_off_keys(s);
  EXPECT_FALSE(has_key(keys, "pipeline.beacon_model"));
  EXPECT_TRUE(has_key(keys, "pipeline.silence_intervals"));
  EXPECT_TRUE(has_key(keys, "fixed_hub")) << "there is none";
  EXPECT_TRUE(has_key(keys, "intel.listed_share")) << "nothing attacks";
  s.fixed_hub.name = "small";
  s.attacks.emplace_back();
  EXPECT_FALSE(has_key(switched_off_keys(s), "fixed_hub"));
  EXPECT_FALSE(has_key(switched_off_keys(s), "intel.listed_share"));
}

TEST(SwitchedOff, knows_what_is_below_a_key_by_whole_steps) {
  const std::vector<std::string_view> keys{"fixed_hub", "pipeline.risk"};
  EXPECT_TRUE(is_switched_off(keys, "fixed_hub"));
  EXPECT_TRUE(is_switched_off(keys, "fixed_hub.units"));
  EXPECT_TRUE(is_switched_off(keys, "pipeline.risk[0]"));
  EXPECT_FALSE(is_switched_off(keys, "fixed_hub_replications"));
  EXPECT_FALSE(is_switched_off(keys, "pipeline"));
}

}  // namespace
}  // namespace picket::sim
