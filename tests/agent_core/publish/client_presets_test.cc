#include "agent_core/publish/client_presets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>

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
    EXPECT_EQ(ping_period(p), Duration::seconds(row.ping_seconds)) << row.name;
  }
}

// When the hub takes a silent client for lost, 1.5 times its keep-alive: C 360 s, Node 270, Python 90, .NET 450.
TEST(ClientPresets, are_missed_by_the_hub_as_documented) {
  const auto missed = [](std::string_view name) { return missed_after(client_preset(name).value()); };
  EXPECT_EQ(missed("c_sdk"), Duration::seconds(360));
  EXPECT_EQ(missed("node_sdk"), Duration::seconds(270));
  EXPECT_EQ(missed("python_sdk"), Duration::seconds(90));
  EXPECT_EQ(missed("dotnet_sdk"), Duration::seconds(450));
  // "At most 29.45 min", so that no keep-alive above 1,177 s is of use.
  ClientPreset patient;
  patient.keep_alive = Duration::seconds(1'177);
  EXPECT_EQ(missed_after(patient), Duration::milliseconds(1'765'500));
  patient.keep_alive = Duration::seconds(1'767);
  EXPECT_EQ(missed_after(patient), Duration::seconds(1'767));
}

/// Seconds that a preset waits before a retry, the shortest and the longest.
struct Wait {
  std::uint32_t retry;
  double least;
  double most;
};

void expect_waits(const ClientPreset& preset, bool throttled, std::initializer_list<Wait> waits) {
  constexpr double kAlmostOne = 1 - 1e-9;
  for (const Wait& wait : waits) {
    const double a = retry_delay(preset, wait.retry, throttled, 0).to_seconds();
    const double b = retry_delay(preset, wait.retry, throttled, kAlmostOne).to_seconds();
    EXPECT_NEAR(std::min(a, b), wait.least, 2e-6) << preset.name << ", retry " << wait.retry;
    EXPECT_NEAR(std::max(a, b), wait.most, 2e-6) << preset.name << ", retry " << wait.retry;
  }
}

// "Immediate, then 1 s doubling with random deduction; PUBLISH resent at 60 s; CONNACK wait 30 s". The longest wait is that of the
// SDK for embedded C: "min 1 s, max 100 s".
TEST(ClientPresets, c_retries_as_its_documentation_says) {
  const ClientPreset p = client_preset("c_sdk").value();
  expect_waits(p, false, {{1, 0, 0}, {2, 0.5, 1}, {3, 1, 2}, {4, 2, 4}, {8, 32, 64}, {9, 50, 100}, {30, 50, 100}});
  EXPECT_EQ(p.connect_timeout, Duration::seconds(30));
  EXPECT_EQ(p.acknowledge_timeout, Duration::seconds(60));
}

// "First retry 0; then min(cMin + (2^(n-1) - 1) rand(0, c (jd - ju)), cMax)", jd - ju being a quarter; normal c = 100 ms,
// cMin = 100 ms, cMax = 10 s; throttled c = 5 s, cMin = 10 s, cMax = 60 s. 2^(n-1) - 1 is 1, 3, 7, 127 and 511 for the retries
// 2, 3, 4, 8 and 10, and 63 for the seventh.
TEST(ClientPresets, node_retries_as_its_source_does) {
  const ClientPreset p = client_preset("node_sdk").value();
  expect_waits(p, false, {{1, 0, 0}, {2, 0.1, 0.125}, {3, 0.1, 0.175}, {4, 0.1, 0.275}, {8, 0.1, 3.275}, {10, 0.1, 10}});
  expect_waits(p, true, {{2, 10, 11.25}, {3, 10, 13.75}, {4, 10, 18.75}, {7, 10, 60}});
}

// ExponentialBackoff(int.MaxValue, 100 ms, 10 s, 100 ms): after a first retry at once min(100 ms + (2^n - 1) d, 10 s) before retry
// n + 1, d between 0.8 and 1.2 times 100 ms.
TEST(ClientPresets, dotnet_retries_as_its_documentation_says) {
  const ClientPreset p = client_preset("dotnet_sdk").value();
  expect_waits(p, false, {{1, 0, 0}, {2, 0.18, 0.22}, {3, 0.34, 0.46}, {4, 0.66, 0.94}, {9, 10, 10}, {500, 10, 10}});
}

// "Fixed 10 s".
TEST(ClientPresets, python_retries_as_its_documentation_says) {
  const ClientPreset p = client_preset("python_sdk").value();
  expect_waits(p, false, {{2, 10, 10}, {3, 10, 10}, {100, 10, 10}});
}

}  // namespace
}  // namespace picket
