#include "sim/faults/event_storm.h"

#include <algorithm>
#include <variant>

namespace picket::sim {

EventStorm::EventStorm(const Fault& fault, const FaultPeriod& period, KeyedDraws device, Text commandline, Text executable)
    : period_(period),
      spacing_(std::max(Duration::microseconds(1), Duration::from_seconds(1 / events_per_second_of(fault)))),
      commandlines_(distinct_commandlines_of(fault)) {
  first_ = period.from + Duration::from_seconds(spacing_.to_seconds() * device.uniform());
  ProcessRecord process;
  process.commandline = commandline;
  process.executable = executable;
  process.process_id = 2'000 + device.below(20'000);
  process.parent_process_id = 1;
  template_.first.record = process;
  template_.spacing = spacing_;
  template_.vary = VaryingField::kProcessId;
  template_.vary_key = device.next() | 1;
}

void EventStorm::append_events(Time from, Time until, std::vector<EventRun>& out) const {
  until = std::min(until, period_.until);
  // The first start at or after `from`, and the first at or after `until`.
  const auto index_of = [this](Time time) {
    return time <= first_ ? 0 : ((time - first_) + spacing_ - Duration::microseconds(1)) / spacing_;
  };
  const std::int64_t begin = index_of(from);
  const std::int64_t end = index_of(until);
  if (end <= begin) return;
  EventRun run = template_;
  if (commandlines_ == 1) {
    run.first.time = first_ + spacing_ * begin;
    run.first_index = static_cast<std::uint32_t>(begin);
    run.count = static_cast<std::uint32_t>(end - begin);
    out.push_back(run);
    return;
  }
  // To a sensor each is a process of its own.
  run.spacing = Duration();
  run.vary_key = 0;
  for (std::int64_t i = begin; i < end; ++i) {
    run.first.time = first_ + spacing_ * i;
    run.first_index = static_cast<std::uint32_t>(i);
    std::get<ProcessRecord>(run.first.record).commandline.parameter = static_cast<std::uint32_t>(i % commandlines_);
    out.push_back(run);
  }
}

}  // namespace picket::sim
