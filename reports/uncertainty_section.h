#pragma once

#include <cstddef>
#include <string>

#include "reports/uncertainty_study.h"
#include "sim/results/study_result.h"

namespace picket {

/// Inputs that the page lists for each measure; uncertainty.csv has all.
inline constexpr std::size_t kListedInfluences = 5;

/// What the figures owe to the seeds and what to uncertain inputs: each headline measure at stated and at drawn values, with the share of
/// its variance that comes from the inputs; the inputs that move it most; what was drawn. Tables without a script, and a link that saves
/// the first two as CSV.
/// Limits: draws of another commit than the study's are not set beside its figures; the section says so.
void append_uncertainty(const UncertaintyStudy& drawn, const sim::StudyResult& study, std::string& out);

/// The link's CSV: one row for each policy, measure and listed input.
std::string listed_influences_csv(const UncertaintyStudy& drawn);

}  // namespace picket
