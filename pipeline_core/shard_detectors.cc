#include "pipeline_core/shard.h"

namespace picket {

void Shard::expect_device(DeviceId device, Time since) {
  device_detectors_.expect(device.value() / PipelineCore::kShards, since);
}

void Shard::raise_long_silences(Time now) {
  const std::uint32_t alert = content_.alert_of(Detector::kLongSilence);
  for (const DeviceDetectors::Silence& silence : device_detectors_.silences(now)) {
    if (learning_) continue;
    const DeviceId device(static_cast<std::uint32_t>(silence.slot * PipelineCore::kShards + number_));
    raise({silence.at, alert, content_.rule_index(Detector::kLongSilence), device, 0, silence.since, silence.at, true,
           {}, {},
           value_reason((silence.at - silence.since).to_seconds(), settings_.detectors.long_silence.to_seconds())});
  }
}

void Shard::run_detectors(const Context& context, std::span<const Observation> observations) {
  const std::size_t slot = context.device.value() / PipelineCore::kShards;
  const auto found =
      device_detectors_.observe({slot, context.device, context.sequence, context.time, observations}, *texts_, learning_);
  for (const Detection& detection : found) {
    const std::uint32_t rule = content_.rule_index(detection.detector);
    Hit* hit =
        add_hit(context, content_.alert_of(detection.detector), rule, observations[detection.observation],
                detection.observation);
    if (hit != nullptr && hit->rule == rule) hit->reason = value_reason(detection.value, detection.limit);
  }
  if (learning_) return;
  recommendation_watch_.observe({slot, context.device, context.sequence, context.time, observations}, *texts_,
                                recommendations_);
}

void Shard::add_reason(Hit& hit, const Observation& o) {
  const auto& rules = content_.rules().rules();
  if (hit.rule >= rules.size() || rules[hit.rule].is_correlation || hit.reason.kind != Reason::Kind::kNone) return;
  if (reader_of_ != observation_number_) {
    matcher_.reader().reset(o, *texts_);
    reader_of_ = observation_number_;
  }
  hit.reason.kind = Reason::Kind::kTests;
  collect_tests(
      rules[hit.rule].expression,
      [this](std::uint32_t test) { return content_.rules().predicates()[test].matches(matcher_.reader()); },
      hit.reason);
}

}  // namespace picket
