#include "sim/scenario/fault_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <vector>

#include "sim/scenario/quantity_text.h"
#include "sim/scenario/references.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {
namespace {

/// A parameter, and the kinds of fault that take it.
struct KindParameter {
  std::string_view key;
  bool (*is_given)(const Fault&);
  std::vector<FaultKind> kinds;
};

const std::vector<KindParameter>& kind_parameters() {
  static const std::vector<KindParameter> list{
      {"gap", [](const Fault& f) { return f.gap.has_value(); }, {FaultKind::kLinkLoss}},
      {"recovery", [](const Fault& f) { return f.recovery.has_value(); }, {FaultKind::kCarrierOutage}},
      {"boot", [](const Fault& f) { return f.boot.has_value(); }, {FaultKind::kPowerCut, FaultKind::kClockStep}},
      {"refusal", [](const Fault& f) { return f.refusal.has_value(); }, {FaultKind::kHubMaintenance}},
      {"sends_per_second", [](const Fault& f) { return f.sends_per_second.has_value(); }, {FaultKind::kHubLoad}},
      {"connects_per_second", [](const Fault& f) { return f.connects_per_second.has_value(); }, {FaultKind::kHubLoad}},
      {"requests_per_minute", [](const Fault& f) { return f.requests_per_minute.has_value(); }, {FaultKind::kRegistrationStorm}},
      {"poll_interval", [](const Fault& f) { return f.poll_interval.has_value(); }, {FaultKind::kRegistrationStorm}},
      {"client_timeout", [](const Fault& f) { return f.client_timeout.has_value(); }, {FaultKind::kRegistrationStorm}},
      {"restart_backoff", [](const Fault& f) { return f.restart_backoff.has_value(); }, {FaultKind::kRegistrationStorm}},
      {"honours_retry_after", [](const Fault& f) { return f.honours_retry_after.has_value(); }, {FaultKind::kRegistrationStorm}},
      {"retry_after", [](const Fault& f) { return f.retry_after.has_value(); }, {FaultKind::kRegistrationStorm}},
      {"drift_ppm", [](const Fault& f) { return f.drift_ppm.has_value(); }, {FaultKind::kClockDrift}},
      {"unsynchronised", [](const Fault& f) { return f.unsynchronised.has_value(); }, {FaultKind::kClockDrift}},
      {"shift", [](const Fault& f) { return f.shift.has_value(); }, {FaultKind::kClockStep}},
      {"zone_shift", [](const Fault& f) { return f.zone_shift.has_value(); }, {FaultKind::kTimeZone}},
      {"after_reconnect", [](const Fault& f) { return f.after_reconnect.has_value(); }, {FaultKind::kRedelivery}},
      {"lost_answer_share", [](const Fault& f) { return f.lost_answer_share.has_value(); }, {FaultKind::kRedelivery}},
      {"copied_share", [](const Fault& f) { return f.copied_share.has_value(); }, {FaultKind::kRedelivery}},
      {"late_share", [](const Fault& f) { return f.late_share.has_value(); }, {FaultKind::kRedelivery}},
      {"late_by", [](const Fault& f) { return f.late_by.has_value(); }, {FaultKind::kRedelivery}},
      {"events_per_second", [](const Fault& f) { return f.events_per_second.has_value(); }, {FaultKind::kEventStorm}},
      {"commandline", [](const Fault& f) { return f.commandline.has_value(); }, {FaultKind::kEventStorm}},
      {"distinct_commandlines", [](const Fault& f) { return f.distinct_commandlines.has_value(); }, {FaultKind::kEventStorm}},
      {"up", [](const Fault& f) { return f.up.has_value(); }, {FaultKind::kCrashLoop}},
      {"down", [](const Fault& f) { return f.down.has_value(); }, {FaultKind::kCrashLoop}},
      {"copies", [](const Fault& f) { return f.copies.has_value(); }, {FaultKind::kClonedImage}},
      {"quota_share", [](const Fault& f) { return f.quota_share.has_value(); }, {FaultKind::kQuotaSpent}},
      {"throttled_bandwidth", [](const Fault& f) { return f.throttled_bandwidth.has_value(); }, {FaultKind::kSimQuotaSpent}},
      {"resolve_timeout", [](const Fault& f) { return f.resolve_timeout.has_value(); }, {FaultKind::kNameServiceOutage}},
      {"lag", [](const Fault& f) { return f.lag.has_value(); }, {FaultKind::kBackendLag}},
  };
  return list;
}

/// Whether a sensor of the policy reads what others write to the disk; see Sensor::reads_from_log.
bool reads_logs(const Policy& policy) {
  return policy.process_sensor == ProcessSensor::kAuditd || policy.network_sensor == NetworkSensor::kAuditd ||
         policy.login_sensor == LoginSensor::kAuditd || policy.login_sensor == LoginSensor::kUtmp;
}

class FaultCheck {
 public:
  FaultCheck(const Scenario& scenario, const Fault& fault, std::string path, const Places& places, Diagnostics& diagnostics)
      : s_(scenario), f_(fault), path_(std::move(path)), places_(places), diagnostics_(diagnostics) {}

