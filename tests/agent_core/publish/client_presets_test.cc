#include "agent_core/publish/client_presets.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

TEST(ClientPresets, knows_each_of_its_names_and_no_other) {
  for (const std::string_view name : kClientPresetNames) {
    const auto preset = client_preset(name);
    ASSERT_TRUE(preset.has_value()) << name;
    EXPECT_EQ(preset->name, name);
  }
  EXPECT_FALSE(client_preset("rust_sdk").has_value());
}

TEST(ClientPresets, the_default_is_the_c_sdk) {
  EXPECT_EQ(ClientPreset{}, *client_preset("c_sdk"));
}

// Minutes from one connection to its renewal, and seconds of silence before a ping, as documented.
TEST(ClientPresets, renew_and_ping_as_documented) {
  struct Row {
    std::string_view name;
    std::int64_t renewal_minutes;
    std::int64_t ping_seconds;
  };
  for (const Row& row :
       {Row{"c_sdk", 48, 240}, Row{"node_sdk", 45, 180}, Row{"python_sdk", 58, 60}, Row{"dotnet_sdk", 70, 75}}) {
    const ClientPreset p = *client_preset(row.name);
    EXPECT_EQ(p.token_life - p.token_renewal_margin, Duration::minutes(row.renewal_minutes)) << row.name;
    EXPECT_EQ(p.keep_alive, Duration::seconds(row.ping_seconds)) << row.name;
  }
}

}  // namespace
}  // namespace picket
