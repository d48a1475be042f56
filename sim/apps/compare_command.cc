#include <cstdio>

#include "sim/apps/colour.h"
#include "sim/apps/compare_options.h"
#include "sim/compare/comparison_json.h"
#include "sim/compare/comparison_text.h"
#include "sim/experiment/rule_content.h"

namespace picket::sim {
namespace {

ComparisonSettings settings_of(const CompareOptions& options) {
  ComparisonSettings settings;
  settings.correction = options.correction == "holm" ? Correction::kHolm : options.correction == "bh" ? Correction::kBenjaminiHochberg : Correction::kNone;
  settings.threshold = threshold_of(options.threshold).value_or(settings.threshold);
  settings.measures = options.measures;
  settings.all_measures = options.all;
  return settings;
}

}  // namespace

int compare_command(const CompareOptions& options, const CommonOptions& common) {
  const ComparisonSettings settings = settings_of(options);
  const CompareWish wish{options.policies, options.reference};
  const StoredResults before = read_results(options.before);
  const Comparison comparison = options.after.empty() ? compare_policies(before, wish, settings)
                                                      : compare_results(before, read_results(options.after), wish, settings);
  std::string text;
  if (common.format == "json") {
    text = comparison_json(comparison);
  } else if (common.format == "csv") {
    text = comparison_csv(comparison);
  } else {
    const bool markdown = common.format == "markdown";
    text = comparison_text(comparison, {!markdown && wants_colour(), markdown, options.all});
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  return options.fail_on == "worse" && comparison.worse() > 0 ? exit_code::kExpectationFailed : exit_code::kOk;
}

}  // namespace picket::sim
