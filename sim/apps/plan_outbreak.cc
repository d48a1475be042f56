#include "sim/apps/plan_outbreak.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "sim/apps/duration_option.h"
#include "sim/apps/load_input.h"
#include "sim/apps/share_option.h"

namespace picket::sim {
namespace {

/// What the options say, over what `out` has.
/// Errors: throws WrongInput with everything that is wrong.
void read_outbreak_options(const PlanOptions& options, OutbreakSettings& out) {
  std::string problems;
  const auto problem = [&problems](const std::string& text) { problems += (problems.empty() ? "" : "\n") + text; };
  const auto share = [&](const char* name, const std::string& word, double least, double& to) {
    if (word.empty()) return;
    const std::optional<double> value = share_of_word(word);
    if (!value || !(*value >= least && *value <= 1)) {
      problem(fmt::format("{}: '{}' is no share from {:g} to 100 %; write '5 %' or 0.05", name, word, 100 * least));
    } else {
      to = *value;
    }
  };
  const auto time = [&](const char* name, const std::string& word, Duration& to) {
    if (word.empty()) return;
    const std::optional<Duration> value = duration_of(word);
    if (!value) {
      problem(fmt::format("{}: '{}' is no duration; give a number with a unit, such as '10 min' or '48 h'", name, word));
    } else {
      to = *value;
    }
  };
  Duration doubling = Duration::from_seconds(out.doubling_seconds);
  share("--outbreak-share", options.outbreak_share, 0, out.share);
  share("--outbreak-sample", options.outbreak_sample, 0.01, out.sampled_share);
  time("--outbreak-lasts", options.outbreak_lasts, out.lasts);
  time("--outbreak-doubling", options.outbreak_doubling, doubling);
  if (!problems.empty()) throw WrongInput(problems);
  if (!options.outbreak_doubling.empty()) out.doubling_seconds = doubling.to_seconds();
}

/// The scenario's own attack that is meant; null if none is.
const AttackInstance* own_attack(const Scenario& scenario, const std::string& asked) {
  const auto found = std::find_if(scenario.attacks.begin(), scenario.attacks.end(), [&](const AttackInstance& one) {
    return asked == "auto" ? one.targets.spread_beta_per_hour > 0 : one.name == asked;
  });
  return found == scenario.attacks.end() ? nullptr : &*found;
}

/// The template of the library, as a scenario that uses it would have it.
std::optional<AttackTemplate> library_attack(const std::string& name, const PlanOptions& options, const CommonOptions& common) {
  CommonOptions with = common;
  with.told = true;  // of the scenario's warnings
  with.sets.push_back("attacks=[{name: outbreak, use: " + name + ", targets: {count: 1}}]");
  const std::optional<LoadResult> loaded = load_or_explain(options.scenario, with, true);
  if (!loaded) return std::nullopt;
  return loaded->scenario->attack_templates.at(name);
}

/// Names of templates, so that a set holds one value and nothing else.
bool is_template_name(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

}  // namespace

void check_outbreak_options(const PlanOptions& options) {
  const std::pair<const char*, const std::string*> numbers[] = {{"--outbreak-share", &options.outbreak_share},
                                                                {"--outbreak-lasts", &options.outbreak_lasts},
                                                                {"--outbreak-doubling", &options.outbreak_doubling},
                                                                {"--outbreak-sample", &options.outbreak_sample}};
  std::string problems;
  for (const auto& [name, word] : numbers) {
    if (options.outbreak.empty() && !word->empty()) problems += fmt::format("{}{}: there is no outbreak; add --outbreak auto", problems.empty() ? "" : "\n", name);
  }
  if (!problems.empty()) throw WrongInput(problems);
  OutbreakSettings ignored;
  read_outbreak_options(options, ignored);
}

std::optional<OutbreakSettings> outbreak_of(const PlanOptions& options, const Scenario& scenario, const CommonOptions& common) {
  OutbreakSettings out;
  if (const AttackInstance* own = own_attack(scenario, options.outbreak)) {
    out.attack = *own;
    out.attack_template = scenario.attack_templates.at(own->use);
    const double per_hour = own->targets.spread_beta_per_hour - own->targets.spread_gamma_per_day / 24;
    if (own->targets.spread_beta_per_hour > 0 && options.outbreak_doubling.empty()) {
      if (per_hour <= 0) throw WrongInput(fmt::format("--outbreak: attack '{}' is cleaned faster than it spreads; give --outbreak-doubling", own->name));
      out.doubling_seconds = 3'600 * std::log(2.0) / per_hour;
    }
  } else {
    out.attack.use = options.outbreak == "auto" ? kUsualOutbreak : options.outbreak;
    if (!is_template_name(out.attack.use)) {
      throw WrongInput(fmt::format("--outbreak: '{}' is no name of an attack; 'picket attacks' lists those of the library", options.outbreak));
    }
    std::optional<AttackTemplate> found = library_attack(out.attack.use, options, common);
    if (!found) return std::nullopt;
    out.attack_template = std::move(*found);
  }
  read_outbreak_options(options, out);
  return out;
}

}  // namespace picket::sim
