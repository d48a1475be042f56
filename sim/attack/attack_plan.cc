#include "sim/attack/attack_plan.h"

#include <algorithm>
#include <map>

#include "agent_core/base/check.h"
#include "sim/attack/attack_variant.h"
#include "sim/attack/compiled_attack.h"
#include "sim/attack/spread.h"
#include "sim/attack/targeting.h"
#include "sim/attack/unit_timeline.h"
#include "sim/fleet/keyed_draws.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {
namespace {

/// A planned run cut out of the window and built, with its label.
struct Slice {
  EventRun run;
  std::uint32_t unit = 0;
  std::uint16_t step = 0;
};

/// Hands slices out in time order, cutting one where another begins.
void merge_in_time_order(std::vector<Slice>& slices, std::vector<LabelledRun>& out) {
  if (slices.size() == 1) {
    out.push_back({slices[0].run, slices[0].unit, slices[0].step});
    return;
  }
  const auto later = [](const Slice& a, const Slice& b) { return a.run.first.time < b.run.first.time; };
  std::stable_sort(slices.begin(), slices.end(), later);
  // `slices[next..]` is sorted by start; a cut run goes back to where its rest begins.
  for (std::size_t next = 0; next < slices.size(); ++next) {
    if (next + 1 == slices.size() || slices[next].run.last_time() <= slices[next + 1].run.first.time) {
      out.push_back({slices[next].run, slices[next].unit, slices[next].step});
      continue;
    }
    Slice current = slices[next];
    const Time bound = std::max(slices[next + 1].run.first.time, current.run.first.time + Duration::microseconds(1));
    out.push_back({take_before(current.run, bound), current.unit, current.step});
    std::size_t at = next;
    if (current.run.count > 0) {
      while (at + 1 < slices.size() && slices[at + 1].run.first.time <= current.run.first.time) {
        slices[at] = slices[at + 1];
        ++at;
      }
      slices[at] = current;
      --next;
    }
  }
}

}  // namespace

struct AttackPlan::Impl {
  struct UnitRuns {
    std::size_t begin = 0;  ///< into `runs`
    std::size_t end = 0;
    std::size_t first_change = 0;  ///< into `changes`
    std::size_t end_change = 0;
    std::size_t first_clock = 0;  ///< into `clocks`
    std::size_t end_clock = 0;
  };
  const Fleet* fleet = nullptr;
  std::vector<CompiledAttack> attacks;
  std::vector<AttackUnit> units;
  std::vector<UnitRuns> unit_runs;
  std::vector<PlannedRun> runs;
  std::vector<PlannedChange> changes;
  std::vector<PlannedClock> clocks;
  std::vector<PlannedHubAct> hub_acts;
  std::vector<WorldEvent> side_effects;
  std::vector<Infrastructure> infrastructure;
  std::vector<bool> attacked;            ///< by device
  std::vector<std::uint32_t> by_device;  ///< units by (device, start)

  /// The units of a device, as a range of `by_device`.
  std::pair<std::size_t, std::size_t> range_of(DeviceId device) const {
    const auto less_device = [this](std::uint32_t unit, DeviceId id) { return units[unit].device < id; };
    const auto device_less = [this](DeviceId id, std::uint32_t unit) { return id < units[unit].device; };
    const auto begin = std::lower_bound(by_device.begin(), by_device.end(), device, less_device);
    const auto end = std::upper_bound(begin, by_device.end(), device, device_less);
    return {static_cast<std::size_t>(begin - by_device.begin()), static_cast<std::size_t>(end - by_device.begin())};
  }

  void slice_unit(std::uint32_t unit, Time from, Time until, std::vector<Slice>& out) const {
    const Device& device = fleet->device(units[unit].device);
    const std::uint64_t device_key = fleet->device_key(units[unit].device);
    const CompiledAttack& attack = attacks[units[unit].attack.value()];
    for (std::size_t i = unit_runs[unit].begin; i < unit_runs[unit].end; ++i) {
      PlannedRun run = runs[i];
      if (run.first_time() >= until) break;  // runs are sorted by their first event
      if (run.last_time() < from) continue;
      run.skip(from);
      run.cut(until);
      while (!run.empty()) {
        std::uint32_t end = attack.emissions[run.emission].draws() ? run.begin + 1 : run.end;
        if (run.cycle > Duration()) {
          const std::uint64_t cycle_end = (std::uint64_t{run.begin} / run.per_cycle + 1) * run.per_cycle;
          end = static_cast<std::uint32_t>(std::min<std::uint64_t>(end, cycle_end));
        }
        out.push_back({attack.build(run, run.begin, end, device, device_key), unit, run.phase});
        run.begin = end;
      }
    }
  }
};

