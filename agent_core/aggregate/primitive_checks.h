#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent_core/aggregate/primitive.h"

// The laws of a primitive as a test, for ours and for those from outside. Header only: it needs the
// primitive and no agent. A test calls `broken_laws` and expects nothing:
//
//   EXPECT_THAT(picket::broken_laws(MyPrimitive(...)), testing::IsEmpty());

namespace picket {

struct PrimitiveCheckOptions {
  std::uint64_t seed = 1;         ///< other sequences of events
  int sequences = 40;
  int events = 250;               ///< of each sequence
  std::uint32_t keys = 4;
  std::uint32_t longest_gap_ms = 20'000;  ///< between events; choose it near the primitive's own times
};

namespace primitive_check {

struct Event {
  std::uint32_t time_ms = 0;
  std::uint32_t key = 0;
  std::uint64_t value = 1;
};

/// What a primitive did, without absolute times, so that runs under different epochs compare.
struct Deed {
  std::int64_t since_start_ms = 0;
  std::uint32_t key = 0;
  int what = 0;  ///< 0..3 Action, 10..12 Closing::Held
  int loss = 0;
  std::uint32_t hits = 0;
  bool operator==(const Deed&) const = default;
};

struct Remembered {
  KeyState state;
  std::uint32_t held = 0;
};

/// The agent, as simple as it can be: one event after the other, timers before events.
class Bench {
 public:
  Bench(const Primitive& primitive, std::uint64_t device_draw, std::vector<std::string>& broken)
      : primitive_(primitive), device_draw_(device_draw), broken_(broken), cells_(primitive.cells()) {}

  std::vector<Deed> deeds;
  std::uint64_t taken = 0, passed = 0, sent = 0, lost = 0;

  /// `index`: the event's number in the whole sequence.
  void give(const Event& event, std::uint32_t index, const Record* record) {
    index_ = index;
    fire_until(event.time_ms);
    ++taken;
    if (!cells_.empty()) return give_to_cells(event, record);
    const bool fresh = !keys_.contains(event.key);
    Remembered& key = keys_[event.key];
    const Arrival arrival = arrival_of(event, key, fresh, record);
    const Verdict verdict = primitive_.on_event(key.state, arrival);
    check_verdict(verdict, key, arrival);
    apply(event.key, key, verdict, event.time_ms);
    if (verdict.forget) keys_.erase(event.key);
  }

  /// Moves all times as a new epoch does.
  void move_epoch(std::uint32_t by_ms) {
    const auto moved = [by_ms](std::uint32_t ms) { return ms == kNever ? kNever : ms > by_ms ? ms - by_ms : 0; };
    for (auto& [id, key] : keys_) {
      for (std::uint32_t& time : key.state.times) time = moved(time);
      key.state.due_ms = moved(key.state.due_ms);
    }
    epoch_ms_ += by_ms;
  }

  std::uint64_t held() const {
    std::uint64_t sum = 0;
    for (const auto& [id, key] : keys_) sum += key.held;
    return sum;
  }
  void fire_until(std::uint32_t time_ms) {
    for (int n = 0; !endless_; ++n) {
      auto first = keys_.end();
      for (auto it = keys_.begin(); it != keys_.end(); ++it) {
        if (first == keys_.end() || it->second.state.due_ms < first->second.state.due_ms) first = it;
      }
      if (first == keys_.end() || first->second.state.due_ms > time_ms) return;
      if (n == kMostTimers) {
        endless_ = true;
        return complain("timers fire without end");
      }
      fire(first);
    }
  }
  /// After that nothing more can be learned.
  bool endless() const { return endless_; }

 private:
  static constexpr int kMostTimers = 100'000;

  void complain(std::string text) {
    if (broken_.size() < 20 && std::find(broken_.begin(), broken_.end(), text) == broken_.end()) {
      broken_.push_back(std::move(text));
    }
  }
  std::int64_t since_start(std::uint32_t time_ms) const { return epoch_ms_ + time_ms; }
  static std::uint64_t hash_of(std::uint32_t key) { return mix64(std::uint64_t{key} + 77); }

  Arrival arrival_of(const Event& event, const Remembered& key, bool fresh, const Record* record) const {
    Arrival a;
    a.now_ms = event.time_ms;
    a.since_start_ms = since_start(event.time_ms);
    a.held = key.held;
    a.keys = static_cast<std::uint32_t>(keys_.size());
    a.index = index_;
    a.key_hash = hash_of(event.key);
    a.device_draw = device_draw_;
    a.fresh = fresh;
    a.value = event.value;
    a.record = record;
    return a;
  }

  /// Cells instead of keys: each event is fresh, and its state is not kept.
  void give_to_cells(const Event& event, const Record* record) {
    Remembered key;
    Arrival arrival = arrival_of(event, key, true, record);
    arrival.cells = cells_;
    const Verdict verdict = primitive_.on_event(key.state, arrival);
    if (verdict.action == Action::kHold || verdict.action == Action::kFlush) {
      return complain("has cells, and holds an event of a key");
    }
    check_verdict(verdict, key, arrival);
    if (verdict.action == Action::kRest && key.state.due_ms == kNever) complain("a rest is never sent");
    apply(event.key, key, verdict, event.time_ms);
  }

