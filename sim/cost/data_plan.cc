#include "sim/cost/data_plan.h"

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket::sim {

namespace {

std::int64_t up_to_multiple(std::int64_t bytes, std::int64_t multiple) { return (multiple - bytes % multiple) % multiple; }

}  // namespace

std::int64_t rounded_up_by(const DataPlan& plan, std::int64_t up, std::int64_t down) {
  PICKET_CHECK(plan.session_rounding > 0 && up >= 0 && down >= 0, plan.session_rounding, up, down);
  if (plan.each_direction) return up_to_multiple(up, plan.session_rounding) + up_to_multiple(down, plan.session_rounding);
  return up_to_multiple(up + down, plan.session_rounding);
}

ChargedBytes charged_bytes(const DataPlan& plan, double data, double rounding) {
  ChargedBytes charged;
  charged.data = std::max(0.0, data - plan.included_bytes);
  const double left = std::max(0.0, plan.included_bytes - data);
  charged.rounding = std::max(0.0, rounding - left);
  charged.included = (data - charged.data) + (rounding - charged.rounding);
  return charged;
}

}  // namespace picket::sim
