#include "sim/experiment/merge_operations.h"

#include <algorithm>
#include <string_view>

#include "sim/experiment/twin_operations.h"

namespace picket::sim {
namespace {

const LaneOperation* operation_of(const LaneResult& lane, std::string_view name) {
  const auto found = std::ranges::find(lane.hub_operations, name, &LaneOperation::operation);
  return found == lane.hub_operations.end() ? nullptr : &*found;
}

}  // namespace

bool has_operations(const PolicyLanes& lanes) {
  return std::any_of(lanes.begin(), lanes.end(), [](const LaneResult* lane) { return !lane->hub_operations.empty(); });
}

std::vector<OperationResult> mean_operations(const PolicyLanes& lanes) {
  std::vector<OperationResult> out;
  for (const HubOperation operation : kTwinOperations) {
    OperationResult row;
    row.operation = rule_of(operation).name;
    double done = 0;
    double delay_seconds = 0;
    for (const LaneResult* lane : lanes) {
      const LaneOperation* const of = operation_of(*lane, row.operation);
      if (of == nullptr) continue;
      const double per_day = 1 / (lane->days * static_cast<double>(lanes.size()));
      row.asked_per_day += static_cast<double>(of->asked) * per_day;
      row.done_per_day += static_cast<double>(of->done) * per_day;
      row.refused_per_day += static_cast<double>(of->refused_total()) * per_day;
      row.lost_per_day += static_cast<double>(of->lost) * per_day;
      row.blocks_per_day += static_cast<double>(of->blocks) * per_day;
      row.uplink_bytes_per_day += static_cast<double>(of->uplink_bytes) * per_day;
      row.downlink_bytes_per_day += static_cast<double>(of->downlink_bytes) * per_day;
      done += static_cast<double>(of->done);
      delay_seconds += static_cast<double>(of->delay_us) / 1e6;
    }
    if (done > 0) row.mean_delay_seconds = delay_seconds / done;
    if (row.asked_per_day > 0) out.push_back(row);
  }
  return out;
}

}  // namespace picket::sim
