#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "agent_core/aggregate/gateway_merge.h"
#include "sim/generate/device_stage.h"
#include "sim/generate/gateway_routes.h"
#include "sim/generate/row_selection.h"
#include "sim/generate/world.h"
#include "sim/results/raw_event_row.h"

namespace picket::sim {

/// What the gateways of one lane did in the measured period.
struct GatewayCounts {
  MergeSaving saving;
  Counts<DropReason, std::uint64_t> dropped;  ///< hits
  std::uint64_t hits_in = 0;
  std::uint64_t hits_out = 0;
};

/// The agents on gateways between the devices and the network: they take the messages of their children
/// and of themselves, merge the observations in windows, and send in their own name.
///
/// Model:  children reach their gateway over the site's local network at once, for nothing and without
///         loss, and say there all that their agents know (estimate: the local protocol is ours). They have
///         no connection to the hub. The gateway sends at the end of each window, in messages of at most
///         max_message_bytes, numbered by itself. While its agent is down, what children say is lost.
///         Which children an observation names travels as an application property: each name once a
///         message and kReferenceBytes for each mention (estimate); the property is metered.
/// Order:  one pass over all gateways after all shards, so thread counts change nothing.
/// Labels: lie beside the merges, by entry; a label says whether its observation still names its device.
/// Limits: silence of a child is nobody's finding: the hub knows the gateway alone. A single observation with
///         its names may exceed max_message_bytes. Gateways and children lose power independently.
class GatewayStage {
 public:
  /// Position and separator of one mention of a child in the property.
  static constexpr std::uint32_t kReferenceBytes = 3;

  GatewayStage(const World& world, const Policy& policy);

  bool used() const { return routes_.used(); }
  const GatewayRoutes& routes() const { return routes_; }
  /// Takes the children's messages in [the last call's, until) out of the shards' outputs, and writes what
  /// the gateways send in that time to `out`.
  void run(std::span<ShardOutput> outputs, Time until, ShardOutput& out);
  void set_dictionary(std::shared_ptr<const CompressionDictionary> dictionary) { dictionary_ = std::move(dictionary); }
  /// Losses of the trace's acts are noted there too.
  void set_trace(AttackTrace* trace) { trace_ = trace; }
  /// Forgets the counts of the warm-up; what is held becomes the carry-in.
  void begin_measuring();

  GatewayCounts counts() const;
  std::uint64_t carried_in() const { return carried_in_; }
  std::uint64_t held() const;
  /// Labelled raw events lost at gateways, and still held, by step.
  const std::map<std::pair<StepRef, DropReason>, std::uint64_t>& labels_lost() const { return labels_lost_; }
  std::map<StepRef, std::uint64_t> labels_held() const;

 private:
  struct Gateway {
    DeviceId device;
    GatewayMerge merge;
    std::uint32_t sequence = 0;
    std::uint32_t next_world_event = 0;
    Time up_at;                ///< its agent runs from then on
    bool keeps_rows = false;   ///< a child's rows of this window are kept
    std::map<std::uint64_t, std::vector<Label>> labels;  ///< by entry
  };
  struct Incoming {
    const ShardOutput* from = nullptr;
    const CarriedMessage* message = nullptr;
  };

  void step(Gateway& gateway, std::span<const Incoming> incoming, Time until, ShardOutput& out);
  void apply(Gateway& gateway, const WorldEvent& event);
  void take(Gateway& gateway, const Incoming& incoming);
  void send(Gateway& gateway, Time now, ShardOutput& out);
  void write(Gateway& gateway, Time now, std::span<const MergedObservation> merged, std::uint32_t property_bytes,
             ShardOutput& out);
  void lose(const std::vector<Label>& labels, DropReason reason);
  std::uint64_t blocks_of_message(std::uint32_t body_bytes, std::uint32_t property_bytes) const;

  const World& world_;
  Policy policy_;
  GatewayRoutes routes_;
  RowSelection selection_;
  std::shared_ptr<const AgentPlan> plan_;
  std::shared_ptr<const CompressionDictionary> dictionary_;
  std::vector<Gateway> gateways_;
  std::vector<RowFrame> row_frames_;  ///< by gateway
  std::vector<std::vector<Incoming>> incoming_;
  std::vector<MergedObservation> merged_;
  std::vector<std::uint32_t> order_;
  std::map<std::pair<StepRef, DropReason>, std::uint64_t> labels_lost_;
  GatewayCounts own_;                 ///< what the merges do not count themselves
  AttackTrace* trace_ = nullptr;
  bool measuring_ = false;
  std::uint64_t carried_in_ = 0;
};

}  // namespace picket::sim
