#pragma once

#include <string>

#include "sim/compare/compare_results.h"

namespace picket::sim {

struct ComparisonTextOptions {
  bool colour = false;  ///< of what is better and worse; not in Markdown
  bool markdown = false;  ///< tables of GitHub's Markdown, fit for docs
  bool all = false;     ///< also attacks that both sides detect alike
};

/// A comparison for people: what differs, a table for each pair of sides, what its columns mean.
/// Limits: texts of people are escaped for Markdown tables.
std::string comparison_text(const Comparison& comparison, const ComparisonTextOptions& options);

}  // namespace picket::sim
