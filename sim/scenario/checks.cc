#include "sim/scenario/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <set>

#include "agent_core/base/closest_word.h"
#include "pipeline_core/detectors/version_order.h"
#include "pipeline_core/intel/indicator_feed.h"
#include "pipeline_core/learn/score_record.h"
#include "sim/scenario/client_checks.h"
#include "sim/scenario/endpoint_checks.h"
#include "sim/scenario/fault_checks.h"
#include "sim/scenario/hub_watch_checks.h"
#include "sim/scenario/network_checks.h"
#include "sim/scenario/plain_name.h"
#include "sim/scenario/policy_checks.h"
#include "sim/scenario/price_checks.h"
#include "sim/scenario/quantity_text.h"
#include "sim/scenario/references.h"
#include "sim/scenario/transport_checks.h"
#include "sim/scenario/twin_checks.h"
#include "sim/scenario/type_info.h"
#include "sim/scenario/variant_checks.h"
#include "sim/scenario/weakness_checks.h"

namespace picket::sim {

namespace {

/// Alerts that a budget must allow in calibration's benign life: below, a threshold would be a guess sixty times beyond the
/// largest score seen. Our choice.
constexpr double kLeastExpectedAlerts = 0.05;

constexpr std::array<std::string_view, 3> kExposures{"any", "public", "nat"};

class ScenarioCheck {
 public:
  ScenarioCheck(const Scenario& scenario, const Places& places, Diagnostics& diagnostics)
      : s_(scenario), places_(places), diagnostics_(diagnostics), errors_before_(std::ssize(diagnostics.all())) {}

  void run() {
    if (!bounded()) return;
    names();
    periods();
    for (std::size_t i = 0; i < s_.fleet.size(); ++i) fleet_group(s_.fleet[i], item_path("fleet", i));
    for (std::size_t i = 0; i < s_.rollouts.size(); ++i) rollout(s_.rollouts[i], item_path("rollouts", i));
    for (std::size_t i = 0; i < s_.attacks.size(); ++i) attack(s_.attacks[i], item_path("attacks", i));
    for (std::size_t i = 0; i < s_.intel.feeds.size(); ++i) feed(s_.intel.feeds[i], item_path("intel.feeds", i));
    for (const auto& [key, attack_template] : s_.attack_templates) {
      check_attack_ranges(attack_template, child_path("attack_templates", key), places_, diagnostics_);
    }
    pipeline();
    calibration();
    identities();
    for (std::size_t i = 0; i < s_.hubs.size(); ++i) hub_size(s_.hubs[i], item_path("hubs", i));
    if (!s_.fixed_hub.name.empty()) {
      hub_size(s_.fixed_hub, "fixed_hub");
      if (s_.fixed_hub.units == 0) tell(Code::kHubUnits, "fixed_hub.units", "a fixed hub needs a number of units, 1 or more");
    }
    std::set<std::string> used;
    for (const PolicyUse& use : s_.policies) {
      policy(use.use, used);
      for (const TwinChange& change : use.twin_changes) policy(change.policy, used);
    }
    check_twin_changes(s_, places_, diagnostics_);
    check_hub_watch(s_, places_, diagnostics_);
    check_weaknesses(s_, places_, diagnostics_);
    check_endpoints(s_, places_, diagnostics_);
    check_faults(s_, places_, diagnostics_);
    check_price_book(s_.prices, "prices", places_, diagnostics_);
    check_client(s_.client, "client", places_, diagnostics_);
    check_transport(s_, places_, diagnostics_);
    check_networks(s_, places_, diagnostics_);
  }

 private:
  /// Says nothing where the value itself was wrong already: its default is not what was meant.
  void tell(Code code, const std::string& path, std::string message, std::string hint = "") {
    const auto wrong_already = [&](const Diagnostic& d) { return std::string_view(d.path).starts_with(path); };
    if (errors_before_ > 0 &&
        std::any_of(diagnostics_.all().begin(), diagnostics_.all().begin() + errors_before_, wrong_already))
      return;
    diagnostics_.add(code, place_of(places_, path), path, std::move(message), std::move(hint));
  }

