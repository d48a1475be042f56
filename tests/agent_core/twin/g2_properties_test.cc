#include "agent_core/twin/g2_properties.h"

#include <gtest/gtest.h>

#include <set>

namespace picket {
namespace {

TEST(G2Properties, every_setting_is_described_and_has_a_default_of_its_type) {
  ASSERT_EQ(g2_properties().size(), kG2Properties);
  std::set<std::string_view> names;
  for (const PropertyInfo& info : g2_properties()) {
    names.insert(info.name);
    EXPECT_TRUE(info.says.ends_with('.')) << info.name;
    EXPECT_TRUE(within_range(info, default_of(info))) << info.name;
    EXPECT_EQ(find_g2_property(info.name).has_value(), true) << info.name;
  }
  EXPECT_EQ(names.size(), kG2Properties);
}

// defender.md 1.2, row by row: 1 + 1 + 4 + 7 + 2 + 2 + 3 + 5 + 5 + 2 + 5 + 3 + 3 settings.
TEST(G2Properties, the_defaults_are_the_documented_ones) {
  EXPECT_EQ(kG2Properties, 43U);
  const auto value = [](std::string_view name) {
    const auto property = find_g2_property(name);
    EXPECT_TRUE(property.has_value()) << name;
    return property ? default_of(info_of(*property)) : PropertyValue();
  };
  EXPECT_EQ(value("CollectorsCore_PriorityIntervals"), PropertyValue(PriorityIntervals{{30, 120, 1'440}}));
  EXPECT_EQ(value("IothubModule_MessageTimeout"), PropertyValue(2'880U));
  EXPECT_EQ(value("NetworkActivity_Devices"), PropertyValue(std::string("eth0")));
  EXPECT_EQ(value("NetworkActivity_PacketBufferSize"), PropertyValue(2'097'152U));
  EXPECT_EQ(value("Process_PollingInterval"), PropertyValue(100'000U));
  EXPECT_EQ(value("Process_Mode"), PropertyValue(1U));
  EXPECT_EQ(value("FileSystem_Recursive"), PropertyValue(true));
  EXPECT_EQ(value("FileSystem_Paths"), PropertyValue());
  EXPECT_EQ(value("Login_UsePAM"), PropertyValue(false));
  EXPECT_EQ(value("Baseline_ChecksDisabled"), PropertyValue());
  for (const char* collector : {"NetworkActivity", "Process", "FileSystem", "Peripheral", "Statistics"}) {
    EXPECT_EQ(value(std::string(collector) + "_CacheSize"), PropertyValue(256U));
  }
  for (const char* collector : {"Baseline", "SystemInformation", "SBoM", "Heartbeat", "Login", "NetworkActivity",
                                "Process", "LogCollector", "FileSystem", "Peripheral", "Statistics"}) {
    const std::string name = collector;
    const bool medium = name == "Login" || name == "NetworkActivity" || name == "Process";
    EXPECT_EQ(value(name + "_Disabled"), PropertyValue(false)) << name;
    EXPECT_EQ(value(name + "_MessageFrequency"), PropertyValue(medium ? Priority::kMedium : Priority::kLow)) << name;
  }
}

}  // namespace
}  // namespace picket
