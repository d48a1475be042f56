#include "sim/tune/tune_file.h"

#include <fmt/format.h>

#include <span>
#include <string>

#include "sim/scenario/field_table.h"
#include "sim/scenario/override.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/type_info.h"
#include "sim/tune/tune_checks.h"

namespace picket::sim {
namespace {

constexpr std::string_view kPrefix = "tune.";

/// Values of start points are texts, whatever they look like.
void start_as_texts(YamlNode& tune) {
  YamlNode* start = tune.find("start");
  if (start == nullptr || !start->is_list()) return;
  for (YamlNode& point : start->items) {
    for (YamlMember& member : point.members) {
      if (member.value.is_scalar()) member.value.in_quotes = true;
    }
  }
}

/// A `--set` of the part, whole and with its number, so that messages show it as it was typed.
struct NumberedSet {
  std::size_t number = 0;
  std::string text;
};

void apply_sets(YamlNode& tune, const std::vector<NumberedSet>& sets, Diagnostics& diagnostics) {
  if (sets.empty()) return;
  YamlNode root;
  root.kind = YamlNode::Kind::kMap;
  root.where = tune.where;
  root.members.push_back({"tune", tune.where, std::move(tune)});
  for (const NumberedSet& set : sets) {
    for (const Override& o : read_overrides(std::span(&set.text, 1), diagnostics, set.number)) apply_override(root, o, diagnostics);
  }
  tune = std::move(*root.find("tune"));
}

/// Of a scenario all of a study, of a study its part.
void tell_what_is_missing(const Study& study, Diagnostics& diagnostics) {
  if (!study.is_study) {
    diagnostics.add(Code::kMissingKey, study.tree.where, "tune", "this is a scenario: it does not say what may change and what a policy should be tuned for",
                    fmt::format("write a study, a file with 'scenario: {}', 'sweep: {{parameters: [{{path: policy.picket.max_delay, range: log(1 s..30 min)}}]}}' "
                                "and 'tune: {{objectives: [{{measure: cost_usd_per_month}}, {{measure: p_miss}}]}}', and tune that; "
                                "scenarios/studies/tuning.md says more",
                                study.scenario_path));
    return;
  }
  diagnostics.add(Code::kMissingKey, {}, "tune", "this study does not say what a policy should be tuned for",
                  "add a part such as 'tune: {objectives: [{measure: cost_usd_per_month}, {measure: p_miss}]}'; "
                  "scenarios/studies/tuning.md says more");
}

}  // namespace

std::optional<LoadedTune> read_tune(const TuneRequest& request, Diagnostics& diagnostics) {
  StudyRequest of_study = request.study;
  of_study.for_search = true;
  std::vector<NumberedSet> of_tune;
  of_study.sets.clear();
  for (std::size_t i = 0; i < request.study.sets.size(); ++i) {
    const std::string& set = request.study.sets[i];
    if (set.starts_with(kPrefix)) {
      of_tune.push_back({i + 1, set});
    } else {
      of_study.sets.push_back(set);
    }
  }
  const std::size_t next = request.study.sets.size() + 1;
  if (request.evaluations) of_tune.push_back({next, "tune.evaluations=" + std::to_string(*request.evaluations)});
  if (request.replications) of_tune.push_back({next, "tune.replications=" + std::to_string(*request.replications)});
  std::optional<Study> study = read_study(of_study, diagnostics);
  if (!study) return std::nullopt;
  if (!study->tune) {
    tell_what_is_missing(*study, diagnostics);
    return std::nullopt;
  }
  YamlNode& tune = *study->tune;
  apply_sets(tune, of_tune, diagnostics);
  start_as_texts(tune);
  TuneSection section;
  Places places;
  Reader(diagnostics, places).read(type_of<TuneSection>(), &section, FieldInfo{}, tune, "tune");
  // What could not be read has its default here, and checks of it would tell of problems that are none.
  if (diagnostics.ok()) check_tune(section, *study, places, diagnostics);
  if (!diagnostics.ok()) return std::nullopt;
  LoadedTune out{std::move(*study), plan_of(section)};
  out.plan.seed = out.study.base.scenario->seed;
  out.plan.variables = search_variables(out.study);
  out.plan.start.push_back(cube_point(out.study, levels_as_they_stand(out.study)));
  for (const auto& start : section.start) out.plan.start.push_back(cube_point(out.study, start_levels(out.study, start)));
  return out;
}

std::string tune_reference_markdown() {
  TuneSection section;
  TuneObjective objective;
  TuneConstraint constraint;
  Certification certification;
  std::string out = "### `tune`\n\n" + field_table(type_of<TuneSection>(), &section);
  out += "\n### `tune.objectives[]`\n\n" + field_table(type_of<TuneObjective>(), &objective);
  out += "\n### `tune.constraints[]`\n\n" + field_table(type_of<TuneConstraint>(), &constraint);
  out += "\n### `tune.certification`\n\n" + field_table(type_of<Certification>(), &certification);
  return out;
}

}  // namespace picket::sim