  /// Some checks compare each attack with each group; a file of a million bytes could hold so many
  /// of both that this takes minutes.
  bool bounded() {
    constexpr std::size_t kMost = 1'000;
    bool ok = true;
    const auto check = [&](std::size_t n, const char* path) {
      if (n <= kMost) return;
      tell(Code::kTooBig, path, fmt::format("{} elements; at most {} are taken", n, kMost));
      ok = false;
    };
    check(s_.fleet.size(), "fleet");
    check(s_.rollouts.size(), "rollouts");
    check(s_.faults.size(), "faults");
    check(s_.attacks.size(), "attacks");
    check(s_.policies.size(), "policies");
    check(s_.hubs.size(), "hubs");
    check(s_.intel.feeds.size(), "intel.feeds");
    return ok;
  }

  void policy(const std::string& name, std::set<std::string>& used) {
    const auto found = s_.policy_templates.find(name);
    if (found == s_.policy_templates.end() || !used.insert(name).second) return;
    check_policy(found->second, child_path("policy_templates", name), places_, diagnostics_);
    compression(found->second, child_path(child_path("policy_templates", name), "compression"));
    gateway_merge(found->second, child_path(child_path("policy_templates", name), "gateway_merge"));
  }

  void compression(const Policy& policy, const std::string& path) {
    if (policy.compression == Compression::kNone) return;
    if (s_.wire != Wire::kExact) {
      tell(Code::kCompression, path,
           fmt::format("{} needs the bytes of messages, and `wire: sized` has none", to_string(policy.compression)),
           "write 'wire: exact', or compression: none");
    } else if (policy.compression == Compression::kZstdDictionary && s_.warm_up <= Duration()) {
      tell(Code::kCompression, path, "a dictionary is trained on the messages of the warm-up, and there is none",
           "write for example 'warm_up: 24 h', or compression: zstd");
    }
  }

  void name(const std::string& text, const std::string& path) {
    check_plain_name(text, path, places_, diagnostics_);
  }

  template <class Items, class Name>
  void unique(const Items& items, std::string_view list, Name name_of) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string& text = name_of(items[i]);
      const std::string path = child_path(item_path(list, i), "name");
      name(text, path);
      if (!seen.insert(text).second)
        tell(Code::kNameTwice, path, fmt::format("{} is used twice", quote(text)), "give each a name of its own");
    }
  }

  void names() {
    name(s_.name, "name");
    unique(s_.policies, "policies", [](const PolicyUse& p) -> const std::string& { return p.name; });
    unique(s_.attacks, "attacks", [](const AttackInstance& a) -> const std::string& { return a.name; });
    unique(s_.rollouts, "rollouts", [](const FirmwareRollout& r) -> const std::string& { return r.name; });
    unique(s_.faults, "faults", [](const Fault& f) -> const std::string& { return f.name; });
    unique(s_.hubs, "hubs", [](const HubSettings& h) -> const std::string& { return h.name; });
    if (s_.policies.empty() && places_.contains("policies"))
      tell(Code::kNothingToRun, "policies", "no policy to run", "add a line '- {use: g2_linux}'");
    if (s_.fleet.empty() && places_.contains("fleet"))
      tell(Code::kNothingToRun, "fleet", "no devices to run", "add a group of devices");
  }

  void periods() {
    if (s_.duration <= Duration()) tell(Code::kPeriods, "duration", "the measured period must be longer than 0");
    if (s_.window <= Duration()) tell(Code::kPeriods, "window", "the window must be longer than 0");
    if (s_.replications < 5) {
      tell(Code::kFewReplications, "replications", fmt::format("{} give no confidence interval", s_.replications),
           "5 or more do");
    }
  }

  /// What a hub would always refuse for its size.
  void business_sizes(const BusinessOperations& business, const std::string& path) {
    const auto check = [&](Bytes size, std::int64_t most, const std::string& of) {
      if (size.count() <= most) return;
      tell(Code::kOutOfRange, child_path(path, of), fmt::format("{} B is more than a hub takes", size.count()), fmt::format("at most {} B", most));
    };
    check(business.cloud_to_device_messages.request_size, kMaxCloudToDeviceBytes, "cloud_to_device_messages.request_size");
    for (const auto& [methods, key] : {std::pair(&business.direct_methods, "direct_methods"), std::pair(&business.job_methods, "job_methods")}) {
      check(methods->request_size, kMaxMethodBytes, std::string(key) + ".request_size");
      check(methods->response_size, kMaxMethodBytes, std::string(key) + ".response_size");
    }
  }

