#include "pipeline_core/hub_watch/hub_configuration.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

constexpr std::uint64_t kDenyAll = bit_of(RecommendationType::kIpFilterDenyAll);
constexpr std::uint64_t kPermissive = bit_of(RecommendationType::kIpFilterPermissiveRule);
constexpr std::uint64_t kTls = bit_of(RecommendationType::kVulnerableTlsCipherSuite);
constexpr std::uint64_t kLogs = bit_of(RecommendationType::kEnableDiagnosticsLogs);

HubConfiguration sound() {
  HubConfiguration c;
  c.ip_filter_rules = {{"203.0.113.0/24", true}, {"0.0.0.0/0", false}};
  c.cipher_suites = {"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"};
  c.diagnostic_settings = {{"all", {"Connections", "DeviceTelemetry"}}};
  return c;
}

TEST(HubConfiguration, a_sound_one_gets_no_recommendation) {
  EXPECT_EQ(recommendations_for(sound(), {}), 0u);
}

TEST(HubConfiguration, a_new_hub_lacks_a_filter_and_logs) {
  EXPECT_EQ(recommendations_for(HubConfiguration{}, {}), kDenyAll | kLogs);
}

TEST(HubConfiguration, the_default_must_be_deny_by_the_last_rule_or_by_the_default_action) {
  HubConfiguration c = sound();
  c.ip_filter_rules.pop_back();
  EXPECT_EQ(recommendations_for(c, {}), kDenyAll);
  c.default_action_deny = true;
  EXPECT_EQ(recommendations_for(c, {}), 0u);
  c.default_action_deny = false;
  c.ip_filter_rules.insert(c.ip_filter_rules.begin(), {"0.0.0.0/0", false});  // first: what follows is dead
  EXPECT_EQ(recommendations_for(c, {}), kDenyAll);
}

// Ours: an IPv4 range is large from /15 on, an IPv6 range from /31 on.
TEST(HubConfiguration, an_accepting_rule_must_not_be_wider_than_the_settings_allow) {
  const std::pair<const char*, bool> masks[] = {{"10.1.0.0/16", false},   {"10.0.0.0/15", true},   {"0.0.0.0/0", true},
                                                {"2001:db8::/32", false}, {"2001:db8::/31", true}, {"192.0.2.7", false},
                                                {"not a mask", true}};
  for (const auto& [mask, large] : masks) {
    HubConfiguration c = sound();
    c.ip_filter_rules.insert(c.ip_filter_rules.begin(), {mask, true});
    EXPECT_EQ(recommendations_for(c, {}), large ? kPermissive : 0u) << mask;
    c.ip_filter_rules.front().accept = false;
    EXPECT_EQ(recommendations_for(c, {}), 0u) << mask;
  }
  HubConfiguration c = sound();
  EXPECT_EQ(recommendations_for(c, {.shortest_prefix_v4 = 25}), kPermissive);
}

TEST(HubConfiguration, old_tls_and_weak_suites_need_an_upgrade) {
  HubConfiguration c = sound();
  c.minimum_tls = TlsVersion::kTls11;
  EXPECT_EQ(recommendations_for(c, {}), kTls);
  c.minimum_tls = TlsVersion::kUnknown;
  EXPECT_EQ(recommendations_for(c, {}), 0u);
  c.cipher_suites.push_back("TLS_RSA_WITH_AES_128_CBC_SHA");
  EXPECT_EQ(recommendations_for(c, {}), kTls);
}

TEST(HubConfiguration, a_diagnostic_setting_must_send_something) {
  HubConfiguration c = sound();
  c.diagnostic_settings = {{"empty", {}}};
  EXPECT_EQ(recommendations_for(c, {}), kLogs);
}

TEST(HubConfiguration, judges_no_other_recommendation) {
  EXPECT_EQ(configuration_recommendations(), kDenyAll | kPermissive | kTls | kLogs);
}

}  // namespace
}  // namespace picket
