#include "sim/tune/tune_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"
#include "agent_core/base/closest_word.h"
#include "sim/scenario/origins.h"
#include "sim/scenario/references.h"
#include "sim/sweep/parameter_path.h"
#include "sim/tune/final_choice.h"

namespace picket::sim {
namespace {

constexpr std::size_t kMostObjectives = 3;

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known, const std::string& otherwise) {
  const std::string near = closest_word(word, known);
  return near.empty() ? otherwise : fmt::format("did you mean '{}'?", near);
}

class TuneCheck {
 public:
  TuneCheck(TuneSection& section, const Study& study, const Places& places, Diagnostics& diagnostics)
      : section_(section), study_(study), scenario_(*study.base.scenario), places_(places), diagnostics_(diagnostics) {}

  void run() {
    policies();
    parameters();
    objectives();
    for (std::size_t i = 0; i < section_.constraints.size(); ++i) constraint(section_.constraints[i], item_path("tune.constraints", i));
    start_points();
    methods();
  }

 private:
  void tell(Code code, const std::string& at, std::string message, std::string hint) {
    diagnostics_.add(code, place_of(places_, at), at, std::move(message), std::move(hint));
  }

  std::vector<std::string_view> policy_names() const {
    std::vector<std::string_view> out;
    for (const PolicyUse& use : scenario_.policies) out.push_back(use.name);
    return out;
  }

  bool has_policy(const std::string& name) const {
    return std::any_of(scenario_.policies.begin(), scenario_.policies.end(), [&](const PolicyUse& use) { return use.name == name; });
  }

  void policies() {
    const std::vector<std::string_view> names = policy_names();
    const std::string all = fmt::format("the study has {}", fmt::join(names, ", "));
    if (!section_.reference.empty() && !has_policy(section_.reference)) {
      tell(Code::kUnknownName, "tune.reference", fmt::format("the study has no policy {}", quote(section_.reference)),
           did_you_mean(section_.reference, names, all));
    }
    if (!section_.policy.empty() && !has_policy(section_.policy)) {
      tell(Code::kUnknownName, "tune.policy", fmt::format("the study has no policy {}", quote(section_.policy)),
           did_you_mean(section_.policy, names, all));
      return;
    }
    if (section_.reference.empty() && scenario_.reference_policy != section_.policy && has_policy(scenario_.reference_policy)) {
      section_.reference = scenario_.reference_policy;
    }
    if (section_.policy.empty()) {
      std::vector<std::string> others;
      for (const PolicyUse& use : scenario_.policies) {
        if (use.name != section_.reference) others.push_back(use.name);
      }
      // A policy alone is the one that is tuned, and its own reference by default.
      if (others.empty() && scenario_.policies.size() == 1) {
        others.push_back(section_.reference);
        section_.reference.clear();
      }
      if (others.size() == 1) {
        section_.policy = others.front();
      } else {
        tell(Code::kMissingKey, "tune", "it is not said which policy is tuned", fmt::format("give `policy`: {}", all));
      }
    }
    if (!section_.policy.empty() && section_.policy == section_.reference) {
      tell(Code::kTwoSources, "tune.reference", fmt::format("{} is tuned, and cannot be the reference as well", quote(section_.policy)),
           "give the tuned policy another name with `use`, or another reference");
    }
  }

  void parameters() {
    if (study_.variables.empty()) {
      tell(Code::kNothingToRun, "tune", "nothing may be changed",
           "give the study `sweep: {parameters: [{path: policy.picket.max_delay, range: log(1 s..30 min)}]}`");
      return;
    }
    const auto use = std::find_if(scenario_.policies.begin(), scenario_.policies.end(), [&](const PolicyUse& u) { return u.name == section_.policy; });
    if (use == scenario_.policies.end()) return;
    for (const SweepVariable& variable : study_.variables) {
      if (!is_path_below(variable.path, "policy_templates") || is_path_below(variable.path, "policy_templates." + use->use)) continue;
      diagnostics_.add(Code::kUnknownName, variable.where, variable.written,
                       fmt::format("this is a parameter of another policy than the tuned one, {}", section_.policy),
                       fmt::format("name one of its own, such as policy.{}.KEY, or tune the other with `policy`", use->use));
    }
  }

