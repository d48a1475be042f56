#include "sim/scenario/client_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent_core/publish/client_presets.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

std::string checked_client(const ClientPreset& client) {
  Diagnostics diagnostics;
  const Places places;
  check_client(client, "client", places, diagnostics);
  return diagnostics.text();
}

TEST(ClientChecks, presets_pass) {
  for (const std::string_view name : kClientPresetNames) {
    EXPECT_EQ(checked_client(client_preset(name).value()), "") << name;
  }
}

// The hub waits 360 s for a client with a keep-alive of 240 s, and 1,767 s for any.
TEST(ClientChecks, a_client_pings_before_the_hub_takes_it_for_lost) {
  ClientPreset client;
  client.ping_interval = Duration::seconds(360);
  EXPECT_EQ(checked_client(client), "");
  client.ping_interval = Duration::seconds(361);
  EXPECT_THAT(checked_client(client), HasSubstr("client.ping_interval"));
  client.ping_interval = Duration();
  client.keep_alive = Duration::seconds(1'767);
  EXPECT_EQ(checked_client(client), "") << "just in time";
}

TEST(ClientChecks, the_least_wait_is_not_longer_than_the_longest) {
  ClientPreset client = client_preset("dotnet_sdk").value();
  client.backoff_step_least = Duration::milliseconds(121);
  EXPECT_THAT(checked_client(client), HasSubstr("client.backoff_step_least"));
  client = client_preset("node_sdk").value();
  client.backoff_first = Duration::seconds(11);
  EXPECT_THAT(checked_client(client), HasSubstr("client.backoff_first"));
}

}  // namespace
}  // namespace picket::sim
