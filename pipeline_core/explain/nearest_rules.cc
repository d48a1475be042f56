#include "pipeline_core/explain/nearest_rules.h"

#include <algorithm>

namespace picket {

bool is_tried_on(const Rule& rule, const Record& record) {
  return !rule.is_correlation && (rule.routes >> route_of(record) & 1) != 0;
}

std::vector<NearRule> nearest_rules(const RuleSet& rules, const Observation& observation, FieldReader& reader,
                                    std::size_t most) {
  std::vector<NearRule> near;
  for (std::uint32_t i = 0; i < rules.rules().size(); ++i) {
    if (!is_tried_on(rules.rules()[i], observation.record)) continue;
    RuleDistance distance = distance_of(rules, i, reader);
    if (distance.failed != 0 && distance.failed != RuleDistance::kNever && distance.held != 0) near.push_back({i, std::move(distance)});
  }
  std::stable_sort(near.begin(), near.end(),
                   [](const NearRule& a, const NearRule& b) { return a.distance < b.distance; });
  if (near.size() > most) near.resize(most);
  return near;
}

}  // namespace picket