  /// What objectives and constraints have in common.
  bool measure(const std::string& name, const std::string& attack, Duration within, const std::string& at) {
    if (name.empty()) return false;
    if (!find_tune_measure(name)) {
      tell(Code::kUnknownName, at + ".measure", fmt::format("there is no measure {}", quote(name)),
           did_you_mean(name, tune_measure_names(), fmt::format("there are: {}", fmt::join(tune_measure_names(), ", "))));
      return false;
    }
    bool good = true;
    if (is_attack_measure(name)) {
      if (scenario_.attacks.empty()) {
        tell(Code::kNothingToRun, at + ".measure", fmt::format("{} is about attacks, and the scenario has none", name), "add attacks to the scenario");
        return false;
      }
      std::vector<std::string_view> names{"all"};
      for (const AttackInstance& instance : scenario_.attacks) names.push_back(instance.name);
      if (std::find(names.begin(), names.end(), attack) == names.end()) {
        tell(Code::kUnknownName, at + ".attack", fmt::format("the scenario has no attack {}", quote(attack)),
             did_you_mean(attack, names, fmt::format("there are: {}", fmt::join(names, ", "))));
        good = false;
      }
    } else if (attack != "all") {
      tell(Code::kNotSupported, at + ".attack", fmt::format("{} is not about attacks", name), "leave `attack` out");
      good = false;
    }
    if (within <= Duration()) return good;
    if (!takes_within(name)) {
      tell(Code::kNotSupported, at + ".within", fmt::format("{} is no probability of detection by a time", name), "leave `within` out");
      return false;
    }
    for (const AttackInstance& instance : scenario_.attacks) {
      if (attack != "all" && instance.name != attack) continue;
      const Duration latest = instance.start + instance.start_jitter + within;
      if (latest <= scenario_.duration) continue;
      tell(Code::kOutOfRange, at + ".within", fmt::format("attack {} may begin so late that this time has not passed at the end", quote(instance.name)),
           "shorten it, lengthen `duration`, or let the attack begin earlier");
      return false;
    }
    return good;
  }

  void objectives() {
    if (section_.objectives.empty() || section_.objectives.size() > kMostObjectives) {
      tell(Code::kOutOfRange, "tune.objectives", fmt::format("{} objectives", section_.objectives.size()), "give one to three");
    }
    std::vector<std::string> seen;
    for (std::size_t i = 0; i < section_.objectives.size(); ++i) {
      const TuneObjective& o = section_.objectives[i];
      const std::string at = item_path("tune.objectives", i);
      if (!measure(o.measure, o.attack, o.within, at)) continue;
      const std::string column = measure_of(o.measure, o.attack, o.within).column();
      if (std::find(seen.begin(), seen.end(), column) != seen.end()) {
        tell(Code::kNameTwice, at, fmt::format("{} is an objective already", column), "name it once");
      }
      seen.push_back(column);
    }
  }

  void constraint(const TuneConstraint& c, const std::string& at) {
    const bool known = measure(c.measure, c.attack, c.within, at);
    const int bounds = (c.at_least ? 1 : 0) + (c.at_most ? 1 : 0) + (c.at_least_of.empty() ? 0 : 1) + (c.at_most_of.empty() ? 0 : 1);
    if (bounds != 1) {
      tell(bounds == 0 ? Code::kMissingKey : Code::kTwoSources, at, fmt::format("a constraint has one bound, and this has {}", bounds),
           "give one of at_least, at_most, at_least_of and at_most_of");
      return;
    }
    const std::string& other = c.at_least_of.empty() ? c.at_most_of : c.at_least_of;
    const bool relative = !other.empty();
    if (relative && other != section_.reference) {
      const std::string key = c.at_least_of.empty() ? ".at_most_of" : ".at_least_of";
      const bool none = section_.reference.empty();
      tell(Code::kUnknownName, at + key, fmt::format("{} is not the reference policy", quote(other)),
           none ? std::string("name it as `reference`; it must be a policy of the study") : fmt::format("the reference is {}", section_.reference));
    }
    if (!relative && (c.times != 1 || c.margin != 0)) {
      tell(Code::kNotSupported, at, "times and margin belong to a bound that another policy sets", "leave them out, or give at_most_of");
    }
    if (!known || relative) return;
    const double bound = c.at_least.value_or(c.at_most.value_or(0));
    const TuneMeasure m = measure_of(c.measure, c.attack, c.within);
    const std::string key = at + (c.at_least ? ".at_least" : ".at_most");
    if (m.is_share() && (bound <= 0 || bound >= 1)) {
      tell(Code::kOutOfRange, key, fmt::format("{:g} is no bound of a share", bound), "more than 0 and less than 1");
    } else if (!m.is_share() && bound <= 0) {
      tell(Code::kOutOfRange, key, fmt::format("{:g} is no bound of {}", bound, m.name), "more than 0");
    }
  }

