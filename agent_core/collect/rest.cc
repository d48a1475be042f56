#include "agent_core/collect/rest.h"

#include <algorithm>

namespace picket {
namespace {

/// The bits of a slot that always have a value and reach the wire.
std::uint8_t shared_bits(const Slot& slot) {
  const bool raw_socket = kind_of(slot) == EventKind::kNetwork;
  return static_cast<std::uint8_t>(slot.kind_and_bits & ~(raw_socket ? kRawSocketBit : 0U));
}

/// The slot of the rest that `part` belongs to, without events.
Slot empty_rest(const Slot& part) {
  Slot slot;
  WideAddresses none;
  pack(default_record(kind_of(part)), slot, none);
  slot.kind_and_bits = shared_bits(part);
  slot.hits = 0;
  slot.first_ms = part.first_ms;
  slot.last_ms = part.last_ms;
  return slot;
}

}  // namespace

std::uint64_t rest_hash(const Slot& slot) {
  static_assert(kMostRests == 1U << (8 - kOperationShift));
  return kFirstRestHash + (shared_bits(slot) >> kOperationShift);
}

RestJoin join_rest(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t kind, const Slot& part,
                   const WideAddresses& wide, std::uint64_t times, std::uint32_t due_ms, std::uint32_t now_ms,
                   ReductionReport& report) {
  KeyTable keys = keys_of(plan, state, pool, kind);
  const std::uint64_t hash = rest_hash(part);
  std::uint32_t i = keys.find(hash);
  if (i == KeyTable::kNone) i = keys.create(hash);
  if (keys.entry(i).slot.hits > 0xffffffffU - part.hits) emit_held(plan, state, pool, kind, i, now_ms, report);
  RestJoin join{static_cast<std::uint16_t>(i), keys.entry(i).slot.hits == 0, false};
  if (join.begun) keys.hold(i, empty_rest(part), {});
  KeyEntry& rest = keys.entry(i);
  rest.slot.hits += part.hits;
  rest.slot.first_ms = std::min(rest.slot.first_ms, part.first_ms);
  rest.slot.last_ms = std::max(rest.slot.last_ms, part.last_ms);
  if (kind_of(part) == EventKind::kNetwork) {
    add_bytes(rest.slot, std::get<NetworkRecord>(unpack(part, wide)), times);
  }
  if (due_ms < rest.key.due_ms) {
    rest.key.due_ms = due_ms;
    keys.update_due(i);
    join.timer_changed = true;
  }
  return join;
}

void move_to_rest(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t kind, std::uint32_t entry,
                  std::uint32_t due_ms, std::uint32_t now_ms, ReductionReport& report) {
  const KeyTable keys = keys_of(plan, state, pool, kind);
  const Slot part = keys.entry(entry).slot;
  if (part.hits == 0) return;
  const WideAddresses wide = keys.wide(entry);
  const RestJoin join = join_rest(plan, state, pool, kind, part, wide, 1, due_ms, now_ms, report);
  keys.entry(entry).slot.hits = 0;
  if (report.listener != nullptr) {
    const auto table = static_cast<std::uint16_t>(kind);
    report.listener->moved({table, static_cast<std::uint16_t>(entry)}, {table, join.entry});
  }
}

}  // namespace picket