namespace {

/// What happens to one device in one attack: one episode, or several when it is infected again.
struct Episode {
  DeviceId device;
  Time start;
  Time end;
};

Time after_outage(const Fleet& fleet, DeviceId device, Time at) {
  for (const WorldEvent& off : fleet.life_cycle_of(device, at, at + Duration::microseconds(1)))
    if (off.time <= at) return off.time + off.duration;
  return at;
}

Time next_restart(const Fleet& fleet, DeviceId device, Time at, Time horizon) {
  const auto events = fleet.life_cycle_of(device, at, horizon);
  return events.empty() ? horizon : std::max(events.front().time, at);
}

}  // namespace

class AttackPlanner {
 public:
  AttackPlanner(const Scenario& scenario, const Fleet& fleet, std::uint32_t replication, TextTable& texts,
                AttackPlan::Impl& out)
      : scenario_(scenario),
        fleet_(fleet),
        replication_(replication),
        texts_(texts),
        out_(out),
        horizon_(scenario.start_utc + scenario.duration),
        used_(fleet.size()) {}

  void plan() {
    out_.fleet = &fleet_;
    out_.attacked.resize(fleet_.size());
    for (std::size_t i = 0; i < scenario_.attacks.size(); ++i) compile(i);
    // Spreading attacks first: they cannot choose their victims, the others can avoid them.
    std::vector<std::vector<Episode>> episodes(scenario_.attacks.size());
    for (const bool spreading : {true, false})
      for (std::size_t i = 0; i < scenario_.attacks.size(); ++i)
        if ((scenario_.attacks[i].targets.spread_beta_per_hour > 0) == spreading)
          episodes[i] = episodes_of(i, spreading);
    for (std::size_t i = 0; i < episodes.size(); ++i) add_units(i, episodes[i]);
    finish();
  }

 private:
  void compile(std::size_t index) {
    const AttackInstance& instance = scenario_.attacks[index];
    const auto attack = scenario_.attack_templates.find(instance.use);
    PICKET_CHECK(attack != scenario_.attack_templates.end(), "attack template", instance.use);
    const std::string& name = instance.name.empty() ? instance.use : instance.name;
    const std::uint64_t key = key_of(replication_key(scenario_.seed, replication_), fnv1a(name));
    std::map<std::string, double> parameters = variant_parameters(instance.use, attack->second, instance.variant, instance.held_out);
    for (const auto& [parameter, value] : instance.parameters) parameters.insert_or_assign(parameter, value);
    out_.attacks.emplace_back(AttackId(static_cast<std::uint32_t>(index)), attack->second, parameters, key, texts_);
    out_.attacks.back().dwell_compression = instance.dwell_compression;
    out_.attacks.back().list_infrastructure(texts_, out_.infrastructure);
  }

  Time start_on(std::size_t index, std::uint64_t who) const {
    const AttackInstance& instance = scenario_.attacks[index];
    KeyedDraws draws(key_of(out_.attacks[index].key, who, 0x57a27));
    const double jitter = instance.start_jitter.to_seconds() * draws.uniform();
    return scenario_.start_utc + instance.start + Duration::from_seconds(jitter);
  }

  std::vector<Episode> episodes_of(std::size_t index, bool spreading) {
    const Targets& targets = scenario_.attacks[index].targets;
    const CompiledAttack& attack = out_.attacks[index];
    const std::vector<DeviceId> eligible = eligible_devices(scenario_, fleet_, targets);
    std::vector<Episode> result;
    if (!spreading) {
      for (const DeviceId device : pick_devices(fleet_, eligible, targets.count, attack.key, used_)) {
        const Time start = after_outage(fleet_, device, start_on(index, fleet_.device_key(device)));
        if (start >= horizon_) continue;
        const Time end = attack.memory_only ? next_restart(fleet_, device, start, horizon_) : horizon_;
        result.push_back({device, start, end});
      }
      return result;
    }
    SpreadSettings settings;
    settings.beta_per_hour = targets.spread_beta_per_hour;
    settings.gamma_per_day = targets.spread_gamma_per_day;
    settings.seeds = targets.spread_seeds;
    settings.cleared_by_restart = attack.memory_only;
    settings.key = attack.key;
    std::vector<Time> starts;
    for (std::uint32_t s = 0; s < settings.seeds; ++s) starts.push_back(start_on(index, s));
    for (const Infection& infection : spread(fleet_, eligible, starts, horizon_, settings)) {
      used_[infection.device.value()] = true;
      result.push_back({infection.device, infection.start, infection.end});
    }
    return result;
  }