  void start_points() {
    for (std::size_t i = 0; i < section_.start.size(); ++i) {
      for (const auto& [path, value] : section_.start[i]) {
        const std::string at = item_path("tune.start", i) + "." + path;
        const auto variable = std::find_if(study_.variables.begin(), study_.variables.end(),
                                           [&, &written = path](const SweepVariable& v) { return v.written == written || v.path == written; });
        if (variable == study_.variables.end()) {
          std::vector<std::string_view> names;
          for (const SweepVariable& v : study_.variables) names.push_back(v.written);
          tell(Code::kUnknownName, at, fmt::format("{} is no parameter of this study", quote(path)),
               did_you_mean(path, names, fmt::format("there are: {}", fmt::join(names, ", "))));
        } else if (!share_of(variable->range, read_level(value))) {
          tell(Code::kOutOfRange, at, fmt::format("{} is not in {}", quote(value), variable->range.text), "give one of its values");
        }
      }
    }
    if (diagnostics_.ok()) refuse_starts_outside();
    if (section_.start.size() + 1 > section_.evaluations) {
      tell(Code::kOutOfRange, "tune.evaluations", fmt::format("{} evaluations do not suffice for the policy as it stands and {} start points",
                                                              section_.evaluations, section_.start.size()),
           "give more evaluations, or fewer start points");
    }
  }

  /// A start point that breaks a constraint of the study would never be tried.
  void refuse_starts_outside() {
    for (std::size_t i = 0; i < section_.start.size(); ++i) {
      const DesignPoint levels = start_levels(study_, section_.start[i]);
      for (const Constraint& constraint : study_.constraints) {
        if (constraint.holds([&](const std::string& path) { return study_.value_at(levels, path); }).value_or(false)) continue;
        tell(Code::kOutOfRange, item_path("tune.start", i), fmt::format("this point breaks the study's constraint {}", quote(constraint.text)),
             "give values that keep it, or change the constraint");
      }
    }
  }

  void methods() {
    if (section_.select == FinalChoice::kKimNelson && section_.indifference <= 0) {
      tell(Code::kMissingKey, "tune.select", "kim_nelson needs a difference below which policies count as equal",
           "give `indifference`, in the unit of the first objective");
    }
    if (section_.select == FinalChoice::kKimNelson && section_.select_replications > 0 && section_.select_replications < kKimNelsonFirst) {
      tell(Code::kOutOfRange, "tune.select_replications",
           fmt::format("kim_nelson takes the spread of differences from {} replications, and these are {}", kKimNelsonFirst, section_.select_replications),
           fmt::format("give {} or more, or 0 for a choice without further runs", kKimNelsonFirst));
    }
    if (section_.select == FinalChoice::kKimNelson && section_.select_confidence <= 0.5) {
      tell(Code::kOutOfRange, "tune.select_confidence", "of two policies a coin has confidence 0.5", "give more than 0.5");
    }
    if (section_.certification.candidates > 0 && section_.constraints.empty() && section_.reference.empty()) {
      tell(Code::kNothingToRun, "tune.certification", "there is nothing to certify: no constraint and no reference policy",
           "give constraints, a reference, or `certification: {candidates: 0}`");
    }
    const std::uint64_t last = std::uint64_t{section_.certification.first_replication} + section_.certification.replications;
    if (last > std::numeric_limits<std::uint32_t>::max()) {
      tell(Code::kOutOfRange, "tune.certification.first_replication", "replications would be counted beyond 2^32", "begin earlier");
    }
  }

