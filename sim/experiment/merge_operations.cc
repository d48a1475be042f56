#include "sim/experiment/merge_operations.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "sim/experiment/twin_operations.h"

namespace picket::sim {
namespace {

using LaneOperations = std::vector<LaneOperation> LaneResult::*;

const LaneOperation* operation_of(const LaneResult& lane, LaneOperations list, std::string_view name) {
  const auto found = std::ranges::find(lane.*list, name, &LaneOperation::operation);
  return found == (lane.*list).end() ? nullptr : &*found;
}

bool has_any(const PolicyLanes& lanes, LaneOperations list) {
  return std::any_of(lanes.begin(), lanes.end(), [list](const LaneResult* lane) { return !(lane->*list).empty(); });
}

/// A row of one kind; none was asked in any replication: nothing.
std::optional<OperationResult> mean_operation(const PolicyLanes& lanes, LaneOperations list, HubOperation operation) {
  OperationResult row;
  row.operation = rule_of(operation).name;
  double done = 0;
  double delay_seconds = 0;
  for (const LaneResult* lane : lanes) {
    const LaneOperation* const of = operation_of(*lane, list, row.operation);
    if (of == nullptr) continue;
    const double per_day = 1 / (lane->days * static_cast<double>(lanes.size()));
    row.asked_per_day += static_cast<double>(of->asked) * per_day;
    row.done_per_day += static_cast<double>(of->done) * per_day;
    row.refused_per_day += static_cast<double>(of->refused_total()) * per_day;
    row.expired_per_day += static_cast<double>(of->expired) * per_day;
    row.lost_per_day += static_cast<double>(of->lost) * per_day;
    row.blocks_per_day += static_cast<double>(of->blocks) * per_day;
    row.uplink_bytes_per_day += static_cast<double>(of->uplink_bytes) * per_day;
    row.downlink_bytes_per_day += static_cast<double>(of->downlink_bytes) * per_day;
    done += static_cast<double>(of->done);
    delay_seconds += static_cast<double>(of->delay_us) / 1e6;
  }
  if (done > 0) row.mean_delay_seconds = delay_seconds / done;
  if (row.asked_per_day <= 0) return std::nullopt;
  return row;
}

}  // namespace

bool has_operations(const PolicyLanes& lanes) { return has_any(lanes, &LaneResult::hub_operations); }

std::vector<OperationResult> mean_operations(const PolicyLanes& lanes) {
  std::vector<OperationResult> out;
  for (const HubOperation operation : kTwinOperations) {
    if (std::optional<OperationResult> row = mean_operation(lanes, &LaneResult::hub_operations, operation)) out.push_back(std::move(*row));
  }
  return out;
}

bool has_business_operations(const PolicyLanes& lanes) { return has_any(lanes, &LaneResult::business_operations); }

std::vector<OperationResult> mean_business_operations(const PolicyLanes& lanes) {
  std::vector<OperationResult> out;
  for (std::size_t i = 0; i < kHubOperations; ++i) {
    std::optional<OperationResult> row = mean_operation(lanes, &LaneResult::business_operations, static_cast<HubOperation>(i));
    if (row) out.push_back(std::move(*row));
  }
  return out;
}

}  // namespace picket::sim