  void fleet_group(const FleetGroup& group, const std::string& path) {
    if (group.count > 0 && group.sites > group.count) {
      tell(Code::kSites, child_path(path, "sites"), fmt::format("{} sites for {} devices", group.sites, group.count),
           "at most one site per device");
    }
    business_sizes(group.business_operations, child_path(path, "business_operations"));
    if (!group.gateway.empty()) {
      gateway(group, path);
    } else if (group.access.empty() && !places_.contains(child_path(path, "access"))) {
      tell(Code::kMissingKey, path, "key 'access' is missing", "Kinds of line and their weights, drawn per site.");
    }
    double sum = 0;
    for (const auto& [line, weight] : group.access) sum += weight;
    if (sum <= 0 && group.gateway.empty() && places_.contains(child_path(path, "access"))) {
      tell(Code::kWeights, child_path(path, "access"), "the weights sum to 0", "write for example {home_broadband: 1}");
    }
    if (group.utc_offset_hours.empty())
      tell(Code::kOutOfRange, child_path(path, "utc_offset_hours"), "the list is empty", "write [0]");
    word(group.seasonality, kSeasonalities, child_path(path, "seasonality"));
  }

  void gateway(const FleetGroup& group, const std::string& path) {
    std::uint64_t sites = 0;
    bool behind_another = false;
    for (const FleetGroup& other : s_.fleet) {
      if (other.device_class != group.gateway) continue;
      sites += std::max<std::uint32_t>(other.sites, 1);
      behind_another = behind_another || !other.gateway.empty();
    }
    const std::string at = child_path(path, "gateway");
    if (sites == 0) {
      if (s_.device_classes.contains(group.gateway)) {
        tell(Code::kGateway, at, fmt::format("no fleet group has the class {}", quote(group.gateway)),
             fmt::format("add a group '- {{device_class: {}, ...}}'", group.gateway));
      }
    } else if (behind_another) {
      tell(Code::kGateway, at, fmt::format("devices of class {} are behind a gateway themselves", quote(group.gateway)),
           "one level of gateways is taken");
    } else if (group.sites > sites) {
      tell(Code::kGateway, child_path(path, "sites"),
           fmt::format("{} sites, and {} have a gateway of class {}", group.sites, sites, group.gateway),
           "at most as many sites as the gateways have");
    }
    if (!group.access.empty()) {
      tell(Code::kGateway, child_path(path, "access"), "the line of a group behind a gateway is the gateway's",
           "remove 'access'");
    }
  }

  void gateway_merge(const Policy& policy, const std::string& path) {
    if (!policy.gateway_merge || policy.generation == Generation::kNone) return;
    if (std::ranges::any_of(s_.fleet, [](const FleetGroup& group) { return !group.gateway.empty(); })) return;
    tell(Code::kNoGateway, path, "no fleet group is behind a gateway, so nothing is merged",
         "write for example 'gateway: iot_gateway' in a group");
  }

  void word(const std::string& text, std::span<const std::string_view> words, const std::string& path) {
    if (std::ranges::find(words, text) != words.end()) return;
    const std::string near = closest_word(text, words);
    tell(Code::kUnknownWord, path, fmt::format("{} is none of {}", quote(text), fmt::join(words, ", ")),
         near.empty() ? "" : fmt::format("did you mean '{}'?", near));
  }

  void rollout(const FirmwareRollout& r, const std::string& path) {
    const std::string stages = child_path(path, "stages");
    if (r.stages.empty()) tell(Code::kOutOfRange, stages, "a rollout has at least one stage", "write for example [0.01, 0.2, 1]");
    if (std::ranges::adjacent_find(r.stages, std::greater_equal<>()) != r.stages.end())
      tell(Code::kOutOfRange, stages, "each stage must reach more devices than the one before");
    version(r, child_path(path, "firmware_version"));
  }