  TuneSection& section_;
  const Study& study_;
  const Scenario& scenario_;
  const Places& places_;
  Diagnostics& diagnostics_;
};

double position(const ParameterRange& range, double number) {
  if (range.logarithmic && range.low > 0 && number > 0) return std::log(number / range.low) / std::log(range.high / range.low);
  return (number - range.low) / (range.high - range.low);
}

/// Of numbers the nearest level; of words the same.
std::size_t nearest_level(const ParameterRange& range, const Level& level) {
  std::size_t best = 0;
  for (std::size_t i = 0; i < range.levels.size(); ++i) {
    if (range.levels[i].text == level.text) return i;
    if (range.is_number && level.is_number &&
        std::fabs(range.levels[i].number - level.number) < std::fabs(range.levels[best].number - level.number)) {
      best = i;
    }
  }
  return best;
}

}  // namespace

void check_tune(TuneSection& section, const Study& study, const Places& places, Diagnostics& diagnostics) {
  PICKET_CHECK(study.base.ok());
  TuneCheck(section, study, places, diagnostics).run();
}

std::vector<SearchVariable> search_variables(const Study& study) {
  std::vector<SearchVariable> out;
  for (const std::vector<std::size_t>& group : lock_step_groups(study.variables)) {
    const SweepVariable& first = study.variables[group.front()];
    const bool continuous = first.range.is_continuous();
    out.push_back({.name = first.written,
                   .kind = continuous ? SearchVariable::kContinuous : first.range.is_number ? SearchVariable::kInteger : SearchVariable::kCategorical,
                   .levels = static_cast<std::uint32_t>(first.range.levels.size())});
  }
  return out;
}

DesignPoint levels_at(const Study& study, const std::vector<double>& at) {
  const std::vector<std::vector<std::size_t>> groups = lock_step_groups(study.variables);
  PICKET_CHECK(groups.size() == at.size());
  DesignPoint out(study.variables.size());
  for (std::size_t g = 0; g < groups.size(); ++g) {
    for (const std::size_t v : groups[g]) out[v] = study.variables[v].range.at(at[g]);
  }
  return out;
}

std::vector<double> cube_point(const Study& study, const DesignPoint& levels) {
  std::vector<double> out;
  for (const std::vector<std::size_t>& group : lock_step_groups(study.variables)) {
    const ParameterRange& range = study.variables[group.front()].range;
    const Level& level = levels[group.front()];
    if (range.is_continuous()) {
      out.push_back(std::clamp(position(range, level.number), 0.0, 1.0));
    } else {
      out.push_back(at_level(static_cast<std::uint32_t>(nearest_level(range, level)), static_cast<std::uint32_t>(range.levels.size())));
    }
  }
  return out;
}

DesignPoint levels_as_they_stand(const Study& study) {
  DesignPoint out;
  // A path that the scenario does not list keeps no value of its own; its first level stands for it.
  for (const SweepVariable& v : study.variables) out.push_back(study.value_at({}, v.path).value_or(v.range.at(0)));
  return out;
}

std::optional<double> share_of(const ParameterRange& range, const Level& level) {
  if (range.is_continuous()) {
    if (!level.is_number || level.dimension != range.dimension || level.number < range.low || level.number > range.high) return std::nullopt;
    return position(range, level.number);
  }
  const std::size_t nearest = nearest_level(range, level);
  const Level& found = range.levels[nearest];
  const bool same = found.text == level.text || (found.is_number && level.is_number && found.dimension == level.dimension &&
                                                 std::fabs(found.number - level.number) <= 1e-9 * std::fabs(found.number));
  if (!same) return std::nullopt;
  return at_level(static_cast<std::uint32_t>(nearest), static_cast<std::uint32_t>(range.levels.size()));
}

DesignPoint start_levels(const Study& study, const std::map<std::string, std::string>& start) {
  DesignPoint out = levels_as_they_stand(study);
  for (std::size_t v = 0; v < study.variables.size(); ++v) {
    for (const auto& [path, value] : start) {
      if (path == study.variables[v].written || path == study.variables[v].path) out[v] = read_level(value);
    }
  }
  return out;
}

}  // namespace picket::sim
