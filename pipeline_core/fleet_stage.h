#pragma once

#include <cstdint>
#include <vector>

#include "pipeline_core/detectors/fleet_detectors.h"
#include "pipeline_core/shard.h"

namespace picket {

/// Stage two: what needs more than one device. Fed in (time, device, sequence) order on one thread, so
/// the class priors and correlations over devices do not depend on how the shards ran.
class FleetStage {
 public:
  FleetStage(const PipelineContent& content, const PipelineSettings& settings);

  void add_device(ClassId device_class);
  /// Takes the shards' events up to `watermark` and adds what they raise to `raised`.
  void run(std::vector<FleetEvent>& events, Time watermark, bool learning, std::vector<std::unique_ptr<Shard>>& shards,
           std::vector<Candidate>& raised);
  /// Peripherals that were plugged in up to now.
  void run(std::vector<PeripheralSighting>& sightings, bool learning, std::vector<std::unique_ptr<Shard>>& shards,
           std::vector<Candidate>& raised);
  void add_counts(PipelineCounts& counts) const;
  void set_probe(DeviceId device, ModelProbe* probe) {
    probed_ = device;
    probe_ = probe;
  }
  /// Null: nothing is recorded.
  void set_scores(ScoreRecord* scores) { scores_ = scores; }

 private:
  ClassPrior& prior_of(ClassId device_class);
  PeerShift& shift_of(ClassId device_class);
  /// A device's feature left its past: raised for the device, or once for its class.
  void judge_shift(const FleetEvent& event, const DeviceModel& model, std::vector<Candidate>& raised);
  void judge_novelty(const FleetEvent& event, bool learning, DeviceModel& model, std::vector<Candidate>& raised);
  RareSequence& sequence_of(ClassId device_class);
  /// A rare first command is a step of a slow sequence.
  void add_step(const FleetEvent& event, ClassId device_class, const Sighting& sighting, std::vector<Candidate>& raised);
  ClassPrior& contacts_of(ClassId device_class);
  /// A device calls a peer regularly: raised unless many of its class call it.
  void judge_contact(const FleetEvent& event, const DeviceModel& model, bool learning, std::vector<Candidate>& raised);
  void tell(const FleetEvent& event, double value, double limit, ModelReading::Outcome outcome,
            ModelReading::Quantity quantity) const;
  void note_peer(const FleetEvent& event, bool learning, std::vector<Candidate>& raised);
  void take_firings(bool learning, std::vector<Candidate>& raised);

  const PipelineContent& content_;
  const PipelineSettings& settings_;
  std::vector<ClassPrior> priors_;  ///< by class
  std::vector<PeerShift> shifts_;   ///< by class
  std::vector<RareSequence> sequences_;  ///< by class
  std::vector<ClassPrior> contacts_;  ///< by class: peers, as `BeaconPeers` knows them
  std::uint64_t shifts_of_class_ = 0;
  std::uint64_t beacons_of_class_ = 0;
  CorrelationCascade correlations_;
  FleetDetectors watch_;
  DeviceId probed_;
  ModelProbe* probe_ = nullptr;  ///< of that device
  ScoreRecord* scores_ = nullptr;
};

}  // namespace picket