  void add_units(std::size_t index, std::vector<Episode>& episodes) {
    std::sort(episodes.begin(), episodes.end(), [](const Episode& a, const Episode& b) {
      return a.device != b.device ? a.device < b.device : a.start < b.start;
    });
    for (std::size_t i = 0; i < episodes.size();) {
      std::size_t end = i;
      while (end < episodes.size() && episodes[end].device == episodes[i].device) ++end;
      add_unit(index, {episodes.begin() + static_cast<std::ptrdiff_t>(i),
                       episodes.begin() + static_cast<std::ptrdiff_t>(end)});
      i = end;
    }
  }

  void add_unit(std::size_t index, const std::vector<Episode>& episodes) {
    AttackPlan::Impl::UnitRuns range{out_.runs.size(), 0, out_.changes.size(), 0, out_.clocks.size(), 0};
    const std::size_t first_act = out_.hub_acts.size();
    const auto number_of_unit = static_cast<std::uint32_t>(out_.units.size());
    const CompiledAttack& attack = out_.attacks[index];
    std::uint32_t number = 0;
    for (const Episode& episode : episodes) {
      UnitTimeline timeline = play(attack, fleet_, episode.device, episode.start, episode.end, number++);
      out_.runs.insert(out_.runs.end(), timeline.runs.begin(), timeline.runs.end());
      out_.changes.insert(out_.changes.end(), timeline.changes.begin(), timeline.changes.end());
      out_.clocks.insert(out_.clocks.end(), timeline.clocks.begin(), timeline.clocks.end());
      out_.side_effects.insert(out_.side_effects.end(), timeline.side_effects.begin(), timeline.side_effects.end());
      for (const PlannedRun& act : timeline.hub_acts) {
        const DeviceId device = episode.device;
        out_.hub_acts.push_back({act, number_of_unit, device, &attack.hub_acts[act.emission].source,
                                 attack.masked_origin(act, fleet_.device(device), fleet_.device_key(device))});
      }
    }
    range.end = out_.runs.size();
    range.end_change = out_.changes.size();
    range.end_clock = out_.clocks.size();
    if (range.begin == range.end && first_act == out_.hub_acts.size() && range.first_clock == range.end_clock) return;
    AttackUnit unit{attack.id, episodes.front().device, Time::max(), Time::min()};
    const auto take = [&unit](const PlannedRun& run) {
      unit.start = std::min(unit.start, run.first_time());
      unit.end = std::max(unit.end, run.last_time());
    };
    for (std::size_t r = range.begin; r < range.end; ++r) take(out_.runs[r]);
    for (std::size_t a = first_act; a < out_.hub_acts.size(); ++a) take(out_.hub_acts[a].when);
    for (std::size_t c = range.first_clock; c < range.end_clock; ++c) {
      unit.start = std::min(unit.start, out_.clocks[c].from);
      unit.end = std::max(unit.end, out_.clocks[c].from);
    }
    out_.units.push_back(unit);
    out_.unit_runs.push_back(range);
    out_.attacked[unit.device.value()] = true;
  }

  void finish() {
    out_.runs.shrink_to_fit();
    out_.by_device.resize(out_.units.size());
    for (std::uint32_t i = 0; i < out_.by_device.size(); ++i) out_.by_device[i] = i;
    std::sort(out_.by_device.begin(), out_.by_device.end(), [this](std::uint32_t a, std::uint32_t b) {
      const AttackUnit& x = out_.units[a];
      const AttackUnit& y = out_.units[b];
      if (x.device != y.device) return x.device < y.device;
      return x.start != y.start ? x.start < y.start : a < b;
    });
    std::stable_sort(out_.side_effects.begin(), out_.side_effects.end(), [](const WorldEvent& a, const WorldEvent& b) {
      return a.time != b.time ? a.time < b.time : a.device < b.device;
    });
  }

  const Scenario& scenario_;
  const Fleet& fleet_;
  std::uint32_t replication_;
  TextTable& texts_;
  AttackPlan::Impl& out_;
  Time horizon_;
  std::vector<bool> used_;
};

