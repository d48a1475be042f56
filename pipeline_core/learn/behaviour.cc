#include "pipeline_core/learn/behaviour.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "agent_core/base/hash.h"

namespace picket {
namespace {

constexpr std::uint32_t kBits = 32;

/// Linear counting: -m log(empty / m); full: as if half a bit were empty.
double distinct(std::uint32_t bits) {
  const double empty = std::max(0.5, static_cast<double>(kBits) - std::popcount(bits));
  return -static_cast<double>(kBits) * std::log(empty / kBits);
}

std::int64_t window_of(Time time, Duration window) {
  const std::int64_t us = time.unix_microseconds();
  return us < 0 ? -1 : us / window.count_microseconds();
}

Time start_of(std::uint32_t window, const BehaviourSettings& settings) {
  return Time::from_unix_microseconds(window * settings.window.count_microseconds());
}

std::uint32_t hour_of(std::uint32_t window, const BehaviourSettings& settings) {
  return static_cast<std::uint32_t>(start_of(window, settings).unix_seconds() / 3600 % 24);
}

std::uint32_t share_between(std::uint32_t count, double from, double to) {
  const auto upto = [&](double share) { return static_cast<std::uint32_t>(std::lround(count * share)); };
  return upto(to) - upto(from);
}

template <class Count>
void add_saturating(Count& count, std::uint32_t more) {
  count = static_cast<Count>(std::min<std::uint64_t>(std::uint64_t{count} + more, static_cast<Count>(-1)));
}

double judged(const LevelTrend::Residual& residual, const BehaviourSettings& settings) {
  if (settings.falls) return std::max(std::abs(residual.level), std::abs(residual.difference));
  return std::max(residual.level, residual.difference);
}

}  // namespace

static_assert(sizeof(Behaviour) <= 204);

std::string_view to_string(Feature feature) {
  constexpr std::array<std::string_view, kFeatures> kWords{"flows", "destinations", "bytes_out", "failures"};
  return kWords[static_cast<std::size_t>(feature)];
}

double Behaviour::Window::value(Feature feature) const {
  switch (feature) {
    case Feature::kFlows:
      return std::log1p(flows);
    case Feature::kDestinations:
      return std::log1p(distinct(destinations));
    case Feature::kBytesOut:
      return std::log1p(bytes_out / 1000.0);
    default:
      return std::log1p(failures);
  }
}

std::size_t Behaviour::profile_of(std::size_t feature) {
  if (feature == static_cast<std::size_t>(Feature::kFlows)) return 0;
  return feature == static_cast<std::size_t>(Feature::kBytesOut) ? 1 : kProfiles;
}

double Behaviour::above_profile(std::size_t feature, double x, std::uint32_t hour_of_day) const {
  const std::size_t profile = profile_of(feature);
  return profile == kProfiles ? x : x - profiles_[profile].at(hour_of_day);
}

void Behaviour::add_share(const BehaviourSample& sample, std::uint32_t index, double from, double to) {
  Window& window = open_[index % kOpen];
  add_saturating(window.flows, share_between(sample.flows, from, to));
  add_saturating(window.failures, share_between(sample.failures, from, to));
  window.bytes_out += static_cast<float>(static_cast<double>(sample.bytes_out) * (to - from));
  if (sample.destination != 0) window.destinations |= 1U << (mix64(sample.destination) % kBits);
  window.sequence = sample.sequence;
  window.observation = sample.observation;
}

Behaviour::Added Behaviour::add(const BehaviourSample& sample, const When& when, const BehaviourSettings& settings,
                                std::vector<BehaviourShift>& raised) {
  const std::int64_t last = window_of(sample.last, settings.window);
  if (last <= 0 || last > window_of(when.arrival, settings.window) + 1) return Added::kUntimely;
  if (newest_ == 0) {
    newest_ = static_cast<std::uint32_t>(last);
    born_ = 1;
  }
  if (last > newest_) advance(static_cast<std::uint32_t>(last), when, settings, raised);
  const std::int64_t oldest = std::int64_t{newest_} - kOpen + 1;
  if (last < oldest) return Added::kUntimely;
  // A window from before the start that a late sample brings is born by it.
  born_ = static_cast<std::uint32_t>(std::max<std::int64_t>(born_, newest_ - last + 1)) & kOpen;
  const double length = (sample.last - sample.first).to_seconds();
  const std::int64_t first = window_of(sample.first, settings.window);
  if (first >= last || length <= 0) {
    add_share(sample, static_cast<std::uint32_t>(last), 0, 1);
    return Added::kAdded;
  }
  for (std::int64_t w = std::max(first, oldest); w <= last; ++w) {
    const auto index = static_cast<std::uint32_t>(w);
    const double from = std::max(0.0, (start_of(index, settings) - sample.first).to_seconds() / length);
    const double to = std::min(1.0, (start_of(index + 1, settings) - sample.first).to_seconds() / length);
    add_share(sample, index, from, to);
  }
  return Added::kAdded;
}

void Behaviour::advance(std::uint32_t to, const When& when, const BehaviourSettings& settings,
                        std::vector<BehaviourShift>& raised) {
  const bool outage = to - newest_ > settings.max_gap;
  const std::uint32_t last = outage ? newest_ + kOpen : to;
  while (newest_ < last) {
    ++newest_;
    if (born_ == kOpen) {
      close(newest_ - kOpen, when, settings, raised);
    } else {
      ++born_;
    }
    open_[newest_ % kOpen] = {};
    for (std::size_t f = 0; f < kFeatures; ++f) marks_ &= ~mark(f, newest_ % kOpen) & 0xfff;
  }
  if (!outage) return;
  newest_ = to;
  born_ = 1;
}

void Behaviour::close(std::uint32_t index, const When& when, const BehaviourSettings& settings,
                      std::vector<BehaviourShift>& raised) {
  const Window& window = open_[index % kOpen];
  const std::uint32_t hour = hour_of(index, settings);
  for (std::size_t f = 0; f < kFeatures; ++f) {
    if (learned_[f] < settings.level.min_windows) continue;
    const auto feature = static_cast<Feature>(f);
    const auto residual = parts_[f].level.residual(above_profile(f, window.value(feature), hour), settings.level);
    const double score = judged(residual, settings);
    const bool marked = (marks_ & mark(f, index % kOpen)) != 0;
    exceeded_[f].add(score >= settings.threshold || marked);
    const Cusum::Alarm alarm = parts_[f].drift.add(residual.level, settings.drift);
    if (when.learning) continue;
    const double sum = alarm == Cusum::Alarm::kRise ? settings.drift.threshold : parts_[f].drift.high();
    if (when.scores != nullptr) when.scores->push_back({feature, index, score, sum});
    const BehaviourShift shift{feature,
                               false,
                               score,
                               sum,
                               start_of(index, settings),
                               window.sequence,
                               window.observation};
    const bool level = (score >= settings.threshold || marked) && exceeded_[f].holds(settings.persistence);
    if (level && hold(f, settings)) raised.push_back(shift);
    const bool drift = alarm == Cusum::Alarm::kRise || (alarm == Cusum::Alarm::kFall && settings.falls);
    if (drift && hold(f, settings)) {
      raised.push_back(shift);
      raised.back().drift = true;
    }
  }
  teach(window, hour, when.frozen || held_ > 0, settings);
  hold_or_adopt(when, settings);
}

void Behaviour::teach(const Window& window, std::uint32_t hour, bool nothing, const BehaviourSettings& settings) {
  for (std::size_t f = 0; f < kFeatures; ++f) {
    const double x = window.value(static_cast<Feature>(f));
    LevelTrend& level = parts_[f].level;
    if (nothing) {
      level.pass(above_profile(f, x, hour));
      continue;
    }
    const bool free = learned_[f] < settings.level.min_windows;
    const double mean = level.mean();
    // The difference that is learned is the one that is judged: of values less their profile.
    level.learn(above_profile(f, x, hour), learned_[f], settings.level);
    if (learned_[f] < 255) ++learned_[f];
    if (free || profile_of(f) == kProfiles) continue;
    const double most = settings.level.clip * std::sqrt(level.variance()) + settings.level.deviation_floor;
    HourProfile& profile = profiles_[profile_of(f)];
    profile.learn(hour, std::clamp(x - mean, profile.at(hour) - most, profile.at(hour) + most),
                  settings.profile_weight);
  }
}

bool Behaviour::hold(std::size_t feature, const BehaviourSettings& settings) {
  held_ = std::min(settings.hold, 63U) & 63;
  const std::uint32_t bit = 1U << feature;
  if ((raised_ & bit) != 0) return false;
  raised_ |= bit & 15;
  return true;
}

void Behaviour::hold_or_adopt(const When& when, const BehaviourSettings& settings) {
  if (held_ == 0) {
    held_for_ = 0;
    raised_ = 0;
    return;
  }
  --held_;
  if (held_for_ < 255) ++held_for_;
  if (settings.adopt_after == 0 || held_for_ < settings.adopt_after || when.frozen) return;
  learned_ = {};
  exceeded_ = {};
  for (Part& part : parts_) part.drift = {};
  held_ = 0;
  held_for_ = 0;
  raised_ = 0;
}

void Behaviour::look(const When& when, const BehaviourSettings& settings, std::vector<BehaviourShift>& raised) {
  if (when.learning || newest_ == 0) return;
  for (std::uint32_t back = std::uint32_t{born_}; back-- > 0;) {
    const std::uint32_t index = newest_ - back;
    const Window& window = open_[index % kOpen];
    if (window.flows == 0 && window.failures == 0) continue;
    for (std::size_t f = 0; f < kFeatures; ++f) {
      if (learned_[f] < settings.level.min_windows || (marks_ & mark(f, index % kOpen)) != 0) continue;
      const double x = above_profile(f, window.value(static_cast<Feature>(f)), hour_of(index, settings));
      const auto residual = parts_[f].level.residual(x, settings.level);
      // The difference is not judged before the window before is closed.
      if (residual.level < settings.threshold) continue;
      marks_ |= mark(f, index % kOpen) & 0xfff;
      const auto more = static_cast<std::uint32_t>(std::popcount(marks_ >> (f * kOpen) & ((1U << kOpen) - 1)));
      if (!exceeded_[f].holds(settings.persistence, more) || !hold(f, settings)) continue;
      raised.push_back({static_cast<Feature>(f), false, residual.level, 0, start_of(index, settings), window.sequence,
                        window.observation});
    }
  }
}

double Behaviour::open_value(Feature feature, Time time, const BehaviourSettings& settings) const {
  const std::int64_t w = window_of(time, settings.window);
  if (newest_ == 0 || w > newest_ || w + kOpen <= newest_) return 0;
  return open_[static_cast<std::uint32_t>(w) % kOpen].value(feature);
}

}  // namespace picket
