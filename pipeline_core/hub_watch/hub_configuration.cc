#include "pipeline_core/hub_watch/hub_configuration.h"

#include <algorithm>

#include "pipeline_core/findings/wide_range.h"

namespace picket {
namespace {

constexpr std::string_view kStrongSuites[] = {
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
};

bool is_strong(const std::string& suite) {
  return std::find(std::begin(kStrongSuites), std::end(kStrongSuites), suite) != std::end(kStrongSuites);
}

bool is_permissive(const IpFilterRule& rule, const IpFilterSettings& settings) {
  return rule.accept &&
         is_wide(rule.ip_mask, settings.shortest_prefix_v4, settings.shortest_prefix_v6).value_or(true);
}

bool is_everything(const std::string& mask) {
  return mask == "0.0.0.0/0" || mask == "::/0";
}

}  // namespace

bool denies_by_default(const HubConfiguration& configuration) {
  if (configuration.default_action_deny) return true;
  const auto& rules = configuration.ip_filter_rules;
  return !rules.empty() && !rules.back().accept && is_everything(rules.back().ip_mask);
}

std::uint64_t configuration_recommendations() {
  return bit_of(RecommendationType::kIpFilterDenyAll) | bit_of(RecommendationType::kIpFilterPermissiveRule) |
         bit_of(RecommendationType::kVulnerableTlsCipherSuite) | bit_of(RecommendationType::kEnableDiagnosticsLogs);
}

std::uint64_t recommendations_for(const HubConfiguration& c, const IpFilterSettings& settings) {
  std::uint64_t found = 0;
  if (!denies_by_default(c)) found |= bit_of(RecommendationType::kIpFilterDenyAll);
  if (std::any_of(c.ip_filter_rules.begin(), c.ip_filter_rules.end(),
                  [&](const IpFilterRule& rule) { return is_permissive(rule, settings); })) {
    found |= bit_of(RecommendationType::kIpFilterPermissiveRule);
  }
  const bool old_tls = c.minimum_tls == TlsVersion::kTls10 || c.minimum_tls == TlsVersion::kTls11;
  if (old_tls || !std::all_of(c.cipher_suites.begin(), c.cipher_suites.end(), is_strong)) {
    found |= bit_of(RecommendationType::kVulnerableTlsCipherSuite);
  }
  if (std::all_of(c.diagnostic_settings.begin(), c.diagnostic_settings.end(),
                  [](const DiagnosticSetting& setting) { return setting.categories.empty(); })) {
    found |= bit_of(RecommendationType::kEnableDiagnosticsLogs);
  }
  return found;
}

}  // namespace picket