  void run() {
    if (f_.start >= s_.duration) {
      tell(Code::kFaultTooLate, "start", fmt::format("begins after the end at {}", format_duration(s_.duration)),
           "let it begin earlier");
    }
    foreign_parameters();
    targets();
    parameters();
    if (f_.duration && is_nothing(*f_.duration) && !is_told("duration")) tell(Code::kFaultUnseen, "duration", "a fault of no length", "write for example 'duration: 1 h'");
    if (!f_.targets.count && scope() != FaultScope::kHubs && !is_told("targets.share") && most_hit() < 1) {
      tell(Code::kFaultUnseen, "targets.share", fmt::format("{:g} of at most {} {} are less than one, so nothing is hit", f_.targets.share, candidates(), is_of_sites() ? "sites" : "devices"),
           "write a larger share, or `count`");
    }
    unseen();
  }

 private:
  void tell(Code code, std::string_view key, std::string message, std::string hint = "") {
    const std::string path = key.empty() ? path_ : child_path(path_, key);
    diagnostics_.add(code, place_of(places_, path), path, std::move(message), std::move(hint));
  }

  /// Something is wrong with the value: then it is not what was written.
  bool is_told(std::string_view key) const {
    const std::string path = child_path(path_, key);
    return std::ranges::find(diagnostics_.all(), path, &Diagnostic::path) != diagnostics_.all().end();
  }

  FaultScope scope() const { return info_of(f_.kind).scope; }
  bool is_of_sites() const { return scope() == FaultScope::kSites; }

  static bool is_nothing(const Distribution& length) { return length.max <= 0 || (length.kind == Distribution::Kind::kConstant && length.a <= 0); }

  /// No more than so many sites or devices may be hit, before the share: lines and hubs of sites are drawn in a run.
  std::uint64_t candidates() const {
    std::uint64_t hit = 0;
    std::uint64_t sites = 0;
    bool any_behind_gateways = false;
    for (const FleetGroup& group : s_.fleet) {
      if (group.gateway.empty()) sites += std::max<std::uint32_t>(group.sites, 1);
      if (!could_hit(group)) continue;
      hit += !is_of_sites() ? group.count : group.gateway.empty() ? std::max<std::uint32_t>(group.sites, 1) : 0;
      any_behind_gateways = any_behind_gateways || !group.gateway.empty();
    }
    return is_of_sites() && any_behind_gateways ? sites : hit;
  }
  /// The whole part of their number times the share, at most; 1 or more where another text says that nothing can be hit.
  double most_hit() const {
    constexpr double kMargin = 1e-9;  // of a product that is a whole number
    const std::uint64_t all = candidates();
    return all == 0 ? 1 : std::floor(static_cast<double>(all) * f_.targets.share + kMargin);
  }