  void check_verdict(const Verdict& verdict, const Remembered& key, const Arrival& arrival) {
    if (verdict.action == Action::kRest && cells_.empty()) complain("has no cells, and tells of a rest");
    if (verdict.forget && verdict.action == Action::kHold) complain("forgets a key whose event it holds");
    if (key.state.due_ms <= arrival.now_ms) complain("sets a timer that is not later than the event");
    if (verdict.alike_count == 0) return;
    if (verdict.action == Action::kPass || verdict.action == Action::kFlush) {
      complain("promises alike events for a verdict that sends");
      return;
    }
    if (!verdict.forget) check_promise(verdict, key, arrival);
  }

  /// `alike_count` and `repeat` against the events one by one.
  void check_promise(const Verdict& verdict, const Remembered& key, const Arrival& arrival) {
    const std::uint32_t limit = std::min(verdict.alike_until_ms, key.state.due_ms);
    for (const std::uint32_t spacing : {0U, 1U, 137U}) {
      KeyState single = key.state;
      std::vector<std::uint32_t> single_cells = cells_;
      std::vector<std::uint32_t> whole_cells = cells_;
      Arrival next = arrival;
      next.fresh = !cells_.empty();
      next.cells = single_cells;
      if (verdict.action == Action::kHold) ++next.held;
      ++next.index;
      Arrival last = next;
      std::uint32_t n = 0;
      while (n < verdict.alike_count && n < 50) {
        const std::uint64_t time = std::uint64_t{arrival.now_ms} + std::uint64_t{spacing} * (n + 1);
        if (time >= limit) break;
        next.since_start_ms += static_cast<std::int64_t>(time) - next.now_ms;
        next.now_ms = static_cast<std::uint32_t>(time);
        if (!cells_.empty()) single = {};
        const Verdict got = primitive_.on_event(single, next);
        if (got.action != verdict.action || (got.action == Action::kDrop && got.loss != verdict.loss) || got.forget) {
          complain("an event within alike_count and alike_until_ms gets another verdict");
          return;
        }
        if (verdict.action == Action::kHold) ++next.held;
        ++next.index;
        ++n;
      }
      if (n == 0) continue;
      KeyState whole = key.state;
      last.now_ms = next.now_ms;
      last.since_start_ms = next.since_start_ms;
      last.cells = whole_cells;
      primitive_.repeat(whole, last, n);
      if (whole != single || whole_cells != single_cells) {
        complain("repeat leaves another state than the events one by one");
      }
    }
  }

  void apply(std::uint32_t id, Remembered& key, const Verdict& verdict, std::uint32_t time_ms) {
    Deed deed{since_start(time_ms), id, static_cast<int>(verdict.action), 0, 1};
    switch (verdict.action) {
      case Action::kPass:
        ++passed;
        break;
      case Action::kHold:
        ++key.held;
        break;
      case Action::kFlush:
        deed.hits += key.held;
        sent += key.held + 1U;
        key.held = 0;
        break;
      case Action::kDrop:
        deed.loss = static_cast<int>(verdict.loss);
        ++lost;
        break;
      case Action::kRest:
        ++sent;
        break;
    }
    if (verdict.forget) {
      sent += key.held;
      key.held = 0;
    }
    deeds.push_back(deed);
  }

  void fire(std::map<std::uint32_t, Remembered>::iterator it) {
    Remembered& key = it->second;
    Moment moment;
    moment.now_ms = key.state.due_ms;
    moment.since_start_ms = since_start(key.state.due_ms);
    moment.held = key.held;
    moment.keys = static_cast<std::uint32_t>(keys_.size());
    moment.index = index_;
    moment.key_hash = hash_of(it->first);
    moment.device_draw = device_draw_;
    key.state.due_ms = kNever;
    const Closing closing = primitive_.on_timer(key.state, moment);
    if (key.state.due_ms <= moment.now_ms) {
      complain("a timer asks for its own time again");
      key.state.due_ms = kNever;
    }
    const bool joins = closing.held == Closing::Held::kRest;
    if (joins && !primitive_.evicts_least()) complain("keeps its keys, and tells of a rest");
    if (joins && !closing.forget) complain("a key whose events joined the rest stays");
    const bool emits = joins || closing.held == Closing::Held::kEmit ||
                       (closing.forget && closing.held == Closing::Held::kKeep);
    const bool loses = closing.held == Closing::Held::kLose;
    deeds.push_back({moment.since_start_ms, it->first, 10 + static_cast<int>(closing.held),
                     static_cast<int>(closing.loss), key.held});
    if (emits) sent += key.held;
    if (loses) lost += key.held;
    if (emits || loses) key.held = 0;
    if (closing.forget) keys_.erase(it);
  }

