#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "pipeline_core/findings/recommendation_type.h"
#include "pipeline_core/hub_watch/operation_record.h"

namespace picket {

struct IpFilterRule {
  std::string ip_mask;  ///< "203.0.113.0/24"
  bool accept = true;   ///< false: reject
};

struct DiagnosticSetting {
  std::string name;
  std::vector<std::string> categories;  ///< of the resource logs that are sent somewhere
};

/// A hub's configuration at `time`, as its resource shows it.
struct HubConfiguration {
  Time time;
  HubId hub;
  std::vector<IpFilterRule> ip_filter_rules;  ///< in order; the first that fits decides
  bool default_action_deny = false;           ///< what happens to an address that no rule fits
  TlsVersion minimum_tls = TlsVersion::kTls12;
  std::vector<std::string> cipher_suites;  ///< taken; empty: the service's own choice
  std::vector<DiagnosticSetting> diagnostic_settings;
  bool twin_change_events = false;  ///< a route takes the changes of module twins to the analytics
};

/// What counts as a large range: an accepting rule of a shorter prefix. The product's size is not published; estimates.
struct IpFilterSettings {
  int shortest_prefix_v4 = 16;
  int shortest_prefix_v6 = 32;
};

/// Recommendations about a hub that follow from its configuration alone, a bit each.
///
/// Model:  deny-all: neither does the default deny, nor do the rules end with a reject of all addresses.
///         Permissive: some accepting rule is wider than the settings allow; a mask that cannot be read is taken
///         for one. TLS: older than 1.2 is taken, or a suite that the service does not recommend.
///         Diagnostics: no setting sends any category.
/// Source: recommendations of the product; suites: iot-hub-tls-support (ECDHE-RSA with AES-GCM or AES-CBC-SHA2).
std::uint64_t recommendations_for(const HubConfiguration& configuration, const IpFilterSettings& settings);
/// The recommendations that `recommendations_for` judges.
std::uint64_t configuration_recommendations();
/// All addresses not named are turned away.
bool denies_by_default(const HubConfiguration& configuration);

}  // namespace picket