  void foreign_parameters() {
    for (const KindParameter& parameter : kind_parameters()) {
      if (!parameter.is_given(f_) || std::ranges::find(parameter.kinds, f_.kind) != parameter.kinds.end()) continue;
      std::string owners;
      for (const FaultKind kind : parameter.kinds) owners += (owners.empty() ? "" : " and ") + std::string(to_string(kind));
      tell(Code::kFault, parameter.key, fmt::format("means nothing for {}", to_string(f_.kind)), fmt::format("it is of {}", owners));
    }
    if (f_.kind == FaultKind::kQuotaSpent && f_.duration) {
      tell(Code::kFault, "duration", "a quota lasts until 00:00 UTC", "leave it out");
    }
  }

  /// A class or hub that is not in the scenario has been told where names are checked.
  bool could_hit(const FleetGroup& group) const {
    const FaultTargets& t = f_.targets;
    if (!t.device_class.empty() && t.device_class != group.device_class) return false;
    if (!t.hub.empty() && !group.hub.empty() && t.hub != group.hub) return false;
    if (t.network.empty() || !group.gateway.empty()) return true;
    const auto line = group.access.find(t.network);
    return line != group.access.end() && line->second > 0;
  }

  void targets() {
    const FaultTargets& t = f_.targets;
    if (scope() == FaultScope::kHubs) return hub_targets();
    if (t.count && t.share != 1) tell(Code::kFault, "targets.share", "both `share` and `count`", "write one of them");
    std::uint64_t sites = 0;
    for (const FleetGroup& group : s_.fleet) sites += group.gateway.empty() ? group.sites : 0;
    if (t.site && *t.site >= sites && !s_.fleet.empty()) {
      tell(Code::kFault, "targets.site", fmt::format("the fleet has {} sites, counted from 0", sites));
    }
    const bool known = t.device_class.empty() || s_.device_classes.contains(t.device_class);
    if (!known || s_.fleet.empty() || std::ranges::any_of(s_.fleet, [&](const FleetGroup& g) { return could_hit(g); })) return;
    const std::string class_words = t.device_class.empty() ? "" : fmt::format(" of class {}", quote(t.device_class));
    const std::string line_words = t.network.empty() ? "" : fmt::format(" on lines {}", quote(t.network));
    const std::string hub_words = t.hub.empty() ? "" : fmt::format(" on hub {}", quote(t.hub));
    tell(Code::kFault, "targets", fmt::format("no fleet group has devices{}{}{}", class_words, line_words, hub_words),
         "name what a group has");
  }

  void hub_targets() {
    const FaultTargets& t = f_.targets;
    const auto foreign = [&](std::string_view key, bool given) {
      if (given) tell(Code::kFault, key, fmt::format("means nothing for {}, which hits hubs", to_string(f_.kind)), "name a hub");
    };
    foreign("targets.device_class", !t.device_class.empty());
    foreign("targets.network", !t.network.empty());
    foreign("targets.site", t.site.has_value());
    foreign("targets.count", t.count.has_value());
    foreign("targets.share", t.share != 1 && f_.kind != FaultKind::kHubMaintenance);
  }

  void parameters() {
    if (f_.kind == FaultKind::kRedelivery && lost_answer_share_of(f_) + copied_share_of(f_) + late_share_of(f_) > 1) {
      tell(Code::kFault, "", "the shares of lost answers, copies and late messages add up to more than 1");
    }
    if (f_.kind == FaultKind::kHubLoad && sends_per_second_of(f_) + connects_per_second_of(f_) == 0) {
      tell(Code::kFault, "", "a load of nothing", "write for example 'sends_per_second: 200'");
    }
    if (f_.kind == FaultKind::kRegistrationStorm && client_timeout_of(f_).to_seconds() <= 1.1 * poll_interval_of(f_).to_seconds()) {
      tell(Code::kFault, "client_timeout",
           fmt::format("every client gives up before its first poll: {}, and polls come up to a tenth after {}", format_duration(client_timeout_of(f_)),
                       format_duration(poll_interval_of(f_))),
           "write a longer client_timeout or a shorter poll_interval");
    }
    if (f_.kind == FaultKind::kGatewayReboot && std::ranges::all_of(s_.fleet, [](const FleetGroup& g) { return g.gateway.empty(); })) {
      tell(Code::kFault, "kind", "no fleet group is behind a gateway", "write for example 'gateway: iot_gateway' in a group");
    }
    if (f_.kind == FaultKind::kEventStorm && commandline_of(f_).empty()) {
      tell(Code::kFault, "commandline", "a process has a command line", "write for example /usr/bin/health-check");
    }
  }

