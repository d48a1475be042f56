#include "pipeline_core/fleet_stage.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "agent_core/base/check.h"
#include "pipeline_core/learn/surprise.h"

namespace picket {
namespace {

constexpr Model kNoveltyModels[] = {Model::kNovelProcess, Model::kRarePeer, Model::kNovelLogin};

std::int64_t day_of(const FleetEvent& event) {
  return event.time.unix_seconds() / Duration::days(1).count_seconds();
}

}  // namespace

FleetStage::FleetStage(const PipelineContent& content, const PipelineSettings& settings)
    : content_(content),
      settings_(settings),
      correlations_(content.rules(), settings, CorrelationCascade::Stage::kFleet),
      watch_(settings.detectors) {}

ClassPrior& FleetStage::prior_of(ClassId device_class) {
  if (device_class.value() >= priors_.size()) priors_.resize(device_class.value() + 1);
  return priors_[device_class.value()];
}

PeerShift& FleetStage::shift_of(ClassId device_class) {
  if (device_class.value() >= shifts_.size()) shifts_.resize(device_class.value() + 1);
  return shifts_[device_class.value()];
}

RareSequence& FleetStage::sequence_of(ClassId device_class) {
  if (device_class.value() >= sequences_.size()) sequences_.resize(device_class.value() + 1);
  return sequences_[device_class.value()];
}

ClassPrior& FleetStage::contacts_of(ClassId device_class) {
  if (device_class.value() >= contacts_.size()) contacts_.resize(device_class.value() + 1);
  return contacts_[device_class.value()];
}

void FleetStage::add_device(ClassId device_class) {
  prior_of(device_class).add_device();
  contacts_of(device_class).add_device();
  sequence_of(device_class).add_device();
  watch_.add_device();
  shift_of(device_class).add_device();
}

void FleetStage::add_counts(PipelineCounts& counts) const {
  correlations_.add_counts(counts);
  counts.fleet_keys_refused += watch_.refused();
  counts.shifts_of_class += shifts_of_class_;
  counts.beacons_of_class += beacons_of_class_;
  for (const ClassPrior& prior : priors_) counts.prior_keys_refused += prior.refused();
  for (const ClassPrior& prior : contacts_) counts.contact_keys_refused += prior.refused();
}

void FleetStage::run(std::vector<FleetEvent>& events, Time watermark, bool learning,
                     std::vector<std::unique_ptr<Shard>>& shards, std::vector<Candidate>& raised) {
  std::sort(events.begin(), events.end(),
            [](const FleetEvent& a, const FleetEvent& b) { return a.order() < b.order(); });
  for (const FleetEvent& event : events) {
    if (event.is_novelty) {
      DeviceModel* model = shards[PipelineCore::shard_of(event.device)]->model(event.device, false);
      PICKET_CHECK(model != nullptr, "device", event.device.value());
      if (event.rule < kNoveltyFamilies) {
        judge_novelty(event, learning, *model, raised);
        note_peer(event, learning, raised);
      } else if (event.rule >= kNewContact) {
        judge_contact(event, *model, learning, raised);
      } else {
        judge_shift(event, *model, raised);
      }
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
  ClassPrior& prior = prior_of(model.device_class);
  const NoveltySettings& settings = settings_.novelty_model;
  const bool frozen = event.reference != 0;
  const ClassPrior::Standing peers =
      frozen ? prior.standing(event.value, day_of(event), settings) : prior.note(event.value, day_of(event), settings);
  if (learning) return;
  if (!peers.rare) return tell(event, peers.probability, settings.rare_share, ModelReading::Outcome::kCommon, ModelReading::Quantity::kShare);
  const double nats = surprise(0, static_cast<double>(event.amount), peers.probability, settings.prior_weight);
  if (scores_ != nullptr)
    scores_->add_sighting(event.device, static_cast<NoveltyFamily>(event.rule), event.event_time, event.weight, nats);
  if (nats < settings.min_surprise) return tell(event, nats, settings.min_surprise, ModelReading::Outcome::kBelow, ModelReading::Quantity::kNats);
  const auto family = static_cast<NoveltyFamily>(event.rule);
  const Sighting sighting{event.event_time, event.sequence, static_cast<std::uint16_t>(event.observation),
                          event.weight};
  if (family == NoveltyFamily::kProcess) add_step(event, model.device_class, sighting, raised);
  const bool reached = model.novelty.add(family, sighting, settings);
  const std::uint32_t points = model.novelty.points_near(family, sighting.time(), settings);
  tell(event, points, settings.points[event.rule],
       reached ? ModelReading::Outcome::kRaised : ModelReading::Outcome::kBelow, ModelReading::Quantity::kPoints);
  if (!reached) return;
  const Model which = kNoveltyModels[event.rule];
  Candidate candidate{event.time,
                      content_.alert_of(which),
                      content_.rule_index(which),
                      event.device,
                      event.sequence,
                      event.event_time,
                      event.event_time,
                      false,
                      {}};
  for (const Sighting& s : model.novelty.kept(family)) {
    if (s.is_empty()) continue;
    candidate.window_start = std::min(candidate.window_start, s.time());
    candidate.window_end = std::max(candidate.window_end, s.time());
    const Evidence evidence{event.device, s.sequence(), s.observation()};
    if (std::find(candidate.evidence.begin(), candidate.evidence.end(), evidence) == candidate.evidence.end()) {
      candidate.evidence.push_back(evidence);
    }
  }
  std::sort(candidate.evidence.begin(), candidate.evidence.end(), [](const Evidence& a, const Evidence& b) {
    return std::tie(a.sequence, a.observation) < std::tie(b.sequence, b.observation);
  });
  candidate.reason = value_reason(points, settings.points[event.rule]);
  model.novelty.clear(family);
  raised.push_back(std::move(candidate));
}

void FleetStage::add_step(const FleetEvent& event, ClassId device_class, const Sighting& sighting,
                          std::vector<Candidate>& raised) {
  RareSequence::Alarm alarm;
  if (!sequence_of(device_class).add(event.device, sighting, settings_.sequence_model, alarm)) return;
  Candidate candidate{event.time,   content_.alert_of(Model::kRareSequence), content_.rule_index(Model::kRareSequence),
                      event.device, event.sequence, event.event_time, event.event_time, false, {}};
  for (std::size_t i = 0; i < alarm.count; ++i) {
    const Sighting& step = alarm.steps[i];
    candidate.window_start = std::min(candidate.window_start, step.time());
    candidate.window_end = std::max(candidate.window_end, step.time());
    candidate.evidence.push_back({event.device, step.sequence(), step.observation()});
  }
  candidate.reason = value_reason(static_cast<double>(alarm.count), alarm.limit);
  raised.push_back(std::move(candidate));
}

void FleetStage::tell(const FleetEvent& event, double value, double limit, ModelReading::Outcome outcome,
                      ModelReading::Quantity quantity) const {
  if (probe_ == nullptr || event.device != probed_) return;
  probe_->on_reading({event.time, event.device, event.sequence, event.observation,
                      content_.rule_index(kNoveltyModels[event.rule]), value, limit, outcome, quantity});
}

void FleetStage::note_peer(const FleetEvent& event, bool learning, std::vector<Candidate>& raised) {
  double devices = 0;
  if (!event.is_address || event.reference != 0) return;
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

void FleetStage::judge_contact(const FleetEvent& event, const DeviceModel& model, bool learning,
                               std::vector<Candidate>& raised) {
  ClassPrior& prior = contacts_of(model.device_class);
  if (event.rule == kNewContact) {
    prior.note(event.value, day_of(event), settings_.novelty_model);
    return;
  }
  if (learning) return;
  if (prior.devices_with(event.value) > rare_devices(prior.devices(), settings_.beacon_model)) {
    ++beacons_of_class_;
    return;
  }
  const auto start = Time::from_unix_microseconds(static_cast<std::int64_t>(event.parts[0]));
  Candidate candidate{event.time,  content_.alert_of(Model::kBeacon), content_.rule_index(Model::kBeacon),
                      event.device, event.sequence, start, event.event_time, false, {}};
  for (std::size_t i = event.parts.size(); i-- > 2;) {
    candidate.evidence.push_back({event.device, static_cast<std::uint32_t>(event.parts[i] >> 32),
                                  static_cast<std::uint32_t>(event.parts[i] & 0xffffffffU)});
  }
  candidate.reason =
      value_reason(std::sqrt(std::bit_cast<double>(event.parts[1])), settings_.beacon_model.max_variation);
  raised.push_back(std::move(candidate));
}

void FleetStage::judge_shift(const FleetEvent& event, const DeviceModel& model, std::vector<Candidate>& raised) {
  constexpr Model kModels[] = {Model::kActivityLevel, Model::kFanOutLevel, Model::kEgressSlow, Model::kFailureLevel};
  const std::uint32_t feature = event.rule - static_cast<std::uint32_t>(kNoveltyFamilies);
  const std::size_t kind = feature * 2 + event.reference;
  const auto verdict = shift_of(model.device_class).note(kind, event.device, day_of(event), settings_.peer_shift);
  if (verdict == PeerShift::Verdict::kClass) {
    ++shifts_of_class_;
    return;
  }
  const Model which = verdict == PeerShift::Verdict::kBecomesClass ? Model::kPeerShift : kModels[feature];
  raised.push_back({event.time,
                    content_.alert_of(which),
                    content_.rule_index(which),
                    event.device,
                    event.sequence,
                    event.event_time,
                    event.event_time + settings_.behaviour_model.window,
                    false,
                    {{event.device, event.sequence, event.observation}}});
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
