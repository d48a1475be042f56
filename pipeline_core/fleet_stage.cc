#include "pipeline_core/fleet_stage.h"

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket {

FleetStage::FleetStage(const PipelineContent& content, const PipelineSettings& settings)
    : content_(content),
      settings_(settings),
      correlations_(content.rules(), settings, CorrelationCascade::Stage::kFleet),
      watch_(settings.detectors) {}

ClassPrior& FleetStage::prior_of(ClassId device_class) {
  if (device_class.value() >= priors_.size()) priors_.resize(device_class.value() + 1);
  return priors_[device_class.value()];
}

void FleetStage::add_device(ClassId device_class) {
  prior_of(device_class).add_device();
  watch_.add_device();
}

void FleetStage::add_counts(PipelineCounts& counts) const {
  correlations_.add_counts(counts);
  counts.fleet_keys_refused += watch_.refused();
  for (const ClassPrior& prior : priors_) counts.prior_keys_refused += prior.refused();
}

void FleetStage::run(std::vector<FleetEvent>& events, Time watermark, bool learning,
                     std::vector<std::unique_ptr<Shard>>& shards, std::vector<Candidate>& raised) {
  std::sort(events.begin(), events.end(),
            [](const FleetEvent& a, const FleetEvent& b) { return a.order() < b.order(); });
  for (const FleetEvent& event : events) {
    if (event.is_novelty) {
      DeviceModel* model = shards[PipelineCore::shard_of(event.device)]->model(event.device, false);
      PICKET_CHECK(model != nullptr, "device", event.device.value());
      judge_novelty(event, learning, *model, raised);
      note_peer(event, learning, raised);
      continue;
    }
    correlations_.close_before(event.time);
    correlations_.feed(event.rule, event.parts,
                       {event.event_time, event.value, event.amount, event.weight, event.device, event.sequence,
                        event.observation, event.reference, false},
                       event.time);
  }
  correlations_.close_before(watermark + Duration::microseconds(1));
  take_firings(learning, raised);
}

void FleetStage::judge_novelty(const FleetEvent& event, bool learning, DeviceModel& model,
                               std::vector<Candidate>& raised) {
  constexpr std::int64_t kSecondsPerDay = 86'400;
  const bool rare = prior_of(model.device_class)
                        .note(event.value, event.time.unix_seconds() / kSecondsPerDay, settings_.novelty_model);
  if (!rare || learning) return;
  const auto family = static_cast<NoveltyFamily>(event.rule);
  const Sighting sighting{event.event_time.unix_microseconds(), event.sequence,
                          static_cast<std::uint16_t>(event.observation), static_cast<std::uint16_t>(event.weight)};
  if (!model.novelty.add(family, sighting, settings_.novelty_model)) return;
  constexpr Model kModels[] = {Model::kNovelProcess, Model::kRarePeer, Model::kNovelLogin};
  const Model which = kModels[event.rule];
  Candidate candidate{event.time,
                      content_.alert_of(which),
                      content_.rule_index(which),
                      event.device,
                      event.sequence,
                      event.event_time,
                      event.event_time,
                      false,
                      {}};
  for (const Sighting& s : model.novelty.sightings[event.rule]) {
    if (s.time == 0) continue;
    const Time time = Time::from_unix_microseconds(s.time);
    candidate.window_start = std::min(candidate.window_start, time);
    candidate.window_end = std::max(candidate.window_end, time);
    const Evidence evidence{event.device, s.sequence, s.observation};
    if (std::find(candidate.evidence.begin(), candidate.evidence.end(), evidence) == candidate.evidence.end()) {
      candidate.evidence.push_back(evidence);
    }
  }
  std::sort(candidate.evidence.begin(), candidate.evidence.end(), [](const Evidence& a, const Evidence& b) {
    return std::tie(a.sequence, a.observation) < std::tie(b.sequence, b.observation);
  });
  candidate.reason = value_reason(static_cast<double>(candidate.evidence.size()),
                                  settings_.novelty_model.points[event.rule]);
  model.novelty.clear(family);
  raised.push_back(std::move(candidate));
}

void FleetStage::note_peer(const FleetEvent& event, bool learning, std::vector<Candidate>& raised) {
  double devices = 0;
  if (static_cast<NoveltyFamily>(event.rule) != NoveltyFamily::kPeer) return;
  if (!watch_.is_new_peer(event.value, event.time, learning, devices)) return;
  raised.push_back({event.time,
                    content_.alert_of(Detector::kFleetNewPeer),
                    content_.rule_index(Detector::kFleetNewPeer),
                    event.device,
                    event.sequence,
                    event.event_time,
                    event.event_time,
                    false,
                    {{event.device, event.sequence, event.observation}},
                    {},
                    value_reason(devices, settings_.detectors.fleet_devices)});
}

void FleetStage::run(std::vector<PeripheralSighting>& sightings, bool learning,
                     std::vector<std::unique_ptr<Shard>>& shards, std::vector<Candidate>& raised) {
  std::sort(sightings.begin(), sightings.end(), [](const PeripheralSighting& a, const PeripheralSighting& b) {
    return std::tie(a.time, a.device, a.sequence, a.observation) < std::tie(b.time, b.device, b.sequence, b.observation);
  });
  for (const PeripheralSighting& s : sightings) {
    const DeviceModel* model = shards[PipelineCore::shard_of(s.device)]->model(s.device, false);
    PICKET_CHECK(model != nullptr, "device", s.device.value());
    if (!watch_.is_new_peripheral(s, model->device_class) || learning) continue;
    raised.push_back({s.time,
                      content_.alert_of(Detector::kNewPeripheral),
                      content_.rule_index(Detector::kNewPeripheral),
                      s.device,
                      s.sequence,
                      s.event_time,
                      s.event_time,
                      false,
                      {{s.device, s.sequence, s.observation}}});
  }
}

void FleetStage::take_firings(bool learning, std::vector<Candidate>& raised) {
  for (const CorrelationFiring& firing : correlations_.firings()) {
    if (!learning) raised.push_back(candidate_of(firing, content_.rules()));
  }
  correlations_.firings().clear();
}

}  // namespace picket
