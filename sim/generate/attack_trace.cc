#include "sim/generate/attack_trace.h"

#include <algorithm>

namespace picket::sim {
namespace {

/// The record without what differs between repetitions of one thing.
Record essence_of(Record record, VaryingField vary) {
  if (auto* process = std::get_if<ProcessRecord>(&record)) {
    process->process_id = process->parent_process_id = 0;
  } else if (auto* flow = std::get_if<NetworkRecord>(&record)) {
    flow->bytes_in = flow->bytes_out = 0;
    // Of an outbound flow the local port is the system's choice, of an inbound one the remote port is.
    (flow->direction == Direction::kOutbound ? flow->local_port : flow->remote_port) = 0;
    if (vary == VaryingField::kRemoteAddress) flow->remote_address = {};
    if (vary == VaryingField::kRemotePort) flow->remote_port = 0;
    if (vary == VaryingField::kLocalPort) flow->local_port = 0;
  } else if (auto* login = std::get_if<LoginRecord>(&record)) {
    login->process_id = 0;
  }
  return record;
}

}  // namespace

std::uint32_t AttackTrace::note(std::uint32_t unit, std::uint16_t step, const EventRun& run) {
  const Record essence = essence_of(run.first.record, run.vary);
  const auto found = std::find_if(acts_.begin(), acts_.end(), [&](const Act& act) {
    return act.unit == unit && act.step == step && !act.wrong_clock && act.vary == run.vary &&
           essence_of(act.record, act.vary) == essence;
  });
  Act act;
  act.unit = unit;
  act.step = step;
  act.record = run.first.record;
  act.vary = run.vary;
  act.first = run.first.time;
  act.last = run.last_time();
  act.events = run.count;
  return join(found, std::move(act));
}

std::uint32_t AttackTrace::note_clock(std::uint32_t unit, std::uint16_t step, const Record& record, Time time) {
  const auto found = std::find_if(acts_.begin(), acts_.end(), [&](const Act& act) {
    return act.unit == unit && act.step == step && act.wrong_clock;
  });
  Act act;
  act.unit = unit;
  act.step = step;
  act.record = record;
  act.wrong_clock = true;
  act.first = act.last = time;
  act.events = 1;
  return join(found, std::move(act));
}

std::uint32_t AttackTrace::join(std::vector<Act>::iterator found, Act&& act) {
  if (found == acts_.end() && acts_.size() < kMaxActs) {
    acts_.push_back(std::move(act));
    return static_cast<std::uint32_t>(acts_.size());
  }
  if (found == acts_.end()) --found;
  found->events += act.events;
  found->first = std::min(found->first, act.first);
  found->last = std::max(found->last, act.last);
  return static_cast<std::uint32_t>(found - acts_.begin()) + 1;
}

}  // namespace picket::sim
