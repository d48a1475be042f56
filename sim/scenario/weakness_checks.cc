#include "sim/scenario/weakness_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "agent_core/base/ip_address.h"
#include "pipeline_core/findings/recommendation_settings.h"
#include "pipeline_core/findings/wide_range.h"
#include "sim/scenario/quantity_text.h"
#include "sim/scenario/references.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {
namespace {

constexpr std::string_view kList = "weaknesses";

bool is_loopback(const std::string& text) {
  const std::optional<IpAddress> address = IpAddress::parse(text);
  if (!address) return false;
  return address->is_v4() ? address->v4_value() >> 24 == 127 : address->high() == 0 && address->low() == 1;
}

std::string_view collector_of(EventKind report) {
  return report == EventKind::kListeningPorts ? "listening_ports"
         : report == EventKind::kFirewall     ? "firewall"
                                              : "baseline";
}

/// The pipeline's own rule for a range in which traffic is allowed.
bool is_permissive(const FirewallRule& rule, const RecommendationSettings& settings) {
  if (is_policy_of_chain(rule)) return true;
  const std::string& range = rule.chain == "OUTPUT" ? rule.destination : rule.source;
  return is_wide(range, settings.widest_prefix_v4 + 1, settings.widest_prefix_v6 + 1).value_or(false);
}

class WeaknessCheck {
 public:
  WeaknessCheck(const Scenario& scenario, const Weakness& weakness, std::string path, const Places& places,
                Diagnostics& diagnostics)
      : s_(scenario), w_(weakness), path_(std::move(path)), places_(places), diagnostics_(diagnostics) {}

  void run() {
    times();
    targets();
    foreign_parameters();
    parameters();
    if (w_.start < s_.duration) {
      seen();
      for (const FleetGroup& group : s_.fleet) {
        if (hidden_in(group)) return;
      }
    }
  }

 private:
  void tell(Code code, std::string_view key, std::string message, std::string hint = "") {
    const std::string path = key.empty() ? path_ : child_path(path_, key);
    diagnostics_.add(code, place_of(places_, path), path, std::move(message), std::move(hint));
  }

  void times() {
    if (w_.start >= s_.duration) {
      tell(Code::kWeaknessTooLate, "start", fmt::format("begins after the end at {}", format_duration(s_.duration)),
           "let it begin earlier");
    }
    if (w_.mend && *w_.mend <= w_.start) {
      tell(Code::kWeakness, "mend", fmt::format("is not later than start, {}", format_duration(w_.start)),
           "write a later time, or leave it out");
    }
  }

  bool hits(const FleetGroup& group) const {
    return w_.targets.device_class.empty() || w_.targets.device_class == group.device_class;
  }

  void targets() {
    const std::string& wanted = w_.targets.device_class;
    if (!wanted.empty() && s_.device_classes.contains(wanted) &&
        std::ranges::none_of(s_.fleet, [&](const FleetGroup& group) { return hits(group); })) {
      tell(Code::kWeakness, "targets.device_class", fmt::format("no fleet group has the class {}", quote(wanted)),
           "add a group or name a class of the fleet");
    }
    // A scenario that was written out has every value, and with `count` the share is 1.
    if (w_.targets.count && w_.targets.share != 1) {
      tell(Code::kWeakness, "targets.share", "both `share` and `count`", "write one of them");
    }
    // A class that is not there has been told.
    if (w_.targets.count && candidates() > 0 && *w_.targets.count > candidates()) {
      tell(Code::kTooFewTargets, "targets.count",
           fmt::format("asks for {}, and {:.0f} devices of the fleet fit", *w_.targets.count, candidates()), "raise count of the group");
    }
    std::uint64_t sites = 0;
    for (const FleetGroup& group : s_.fleet) sites += group.gateway.empty() ? group.sites : 0;
    if (w_.targets.site && *w_.targets.site >= sites && !s_.fleet.empty()) {
      tell(Code::kWeakness, "targets.site", fmt::format("the fleet has {} sites, counted from 0", sites));
    }
  }

