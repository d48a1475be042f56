#pragma once

#include <array>
#include <span>

#include "sim/hub/configuration_fields.h"
#include "sim/scenario/field.h"
#include "sim/scenario/weakness.h"

namespace picket::sim {

inline std::span<const EnumName<WeaknessKind>> enum_names(WeaknessKind) {
  static constexpr std::array<EnumName<WeaknessKind>, kWeaknessKinds> kNames{
      {{WeaknessKind::kOpenPort, "open_port"},
       {WeaknessKind::kPermissiveFirewall, "permissive_firewall"},
       {WeaknessKind::kFailedBaseline, "failed_baseline"},
       {WeaknessKind::kSharedCredentials, "shared_credentials"},
       {WeaknessKind::kWeakTls, "weak_tls"}}};
  return kNames;
}

template <class Visitor>
void describe(Visitor& v, WeaknessTargets& t) {
  v.field("device_class", t.device_class, {.says = "Class of the devices; empty means any.", .refers_to = "class"});
  v.field("site", t.site,
          {.says = "Number of the site where they stand, from 0 in the order of the fleet's groups; not given means any.",
           .max = 1e7});
  v.field("share", t.share,
          {.says = "Share of those devices: the whole part of their number times this, drawn alike for every policy.",
           .min = 0,
           .max = 1});
  v.field("count", t.count, {.says = "In place of share: so many devices.", .min = 1, .max = 1e7});
}

template <class Visitor>
void describe(Visitor& v, Weakness& w) {
  v.field("kind", w.kind,
          {.says = "open_port, permissive_firewall and failed_baseline stand in the device's own reports; "
                   "shared_credentials in the hub's registry, which is exported once a day; weak_tls in the records of "
                   "its connections.",
           .required = true});
  v.field("targets", w.targets,
          {.says = "Which devices have it. One that has the same weakness at that time already is not drawn."});
  v.field("start", w.start,
          {.says = "When it begins, from the start of the measured period.",
           .min = 0,
           .max = 366 * 86'400.0,
           .required = true});
  v.field("mend", w.mend,
          {.says = "When it is put right, from the start of the measured period; not given means never.",
           .min = 0,
           .max = 366 * 86'400.0});
  v.field("listening_port", w.listening_port,
          {.says = "open_port: what is listened on; not given means port 23 over TCP, at every address."});
  v.field("firewall_rule", w.firewall_rule,
          {.says = "permissive_firewall: a rule that allows, put first in its chain; without addresses and port it takes "
                   "the place of the chain's policy. Not given means that the policy of INPUT is to allow."});
  v.field("baseline_check", w.baseline_check,
          {.says = "failed_baseline: id of the check that fails; CIS-embedded-linux-Check-N is the class's check N, any "
                   "other id one more. Not given means CIS-embedded-linux-Authentication-5.3.1."});
  v.field("group_size", w.group_size,
          {.says = "shared_credentials: devices with the same key; what is left over joins the last group. Not given "
                   "means that all drawn devices have one key.",
           .min = 2,
           .max = 1e7});
  v.field("tls_version", w.tls_version,
          {.says = "weak_tls: with which the devices connect; not given means tls_1_0. Other connections of the run then "
                   "are logged with tls_1_2."});
}

}  // namespace picket::sim
