#include "pipeline_core/learn/rare_sequence.h"

#include <algorithm>

namespace picket {
namespace {

std::int64_t hour_of(const Sighting& sighting) { return sighting.time().unix_seconds() / 3600; }

}  // namespace

bool RareSequence::add(DeviceId device, const Sighting& sighting, const RareSequenceSettings& settings, Alarm& alarm) {
  Steps& steps = steps_[device];
  if (steps.count > 0) --having_[steps.count];
  const auto end = steps.kept.begin() + static_cast<std::ptrdiff_t>(steps.count);
  const auto old = [&](const Sighting& s) { return s.time() + settings.window < sighting.time(); };
  steps.count = static_cast<std::size_t>(std::remove_if(steps.kept.begin(), end, old) - steps.kept.begin());
  const auto same_hour = [&](const Sighting& s) { return hour_of(s) == hour_of(sighting); };
  const bool is_step = std::none_of(steps.kept.begin(), steps.kept.begin() + static_cast<std::ptrdiff_t>(steps.count), same_hour);
  if (is_step) {
    if (steps.count == kMaxSteps) {
      std::rotate(steps.kept.begin(), steps.kept.begin() + 1, steps.kept.end());
      --steps.count;
    }
    steps.kept[steps.count++] = sighting;
  }
  if (steps.count > 0) ++having_[steps.count];
  const double limit = std::max<double>(settings.hours, settings.factor * static_cast<double>(median()));
  if (!is_step || static_cast<double>(steps.count) < limit) return false;
  alarm = {steps.kept, steps.count, limit};
  --having_[steps.count];
  steps_.erase(device);
  return true;
}

std::size_t RareSequence::median() const {
  std::uint32_t with = 0;
  for (std::size_t i = 1; i <= kMaxSteps; ++i) with += having_[i];
  std::uint32_t below = devices_ > with ? devices_ - with : 0;
  std::size_t steps = 0;
  while (steps < kMaxSteps && below * 2 < devices_) below += having_[++steps];
  return steps;
}

}  // namespace picket
