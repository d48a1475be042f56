#pragma once

#include <string>

#include "sim/uncertainty/uncertainty_result.h"

namespace picket::sim {

/// Inputs that a measure lists. The issue of a headline is read with those that move it most.
inline constexpr std::size_t kShownInfluences = 5;

/// For people at a terminal: what was drawn (the file's inputs, and the fields that move something most); each headline measure at stated
/// and drawn values, the spread of seeds and of inputs apart with the inputs' share of the variance; and the inputs that move it most, with
/// `~` where the draws are no evidence of it, and a caution where their order says little.
std::string uncertainty_text(const UncertaintyResult& result, bool colour);

/// uncertainty.json: everything. The report reads it (reports/uncertainty_reader.h).
std::string uncertainty_json(const UncertaintyResult& result);

/// uncertainty.csv: one row for each policy, measure and input.
std::string uncertainty_csv(const UncertaintyResult& result);

}  // namespace picket::sim
