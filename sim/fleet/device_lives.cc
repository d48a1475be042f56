#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "agent_core/base/check.h"
#include "sim/fleet/fleet.h"
#include "sim/fleet/fleet_rows.h"

namespace picket::sim {

/// Where one activity of one device is: waiting for its next start, or within its script.
struct ActivitySource {
  std::int64_t next = std::numeric_limits<std::int64_t>::max();  ///< time of its next event or start
  std::uint32_t instance = 0;  ///< counts script runs; part of every key
  std::uint8_t step = 0;
  std::uint8_t runs_left = 0;   ///< of the burst, after this one
  std::uint16_t remaining = 0;  ///< events left in the step; 0: the step is not yet entered
};
static_assert(sizeof(ActivitySource) == 16);

struct DeviceClock {
  Time position;  ///< events before it have been handed out
  Time next_outage;
};

namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t kScheduleSalt = 0x5c4ed01e;
constexpr std::uint64_t kShareSalt = 0x5a4e;
constexpr std::uint64_t kUpdateDelaySalt = 0x75b0;

bool has_activity(const CompiledActivity& a, const Device& device, const DeviceTraits& traits) {
  if (a.odd_only && !traits.odd) return false;
  switch (a.exposure) {
    case Exposure::kAny:
      break;
    case Exposure::kNat:
      if (device.public_address) return false;
      break;
    case Exposure::kPublic:
      if (!device.public_address) return false;
      break;
    case Exposure::kOpenLogin:
      if (!device.public_address || !device.vulnerable) return false;
      break;
  }
  return KeyedDraws(key_of(traits.key, a.salt, kShareSalt)).uniform() < a.share;
}

/// One device while it is advanced.
class Life {
 public:
  Life(const FleetRows& fleet, DeviceId id, ActivitySource* sources)
      : fleet_(fleet),
        id_(id),
        class_(fleet.class_of(id)),
        device_(fleet.devices[id.value()]),
        traits_(fleet.traits[id.value()]),
        sources_(sources),
        count_(class_.activities.size()),
        utc_offset_(Duration::seconds(device_.utc_offset_seconds)) {
    const auto found = fleet_.zone_shifts.find(id_.value());
    if (found != fleet_.zone_shifts.end()) zone_shifts_ = found->second;
  }

  /// Starts every activity anew at `at`: after a boot, or in the middle of life.
  void restart(Time at, bool boot) {
    for (std::size_t i = 0; i < count_; ++i) {
      const CompiledActivity& a = class_.activities[i];
      ActivitySource& s = sources_[i];
      s.step = 0;
      s.runs_left = 0;
      s.remaining = 0;
      ++s.instance;
      s.next = has_activity(a, device_, traits_) ? first_start(a, s, at, boot) : kNever;
    }
  }

  /// Hands out everything before `limit`.
  void run(std::int64_t limit, std::vector<EventRun>& out) {
    for (;;) {
      std::size_t best = 0;
      std::int64_t first = kNever;
      std::int64_t second = kNever;  // bound that keeps ties in the order of the activities
      for (std::size_t i = 0; i < count_; ++i) {
        const std::int64_t t = sources_[i].next;
        if (t < first) {
          second = first;
          first = t;
          best = i;
        } else if (t < second) {
          second = t == kNever ? kNever : t + 1;
        }
      }
      if (first >= limit) return;
      const CompiledActivity& activity = class_.activities[best];
      const std::int64_t bound = std::min(limit, std::max(second, first + 1));
      do {
        advance(activity, sources_[best], out);
      } while (sources_[best].next < bound);
    }
  }

 private:
  void advance(const CompiledActivity& a, ActivitySource& s, std::vector<EventRun>& out) {
    const std::uint64_t instance_key = key_of(traits_.key + a.salt, s.instance);
    if (s.remaining == 0 && !enter(a, s, instance_key)) return end_script(a, s);
    const CompiledStep& step = a.script[s.step];
    emit(step, s, instance_key, out);
    if (--s.remaining > 0) {
      s.next += gap_after(step, s, instance_key);
      return;
    }
    ++s.step;
    if (!enter(a, s, instance_key)) return end_script(a, s);
    s.next += gap_before(a.script[s.step], instance_key ^ s.step);
  }

