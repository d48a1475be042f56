#pragma once

#include <cstdint>
#include <vector>

#include "pipeline_core/shard.h"

namespace picket {

/// Stage two: what needs more than one device. Fed in (time, device, sequence) order on one thread, so
/// the class priors and correlations over devices do not depend on how the shards ran.
class FleetStage {
 public:
  FleetStage(const PipelineContent& content, const PipelineSettings& settings);

  void add_device(ClassId device_class);
  /// Takes the shards' events up to now and adds what they raise to `raised`.
  void run(std::vector<FleetEvent>& events, bool learning, std::vector<std::unique_ptr<Shard>>& shards,
           std::vector<Candidate>& raised);
  void add_counts(PipelineCounts& counts) const;

 private:
  ClassPrior& prior_of(ClassId device_class);
  PeerShift& shift_of(ClassId device_class);
  /// A device's feature left its past: raised for the device, or once for its class.
  void judge_shift(const FleetEvent& event, const DeviceModel& model, std::vector<Candidate>& raised);
  void judge_novelty(const FleetEvent& event, bool learning, DeviceModel& model, std::vector<Candidate>& raised);
  void correlate(const FleetEvent& event, bool learning, std::vector<Candidate>& raised);
  void feed(std::uint32_t correlation, std::uint64_t group, const CorrelationMember& member, const FleetEvent& event,
            bool learning, std::vector<Candidate>& raised);

  const PipelineContent& content_;
  const PipelineSettings& settings_;
  std::vector<ClassPrior> priors_;  ///< by class
  std::vector<PeerShift> shifts_;   ///< by class
  std::uint64_t shifts_of_class_ = 0;
  CorrelationTable correlations_;
  std::vector<CorrelationMember> fired_;
};

}  // namespace picket