AttackPlan::AttackPlan(const Scenario& scenario, const Fleet& fleet, std::uint32_t replication, TextTable& texts)
    : impl_(std::make_unique<Impl>()) {
  AttackPlanner(scenario, fleet, replication, texts, *impl_).plan();
}

AttackPlan::~AttackPlan() = default;

const std::vector<AttackUnit>& AttackPlan::units() const {
  return impl_->units;
}
const std::vector<WorldEvent>& AttackPlan::side_effects() const {
  return impl_->side_effects;
}
const std::vector<PlannedHubAct>& AttackPlan::hub_acts() const {
  return impl_->hub_acts;
}
const std::vector<Infrastructure>& AttackPlan::infrastructure() const {
  return impl_->infrastructure;
}
bool AttackPlan::under_attack(DeviceId device) const {
  return device.value() < impl_->attacked.size() && impl_->attacked[device.value()];
}

std::vector<std::uint32_t> AttackPlan::units_on(DeviceId device) const {
  if (!under_attack(device)) return {};
  const auto [begin, end] = impl_->range_of(device);
  return {impl_->by_device.begin() + static_cast<std::ptrdiff_t>(begin),
          impl_->by_device.begin() + static_cast<std::ptrdiff_t>(end)};
}

void AttackPlan::events(DeviceId device, Time from, Time until, std::vector<LabelledRun>& out) const {
  if (from >= until || !under_attack(device)) return;
  std::vector<Slice> slices;
  const auto [begin, end] = impl_->range_of(device);
  for (std::size_t i = begin; i < end; ++i) {
    const std::uint32_t unit = impl_->by_device[i];
    if (impl_->units[unit].start >= until || impl_->units[unit].end < from) continue;
    impl_->slice_unit(unit, from, until, slices);
  }
  if (!slices.empty()) merge_in_time_order(slices, out);
}

void AttackPlan::items(DeviceId device, Time time, std::uint32_t kinds, std::vector<LabelledItem>& out) const {
  if (!under_attack(device)) return;
  const auto [begin, end] = impl_->range_of(device);
  for (std::size_t i = begin; i < end; ++i) {
    const std::uint32_t unit = impl_->by_device[i];
    const CompiledAttack& attack = impl_->attacks[impl_->units[unit].attack.value()];
    for (std::size_t c = impl_->unit_runs[unit].first_change; c < impl_->unit_runs[unit].end_change; ++c) {
      const PlannedChange& change = impl_->changes[c];
      if (time < change.from || time >= change.until) continue;
      const Time since = std::max(change.from, impl_->units[unit].start);  // a unit starts with its first event
      for (const Record& record : attack.phases[change.phase].changes) {
        if ((kinds >> record.index() & 1) == 0) continue;
        out.push_back({record, unit, change.phase, since});
        if (auto* system = std::get_if<SystemInformationRecord>(&out.back().record))
          *system = with_versions(impl_->fleet->system_information(device, time), *system);
      }
    }
  }
}

bool AttackPlan::touches_clock(DeviceId device) const {
  if (impl_->clocks.empty() || !under_attack(device)) return false;
  const auto [begin, end] = impl_->range_of(device);
  for (std::size_t i = begin; i < end; ++i) {
    const Impl::UnitRuns& unit = impl_->unit_runs[impl_->by_device[i]];
    if (unit.first_clock != unit.end_clock) return true;
  }
  return false;
}

std::optional<LabelledClock> AttackPlan::clock(DeviceId device, Time time) const {
  if (impl_->clocks.empty() || !under_attack(device)) return std::nullopt;
  std::optional<LabelledClock> last;
  Time last_from = Time::min();
  const auto [begin, end] = impl_->range_of(device);
  for (std::size_t i = begin; i < end; ++i) {
    const std::uint32_t unit = impl_->by_device[i];
    for (std::size_t c = impl_->unit_runs[unit].first_clock; c < impl_->unit_runs[unit].end_clock; ++c) {
      const PlannedClock& clock = impl_->clocks[c];
      if (time < clock.from || time >= clock.until || clock.from < last_from) continue;
      last_from = clock.from;
      last = LabelledClock{clock.error_at(time), unit, clock.phase, clock.from};
    }
  }
  return last;
}

Time AttackPlan::clock_wrong_until(std::uint32_t unit) const {
  Time until = Time::min();
  for (std::size_t c = impl_->unit_runs[unit].first_clock; c < impl_->unit_runs[unit].end_clock; ++c)
    until = std::max(until, impl_->clocks[c].until);
  return until;
}

}  // namespace picket::sim
