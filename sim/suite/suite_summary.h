#pragma once

#include <string>

#include "sim/suite/suite_junit.h"
#include "sim/suite/suite_result.h"

namespace picket::sim {

/// summary.md for a pull request: the tally, what did not pass and why, detection by attack and policy, false alerts.
/// Limits: texts of people are escaped for tables of GitHub's Markdown.
std::string suite_summary(const SuiteResult& result);

/// Workflow commands of GitHub Actions: `::error` for what fails a gate, `::warning` for what is undecided, one line each,
/// at the suite's file. Source: GitHub's documentation, "Workflow commands for GitHub Actions".
std::string github_annotations(const SuiteResult& result, Inconclusive inconclusive);

}  // namespace picket::sim