  /// Moves to the next step that is done in this run of the script; false if none is left.
  bool enter(const CompiledActivity& a, ActivitySource& s, std::uint64_t instance_key) const {
    for (; s.step < a.script.size(); ++s.step) {
      const CompiledStep& step = a.script[s.step];
      KeyedDraws draws(key_of(instance_key, 0x57e9 + s.step));
      if (step.probability < 1 && draws.uniform() >= step.probability) continue;
      const double count = std::min(std::floor(step.count(draws.uniform()) + 0.5), 30'000.0);
      const auto events = static_cast<std::uint16_t>(std::max(count, step.count.is_constant() ? 1.0 : 0.0));
      if (events == 0) continue;
      s.remaining = step.maker.forks() ? static_cast<std::uint16_t>(2 * events) : events;
      return true;
    }
    return false;
  }

  void emit(const CompiledStep& step, const ActivitySource& s, std::uint64_t instance_key, std::vector<EventRun>& out) {
    const bool forks = step.maker.forks();
    const std::uint32_t from_last = forks ? (s.remaining - 1U) / 2 : s.remaining - 1U;
    const std::uint64_t bits = mix64(instance_key + (std::uint64_t{s.step} << 32 | (from_last + 1)) * kOdd);
    const Time time = Time::from_unix_microseconds(s.next);
    EventRun& event = out.emplace_back();
    if (forks && s.remaining % 2 == 0) return step.maker.fill_fork(event, time, bits);
    Peer peer;
    if (step.pool >= 0) {
      const CompiledPool& pool = class_.pools[static_cast<std::size_t>(step.pool)];
      peer = pool.pick(traits_.key, device_.address, instance_key, time);
    }
    step.maker.fill(event, time, bits, from_last, device_.address, peer);
  }

  /// Between the events of a step: fork to exec takes 0.2 to 1 ms, the rest the step's gap.
  std::int64_t gap_after(const CompiledStep& step, const ActivitySource& s, std::uint64_t instance_key) const {
    const std::uint64_t bits = instance_key + (std::uint64_t{s.step} << 32 | s.remaining) * kOdd;
    if (step.maker.forks() && s.remaining % 2 == 1) return 200 + static_cast<std::int64_t>((bits >> 32) % 800);
    return gap_before(step, bits);
  }
  static std::int64_t gap_before(const CompiledStep& step, std::uint64_t bits) {
    if (step.gap.is_constant()) return static_cast<std::int64_t>(step.gap(0.5) * 1e6);
    return static_cast<std::int64_t>(step.gap(KeyedDraws::to_uniform(mix64(bits + 11))) * 1e6);
  }

  void end_script(const CompiledActivity& a, ActivitySource& s) {
    ++s.instance;
    s.step = 0;
    s.remaining = 0;
    s.next = next_start(a, s, Time::from_unix_microseconds(s.next));
  }

  KeyedDraws schedule_draws(const CompiledActivity& a, const ActivitySource& s) const {
    return KeyedDraws(key_of(traits_.key + a.salt, s.instance, kScheduleSalt));
  }
  double factor(const CompiledActivity& a) const {
    return traits_.rate_factors[static_cast<std::size_t>(a.rate_factor)];
  }

  std::int64_t first_start(const CompiledActivity& a, ActivitySource& s, Time at, bool boot) {
    KeyedDraws draws = schedule_draws(a, s);
    switch (a.timing) {
      case Timing::kTimer:
        return after_work(a, at, a.period / factor(a) * draws.uniform());
      case Timing::kBoot:
        return boot ? (at + a.at + Duration::from_seconds(a.spread * draws.uniform())).unix_microseconds() : kNever;
      case Timing::kUpdate:
        return next_update(a, at);
      case Timing::kCron:
      case Timing::kBursts:
        return next_start(a, s, at);
    }
    return kNever;
  }

  std::int64_t next_start(const CompiledActivity& a, ActivitySource& s, Time from) {
    KeyedDraws draws = schedule_draws(a, s);
    switch (a.timing) {
      case Timing::kTimer:
        return after_work(a, from, a.period / factor(a) * (1 + a.jitter * (2 * draws.uniform() - 1)));
      case Timing::kCron:
        return next_cron(a, from, draws.uniform());
      case Timing::kBoot:
        return kNever;
      case Timing::kUpdate:
        return next_update(a, from + Duration::microseconds(1));
      case Timing::kBursts:
        return next_in_burst(a, s, from, draws);
    }
    return kNever;
  }

  std::int64_t next_in_burst(const CompiledActivity& a, ActivitySource& s, Time from, KeyedDraws& draws) const {
    if (s.runs_left > 0) {
      --s.runs_left;
      return from.unix_microseconds() + static_cast<std::int64_t>(a.burst_gap(draws.uniform()) * 1e6);
    }
    const double q = 1 - 1 / a.burst_size;
    const double more = q <= 0 ? 0 : std::floor(std::log(draws.uniform()) / std::log(q));
    s.runs_left = static_cast<std::uint8_t>(std::min(more, 250.0));
    return after_work(a, from, -std::log(draws.uniform()) * a.burst_mean_gap / factor(a));
  }

  /// The first update from `from` on. The draw is the update's, so one whose script has begun is not begun again.
  std::int64_t next_update(const CompiledActivity& a, Time from) const {
    Time next = Time::max();
    const std::vector<DeviceUpdate> updates = fleet_.updates_of(id_);
    for (std::size_t i = 0; i < updates.size(); ++i) {
      KeyedDraws draws(key_of(traits_.key + a.salt, i, kUpdateDelaySalt));
      const Time at = updates[i].start + a.at + Duration::from_seconds(a.spread * draws.uniform());
      if (at >= from) next = std::min(next, at);
    }
    return next == Time::max() ? kNever : next.unix_microseconds();
  }

  /// What the device takes for local time, less UTC.
  Duration offset_at(Time time) const {
    Duration shift;
    for (const ZoneShift& zone : zone_shifts_) {
      if (zone.from <= time && time < zone.until) shift = zone.shift;
    }
    return utc_offset_ + shift;
  }

  Time zone_changes_after(Time time) const {
    Time next = Time::max();
    for (const ZoneShift& zone : zone_shifts_) {
      for (const Time at : {zone.from, zone.until}) {
        if (at > time && at < next) next = at;
      }
    }
    return next;
  }

  /// The first such time after `from`, of a zone with this offset.
  static Time cron_after(const CompiledActivity& a, Time from, Duration offset) {
    const std::int64_t period = a.cron_period.count_microseconds();
    const std::int64_t local = (from + offset - a.at).unix_microseconds();
    return Time::from_unix_microseconds((local / period + 1) * period) + a.at - offset;
  }

  std::int64_t next_cron(const CompiledActivity& a, Time from, double u) const {
    Time at = cron_after(a, from, offset_at(from));
    for (Time changes = zone_changes_after(from); at >= changes; changes = zone_changes_after(changes)) {
      at = cron_after(a, changes - Duration::microseconds(1), offset_at(changes));
    }
    return (at + Duration::from_seconds(a.spread * u)).unix_microseconds();
  }

  std::int64_t after_work(const CompiledActivity& a, Time from, double work) const {
    work = std::min(work, 1e9);
    const int index = a.seasonality == -2 ? traits_.seasonality : a.seasonality;
    if (index < 0) return (from + Duration::from_seconds(work)).unix_microseconds();
    const Seasonality& season = fleet_.seasons.at(static_cast<std::size_t>(index));
    const Duration offset = offset_at(from);
    return (season.after(from + offset, work) - offset).unix_microseconds();
  }

  static constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15ULL;

  const FleetRows& fleet_;
  DeviceId id_;
  const CompiledClass& class_;
  const Device& device_;
  const DeviceTraits& traits_;
  ActivitySource* sources_;
  std::size_t count_;
  Duration utc_offset_;
  std::span<const ZoneShift> zone_shifts_;  ///< mostly none
};

/// The first outage that ends after `at`.
std::optional<Downtime> outage_from(const FleetRows& fleet, DeviceId id, Time at) {
  DowntimeWalk walk = fleet.downtime(id);
  auto outage = walk.next();
  while (outage && outage->end <= at) outage = walk.next();
  return outage;
}

}  // namespace

struct DeviceLives::Impl {
  std::vector<DeviceClock> clocks;
  std::vector<ActivitySource> sources;