  /// As the analytics order versions.
  void version(const FirmwareRollout& r, const std::string& path) {
    const auto found = s_.device_classes.find(r.device_class);
    const std::uint64_t wanted = version_rank(r.firmware_version);
    if (found == s_.device_classes.end() || wanted == 0 || r.failed_share >= 1) return;
    std::string latest;
    for (const auto& [version, weight] : found->second.firmware_versions) {
      if (weight > 0 && version_rank(version) > version_rank(latest)) latest = version;
    }
    if (version_rank(latest) <= wanted) return;
    tell(Code::kVersionFalls, path,
         fmt::format("{} is older than {}, which devices of class {} begin with", quote(r.firmware_version), quote(latest), quote(r.device_class)),
         "each of them raises sim.version_decrease");
  }

  void attack(const AttackInstance& a, const std::string& path) {
    word(a.targets.exposure, kExposures, child_path(path, "targets.exposure"));
    if (a.start >= s_.duration) {
      tell(Code::kAttackTooLate, child_path(path, "start"),
           fmt::format("starts after the end at {}", format_duration(s_.duration)), "start it earlier");
    } else if (const auto found = s_.attack_templates.find(a.use); found != s_.attack_templates.end()) {
      deadline(a, found->second, path);
      parameters(a, found->second, path);
      clocks(a, found->second, path);
      check_variant(a, found->second, path, places_, diagnostics_);
    }
    targets(a, path);
  }

