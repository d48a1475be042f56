#include "pipeline_core/learn/score_record.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "agent_core/base/check.h"

namespace picket {
namespace {

/// Where the alerts of a model begin among a device's slots.
constexpr std::array<std::size_t, kScoredModels> kFirstSlot{0, kNoveltyFamilies, kNoveltyFamilies + kFeatures,
                                                            kNoveltyFamilies + 2 * kFeatures};

std::int64_t period_of(Time time, Duration hold) {
  return time.unix_microseconds() / std::max<std::int64_t>(1, hold.count_microseconds());
}

}  // namespace

std::string_view to_string(ScoredModel model) {
  constexpr std::array<std::string_view, kScoredModels> kNames{"novelty", "level", "drift", "egress"};
  return kNames[static_cast<std::size_t>(model)];
}

ScoreRecord::ScoreRecord(const NoveltySettings& novelty, const BehaviourSettings& behaviour, Duration hold,
                         std::size_t kept)
    : novelty_(novelty), behaviour_(behaviour), hold_(hold), most_(kept) {
  PICKET_CHECK(kept > 0 && behaviour.persistence.of <= kRecent, "kept", kept, "of", behaviour.persistence.of);
}

ScoreRecord::Device& ScoreRecord::device(DeviceId id) {
  if (id.value() >= places_.size()) places_.resize(id.value() + 1, 0);
  std::uint32_t& place = places_[id.value()];
  if (place == 0) {
    devices_.emplace_back();
    place = static_cast<std::uint32_t>(devices_.size());
  }
  return devices_[place - 1];
}

void ScoreRecord::keep(ScoredModel model, double score) {
  if (score <= 0) return;
  std::vector<double>& heap = kept_scores_[static_cast<std::size_t>(model)];
  if (heap.size() == most_) {
    if (score <= heap.front()) return;
    std::pop_heap(heap.begin(), heap.end(), std::greater<>());
    heap.pop_back();
  }
  heap.push_back(score);
  std::push_heap(heap.begin(), heap.end(), std::greater<>());
}

void ScoreRecord::note(Device& device, ScoredModel model, std::size_t kind, std::int64_t period, double score) {
  Largest& largest = device.largest[kFirstSlot[static_cast<std::size_t>(model)] + kind];
  if (period > largest.period) {
    keep(model, largest.score);
    largest = {period, 0};
  }
  largest.score = std::max(largest.score, score);
}

void ScoreRecord::add_sighting(DeviceId id, NoveltyFamily family, Time event_time, std::uint32_t points, double nats) {
  PICKET_CHECK(std::isfinite(nats), "nats", nats);
  Device& of = device(id);
  const auto f = static_cast<std::size_t>(family);
  auto& sighted = of.sighted[f];
  *std::min_element(sighted.begin(), sighted.end(), [](const Sighted& a, const Sighted& b) { return a.time < b.time; }) =
      {event_time, points, nats};
  const auto is_near = [&](const Sighted& s) {
    if (s.time == Time::min()) return false;
    return (s.time < event_time ? event_time - s.time : s.time - event_time) <= novelty_.window;
  };
  double score = 0;
  for (const Sighted& least : sighted) {
    if (!is_near(least)) continue;
    std::uint32_t points_of_these = 0;
    for (const Sighted& s : sighted) points_of_these += is_near(s) && s.nats >= least.nats ? s.points : 0;
    if (points_of_these >= novelty_.points[f]) score = std::max(score, least.nats);
  }
  note(of, ScoredModel::kNovelty, f, period_of(event_time, hold_), score);
}

void ScoreRecord::add_window(DeviceId id, const WindowScore& window) {
  Device& of = device(id);
  const auto f = static_cast<std::size_t>(window.feature);
  auto& judged = of.judged[f];
  judged[window.window % kRecent] = {window.window, static_cast<float>(window.score)};
  const auto is_recent = [&](const Judged& j) {
    return j.window <= window.window && j.window + behaviour_.persistence.of > window.window;
  };
  double score = 0;  // the largest that so many of the last windows reach
  for (const Judged& least : judged) {
    if (!is_recent(least)) continue;
    const auto reach = std::count_if(judged.begin(), judged.end(), [&](const Judged& j) { return is_recent(j) && j.score >= least.score; });
    if (reach >= static_cast<std::ptrdiff_t>(behaviour_.persistence.needed)) score = std::max(score, static_cast<double>(least.score));
  }
  // A hold lasts so many windows; 0 still tells each window once.
  const auto period = static_cast<std::int64_t>(window.window / std::max(1U, behaviour_.hold));
  note(of, ScoredModel::kLevel, f, period, score);
  note(of, ScoredModel::kDrift, f, period, window.sum);
}

void ScoreRecord::add_egress(DeviceId id, Time event_time, double ratio) {
  note(device(id), ScoredModel::kEgress, 0, period_of(event_time, hold_), ratio);
}

void ScoreRecord::finish() {
  for (const Device& device : devices_) {
    for (std::size_t m = 0; m < kScoredModels; ++m) {
      const std::size_t end = m + 1 < kScoredModels ? kFirstSlot[m + 1] : kSlots;
      for (std::size_t slot = kFirstSlot[m]; slot < end; ++slot)
        keep(static_cast<ScoredModel>(m), device.largest[slot].score);
    }
  }
  places_.clear();
  devices_.clear();
}

}  // namespace picket
