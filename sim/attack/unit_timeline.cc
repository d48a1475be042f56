#include "sim/attack/unit_timeline.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "sim/fleet/quantile.h"

namespace picket::sim {
namespace {

constexpr std::uint32_t kMaxPlacedEvents = 20'000;  ///< of one emission with drawn spacing
constexpr std::uint32_t kMaxRepeats = 100'000;
constexpr Duration kForkToExec = Duration::microseconds(500);
constexpr double kLongestDrawSeconds = 1e9;  ///< keeps sums of times far from overflow

class Player {
 public:
  Player(const CompiledAttack& attack, DeviceId device, Duration utc_offset, std::uint64_t key, Time start, Time end)
      : attack_(attack),
        device_(device),
        utc_offset_(utc_offset),
        draws_(key),
        start_(start),
        end_(end),
        windows_(attack.phases.size()),
        connections_(attack.roles.size()) {}

  UnitTimeline play() {
    for (std::size_t i = 0; i < attack_.phases.size(); ++i) windows_[i] = play_phase(i);
    for (PlannedRun& run : result_.runs) run.cut(end_);
    std::erase_if(result_.runs, [](const PlannedRun& run) { return run.empty(); });
    for (PlannedRun& act : result_.hub_acts) act.cut(end_);
    std::erase_if(result_.hub_acts, [](const PlannedRun& act) { return act.empty(); });
    std::erase_if(result_.side_effects, [this](const WorldEvent& e) { return e.time > end_; });
    for (PlannedChange& change : result_.changes) change.until = end_;
    std::erase_if(result_.changes, [](const PlannedChange& change) { return change.from >= change.until; });
    for (PlannedClock& clock : result_.clocks) clock.until = std::min(clock.until, end_);
    std::erase_if(result_.clocks, [](const PlannedClock& clock) { return clock.from >= clock.until; });
    return std::move(result_);
  }

 private:
  struct Window {
    Time start;
    Time end;
  };

  Duration drawn(const Distribution& seconds) {
    return Duration::from_seconds(std::min(quantile_of(seconds, draws_.uniform()), kLongestDrawSeconds));
  }

  /// A wait of the attack, or the length of a phase, with what it has beyond an hour compressed.
  Duration waited(Duration wait) const {
    if (wait <= kLongWait || attack_.dwell_compression <= 1) return wait;
    return kLongWait + Duration::from_seconds((wait - kLongWait).to_seconds() / attack_.dwell_compression);
  }

  /// The first moment from `at` on within the hours: itself, or any moment of the next such hours.
  Time within(const LocalHours& hours, Time at) {
    if (hours.from == hours.until) return at;
    const auto hours_long = [](double h) { return Duration::from_seconds(3600 * h); };
    const std::int64_t day = Duration::days(1).count_microseconds();
    const std::int64_t local = (at + utc_offset_ - hours_long(hours.from)).unix_microseconds() % day;
    const Duration since = Duration::microseconds(local < 0 ? local + day : local);
    const Duration length = hours_long(hours.until - hours.from + (hours.until < hours.from ? 24 : 0));
    if (since < length) return at;
    return at + (Duration::days(1) - since) + Duration::from_seconds(length.to_seconds() * draws_.uniform());
  }

  std::optional<Window> play_phase(std::size_t index) {
    const CompiledPhase& phase = attack_.phases[index];
    Time at = start_;
    for (const std::size_t before : phase.after) {
      if (!windows_[before]) return std::nullopt;
      at = std::max(at, attack_.phases[before].source.until_end ? windows_[before]->start : windows_[before]->end);
    }
    const bool happens = draws_.uniform() < phase.source.probability;
    at = within(phase.source.local_hours, at + waited(drawn(phase.source.delay)));
    const Duration duration = waited(drawn(phase.source.duration));
    if (!happens || at >= end_) return std::nullopt;
    const bool bounded = duration > Duration() && !phase.source.until_end;
    const Time limit = bounded ? std::min(end_, at + duration) : end_;
    Window window{at, bounded ? at + duration : at};
    if (!phase.changes.empty()) result_.changes.push_back({at, at, static_cast<std::uint16_t>(index)});
    if (const ClockError& clock = phase.source.clock; clock.given()) {
      const Duration shift = Duration::from_seconds(quantile_of(clock.shift, draws_.uniform()));
      result_.clocks.push_back({at, limit, static_cast<std::uint16_t>(index), shift, clock.drift_ppm});
    }
    window.end = std::max(window.end, repeat(index, phase, at, limit));
    apply_side_effects(phase, window.end);
    return window;
  }

