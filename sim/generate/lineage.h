#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "agent_core/agent.h"
#include "sim/generate/attack_trace.h"
#include "sim/generate/step_ref.h"

namespace picket::sim {

/// A label: raw events of one step of one attack unit that were merged into one entry.
struct Label {
  std::uint32_t unit = 0;       ///< index into AttackPlan::units()
  std::uint16_t step = 0;
  std::uint32_t events = 0;
  Time first_event;             ///< of the oldest of them
  std::uint32_t act = 0;        ///< of an AttackTrace, where there is one; labels of two acts are kept apart

  StepRef ref() const { return {unit, step}; }
  /// True if the events of both are counted in one label.
  bool joins(const Label& other) const { return unit == other.unit && step == other.step && act == other.act; }
};

/// Where the items of a report come from.
struct ItemSource {
  std::uint32_t unit = 0;
  std::uint16_t step = 0;
  Time since;  ///< when the item came to the device
  std::uint32_t act = 0;
  StepRef ref() const { return {unit, step}; }
};

/// Keeps labels beside one agent: slot -> labels, moved, emitted and dropped as the agent says.
/// Lives outside the cores; exists only for devices under attack.
class Lineage final : public SlotListener {
 public:
  static constexpr std::uint32_t kBenign = 0xffffffff;

  /// What the next `observe` is about; kBenign: its events carry no label.
  void set_source(std::uint32_t unit, std::uint16_t step, Time first, Duration spacing, std::uint32_t act = 0) {
    unit_ = unit;
    step_ = step;
    act_ = act;
    first_ = first;
    spacing_ = spacing;
    items_ = {};
  }
  /// Losses of acts are noted there too.
  void set_trace(AttackTrace* trace) { trace_ = trace; }
  /// The next `on_snapshot` is given items of which those from `first` on have these sources; all others are
  /// benign. `items` has to last until the next call of this or set_source.
  void set_items(std::size_t first, std::span<const ItemSource> items) {
    unit_ = kBenign;
    first_item_ = first;
    items_ = items;
  }

  void stored(SlotRef slot, std::uint32_t first_index, std::uint32_t hits) override;
  void dropped(SlotRef slot, DropReason reason) override;
  void dropped_events(std::uint32_t first_index, std::uint32_t hits, DropReason reason) override;
  void moved(SlotRef from, SlotRef to) override;

  /// Labels of an entry that is being emitted now; they leave the lineage.
  std::vector<Label> take(SlotRef slot);

  /// Labels that were taken and whose entry is lost after all.
  void lose(const std::vector<Label>& labels, DropReason reason);

  /// Labelled raw events lost inside the agent, by (step, reason).
  const std::map<std::pair<StepRef, DropReason>, std::uint64_t>& lost() const { return lost_; }
  /// Labelled raw events still held, by step.
  std::map<StepRef, std::uint64_t> held() const;

 private:
  static std::uint32_t key(SlotRef slot) { return static_cast<std::uint32_t>(slot.table) << 16 | slot.index; }

  /// The source of the item at that place among those given; null: benign.
  const ItemSource* item(std::uint32_t place) const {
    return place < first_item_ || place - first_item_ >= items_.size() ? nullptr : &items_[place - first_item_];
  }
  void add(SlotRef slot, const Label& label);
  void note_loss(StepRef step, std::uint32_t act, std::uint64_t events, DropReason reason);

  std::uint32_t unit_ = kBenign;
  std::uint16_t step_ = 0;
  std::uint32_t act_ = 0;
  AttackTrace* trace_ = nullptr;
  Time first_;
  Duration spacing_;
  std::size_t first_item_ = 0;
  std::span<const ItemSource> items_;
  std::map<std::uint32_t, std::vector<Label>> slots_;
  std::map<std::pair<StepRef, DropReason>, std::uint64_t> lost_;
};

}  // namespace picket::sim
