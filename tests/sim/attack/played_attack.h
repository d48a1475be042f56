#pragma once

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "agent_core/event/raw_event.h"
#include "sim/attack/compiled_attack.h"
#include "sim/attack/unit_timeline.h"
#include "tests/sim/fleet/example_world.h"

namespace picket::sim {

/// One event of an attack with its phase and the text that it carries.
struct PlayedEvent {
  Time time;
  std::string phase;
  Record record;
  std::string text;  ///< command line, path, name or user
};

inline const Text* text_of(const Record& record) {
  if (const auto* process = std::get_if<ProcessRecord>(&record)) return &process->commandline;
  if (const auto* dns = std::get_if<DnsRecord>(&record)) return &dns->name;
  if (const auto* file = std::get_if<FileRecord>(&record)) return &file->path;
  if (const auto* login = std::get_if<LoginRecord>(&record)) return &login->user_name;
  if (const auto* flow = std::get_if<NetworkRecord>(&record)) return &flow->commandline;
  return nullptr;
}

/// What an attack does within `length` on one gateway that is never off; forks are left out. By time.
inline std::vector<PlayedEvent> played(const AttackTemplate& attack, Duration length, std::uint32_t episode = 0,
                                       const std::map<std::string, double>& parameters = {}, double utc_offset_hours = 0) {
  Scenario scenario = world_of("iot_gateway", 4);
  scenario.device_classes["iot_gateway"].reboots_per_30_days = 0;
  scenario.device_classes["iot_gateway"].power_losses_per_year = 0;
  scenario.fleet[0].utc_offset_hours = {utc_offset_hours};
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const DeviceId victim(1);
  const CompiledAttack compiled(AttackId(0), attack, parameters, key_of(7, fnv1a(attack.id)), texts);
  const Time start = scenario.start_utc;
  std::vector<PlayedEvent> out;
  for (const PlannedRun& run : play(compiled, fleet, victim, start, start + length, episode).runs) {
    if (run.fork) continue;
    for (std::uint32_t i = run.begin; i < run.end; ++i) {
      const EventRun built = compiled.build(run, i, i + 1, fleet.device(victim), fleet.device_key(victim));
      const RawEvent event = event_at(built, 0);
      const Text* text = text_of(event.record);
      out.push_back({event.time, attack.phases[run.phase].id, event.record, text == nullptr ? "" : texts.render(*text)});
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const PlayedEvent& a, const PlayedEvent& b) { return a.time < b.time; });
  return out;
}

/// Of a file of scenarios/attacks.
inline std::vector<PlayedEvent> played(const std::string& name, Duration length, std::uint32_t episode = 0,
                                       const std::map<std::string, double>& parameters = {}, double utc_offset_hours = 0) {
  return played(shipped<AttackTemplate>("attacks/" + name + ".yaml"), length, episode, parameters, utc_offset_hours);
}

/// The events of one kind of record in one phase.
template <class T>
std::vector<PlayedEvent> only(const std::vector<PlayedEvent>& events, const std::string& phase) {
  std::vector<PlayedEvent> out;
  std::copy_if(events.begin(), events.end(), std::back_inserter(out),
               [&](const PlayedEvent& e) { return e.phase == phase && std::holds_alternative<T>(e.record); });
  return out;
}

/// Seconds from each event to the next.
inline std::vector<double> gaps(const std::vector<PlayedEvent>& events) {
  std::vector<double> out;
  for (std::size_t i = 1; i < events.size(); ++i) out.push_back((events[i].time - events[i - 1].time).to_seconds());
  return out;
}

}  // namespace picket::sim
