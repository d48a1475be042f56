#pragma once

#include <cstdint>
#include <string_view>

#include "agent_core/base/result.h"
#include "reports/plan_study.h"
#include "reports/report_error.h"

namespace picket {

/// The version of plan.json that this program reads.
inline constexpr std::uint64_t kPlanFileVersion = 1;
/// Policies of one page, and strata of its sample.
inline constexpr std::size_t kMostPlannedPolicies = 200;
inline constexpr std::size_t kMostPlannedStrata = 2'000;

/// Reads plan.json.
///
/// Errors: a sentence that names the field and what was expected, with its place in the file.
Result<PlanStudy, ReportError> read_plan(std::string_view plan_json);

}  // namespace picket