  const Primitive& primitive_;
  std::uint64_t device_draw_;
  std::vector<std::string>& broken_;
  std::vector<std::uint32_t> cells_;
  std::map<std::uint32_t, Remembered> keys_;
  std::uint32_t index_ = 0;
  std::int64_t epoch_ms_ = 0;
  bool endless_ = false;
};

inline std::vector<Event> sequence(std::uint64_t seed, const PrimitiveCheckOptions& options, std::uint32_t from_ms) {
  std::vector<Event> events;
  std::uint32_t now = from_ms;
  std::uint64_t draw = mix64(seed);
  const auto below = [&draw](std::uint64_t n) { return (draw = mix64(draw + 0x9e3779b97f4a7c15ULL)) % n; };
  for (int i = 0; i < options.events; ++i) {
    // Bursts, pauses, and now and then a night.
    const std::uint64_t kind = below(20);
    const std::uint64_t gap = kind < 12   ? below(30)
                              : kind < 19 ? below(options.longest_gap_ms)
                                          : below(10ULL * options.longest_gap_ms);
    now += static_cast<std::uint32_t>(gap);
    const std::uint64_t value = below(4) == 0 ? below(100'000) : 100;
    events.push_back({now, static_cast<std::uint32_t>(below(options.keys)), value});
  }
  return events;
}

/// False if its timers do not end: then no other sequence is worth the time.
inline bool check_sequence(const Primitive& primitive, std::uint64_t seed, const PrimitiveCheckOptions& options,
                           std::vector<std::string>& broken) {
  constexpr std::uint32_t kDay = 86'400'000;
  const std::uint32_t from = 5 * kDay;
  const std::vector<Event> events = sequence(seed, options, from);
  const Record record = DnsRecord{};
  const std::uint32_t last = events.back().time_ms;
  const auto say = [&](const char* text) {
    if (std::find(broken.begin(), broken.end(), text) == broken.end()) broken.emplace_back(text);
  };
  Bench once(primitive, seed, broken);
  Bench again(primitive, seed, broken);
  Bench moved(primitive, seed, broken);
  std::uint32_t shift = 0;
  std::vector<Bench> alone;
  for (std::uint32_t key = 0; key < options.keys; ++key) alone.emplace_back(primitive, seed, broken);
  Bench other(primitive, seed + 1, broken);
  for (std::uint32_t i = 0; i < events.size(); ++i) {
    once.give(events[i], i, &record);
    if (once.endless()) return false;
    other.give(events[i], i, &record);
    if (i == events.size() / 2) {
      shift = 3 * kDay;
      moved.move_epoch(shift);
    }
    Event later_epoch = events[i];
    later_epoch.time_ms -= shift;
    moved.give(later_epoch, i, &record);
  }
  once.fire_until(last);
  if (once.endless()) return false;
  for (std::uint32_t i = 0; i < events.size(); ++i) again.give(events[i], i, &record);
  again.fire_until(last);
  moved.fire_until(last - shift);
  if (once.deeds != again.deeds) say("the same events give another result the second time");
  if (once.deeds != moved.deeds) say("a new epoch changes what it does: a time outside of KeyState::times");
  if (once.taken != once.passed + once.sent + once.lost + once.held()) say("events are lost without being counted");
  // What keys share is what other keys did.
  if (primitive.cells() != 0) return true;
  // A key's events decide about the key alone. (Timers draw with the number of events before them, so
  // each key's own bench is told the numbers of the whole sequence.)
  for (std::uint32_t key = 0; key < options.keys; ++key) {
    for (std::uint32_t i = 0; i < events.size(); ++i) {
      if (events[i].key == key) alone[key].give(events[i], i, &record);
    }
    std::vector<Deed> expected;
    for (const Deed& deed : once.deeds) {
      if (deed.key == key && deed.what < 10) expected.push_back(deed);
    }
    std::vector<Deed> got;
    for (const Deed& deed : alone[key].deeds) {
      if (deed.what < 10) got.push_back(deed);
    }
    if (expected != got) say("what other keys do changes a key's events: a state outside of KeyState");
  }
  return true;
}

}  // namespace primitive_check

/// The laws that a primitive breaks, each once; empty for a good one.
///
/// Model:  random sequences of events of a few keys (bursts, pauses, nights) are given to a bench that
///         keeps keys as the agent does. Laws: the same events give the same result twice, and beside
///         another device; one key's events do not depend on other keys, unless they share cells; a moved
///         epoch changes nothing; timers are later than what sets them and end; what `alike_count` promises is
///         what the events one by one give, state included; every event is passed, sent, lost or held.
/// Cost:   about 50 ms with the standard options.
/// Limits: random tests: a law that is broken for rare events only may pass. Another seed sees others.
inline std::vector<std::string> broken_laws(const Primitive& primitive, const PrimitiveCheckOptions& options = {}) {
  std::vector<std::string> broken;
  for (int s = 0; s < options.sequences; ++s) {
    if (!primitive_check::check_sequence(primitive, options.seed * 1'000'003 + static_cast<std::uint64_t>(s), options,
                                         broken)) {
      break;
    }
  }
  return broken;
}

}  // namespace picket
