#include "sim/tune/tune_file.h"

#include <algorithm>
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

}  // namespace

std::optional<LoadedTune> read_tune(const TuneRequest& request, Diagnostics& diagnostics) {
  StudyRequest of_study = request.study;
  of_study.for_search = true;
  std::vector<std::string> of_tune;
  std::erase_if(of_study.sets, [&](const std::string& set) {
    if (!set.starts_with(kPrefix)) return false;
    of_tune.push_back(set.substr(kPrefix.size()));
    return true;
  });
  if (request.evaluations) of_tune.push_back("evaluations=" + std::to_string(*request.evaluations));
  if (request.replications) of_tune.push_back("replications=" + std::to_string(*request.replications));
  std::optional<Study> study = read_study(of_study, diagnostics);
  if (!study) return std::nullopt;
  if (!study->tune) {
    diagnostics.add(Code::kMissingKey, {}, "tune", "this study does not say what a policy should be tuned for",
                    "add a part `tune` with objectives; scenarios/studies/tuning.md says how");
    return std::nullopt;
  }
  YamlNode& tune = *study->tune;
  for (const Override& o : read_overrides(of_tune, diagnostics)) apply_override(tune, o, diagnostics);
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
