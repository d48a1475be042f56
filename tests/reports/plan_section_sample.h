#pragma once

#include <stdexcept>
#include <string>

#include "reports/plan_reader.h"
#include "reports/plan_sections.h"
#include "tests/reports/sample_plan.h"

// One section of the page of a plan alone.

namespace picket {

inline PlanStudy plan_sample_study(const PlanSampleOptions& options = {}) {
  auto plan = read_plan(sample_plan(options).dump());
  if (!plan.ok()) throw std::runtime_error(plan.error().says);
  return std::move(plan).value();
}

inline std::string plan_section(const PlanStudy& plan, void (*append)(const PlanStudy&, std::string&)) {
  std::string out;
  append(plan, out);
  return out;
}

}  // namespace picket
