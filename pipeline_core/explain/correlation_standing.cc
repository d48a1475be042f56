#include "pipeline_core/explain/correlation_standing.h"

#include "pipeline_core/rules/correlation_window.h"

namespace picket {
namespace {

bool is_nearer(const Correlation& c, const CorrelationStanding& a, const CorrelationStanding& b) {
  if (c.condition.only_grows()) return a.reached > b.reached;
  if (c.condition.judges_absence()) return a.reached < b.reached;
  return a.holds != b.holds ? a.holds : a.reached > b.reached;
}

}  // namespace

CorrelationStanding standing_of(const Correlation& correlation, std::span<const CorrelationMember> members) {
  CorrelationStanding best;
  std::size_t end = 0;
  for (std::size_t first = 0; first < members.size(); ++first) {
    while (end < members.size() && members[end].time - members[first].time <= correlation.timespan) ++end;
    const auto reached = measure(correlation, members.subspan(first, end - first));
    if (!reached) continue;
    const CorrelationStanding standing{*reached, correlation.condition.holds(*reached), first, end};
    if (best.end == 0 || is_nearer(correlation, standing, best)) best = standing;
  }
  return best;
}

}  // namespace picket
