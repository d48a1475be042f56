#include "sim/explain/explain_misses.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/experiment/process_pool.h"
#include "sim/explain/explain_unit.h"
#include "sim/explain/rerun.h"
#include "sim/explain/words.h"
#include "sim/results/atomic_file.h"

namespace picket::sim {
namespace {

constexpr std::string_view kReason = "no_rule_matched";
/// Fields that are told of a rule; more would fill a line of a table.
constexpr std::size_t kMostFields = 3;

/// A unit of a run, and the rows whose example it is.
struct Example {
  std::string policy;
  std::uint32_t replication = 0;
  std::string unit;
  std::vector<MissedSteps*> rows;
  std::uint64_t steps = 0;
};

std::vector<Example> examples_of(StudyResult& study) {
  std::map<std::tuple<std::string, std::uint32_t, std::string>, Example> found;
  for (DetectionResult& d : study.detections) {
    for (MissedSteps& m : d.missed_steps) {
      if (m.reason != kReason) continue;
      Example& example = found[{d.policy, m.example_replication, m.example}];
      example.policy = d.policy;
      example.replication = m.example_replication;
      example.unit = m.example;
      example.rows.push_back(&m);
      example.steps += m.count;
    }
  }
  std::vector<Example> out;
  for (auto& [key, example] : found) out.push_back(std::move(example));
  std::stable_sort(out.begin(), out.end(), [](const Example& a, const Example& b) { return a.steps > b.steps; });
  return out;
}

std::string source_name(const StandingText& standing) { return standing.source.kind + " '" + standing.source.title + "'"; }

/// Steps of the example by their names, with what is nearest to each, as JSON.
std::string looked_at(const Example& example, const MissSettings& settings) {
  const ChosenRun run = choose_run({settings.directory, example.policy, example.replication});
  const Scenario scenario = scenario_of(run);
  Rerun rerun(run, scenario, {settings.rules, settings.feeds, settings.threads, settings.quiet});
  const std::uint32_t unit = find_unit(rerun.world(), example.unit);
  rerun.repeat({std::nullopt, unit});
  const AttackInstance& attack = scenario.attacks[rerun.world().attacks().units()[unit].attack.value()];
  const auto& phases = scenario.attack_templates.at(attack.use).phases;
  nlohmann::json out = nlohmann::json::object();
  for (std::uint16_t step = 0; step < phases.size(); ++step) {
    const bool wanted = std::any_of(example.rows.begin(), example.rows.end(),
                                    [&](const MissedSteps* row) { return row->step == phases[step].id; });
    if (!wanted) continue;
    if (const auto nearest = nearest_to_step(rerun, unit, step)) {
      out[phases[step].id] = {source_name(*nearest), condition_of(*nearest)};
    } else {
      out[phases[step].id] = {"none", "no rule is tried on anything like it"};
    }
  }
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// The text that a child leaves behind; the file goes with this.
class LeftBehind {
 public:
  explicit LeftBehind(const std::string& directory) : path_(directory + "/.explained") {}
  ~LeftBehind() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  LeftBehind(const LeftBehind&) = delete;
  LeftBehind& operator=(const LeftBehind&) = delete;
  const std::string& path() const { return path_; }
  std::string text() const {
    std::ifstream file(path_, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

 private:
  std::string path_;
};

void look_at(const Example& example, const MissSettings& settings) {
  const LeftBehind left(settings.directory);
  const auto job = [&]() -> int {
    try {
      return write_file(left.path(), looked_at(example, settings)) ? 3 : 0;
    } catch (const WrongInput& error) {
      static_cast<void>(write_file(left.path(), error.what()));
      return 2;
    }
  };
  const ProcessEnd end = run_in_processes({job}, 1, {}).front();
  if (was_interrupted()) throw Interrupted("interrupted: the misses are not explained, the results are complete");
  if (end.exit_code == 2) throw WrongInput(left.text());
  if (!end.ok()) throw std::runtime_error("the repetition for " + example.unit + " ended with " + end.to_string());
  const auto told = nlohmann::json::parse(left.text());
  for (MissedSteps* row : example.rows) {
    row->nearest_rule = told.at(row->step).at(0).get<std::string>();
    row->condition = told.at(row->step).at(1).get<std::string>();
  }
}

}  // namespace

std::string condition_of(const StandingText& standing) {
  if (standing.lacked.empty()) return standing.because;
  std::string out;
  for (std::size_t i = 0; i < standing.lacked.size() && i < kMostFields; ++i) {
    const LackedText& lacked = standing.lacked[i];
    out += fmt::format("{}{}: wanted {}, found {}", out.empty() ? "" : "; ", lacked.field.empty() ? "a keyword" : lacked.field,
                       lacked.wanted, lacked.found);
  }
  if (standing.lacked.size() > kMostFields) out += fmt::format("; and {} more", standing.lacked.size() - kMostFields);
  return out;
}

std::uint32_t explain_misses(StudyResult& study, const MissSettings& settings, std::uint32_t most) {
  const std::vector<Example> examples = examples_of(study);
  const auto looked = static_cast<std::uint32_t>(std::min<std::size_t>(most, examples.size()));
  for (std::uint32_t i = 0; i < looked; ++i) look_at(examples[i], settings);
  return looked;
}

}  // namespace picket::sim