  ActivitySource* sources_of(const FleetRows& fleet, DeviceId id) {
    const GroupRows& group = fleet.groups[fleet.traits[id.value()].group];
    const std::size_t activities = fleet.classes[group.class_index].activities.size();
    return sources.data() + group.source_begin + (id.value() - group.begin) * activities;
  }
};

DeviceLives::DeviceLives(const Fleet& fleet, Time start) : impl_(std::make_unique<Impl>()) {
  const FleetRows& rows = *fleet.rows_;
  PICKET_CHECK(start >= rows.epoch);
  impl_->clocks.resize(rows.devices.size());
  impl_->sources.resize(rows.sources);
  for (std::uint32_t i = 0; i < rows.devices.size(); ++i) {
    const auto outage = outage_from(rows, DeviceId(i), start);
    impl_->clocks[i] = {start, outage ? outage->start : Time::max()};
    Life(rows, DeviceId(i), impl_->sources_of(rows, DeviceId(i))).restart(start, false);
  }
}

DeviceLives::DeviceLives(const DeviceLives& other) : impl_(std::make_unique<Impl>(*other.impl_)) {}
DeviceLives::~DeviceLives() = default;

void DeviceLives::advance(const Fleet& fleet, DeviceId id, Time until, std::vector<EventRun>& out) {
  const FleetRows& rows = *fleet.rows_;
  DeviceClock& clock = impl_->clocks[id.value()];
  if (until <= clock.position) return;
  Life life(rows, id, impl_->sources_of(rows, id));
  while (clock.next_outage < until) {
    life.run(clock.next_outage.unix_microseconds(), out);
    const auto outage = outage_from(rows, id, clock.next_outage);
    PICKET_CHECK(outage.has_value(), "device", id.value());
    life.restart(outage->end, true);
    const auto next = outage_from(rows, id, outage->end);
    clock.next_outage = next ? next->start : Time::max();
  }
  life.run(until.unix_microseconds(), out);
  clock.position = until;
}

std::size_t DeviceLives::bytes_per_device() const {
  if (impl_->clocks.empty()) return 0;
  const std::size_t bytes = impl_->clocks.size() * sizeof(DeviceClock) + impl_->sources.size() * sizeof(ActivitySource);
  return bytes / impl_->clocks.size();
}

}  // namespace picket::sim
