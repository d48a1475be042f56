#pragma once

#include <array>
#include <span>
#include <string_view>

#include "pipeline_core/hub_watch/hub_configuration.h"
#include "sim/scenario/field.h"

/// The fields of a hub's configuration that a scenario may choose; in the namespace of the types.
namespace picket {

inline std::span<const sim::EnumName<TlsVersion>> enum_names(TlsVersion) {
  static constexpr std::array<sim::EnumName<TlsVersion>, 4> kNames{{{TlsVersion::kTls10, "tls_1_0"},
                                                                    {TlsVersion::kTls11, "tls_1_1"},
                                                                    {TlsVersion::kTls12, "tls_1_2"},
                                                                    {TlsVersion::kTls13, "tls_1_3"}}};
  return kNames;
}

template <class Visitor>
void describe(Visitor& v, IpFilterRule& r) {
  v.field("ip_mask", r.ip_mask, {.says = "Address or block: '203.0.113.0/24'.", .required = true});
  v.field("accept", r.accept, {.says = "Accept what fits, else reject it."});
}

template <class Visitor>
void describe(Visitor& v, DiagnosticSetting& s) {
  v.field("name", s.name, {.says = "Name of the setting.", .required = true});
  v.field("categories", s.categories, {.says = "Categories of the resource log that it sends to the workspace."});
}

template <class Visitor>
void describe(Visitor& v, HubConfiguration& c) {
  using sim::Grade;
  v.field("ip_filter_rules", c.ip_filter_rules,
          {.says = "IP filter, in order: the first rule that fits decides. It is judged, and turns no connection of "
                   "the run away. None: every address is accepted, the service's default.",
           .grade = Grade::kPublished,
           .source = "iot-hub-ip-filtering, 2017-05-23"});
  v.field("default_action_deny", c.default_action_deny,
          {.says = "An address that no rule fits is turned away.",
           .grade = Grade::kPublished,
           .source = "iot-hub-ip-filtering, 2017-05-23"});
  v.field("minimum_tls", c.minimum_tls,
          {.says = "Oldest version of TLS that the hub takes.",
           .grade = Grade::kPublished,
           .source = "iot-hub-tls-support: 1.0 and 1.1 ended 2025-08-31"});
  v.field("cipher_suites", c.cipher_suites,
          {.says = "Cipher suites that the hub takes; none given means the service's own choice.",
           .grade = Grade::kPublished,
           .source = "iot-hub-tls-support"});
  v.field("diagnostic_settings", c.diagnostic_settings,
          {.says = "Which of the hub's log goes to the workspace, and is billed. A new hub has no setting; here one sends "
                   "what a run writes, our choice, as price books bill it. []: none.",
           .source = "monitor-iot-hub, 2024-07-30: nothing is collected without one"});
  v.field("twin_change_events", c.twin_change_events,
          {.says = "A route takes the changes of module twins to the analytics, which then find an agent's configuration that "
                   "becomes weaker. A new hub has no such route.",
           .grade = Grade::kPublished,
           .source = "iot-hub-devguide-messages-d2c: Device Twin Change Events"});
}

}  // namespace picket
