#include "sim/exchange/alert_score.h"

#include <algorithm>
#include <optional>
#include <set>

#include "agent_core/base/ascii.h"
#include "pipeline_core/findings/classic_agent.h"
#include "sim/exchange/attack_evidence.h"
#include "sim/experiment/rule_content.h"

namespace picket::sim {
namespace {

constexpr std::size_t kNamesShown = 5;

/// Finds what a text names: a device or a hub of the run.
class Subjects {
 public:
  explicit Subjects(const World& world) {
    for (std::uint32_t d = 0; d < world.fleet().size(); ++d) devices_.emplace(lower(world.fleet().device_name(DeviceId(d))), d);
    for (const HubSettings& hub : world.scenario().hubs) hubs_.insert(lower(hub.name));
  }
  std::optional<std::uint32_t> device(const std::string& text) const {
    return in_parts(text, [this](const std::string& part) -> std::optional<std::uint32_t> {
      const auto found = devices_.find(part);
      return found == devices_.end() ? std::nullopt : std::optional(found->second);
    });
  }
  bool is_hub(const std::string& text) const {
    return in_parts(text, [this](const std::string& part) { return hubs_.contains(part) ? std::optional(0U) : std::nullopt; }).has_value();
  }

 private:
  /// The whole text, or the last of its parts between slashes that is known: a module's name follows its device's.
  template <class Find>
  static std::optional<std::uint32_t> in_parts(const std::string& text, Find find) {
    const std::string small = lower(text);
    for (std::size_t end = small.size();;) {
      const std::size_t slash = end == 0 ? std::string::npos : small.rfind('/', end - 1);
      const std::size_t begin = slash == std::string::npos ? 0 : slash + 1;
      if (const auto found = find(small.substr(begin, end - begin))) return found;
      if (slash == std::string::npos) return std::nullopt;
      end = slash;
    }
  }
  std::map<std::string, std::uint32_t> devices_;
  std::set<std::string> hubs_;
};

/// Alert types of the catalogue by what a foreign alert may call them.
class TypeNames {
 public:
  explicit TypeNames(const PipelineContent& content) {
    for (std::uint32_t a = 0; a < content.alert_count(); ++a) {
      const AlertType& type = content.alert(a);
      for (const std::string_view name : {std::string_view(type.name), std::string_view(type.alert_type), classic_form(type).name}) {
        if (!name.empty()) alerts_[lower(name)].insert(a);
      }
    }
  }
  /// Empty: the catalogue has none of that name.
  const std::set<std::uint32_t>& of(const std::string& name) const {
    static const std::set<std::uint32_t> kNone;
    const auto found = alerts_.find(lower(name));
    return found == alerts_.end() ? kNone : found->second;
  }

 private:
  std::map<std::string, std::set<std::uint32_t>> alerts_;
};

class Scoring {
 public:
  Scoring(const World& world, const PipelineContent& content, AlertMatch match)
      : world_(world), content_(content), match_(match), subjects_(world), types_(content), windows_(unit_windows(world)) {
    for (const AttackInstance& attack : world.scenario().attacks) {
      std::set<std::uint32_t>& expected = expected_.emplace_back();
      for (const std::string& name : world.scenario().attack_templates.at(attack.use).expect) {
        if (const auto alert = content.find_alert(name)) expected.insert(*alert);
      }
    }
  }

  AlertScore score(const LaneResult& own, const std::vector<ForeignAlert>& alerts) {
    score_.lane = own;
    blank(score_.lane);
    std::vector<const ForeignAlert*> order;
    for (const ForeignAlert& alert : alerts) order.push_back(&alert);
    score_.by_evidence.assign(own.units.size(), false);
    std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->time < b->time; });
    gather_evidence(order);
    for (const ForeignAlert* alert : order) take(*alert);
    LaneResult& lane = score_.lane;
    lane.alerts = static_cast<std::int64_t>(score_.judged);
    for (const auto& [name, type] : score_.types) {
      lane.alerts_true += static_cast<std::int64_t>(type.detections);
      lane.alerts_related += static_cast<std::int64_t>(type.related);
      lane.alerts_notice += static_cast<std::int64_t>(type.notices);
      lane.alerts_false += static_cast<std::int64_t>(type.false_alerts);
      if (type.false_alerts > 0) lane.false_alerts.push_back({name, static_cast<std::int64_t>(type.false_alerts)});
    }
    return std::move(score_);
  }

 private:
  /// Nothing has been detected yet.
  static void blank(LaneResult& lane) {
    lane.policy = "alerts";
    lane.alerts = lane.alerts_true = lane.alerts_related = lane.alerts_false = lane.alerts_notice = 0;
    lane.incidents = lane.incidents_false = lane.campaigns = lane.recommendations = 0;
    lane.false_alerts.clear();
    for (UnitOutcome& unit : lane.units) {
      unit.detected = unit.site_detected = false;
      unit.detected_us = unit.site_detected_us = 0;
      unit.alert.clear();
      unit.pack.clear();
      unit.parts = {};
    }
  }

