#include <algorithm>

#include "pipeline_core/shard.h"

namespace picket {

void Shard::expect_device(DeviceId device, Time since) {
  device_detectors_.expect(device.value() / PipelineCore::kShards, since);
}

void Shard::expect_nothing(DeviceId device) {
  device_detectors_.expect_nothing(device.value() / PipelineCore::kShards);
}

void Shard::raise_long_silence(const DeviceDetectors::Silence& silence) {
  if (learning_) return;
  const DeviceId device(static_cast<std::uint32_t>(silence.slot * PipelineCore::kShards + number_));
  raise({silence.at, content_.alert_of(Detector::kLongSilence), content_.rule_index(Detector::kLongSilence), device, 0,
         silence.since, silence.at, true, {}, {},
         value_reason((silence.at - silence.since).to_seconds(), settings_.detectors.long_silence.to_seconds())});
}

void Shard::raise_long_silences(Time now) {
  for (const DeviceDetectors::Silence& silence : device_detectors_.silences(now)) raise_long_silence(silence);
}

void Shard::withhold(Candidate&& repeat) {
  // By the hour of what is withheld and not by run: the caller's windows must not reach a result.
  const std::int64_t hour = repeat.trigger.unix_seconds() / 3600;
  if (hour > withheld_hour_) {
    withheld_hour_ = hour;
    withheld_in_hour_ = 0;
  }
  if (withheld_in_hour_ == kMaxWithheld) {
    ++counts_.withheld_dropped;
    return;
  }
  ++withheld_in_hour_;
  withheld_.push_back(std::move(repeat));
}

void Shard::judge_whole_lists(Time now) {
  device_detectors_.judge_lists(now, learning_);
  raise_missing_users();
  recommendation_watch_.settle(now, recommendations_);
}

void Shard::raise_missing_users() {
  for (const auto& [slot, list] : device_detectors_.missing_users()) {
    const DeviceId device(static_cast<std::uint32_t>(slot * PipelineCore::kShards + number_));
    raise({list.at, content_.alert_of(Detector::kUserDeleted), content_.rule_index(Detector::kUserDeleted), device,
           list.sequence, list.first, list.last, false, {Evidence{device, list.sequence, list.observation}}, {},
           value_reason(list.users, 0)});
  }
  device_detectors_.missing_users().clear();
}

std::span<const Observation> Shard::until_now(Time now, std::span<const Observation> observations,
                                              DeviceDetectors::Message& message) {
  const auto ahead = [now](const Observation& o) { return o.last_time > now || o.first_time > now; };
  if (std::none_of(observations.begin(), observations.end(), ahead)) return observations;
  timely_.assign(observations.begin(), observations.end());
  for (std::uint32_t i = 0; i < timely_.size(); ++i) {
    Observation& o = timely_[i];
    if (!ahead(o)) continue;
    ++counts_.event_times_ahead;
    const Duration jump = o.last_time - now;
    if (jump > settings_.detectors.clock_ahead && !message.jump) message.jump = {i, jump};
    o.first_time = std::min(o.first_time, now);
    o.last_time = std::min(o.last_time, now);
  }
  return timely_;
}

void Shard::run_detectors(const Context& context, const DeviceDetectors::Message& message) {
  const std::size_t slot = message.slot;
  const std::span<const Observation> observations = message.observations;
  const auto found = device_detectors_.observe(message, *texts_, learning_);
  raise_missing_users();
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