  void foreign_parameters() {
    const auto only_of = [&](WeaknessKind kind, std::string_view key, bool given) {
      if (!given || w_.kind == kind) return;
      tell(Code::kWeakness, key, fmt::format("means nothing for {}", to_string(w_.kind)), fmt::format("it is of {}", to_string(kind)));
    };
    only_of(WeaknessKind::kOpenPort, "listening_port", w_.listening_port.has_value());
    only_of(WeaknessKind::kPermissiveFirewall, "firewall_rule", w_.firewall_rule.has_value());
    only_of(WeaknessKind::kFailedBaseline, "baseline_check", w_.baseline_check.has_value());
    only_of(WeaknessKind::kSharedCredentials, "group_size", w_.group_size.has_value());
    only_of(WeaknessKind::kWeakTls, "tls_version", w_.tls_version.has_value());
  }

  void parameters() {
    if (w_.kind == WeaknessKind::kOpenPort) {
      const std::string address = listening_port_of(w_).address;
      if (!address.empty() && !IpAddress::parse(address)) {
        tell(Code::kWeakness, "listening_port.address", fmt::format("{} is not an address", quote(address)));
      } else if (is_loopback(address)) {
        tell(Code::kWeaknessUnseen, "listening_port.address", "a port of the loopback address is not open to anybody");
      }
    } else if (w_.kind == WeaknessKind::kPermissiveFirewall) {
      firewall(firewall_rule_of(w_));
    } else if (w_.kind == WeaknessKind::kFailedBaseline && baseline_check_of(w_).empty()) {
      tell(Code::kWeakness, "baseline_check", "a check has an id", "write for example CIS-embedded-linux-Check-30");
    } else if (w_.kind == WeaknessKind::kWeakTls && tls_version_of(w_) >= TlsVersion::kTls12) {
      tell(Code::kWeakness, "tls_version", "is not weak", "write tls_1_0 or tls_1_1");
    }
  }

  void firewall(const FirewallRule& rule) {
    if (rule.chain != "INPUT" && rule.chain != "OUTPUT") {
      tell(Code::kWeakness, "firewall_rule.chain", fmt::format("{} is neither INPUT nor OUTPUT", quote(rule.chain)));
    } else if (rule.action != FirewallAction::kAllow) {
      tell(Code::kWeakness, "firewall_rule.action", "a rule that does not allow is no weakness", "write 'action: allow'");
    } else if (!is_permissive(rule, RecommendationSettings{})) {
      tell(Code::kWeaknessUnseen, "firewall_rule",
           fmt::format("{} is no wide range", quote(rule.chain == "OUTPUT" ? rule.destination : rule.source)),
           "a prefix of 8 or shorter is, or none at all");
    }
  }

  /// Devices that may be drawn, at any site.
  double candidates() const {
    double n = 0;
    for (const FleetGroup& group : s_.fleet) n += hits(group) ? group.count : 0;
    return n;
  }

  void seen() {
    if (const auto report = report_of(w_.kind)) {
      if (any_policy_collects(*report)) return;
      tell(Code::kWeaknessUnseen, "kind", fmt::format("no policy collects {}", collector_of(*report)),
           fmt::format("add a policy with 'kinds: {{{}: {{collect: true}}}}'", collector_of(*report)));
      return;
    }
    if (w_.kind != WeaknessKind::kSharedCredentials) return;
    if (!s_.pipeline.hub_watch.twin_data) {
      tell(Code::kWeaknessUnseen, "kind", "with `twin_data: false` nobody compares keys");
    }
    const double drawn = w_.targets.count ? std::min<double>(*w_.targets.count, candidates())
                                          : std::floor(candidates() * w_.targets.share + 1e-9);
    if (drawn < 2) tell(Code::kWeaknessUnseen, "targets", "fewer than two devices would share a key");
  }