  bool any_hit_has(AuthType type) const {
    return std::ranges::any_of(s_.fleet, [&](const FleetGroup& g) { return could_hit(g) && g.identities.auth_type == type; });
  }

  bool is_limited(const HubSettings& hub) const { return hub.units > 0 && (f_.targets.hub.empty() || f_.targets.hub == hub.name); }

  bool any_policy_reads_logs() const {
    return std::ranges::any_of(s_.policies, [&](const PolicyUse& use) {
      const auto policy = s_.policy_templates.find(use.use);
      return policy != s_.policy_templates.end() && reads_logs(policy->second);
    });
  }

  /// A device of the group does something at local times, or more at some of them.
  bool keeps_local_time(const FleetGroup& group) const {
    const auto device_class = s_.device_classes.find(group.device_class);
    if (device_class == s_.device_classes.end()) return true;
    return std::ranges::any_of(device_class->second.activities, [&](const auto& named) {
      const Activity& activity = named.second;
      const std::string& profile = activity.seasonality == "group" ? group.seasonality : activity.seasonality;
      // Those of meters and plcs are flat too.
      return activity.timing == Timing::kCron || (profile != "flat" && profile != "meter" && profile != "plc");
    });
  }

  void unseen() {
    switch (f_.kind) {
      case FaultKind::kTimeZone:
        if (std::ranges::none_of(s_.fleet, [&](const FleetGroup& g) { return could_hit(g) && keeps_local_time(g); })) {
          tell(Code::kFaultUnseen, "kind", "no device that it may hit does anything at a local time",
               "give an activity 'timing: cron' or a seasonality");
        }
        break;
      case FaultKind::kDiskFull:
        if (!any_policy_reads_logs() && s_.rollouts.empty()) {
          tell(Code::kFaultUnseen, "kind", "no policy has a sensor that reads a log, and no rollout is to be installed",
               "write for example 'process_sensor: auditd' in a policy");
        }
        break;
      case FaultKind::kClockDrift:
      case FaultKind::kClockStep:
        if (!any_hit_has(AuthType::kSas)) {
          tell(Code::kFaultUnseen, "kind", "no device that it may hit has tokens: the hub asks their certificates for no time");
        }
        break;
      case FaultKind::kCertificateExpiry:
        if (!any_hit_has(AuthType::kX509)) {
          tell(Code::kFaultUnseen, "kind", "no device that it may hit has a certificate",
               "write 'identities: {auth_type: x509}' in its group");
        }
        break;
      case FaultKind::kHubLoad:
      case FaultKind::kQuotaSpent:
        if (s_.fixed_hub.name.empty() && std::ranges::none_of(s_.hubs, [&](const HubSettings& hub) { return is_limited(hub); })) {
          tell(Code::kFaultUnseen, "kind", "the hub is sized for each policy and has no limits", "write for example 'units: 1' in the hub");
        }
        break;
      case FaultKind::kRegistrationStorm:
        if (f_.retry_after && !honours_retry_after_of(f_)) {
          tell(Code::kFaultUnseen, "retry_after", "no client waits as long as it is told", "write 'honours_retry_after: true'");
        }
        break;
      case FaultKind::kClonedImage:
        if (f_.targets.count && *f_.targets.count < 2) tell(Code::kFaultUnseen, "targets.count", "fewer than two devices share no identity");
        break;
      default: break;
    }
  }

  const Scenario& s_;
  const Fault& f_;
  const std::string path_;
  const Places& places_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_faults(const Scenario& scenario, const Places& places, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
    const std::string path = item_path("faults", i);
    // Without its kind, what else could be said of a fault would be of another.
    const std::string kind = child_path(path, "kind");
    const bool has_kind = places.contains(kind) && std::ranges::find(diagnostics.all(), kind, &Diagnostic::path) == diagnostics.all().end();
    if (has_kind) FaultCheck(scenario, scenario.faults[i], path, places, diagnostics).run();
  }
}

}  // namespace picket::sim
