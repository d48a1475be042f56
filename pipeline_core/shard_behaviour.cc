#include <algorithm>

#include "agent_core/base/hash.h"
#include "pipeline_core/shard.h"

namespace picket {

void DeviceModel::freeze(Time until) {
  frozen_until = static_cast<std::uint32_t>(std::clamp<std::int64_t>(until.unix_seconds(), 0, 0xffffffff));
}

void Shard::take_freezes(Time until) {
  const auto later = std::stable_partition(freezes_.begin(), freezes_.end(),
                                           [until](const FreezeChange& change) { return change.after < until; });
  std::stable_sort(freezes_.begin(), later,
                   [](const FreezeChange& a, const FreezeChange& b) { return a.after < b.after; });
  for (auto change = freezes_.begin(); change != later; ++change) {
    if (DeviceModel* model = this->model(change->device, false)) model->freeze(change->until);
  }
  freezes_.erase(freezes_.begin(), later);
}

Behaviour::When Shard::when_of(const Context& context) {
  return {context.time, learning_, context.model->is_frozen(context.time),
          scores_ == nullptr ? nullptr : &window_scores_};
}

void Shard::learn_behaviour(const Context& context, const Observation& o, std::uint32_t index) {
  BehaviourSample sample{o.first_time, o.last_time, 0, 0, 0, 0, context.sequence, static_cast<std::uint16_t>(index)};
  if (const auto* n = std::get_if<NetworkRecord>(&o.record); n != nullptr && n->direction == Direction::kOutbound) {
    sample.flows = o.hit_count;
    sample.destination = hash_combine(n->remote_address.high(), n->remote_address.low()) | 1;
    sample.bytes_out = n->bytes_out;
  } else if (const auto* d = std::get_if<DnsRecord>(&o.record)) {
    sample.flows = o.hit_count;
    sample.failures = d->failed ? o.hit_count : 0;
  } else if (const auto* l = std::get_if<LoginRecord>(&o.record);
             l != nullptr && l->operation == LoginOperation::kLoginFailed) {
    sample.failures = o.hit_count;
  } else {
    return;
  }
  if (context.model->behaviour.add(sample, when_of(context), settings_.behaviour_model, shifts_) == Behaviour::Added::kUntimely)
    ++counts_.behaviour_untimely;
}

void Shard::tell_egress(const Context& context, std::uint32_t index, bool raised) const {
  const EgressVolume& egress = context.model->egress;
  probe_->on_reading({context.time, context.device, context.sequence, index, content_.rule_index(Model::kEgressVolume),
                      static_cast<double>(egress.open[egress.last].bytes), egress.limit(settings_.egress_model),
                      raised ? ModelReading::Outcome::kRaised : ModelReading::Outcome::kBelow, ModelReading::Quantity::kBytes});
}

void Shard::raise_shifts(const Context& context) {
  context.model->behaviour.look(when_of(context), settings_.behaviour_model, shifts_);
  for (const BehaviourShift& shift : shifts_) {
    fleet_events_.push_back({context.time, context.device, shift.sequence, shift.observation, true, false,
                             static_cast<std::uint32_t>(kNoveltyFamilies) + static_cast<std::uint32_t>(shift.feature),
                             shift.drift ? 1U : 0U, 1, 0, 0, shift.start, {}});
  }
  shifts_.clear();
  for (const WindowScore& window : window_scores_) scores_->add_window(context.device, window);
  window_scores_.clear();
}

}  // namespace picket
