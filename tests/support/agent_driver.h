#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "agent_core/agent.h"
#include "agent_core/agent_state.h"
#include "agent_core/base/random.h"
#include "agent_core/collect/agent_life.h"
#include "agent_core/collect/reduction.h"
#include "tests/support/policies.h"

namespace picket::test {

inline constexpr Time kStart = Time::from_unix_seconds(1'772'496'000);
constexpr Time at(std::int64_t seconds) {
  return kStart + Duration::seconds(seconds);
}

/// A vocabulary with literals, and a template that can spell one of them.
struct Vocabulary {
  TextTable texts;
  std::vector<Text> commandlines;
  std::vector<Text> executables;
  std::vector<Text> users;
  std::vector<Text> names;
  Text counted;  ///< "cmd {decimal}"

  Vocabulary() {
    for (int i = 0; i < 6; ++i) {
      const char n = static_cast<char>('0' + i);
      commandlines.push_back(texts.intern(std::string("cmd ") += n));
      executables.push_back(texts.intern(std::string("/usr/bin/tool") += n));
      users.push_back(texts.intern(std::string("user") += n));
      names.push_back(texts.intern((std::string("host") += n) += ".example.com"));
    }
    counted = texts.intern_template("cmd {decimal}");
    texts.freeze();
  }
};

/// A random event of few keys, so that repeats are common.
inline Record random_record(RandomStream& random, const Vocabulary& words) {
  const auto pick = [&](const std::vector<Text>& from) { return from[random.below(from.size())]; };
  switch (random.below(12)) {
    case 0:
    case 1:
    case 2: {
      ProcessRecord r;
      r.commandline = random.chance(0.3) ? Text{words.counted.id, static_cast<std::uint32_t>(random.below(9))}
                                         : pick(words.commandlines);
      r.executable = pick(words.executables);
      r.process_id = static_cast<std::uint32_t>(random.below(30'000));
      r.user_id = static_cast<std::uint32_t>(random.below(2));
      r.operation = random.chance(0.2) ? ProcessOperation::kFork : ProcessOperation::kExec;
      return r;
    }
    case 3:
      return DnsRecord{pick(words.names), random.chance(0.2)};
    case 4:
      return LoginRecord{pick(words.users), pick(words.executables),
                         IpAddress::v4(0xc6336400U + static_cast<std::uint32_t>(random.below(4))), 77,
                         random.chance(0.5) ? LoginOperation::kLogin : LoginOperation::kLoginFailed};
    case 5:
      return FileRecord{pick(words.names), static_cast<FileOperation>(random.below(8))};
    case 6:
      return PeripheralRecord{pick(words.names), random.chance(0.5), random.chance(0.5)};
    default: {
      NetworkRecord r;
      r.local_address = IpAddress::v4(0x0a000002);
      r.remote_address = random.chance(0.05)
                             ? IpAddress::v6(0x20010db800000000ULL, random.below(3))
                             : IpAddress::v4(0x01010100U + static_cast<std::uint32_t>(random.below(12)));
      if (!r.remote_address.is_v4()) r.local_address = IpAddress::v6(0x20010db800000000ULL, 99);
      r.local_port = static_cast<std::uint16_t>(40'000 + random.below(3));
      r.remote_port = static_cast<std::uint16_t>(random.chance(0.5) ? 443 : 20 + random.below(8));
      r.protocol = random.chance(0.8)   ? TransportProtocol::kTcp
                   : random.chance(0.5) ? TransportProtocol::kUdp
                                        : TransportProtocol::kIcmp;
      r.direction = random.chance(0.8) ? Direction::kOutbound : Direction::kInbound;
      r.bytes_in = random.below(1'000);
      r.bytes_out = random.below(1'000);
      return r;
    }
  }
}

inline EventRun random_run(RandomStream& random, const Vocabulary& words, Time from, std::uint32_t most) {
  EventRun run;
  run.first = {from, random_record(random, words)};
  run.count = random.chance(0.5) ? 1 : 1 + static_cast<std::uint32_t>(random.below(most));
  run.spacing = Duration::microseconds(static_cast<std::int64_t>(random.below(20'000)));
  const EventKind kind = kind_of(run.first.record);
  if (kind == EventKind::kNetwork) {
    run.vary = static_cast<VaryingField>(random.below(4));
    run.vary_key = random.below(3);
    run.first_index = static_cast<std::uint32_t>(random.below(50));
  } else if (kind == EventKind::kProcess) {
    run.vary = random.chance(0.5) ? VaryingField::kProcessId : VaryingField::kNone;
  } else if (kind == EventKind::kLogin) {
    run.vary = VaryingField::kRemoteLogin;
  }
  return run;
}

/// One entry, as text that tells everything about it but where it lies in memory.
inline std::vector<std::string> contents_of(const AgentPlan& plan, AgentState& state, SlotPool& pool) {
  std::vector<std::string> all;
  for (std::size_t t = 0; t < kTables; ++t) {
    if (plan.is_reduced(t)) {
      const KeyTable keys = keys_of(plan, state, pool, t);
      keys.for_each([&](std::uint32_t i) {
        const KeyEntry& entry = keys.entry(i);
        std::ostringstream line;
        line << t << '/' << i << " key " << entry.hash;
        for (const std::uint32_t time : entry.key.times) line << " t " << time;
        for (const std::uint32_t word : entry.key.words) line << " w " << word;
        line << " due " << entry.key.due_ms << " hits " << entry.slot.hits;
        if (entry.slot.hits > 0) {
          line << " first " << entry.slot.first_ms << " last " << entry.slot.last_ms << " bits "
               << int{entry.slot.kind_and_bits};
          for (const std::uint8_t b : entry.slot.body) line << '.' << int{b};
          if (is_wide(entry.slot)) line << keys.wide(i).local.to_string() << '>' << keys.wide(i).remote.to_string();
        }
        all.push_back(line.str());
      });
      all.push_back("events " + std::to_string(keys.events()));
      for (const std::uint32_t cell : keys.cells()) all.back() += " " + std::to_string(cell);
      continue;
    }
    EntryTable table = table_of(plan, state, pool, t);
    for (std::uint32_t i = 0; i < table.size(); ++i) {
      const Slot& slot = table.slot(i);
      const WideAddresses wide = table.wide(i);
      std::ostringstream line;
      line << t << '/' << table.index_of(i) << " hits " << slot.hits << " first "
           << time_of(state, slot.first_ms).unix_microseconds() << " last "
           << time_of(state, slot.last_ms).unix_microseconds() << " bits " << int{slot.kind_and_bits};
      for (const std::uint8_t b : slot.body) line << '.' << int{b};
      if (is_wide(slot)) line << wide.local.to_string() << '>' << wide.remote.to_string();
      if (plan.shape_of(t).queued) line << " bytes " << table.queue_fields(i).bytes;
      all.push_back(line.str());
    }
  }
  std::ostringstream rest;
  rest << "wake " << state.wake_up.unix_microseconds() << " queued " << state.queued_bytes << " seen "
       << state.first_seen.size << " phase " << static_cast<int>(state.phase);
  if (plan.policy.generation == Generation::kPicket) {
    for (std::size_t k = 0; k < kActivityKinds; ++k) {
      rest << " lane " << int{state.own.lane.used[k]} << ',' << int{state.own.lane.known[k]};
    }
  } else if (is_generation_1(plan.policy.generation)) {
    for (std::size_t q = 0; q < kQueues; ++q) {
      rest << " queue " << state.own.g1.queue_bytes[q] << ' ' << state.own.g1.events[q].collected_events << ' '
           << state.own.g1.events[q].dropped_events;
    }
  }
  all.push_back(rest.str());
  return all;
}

/// Runs one agent as the engine does: polls before whatever is later, answers snapshots, counts.
struct Device {
  std::shared_ptr<const AgentPlan> plan;
  SlotPool pool;
  AgentState state;
  std::uint64_t observed = 0;
  std::uint64_t emitted = 0;
  Counts<DropReason> dropped;
  struct Sent {
    Time at;
    Emission::Message message;
    std::vector<Observation> observations;
    std::vector<SlotRef> slots;
  };
  std::vector<Sent> sent;
  std::uint64_t sent_messages = 0;
  bool keep = true;
  std::vector<Record> inventory{SystemInformationRecord{}};  ///< what the device answers when asked
  SlotListener* listener = nullptr;
  Emission out;

  Device(const Policy& policy, const TextTable& texts, Time now = kStart, std::uint64_t seed = 1)
      : plan(compile(policy, texts)) {
    start(*plan, state, now, seed, pool);
  }

  void count(const Fate& fate, std::uint64_t events) {
    observed += events;
    dropped += fate.dropped;
  }

  void poll_at(Time now) {
    poll(*plan, state, now, pool, out, listener);
    take_emission(now);
    if (out.wants_snapshot) {
      const Fate fate = on_snapshot(*plan, state, now, inventory, pool, listener);
      count(fate, fate.created + static_cast<std::uint64_t>(fate.dropped.total()) - fate.displaced);
      poll_at(now);
    }
  }

  void take_emission(Time now) {
    dropped += out.dropped;
    observed += out.log_lines;
    sent_messages += out.messages.size();
    for (const Observation& o : out.observations) emitted += o.hit_count;
    for (const Emission::Message& m : out.messages) {
      if (!keep) break;
      sent.push_back({now,
                      m,
                      {out.observations.begin() + m.begin, out.observations.begin() + m.end},
                      {out.slots.begin() + m.begin, out.slots.begin() + m.end}});
    }
  }

  /// Polls everything due before or at `until`.
  void advance(Time until) {
    while (next_wake_up(state) <= until) poll_at(next_wake_up(state));
  }

  /// The same, with a call after each.
  template <class After>
  void advance_with(Time until, After&& after) {
    while (next_wake_up(state) <= until) {
      poll_at(next_wake_up(state));
      after();
    }
  }

  void give(EventRun run) {
    while (run.count > 0) {
      advance(run.first.time);
      const EventRun part = take_observable(*plan, state, run);
      const Fate fate = observe(*plan, state, part, pool, listener);
      count(fate, part.count);
      if (fate.poll_now) poll_at(part.last_time());
    }
  }
  void give(Time time, const Record& record) { give(EventRun{{time, record}, 1, {}, VaryingField::kNone, 0, 0}); }

  std::uint64_t held() const { return held_events(*plan, state, pool); }
  bool balanced() const { return observed == emitted + held() + static_cast<std::uint64_t>(dropped.total()); }
};

}  // namespace picket::test
