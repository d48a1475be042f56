#include "agent_core/twin/g1_properties.h"

#include <gtest/gtest.h>

#include <set>

namespace picket {
namespace {

TEST(G1Properties, every_property_is_described_and_has_a_default_of_its_type) {
  ASSERT_EQ(g1_properties().size(), kG1Properties);
  std::set<std::string_view> names;
  for (const PropertyInfo& info : g1_properties()) {
    names.insert(info.name);
    EXPECT_TRUE(info.says.ends_with('.')) << info.name;
    EXPECT_TRUE(info.source.starts_with("defender.md")) << info.name;
    EXPECT_TRUE(info.read_by_c || info.read_by_c_sharp) << info.name;
    EXPECT_TRUE(within_range(info, default_of(info))) << info.name;
  }
  EXPECT_EQ(names.size(), kG1Properties);
}

TEST(G1Properties, the_order_is_that_of_the_enumerators) {
  EXPECT_EQ(info_of(G1Property::kMaxLocalCacheSizeInBytes).name, "maxLocalCacheSizeInBytes");
  EXPECT_EQ(info_of(G1Property::kBaselineCustomChecksFileHash).name, "baselineCustomChecksFileHash");
  EXPECT_EQ(info_of(G1Property::kEventPriorityOperational).name, "eventPriorityOperational");
  EXPECT_EQ(info_of(G1Property::kAggregationIntervalConnectionCreate).name, "aggregationIntervalConnectionCreate");
  EXPECT_EQ(info_of(G1Property::kHubResourceId).name, "hubResourceId");
  for (std::size_t i = 0; i < kG1Properties; ++i) {
    const auto property = static_cast<G1Property>(i);
    EXPECT_EQ(find_g1_property(info_of(property).name), property);
    const bool is_event =
        info_of(property).type == PropertyType::kEventPriority || info_of(property).name.starts_with("agg");
    EXPECT_EQ(is_event_setting(property), is_event || property == G1Property::kHubResourceId) << info_of(property).name;
  }
  EXPECT_EQ(find_g1_property("EventPriorityLogin"), std::nullopt);
  EXPECT_EQ(find_g1_property(""), std::nullopt);
}

// defender.md 1.3: ten events of the C agent's code (eventPriorityOperational stands for three operational
// ones), and five that the C# agent alone has keys for.
TEST(G1Properties, the_two_agents_read_different_keys) {
  std::size_t c = 0;
  std::size_t sharp = 0;
  for (const PropertyInfo& info : g1_properties()) {
    if (info.type != PropertyType::kEventPriority) continue;
    c += info.read_by_c ? 1 : 0;
    sharp += info.read_by_c_sharp ? 1 : 0;
  }
  EXPECT_EQ(c, 10U);
  EXPECT_EQ(sharp, 14U);
}

}  // namespace
}  // namespace picket