  void deadline(const AttackInstance& a, const AttackTemplate& attack, const std::string& path) {
    const Duration last = a.start + a.start_jitter + attack.deadline;
    if (last <= s_.duration) return;
    tell(Code::kDeadlineTooLate, path,
         fmt::format("its deadline of {} may end after the measured period of {}", format_duration(attack.deadline),
                     format_duration(s_.duration)),
         fmt::format("a duration of {} h is enough", static_cast<std::int64_t>(std::ceil(last.to_seconds() / 3'600))));
  }

  /// The least that the attack may have of a parameter that it does not set itself.
  static double least_of(const AttackParameter& p, const AttackInstance& a) {
    if (a.variant == 0 || !p.is_drawn()) return p.value;
    const std::vector<double>& drawn = a.held_out && !p.held_out.empty() ? p.held_out : p.range.empty() ? p.choices : p.range;
    return *std::min_element(drawn.begin(), drawn.end());
  }

  /// No clock shows a time before 1970: what devices send cannot say it.
  void clocks(const AttackInstance& a, const AttackTemplate& attack, const std::string& path) {
    for (const AttackPhase& phase : attack.phases) {
      const ClockError& clock = phase.clock;
      if (!clock.given()) continue;
      const auto value_of = [&](const std::string& parameter, double otherwise) {
        if (const auto own = a.parameters.find(parameter); own != a.parameters.end()) return own->second;
        const auto found = attack.parameters.find(parameter);
        return found == attack.parameters.end() ? otherwise : least_of(found->second, a);
      };
      // Of every distribution but a negative one, the first number is the least or all are above 0.
      const double shift = value_of(clock.shift_parameter, std::min(clock.shift.a, 0.0));
      const double drift = std::min(0.0, value_of(clock.drift_parameter, clock.drift_ppm));
      const Time least = s_.start_utc + a.start;
      if (least.unix_microseconds() / 1e6 + shift + s_.duration.to_seconds() * drift * 1e-6 >= 0) continue;
      const bool own = a.parameters.contains(clock.shift_parameter);
      tell(Code::kOutOfRange, own ? child_path(child_path(path, "parameters"), clock.shift_parameter) : path,
           fmt::format("phase {} sets the clock back by {} s, to a time before 1970", phase.id, format_number(-shift)),
           fmt::format("{} s at most", format_number(std::floor(least.unix_microseconds() / 1e6))));
    }
  }

  void parameters(const AttackInstance& a, const AttackTemplate& attack, const std::string& path) {
    for (const auto& [key, value] : a.parameters) {
      if (diagnostics_.full()) break;
      const std::string at = child_path(child_path(path, "parameters"), key);
      const auto found = attack.parameters.find(key);
      if (found == attack.parameters.end()) {
        std::vector<std::string_view> known;
        for (const auto& [name, parameter] : attack.parameters) known.push_back(name);
        const std::string near = closest_word(key, known);
        tell(Code::kUnknownName, at, fmt::format("the attack {} has no parameter {}", a.use, quote(key)),
             near.empty() ? fmt::format("there are: {}", fmt::join(known, ", "))
                          : fmt::format("did you mean '{}'?", near));
      } else if (value < found->second.min || value > found->second.max) {
        tell(Code::kOutOfRange, at,
             fmt::format("{} is outside [{}, {}]", format_number(value), format_number(found->second.min),
                         format_number(found->second.max)));
      }
    }
  }

  void targets(const AttackInstance& a, const std::string& path) {
    const Targets& t = a.targets;
    double candidates = 0;
    bool class_present = t.device_class.empty();
    for (const FleetGroup& group : s_.fleet) {
      if (!t.device_class.empty() && group.device_class != t.device_class) continue;
      class_present = true;
      double share = t.exposure == "public" ? group.public_share : t.exposure == "nat" ? 1 - group.public_share : 1;
      if (t.vulnerable_only) share *= group.vulnerable_share;
      candidates += group.count * share;
    }
    if (!class_present) {
      if (s_.device_classes.contains(t.device_class) || s_.fleet.empty()) {
        tell(Code::kClassNotInFleet, child_path(path, "targets.device_class"),
             fmt::format("no fleet group has the class {}", quote(t.device_class)),
             "add a group or name a class of the fleet");
      }
      return;
    }
    const bool spreads = t.spread_beta_per_hour > 0;
    const double wanted = spreads ? t.spread_seeds : t.count;
    if (candidates < wanted) {
      tell(Code::kTooFewTargets, child_path(path, spreads ? "targets.spread_seeds" : "targets.count"),
           fmt::format("asks for {}, and about {:.0f} devices of the fleet fit", format_number(wanted),
                       std::floor(candidates)),
           "raise public_share, vulnerable_share or count of the group");
    }
  }

  void feed(const FeedUse& use, const std::string& path) {
    if (!use.file.empty() && !feed_format_of(use.file)) {
      tell(Code::kNotSupported, child_path(path, "file"), fmt::format("what kind of feed is {}?", quote(use.file)),
           "name it .json (STIX 2.1), .csv or .txt (one value a line)");
    }
    if (use.at >= s_.duration && use.at > Duration()) {
      tell(Code::kFeedTooLate, child_path(path, "at"),
           fmt::format("comes after {}, when the measured period is over", format_duration(use.at)));
    } else if (use.at > Duration() && s_.pipeline.sightings.max == 0) {
      tell(Code::kNothingKept, child_path(path, "at"),
           "what was seen before the feed comes is not searched, since nothing is kept",
           "write for example 'pipeline: {sightings: {max: 100000}}'");
    }
  }

  void pipeline() {
    const PipelineSettings& p = s_.pipeline;
    const PersistenceSettings& persistence = p.behaviour_model.persistence;
    if (persistence.needed > persistence.of) {
      tell(Code::kOutOfRange, "pipeline.behaviour_model.persistence.needed",
           fmt::format("{} of {} windows can never exceed", persistence.needed, persistence.of));
    }
    if (p.peer_shift.min_devices > p.peer_shift.max_devices) {
      tell(Code::kOutOfRange, "pipeline.peer_shift.min_devices",
           fmt::format("{} is more than max_devices, {}", p.peer_shift.min_devices, p.peer_shift.max_devices));
    }
  }

  void calibration() {
    const PipelineSettings& p = s_.pipeline;
    for (const auto& [policy, thresholds] : s_.thresholds) {
      const std::string path = child_path("thresholds", policy);
      const auto unread = [&](const char* key, bool given, bool runs, const char* model) {
        if (given && !runs) {
          tell(Code::kThresholdNotRead, child_path(path, key), fmt::format("pipeline.{} is false, so nothing is held against it", model),
               fmt::format("write 'pipeline: {{{}: true}}'", model));
        }
      };
      unread("novelty", thresholds.novelty.has_value(), p.novelty, "novelty");
      unread("level", thresholds.level.has_value(), p.behaviour, "behaviour");
      unread("drift", thresholds.drift.has_value(), p.behaviour, "behaviour");
      unread("egress", thresholds.egress.has_value(), p.egress, "egress");
    }
    if (!s_.calibration) return;
    const std::size_t models = (p.novelty ? 1U : 0U) + (p.egress ? 1U : 0U) + (p.behaviour ? 2U : 0U);
    if (models == 0) {
      tell(Code::kCalibration, "calibration", "no model has a threshold to find: novelty, egress and behaviour are off",
           "write for example 'pipeline: {behaviour: true}'");
      return;
    }
    double devices = 0;
    for (const FleetGroup& group : s_.fleet) devices += group.count;
    const Duration each = s_.calibration->duration > Duration() ? s_.calibration->duration : s_.duration;
    const double exposure = devices * each.to_seconds() / 86'400 * s_.calibration->replications;
    const double share = s_.calibration->max_false_alerts_per_1000_device_days / 1'000 / static_cast<double>(models);
    if (share * exposure >= static_cast<double>(ScoreRecord::kMost)) {
      tell(Code::kCalibration, "calibration.max_false_alerts_per_1000_device_days",
           fmt::format("allows {:.0f} alerts of a model in {:.0f} device-days; at most {} scores are kept", share * exposure, exposure,
                       ScoreRecord::kMost),
           "a smaller budget, or less benign life");
    } else if (share * exposure < kLeastExpectedAlerts) {
      tell(Code::kCalibration, "calibration",
           fmt::format("{:.4g} device-days say nothing of a rate of {:.3g} per 1,000 for each of {} models", exposure, share * 1'000, models),
           fmt::format("at least {:.4g}, better {:.4g}: more replications, a longer duration, or a larger budget",
                       kLeastExpectedAlerts / share, 3 / share));
    } else if (share * exposure < 3) {
      tell(Code::kFewDeviceDays, "calibration",
           fmt::format("{:.4g} device-days cannot carry a rate of {:.3g} per 1,000 for each of {} models", exposure, share * 1'000, models),
           fmt::format("{:.4g} could; thresholds go beyond what was seen by a generalised Pareto tail", 3 / share));
    }
  }

  void identities() {
    const bool any_agent = std::ranges::any_of(s_.policies, [&](const PolicyUse& use) {
      const auto found = s_.policy_templates.find(use.use);
      return found != s_.policy_templates.end() && found->second.generation != Generation::kNone;
    });
    const double per_device = any_agent ? 2 : 1;
    const double hubs = std::max<double>(1, static_cast<double>(s_.hubs.size()));
    std::map<std::string, double> of_hub;
    double spread = 0;
    for (const FleetGroup& group : s_.fleet)
      (group.hub.empty() ? spread : of_hub[group.hub]) += per_device * group.count;
    double most = spread / hubs;
    for (const auto& [hub, identities] : of_hub) most = std::max(most, identities + spread / hubs);
    const auto limit = static_cast<double>(HubLimits{}.identities);
    if (most > limit) {
      tell(Code::kIdentityLimit, "fleet",
           fmt::format("a hub would hold {:.0f} identities; its limit is {:.0f}", most, limit),
           fmt::format("{:.0f} hubs would do", std::ceil(most * hubs / limit)));
    }
  }

  void hub_size(const HubSettings& hub, const std::string& path) {
    const std::uint32_t most = max_units(hub.sku);
    if (hub.units <= most) return;
    tell(Code::kHubUnits, child_path(path, "units"),
         fmt::format("{} units of {}; a hub has at most {}", hub.units, to_string(hub.sku), most),
         "a higher tier, or more hubs");
  }

  const Scenario& s_;
  const Places& places_;
  Diagnostics& diagnostics_;
  std::ptrdiff_t errors_before_;
};

}  // namespace

void check_scenario(const Scenario& scenario, const Places& places, Diagnostics& diagnostics) {
  ScenarioCheck(scenario, places, diagnostics).run();
}

}  // namespace picket::sim