  /// Emits once or again and again; returns the time of the last event.
  Time repeat(std::size_t index, const CompiledPhase& phase, Time at, Time limit) {
    const double wanted = std::floor(quantile_of(phase.source.repeat_count, draws_.uniform()) + 0.5);
    Time last = at;
    for (std::uint32_t n = 0; n < kMaxRepeats && at < limit; ++n) {
      last = std::max(last, emit_all(index, phase, at, limit));
      last = std::max(last, act_all(index, phase, at, limit));
      if (phase.source.repeat_period <= Duration() || (wanted > 0 && n + 1 >= wanted)) break;
      const double stretch = 1 + phase.source.repeat_jitter * (2 * draws_.uniform() - 1);
      at += waited(Duration::from_seconds(phase.source.repeat_period.to_seconds() * stretch));
      at = within(phase.source.local_hours, at);
    }
    return last;
  }

  Time emit_all(std::size_t phase_index, const CompiledPhase& phase, Time at, Time limit) {
    Time cursor = at;
    for (std::size_t e = phase.first_emission; e < phase.first_emission + phase.emissions; ++e) {
      const CompiledEmission& emission = attack_.emissions[e];
      PlannedRun run;
      run.emission = static_cast<std::uint16_t>(e);
      run.phase = static_cast<std::uint16_t>(phase_index);
      run.start = (emission.source.parallel ? at : cursor) + emission.turn;
      const Time last =
          emission.source.rate_per_second > 0 ? emit_rate(emission, run, limit) : emit_count(emission, run);
      cursor = std::max(cursor, last);
    }
    return cursor;
  }

  /// `from_last` of a run whose events take the texts in order, if they draw; else of one that takes the last text.
  static std::uint32_t first_text(const CompiledEmission& emission) {
    return emission.draws() && emission.maker.text_count() > 0 ? emission.maker.text_count() - 1 : 0;
  }

  /// A steady run until its count or the limit is reached.
  Time emit_rate(const CompiledEmission& emission, PlannedRun run, Time limit) {
    run.spacing = std::max(Duration::from_seconds(1 / emission.source.rate_per_second), Duration::microseconds(1));
    run.from_last = first_text(emission);
    if (emission.source.rate_share < 1) {
      run.cycle = kTurnCycle;
      const Duration active = Duration::from_seconds(kTurnCycle.to_seconds() * emission.source.rate_share);
      run.per_cycle = static_cast<std::uint32_t>(std::max<std::int64_t>(1, active / run.spacing));
    }
    const double count = std::floor(quantile_of(emission.source.count, draws_.uniform()) + 0.5);
    if (count < 1 && !emission.source.count_parameter.empty()) return run.start;
    run.end = count > 0 ? static_cast<std::uint32_t>(std::min(count, 4e9)) : 0xffff'ffffU;
    run.cut(limit);
    if (run.empty()) return run.start;
    add(emission, run);
    return run.last_time();
  }

  Time emit_count(const CompiledEmission& emission, PlannedRun run) {
    const AttackEmission& e = emission.source;
    const double drawn_count = std::floor(quantile_of(e.count, draws_.uniform()) + 0.5);
    const bool unset = e.count_parameter.empty() && e.count == Distribution::constant(0);
    const double once = std::max(1.0, static_cast<double>(emission.maker.text_count()));
    const double count = unset ? once : drawn_count;
    if (count < 1) return run.start;
    const bool steady = e.spacing.kind == Distribution::Kind::kConstant;
    if (count > 1 && steady && (emission.maker.text_count() <= 1 || emission.draws())) {
      run.spacing = drawn(e.spacing);
      run.from_last = first_text(emission);
      run.end = static_cast<std::uint32_t>(std::min(count, 4e9));
      add(emission, run);
      return run.last_time();
    }
    const auto n = static_cast<std::uint32_t>(std::min<double>(count, kMaxPlacedEvents));
    for (std::uint32_t i = 0; i < n; ++i) {
      if (i > 0) run.start += waited(drawn(e.spacing));
      run.from_last = n - 1 - i;
      add(emission, run);
    }
    return run.start;
  }

  /// What the phase does at the hub; returns the time of the last act.
  Time act_all(std::size_t phase_index, const CompiledPhase& phase, Time at, Time limit) {
    Time cursor = at;
    for (std::size_t a = phase.first_hub_act; a < phase.first_hub_act + phase.hub_acts; ++a) {
      const HubAct& act = attack_.hub_acts[a].source;
      PlannedRun run;
      run.emission = static_cast<std::uint16_t>(a);
      run.phase = static_cast<std::uint16_t>(phase_index);
      run.start = act.parallel ? at : cursor;
      const double count = std::floor(quantile_of(act.count, draws_.uniform()) + 0.5);
      if (count < 1 && !act.count_parameter.empty()) continue;
      cursor = std::max(cursor, act.rate_per_second > 0 ? act_steadily(act, run, count, limit)
                                                        : act_one_by_one(act, run, count, limit));
    }
    return cursor;
  }

