#include "sim/experiment/lane_operations.h"

#include <string>

#include "sim/experiment/lane.h"

namespace picket::sim {

LaneOperation lane_operation(HubOperation operation, const OperationTally& asked, std::uint64_t held, const std::vector<Hub>& hubs,
                             bool of_business) {
  LaneOperation out;
  out.operation = std::string(rule_of(operation).name);
  out.asked = signed_count(asked.asked);
  out.lost = signed_count(asked.lost);
  out.held = signed_count(held);
  out.uplink_bytes = asked.uplink_bytes;
  out.downlink_bytes = asked.downlink_bytes;
  OperationCounts sum;
  for (const Hub& hub : hubs) {
    const OperationCounts& of = of_business ? hub.counts().of_business(operation) : hub.counts().of(operation);
    out.done += of.accepted + of.device_not_online_404103;
    out.blocks += of.blocks;
    out.delayed += of.delayed;
    out.delay_us += of.delay_total.count_microseconds();
    if (of_business && operation == HubOperation::kCloudToDeviceSend) out.expired += hub.counts().messages_expired;
    if (of_business && operation == HubOperation::kFileUploadInitiation) out.expired += hub.counts().uploads_expired;
    for (const OperationRefusal& refusal : operation_refusals()) sum.*refusal.count += of.*refusal.count;
  }
  for (const OperationRefusal& refusal : operation_refusals()) {
    if (sum.*refusal.count > 0) out.refused.push_back({std::string(refusal.reason), sum.*refusal.count});
  }
  return out;
}

ConservationLedger operations_ledger(const std::vector<LaneOperation>& operations, const std::string& name) {
  ConservationLedger ledger(name);
  for (const LaneOperation& operation : operations) {
    StageBalance& stage = ledger.stage(operation.operation);
    stage.continues = false;  // each kind is asked on its own
    stage.produced = operation.asked;
    stage.delivered = operation.done;
    stage.held = operation.held;
    for (const DropCount& reason : operation.refused) stage.drop(reason.reason, reason.count);
    stage.drop("connection_lost", operation.lost);
  }
  return ledger;
}

void Lane::collect_operations(const CarryStage& carry, LaneResult& result) const {
  for (const HubOperation operation : kTwinOperations) {
    LaneOperation of = lane_operation(operation, carry.twin_operations().of(operation), carry.twin_operations_held(operation), carry.hubs());
    if (of.asked > 0 || of.done > 0) result.hub_operations.push_back(std::move(of));
  }
  for (std::size_t i = 0; i < kHubOperations; ++i) {
    LaneOperation of = lane_operation(static_cast<HubOperation>(i), carry.business_operations()[i], 0, carry.hubs(), true);
    if (of.asked > 0 || of.done > 0) result.business_operations.push_back(std::move(of));
  }
}

}  // namespace picket::sim
