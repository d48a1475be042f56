#include "sim/scenario/weakness.h"

#include <gtest/gtest.h>

#include "sim/scenario/weakness_fields.h"

namespace picket::sim {
namespace {

Weakness of(WeaknessKind kind) {
  Weakness weakness;
  weakness.kind = kind;
  return weakness;
}

TEST(Weakness, has_one_word_in_scenarios_and_results) {
  for (const EnumName<WeaknessKind>& name : enum_names(WeaknessKind{})) EXPECT_EQ(to_string(name.value), name.name);
}

TEST(Weakness, is_found_by_a_recommendation_of_its_kind) {
  for (std::size_t k = 0; k < kWeaknessKinds; ++k) {
    const Weakness weakness = of(static_cast<WeaknessKind>(k));
    EXPECT_EQ(kind_of(recommendation_for(weakness)), weakness.kind);
  }
  EXPECT_EQ(kind_of(RecommendationType::kCisBenchmarks), std::nullopt);
  EXPECT_EQ(kind_of(RecommendationType::kInstallAgent), std::nullopt);
}

TEST(Weakness, of_the_firewall_is_a_policy_or_a_rule_of_a_chain) {
  Weakness weakness = of(WeaknessKind::kPermissiveFirewall);
  EXPECT_EQ(recommendation_for(weakness), RecommendationType::kPermissiveFirewallPolicy);
  weakness.firewall_rule = FirewallRule{.source = {}, .destination = {}, .port = "22"};
  EXPECT_EQ(recommendation_for(weakness), RecommendationType::kPermissiveInputFirewallRules);
  weakness.firewall_rule = FirewallRule{.chain = "OUTPUT", .source = {}, .destination = "0.0.0.0/0", .port = {}};
  EXPECT_EQ(recommendation_for(weakness), RecommendationType::kPermissiveOutputFirewallRules);
}

TEST(Weakness, has_the_parameter_that_its_page_says_if_none_is_given) {
  EXPECT_EQ(listening_port_of(of(WeaknessKind::kOpenPort)).port, 23);
  EXPECT_EQ(listening_port_of(of(WeaknessKind::kOpenPort)).address, "");
  EXPECT_EQ(baseline_check_of(of(WeaknessKind::kFailedBaseline)), "CIS-embedded-linux-Authentication-5.3.1");
  EXPECT_EQ(tls_version_of(of(WeaknessKind::kWeakTls)), TlsVersion::kTls10);
  EXPECT_TRUE(is_policy_of_chain(firewall_rule_of(of(WeaknessKind::kPermissiveFirewall))));
}

}  // namespace
}  // namespace picket::sim