  bool any_policy_collects(EventKind report) const {
    const auto collects = [&](const std::string& name) {
      const auto found = s_.policy_templates.find(name);
      return found == s_.policy_templates.end()
                 ? false
                 : found->second.generation != Generation::kNone && found->second.of(report).collect;
    };
    return std::ranges::any_of(s_.policies, [&](const PolicyUse& use) {
      // A change of the twin may switch any collector on.
      return collects(use.use) || std::ranges::any_of(use.twin_changes, [&](const TwinChange& change) {
               return change.desired.has_value() || collects(change.policy);
             });
    });
  }

  bool hidden_in(const FleetGroup& group) {
    const auto found = s_.device_classes.find(group.device_class);
    if (!hits(group) || found == s_.device_classes.end()) return false;
    const std::string_view what = shown_by(group, found->second.inventory);
    if (what.empty()) return false;
    tell(Code::kWeaknessHidden, "kind", fmt::format("devices of class {} have {} all the time", quote(group.device_class), what));
    return true;
  }

  /// In words; empty if devices of the group do not show it by themselves.
  std::string_view shown_by(const FleetGroup& group, const Inventory& inventory) const {
    switch (w_.kind) {
      case WeaknessKind::kOpenPort:
        return std::ranges::any_of(inventory.listening_ports, [](const ListeningPort& port) { return !is_loopback(port.address); })
                   ? "open ports"
                   : "";
      case WeaknessKind::kPermissiveFirewall:
        return std::ranges::any_of(inventory.firewall, [&](const FirewallRule& rule) { return says_the_same(rule); })
                   ? "a firewall that is permissive in the same way"
                   : "";
      case WeaknessKind::kFailedBaseline:
        return std::min(inventory.baseline_failed, inventory.baseline_checks) > 0 ? "failed checks" : "";
      case WeaknessKind::kSharedCredentials:
        return std::floor(group.count * group.identities.shared_credential_share + 1e-9) >= 2 ? "a shared key" : "";
      case WeaknessKind::kWeakTls:
      case WeaknessKind::kCount_:
        break;
    }
    return "";
  }

  bool says_the_same(const FirewallRule& rule) const {
    if (rule.action != FirewallAction::kAllow || !is_permissive(rule, RecommendationSettings{})) return false;
    if (rule.chain != "INPUT" && rule.chain != "OUTPUT") return false;
    Weakness other;
    other.kind = WeaknessKind::kPermissiveFirewall;
    other.firewall_rule = rule;
    return recommendation_for(other) == recommendation_for(w_);
  }

  const Scenario& s_;
  const Weakness& w_;
  const std::string path_;
  const Places& places_;
  Diagnostics& diagnostics_;
};

/// Without its kind, what else could be said of a weakness would be of another.
bool has_kind(const std::string& path, const Places& places, const Diagnostics& diagnostics) {
  const std::string kind = child_path(path, "kind");
  return places.contains(kind) && std::ranges::find(diagnostics.all(), kind, &Diagnostic::path) == diagnostics.all().end();
}

}  // namespace

void check_weaknesses(const Scenario& scenario, const Places& places, Diagnostics& diagnostics) {
  constexpr std::size_t kMost = 1'000;
  if (scenario.weaknesses.size() > kMost) {
    const std::string path(kList);
    diagnostics.add(Code::kTooBig, place_of(places, path), path,
                    fmt::format("{} elements; at most {} are taken", scenario.weaknesses.size(), kMost), "");
    return;
  }
  for (std::size_t i = 0; i < scenario.weaknesses.size(); ++i) {
    const std::string path = item_path(kList, i);
    if (has_kind(path, places, diagnostics))
      WeaknessCheck(scenario, scenario.weaknesses[i], path, places, diagnostics).run();
  }
}

}  // namespace picket::sim
