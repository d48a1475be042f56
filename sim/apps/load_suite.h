#pragma once

#include <optional>

#include "sim/apps/options.h"
#include "sim/experiment/rule_content.h"
#include "sim/suite/suite_file.h"

namespace picket::sim {

/// A suite and the rules that it runs under.
struct SuiteInput {
  LoadedSuite suite;
  RuleTexts rules;
};

/// Loads a suite, or one of attacks and scenarios, with the rules that it names; says everything that is wrong or doubtful with
/// any of them, once, as `load_run_or_explain` does of a scenario. Nothing if there was an error.
/// Errors: throws WrongInput for folders of rules that cannot be used.
std::optional<SuiteInput> load_suite_or_explain(const SuiteRequest& request, const CommonOptions& common, bool result_follows);

}  // namespace picket::sim
