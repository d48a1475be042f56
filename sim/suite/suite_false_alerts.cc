#include "sim/suite/suite_false_alerts.h"

#include <algorithm>
#include <map>

#include "sim/experiment/estimate.h"
#include "sim/statistics/event_rate.h"

namespace picket::sim {

std::vector<FalseAlerts> count_false_alerts(const std::vector<std::string>& policies, const std::vector<ClassRuns>& cases) {
  std::vector<FalseAlerts> out;
  for (const std::string& policy : policies) {
    std::map<std::string, std::vector<RateCount>> by_class;
    std::map<std::string, std::map<std::string, std::int64_t>> causes;
    for (const ClassRuns& one : cases) {
      for (const LaneResult& lane : *one.lanes) {
        if (lane.policy != policy) continue;
        by_class[one.device_class].push_back({static_cast<std::uint64_t>(lane.alerts_false), lane.devices * lane.days / 1000});
        for (const AlertCount& cause : lane.false_alerts) causes[one.device_class][cause.alert] += cause.alerts;
      }
    }
    for (const auto& [device_class, counts] : by_class) {
      FalseAlerts row;
      row.policy = policy;
      row.device_class = device_class;
      for (const RateCount& count : counts) {
        row.alerts += count.events;
        row.device_days += 1000 * count.exposure;
      }
      row.per_1000_device_days = estimate_of(replicated_rate(counts));
      for (const auto& [alert, alerts] : causes[device_class]) row.causes.push_back({alert, alerts});
      std::stable_sort(row.causes.begin(), row.causes.end(), [](const AlertCount& a, const AlertCount& b) { return a.alerts > b.alerts; });
      out.push_back(std::move(row));
    }
  }
  return out;
}

}  // namespace picket::sim
