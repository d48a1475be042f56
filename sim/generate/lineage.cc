#include "sim/generate/lineage.h"

#include <algorithm>

namespace picket::sim {

void Lineage::stored(SlotRef slot, std::uint32_t first_index, std::uint32_t hits) {
  if (hits == 0) return;
  if (const ItemSource* source = item(first_index)) return add(slot, {source->unit, source->step, hits, source->since, source->act});
  if (unit_ != kBenign) add(slot, {unit_, step_, hits, first_ + spacing_ * first_index, act_});
}

void Lineage::add(SlotRef slot, const Label& label) {
  std::vector<Label>& labels = slots_[key(slot)];
  const auto same = std::find_if(labels.begin(), labels.end(), [&](const Label& l) { return l.joins(label); });
  if (same == labels.end()) {
    labels.push_back(label);
  } else {
    same->events += label.events;
    same->first_event = std::min(same->first_event, label.first_event);
  }
}

void Lineage::dropped(SlotRef slot, DropReason reason) {
  lose(take(slot), reason);
}

void Lineage::lose(const std::vector<Label>& labels, DropReason reason) {
  for (const Label& label : labels) note_loss(label.ref(), label.act, label.events, reason);
}

void Lineage::note_loss(StepRef step, std::uint32_t act, std::uint64_t events, DropReason reason) {
  lost_[{step, reason}] += events;
  if (act != 0 && trace_ != nullptr) trace_->act(act).agent_lost[reason] += events;
}

void Lineage::dropped_events(std::uint32_t first_index, std::uint32_t hits, DropReason reason) {
  if (const ItemSource* source = item(first_index)) note_loss(source->ref(), source->act, hits, reason);
  if (unit_ != kBenign && hits != 0) note_loss({unit_, step_}, act_, hits, reason);
}

void Lineage::moved(SlotRef from, SlotRef to) {
  const auto found = slots_.find(key(from));
  if (found == slots_.end()) return;
  std::vector<Label> labels = std::move(found->second);
  slots_.erase(found);
  for (const Label& label : labels) add(to, label);
}

std::vector<Label> Lineage::take(SlotRef slot) {
  const auto found = slots_.find(key(slot));
  if (found == slots_.end()) return {};
  std::vector<Label> labels = std::move(found->second);
  slots_.erase(found);
  return labels;
}

std::map<StepRef, std::uint64_t> Lineage::held() const {
  std::map<StepRef, std::uint64_t> out;
  for (const auto& [slot, labels] : slots_) {
    for (const Label& label : labels) out[label.ref()] += label.events;
  }
  return out;
}

}  // namespace picket::sim