  /// What the attacks on each device show of all that alerts in their time name. Alerts come by time.
  void gather_evidence(const std::vector<const ForeignAlert*>& alerts) {
    std::map<std::uint32_t, std::set<NamedEvidence>> named;
    for (const ForeignAlert* alert : alerts) {
      if (alert->evidence.empty()) continue;
      const auto device = subjects_.device(alert->device);
      if (!device || units_at(DeviceId(*device), alert->time).empty()) continue;
      std::set<NamedEvidence>& known = named[*device];
      const auto added = static_cast<std::size_t>(std::count_if(alert->evidence.begin(), alert->evidence.end(),
                                                                [&known](const auto& one) { return !known.contains(one); }));
      if (known.size() + added > kMostNamed) not_compared_.insert(alert);
      else known.insert(alert->evidence.begin(), alert->evidence.end());
    }
    for (const auto& [device, evidence] : named) shown_.merge(shown_evidence(world_, windows_, DeviceId(device), evidence));
  }

  /// The units of a device in whose time this is.
  std::vector<std::uint32_t> units_at(DeviceId device, Time time) const {
    std::vector<std::uint32_t> units = world_.attacks().units_on(device);
    std::erase_if(units, [&](std::uint32_t unit) { return !windows_[unit].holds(time); });
    return units;
  }

  bool is_shown(std::uint32_t unit, const ForeignAlert& alert) const {
    return std::any_of(alert.evidence.begin(), alert.evidence.end(), [&](const auto& named) { return shown_.contains({unit, named}); });
  }

  void take(const ForeignAlert& alert) {
    const auto device = subjects_.device(alert.device);
    if (!device) {
      if (subjects_.is_hub(alert.device)) {
        ++score_.about_hubs;
        return;
      }
      ++score_.unknown_devices;
      std::vector<std::string>& names = score_.unknown_names;
      if (names.size() < kNamesShown && std::find(names.begin(), names.end(), alert.device) == names.end()) names.push_back(alert.device);
      return;
    }
    if (alert.time < world_.start() || alert.time > world_.end()) {
      ++score_.outside;
      return;
    }
    judge(alert, DeviceId(*device));
  }

  void judge(const ForeignAlert& alert, DeviceId device) {
    ++score_.judged;
    const std::set<std::uint32_t>& known = types_.of(alert.type);
    TypeScore& type = score_.types[alert.type];
    ++type.alerts;
    type.known = !known.empty();
    std::vector<std::uint32_t> units = units_at(device, alert.time);
    const bool compared = !not_compared_.contains(&alert);
    score_.evidence_not_compared += compared ? 0 : 1;
    const bool shown = compared && std::any_of(units.begin(), units.end(), [&](std::uint32_t unit) { return is_shown(unit, alert); });
    const std::string name(world_.fleet().device_name(device));
    const bool decides = shown || (compared && std::any_of(alert.evidence.begin(), alert.evidence.end(), [&name](const NamedEvidence& named) {
                           return is_decisive(named, name);
                         }));
    score_.with_evidence += decides ? 1 : 0;
    score_.of_other_evidence += decides && !shown && !units.empty() ? 1 : 0;
    if (decides) std::erase_if(units, [&](std::uint32_t unit) { return !is_shown(unit, alert); });
    const bool in_time = !units.empty();
    bool detects = false;
    for (const std::uint32_t unit : units) {
      if (!agrees(unit, known)) continue;
      detects = true;
      detect(unit, alert, decides);
    }
    score_.detections_by_evidence += detects && decides ? 1 : 0;
    const bool is_notice = std::any_of(known.begin(), known.end(), [this](std::uint32_t a) { return content_.alert(a).is_notice; });
    ++(detects ? type.detections : in_time ? type.related : is_notice ? type.notices : type.false_alerts);
  }

  bool agrees(std::uint32_t unit, const std::set<std::uint32_t>& known) const {
    if (match_ == AlertMatch::kDevice || known.empty()) return true;
    const std::set<std::uint32_t>& expected = expected_[world_.attacks().units()[unit].attack.value()];
    return std::any_of(known.begin(), known.end(), [&](std::uint32_t alert) { return expected.contains(alert); });
  }

  /// Alerts come by time: the first one counts.
  void detect(std::uint32_t unit, const ForeignAlert& alert, bool by_evidence) {
    UnitOutcome& outcome = score_.lane.units[unit];
    if (outcome.detected) return;
    outcome.detected = true;
    score_.by_evidence[unit] = by_evidence;
    outcome.detected_us = (alert.time - world_.attacks().units()[unit].start).count_microseconds();
    outcome.alert = alert.type;
    outcome.pack = alert.type.empty() ? "(no type)" : alert.type;
  }

  const World& world_;
  const PipelineContent& content_;
  AlertMatch match_;
  Subjects subjects_;
  TypeNames types_;
  std::vector<UnitWindow> windows_;
  std::vector<std::set<std::uint32_t>> expected_;  ///< by attack
  ShownEvidence shown_;
  std::set<const ForeignAlert*> not_compared_;  ///< only looked up: the order of addresses reaches no result
  AlertScore score_;
};

void check_world(const World& world, const LaneResult& own) {
  const std::vector<AttackUnit>& units = world.attacks().units();
  bool same = units.size() == own.units.size();
  for (std::size_t u = 0; same && u < units.size(); ++u) {
    same = units[u].attack.value() == own.units[u].attack && units[u].device.value() == own.units[u].device &&
           (units[u].start - world.start()).count_microseconds() == own.units[u].start_us;
  }
  if (!same) throw WrongInput("the attacks that the run's scenario gives are not those that it had: was it run by another build?");
}

}  // namespace

AlertScore score_alerts(const World& world, const PipelineContent& content, const LaneResult& own,
                        const std::vector<ForeignAlert>& alerts, AlertMatch match) {
  check_world(world, own);
  return Scoring(world, content, match).score(own, alerts);
}

}  // namespace picket::sim