  Time act_steadily(const HubAct& act, PlannedRun run, double count, Time limit) {
    run.spacing = std::max(Duration::from_seconds(1 / act.rate_per_second), Duration::microseconds(1));
    run.end = count < 1 ? 0xffff'ffffU : static_cast<std::uint32_t>(std::min(count, 4e9));
    run.cut(limit);
    if (run.empty()) return run.start;
    run.key = draws_.next();
    result_.hub_acts.push_back(run);
    return run.last_time();
  }

  Time act_one_by_one(const HubAct& act, PlannedRun run, double count, Time limit) {
    const auto n = static_cast<std::uint32_t>(count < 1 ? kMaxPlacedEvents : std::min<double>(count, kMaxPlacedEvents));
    Time last = run.start;
    for (std::uint32_t i = 0; i < n; ++i) {
      if (i > 0) run.start += drawn(act.spacing);
      if (run.start >= limit) break;
      run.key = draws_.next();
      result_.hub_acts.push_back(run);
      last = run.start;
    }
    return last;
  }

  void add(const CompiledEmission& emission, PlannedRun run) {
    run.key = draws_.next();
    if (emission.role >= 0 && emission.maker.kind() == StepKind::kNetwork) {
      // Packets of a connection opened earlier keep its key, and so its ports.
      std::uint64_t& connection = connections_[static_cast<std::size_t>(emission.role)];
      if (!emission.source.continuation || connection == 0) connection = run.key;
      run.key = connection;
    }
    if (!emission.maker.forks()) {
      result_.runs.push_back(run);
      return;
    }
    PlannedRun forks = run;
    forks.fork = true;
    run.start += kForkToExec;
    result_.runs.push_back(forks);
    result_.runs.push_back(run);
  }

  void apply_side_effects(const CompiledPhase& phase, Time at) {
    for (const SideEffect& effect : phase.source.side_effects) {
      const bool happens = draws_.uniform() < effect.probability;
      const Duration duration = drawn(effect.duration);
      if (!happens || at >= end_) continue;
      WorldEvent event;
      event.time = at + Duration::microseconds(1'000);
      event.device = device_;
      event.by_attack = true;
      if (effect.kind == SideEffectKind::kKillAgent) {
        event.kind = WorldEvent::Kind::kAgentKilled;
        event.duration = duration > Duration() ? duration : Duration::max();
      } else {
        event.kind = WorldEvent::Kind::kReboot;
        event.duration = duration > Duration() ? duration : Duration::seconds(45);
        if (attack_.memory_only) end_ = event.time;
      }
      result_.side_effects.push_back(event);
    }
  }

  const CompiledAttack& attack_;
  DeviceId device_;
  Duration utc_offset_;
  KeyedDraws draws_;
  Time start_;
  Time end_;
  std::vector<std::optional<Window>> windows_;
  std::vector<std::uint64_t> connections_;  ///< by role: key of the last connection opened
  UnitTimeline result_;
};

/// Takes what falls into [from, to) out of the runs.
void take_out(std::vector<PlannedRun>& runs, Time from, Time to) {
  const std::size_t n = runs.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (runs[i].empty() || runs[i].last_time() < from || runs[i].first_time() >= to) continue;
    PlannedRun rest = runs[i];
    runs[i].cut(from);
    rest.skip(to);
    if (!rest.empty()) runs.push_back(rest);
  }
  std::erase_if(runs, [](const PlannedRun& run) { return run.empty(); });
}

}  // namespace

UnitTimeline play(const CompiledAttack& attack, const Fleet& fleet, DeviceId device, Time start, Time end,
                  std::uint32_t episode) {
  const std::uint64_t key = key_of(attack.key, fleet.device_key(device), episode);
  const Duration utc_offset = Duration::seconds(fleet.device(device).utc_offset_seconds);
  UnitTimeline timeline = Player(attack, device, utc_offset, key, start, end).play();
  for (const WorldEvent& off : fleet.life_cycle_of(device, start, end))
    take_out(timeline.runs, off.time, off.time + off.duration);
  const std::vector<WorldEvent> effects = timeline.side_effects;
  for (const WorldEvent& e : effects)
    if (e.kind == WorldEvent::Kind::kReboot) take_out(timeline.runs, e.time, e.time + e.duration);
  const auto earlier = [](const PlannedRun& a, const PlannedRun& b) { return a.first_time() < b.first_time(); };
  std::stable_sort(timeline.runs.begin(), timeline.runs.end(), earlier);
  std::stable_sort(timeline.hub_acts.begin(), timeline.hub_acts.end(), earlier);
  return timeline;
}

}  // namespace picket::sim
