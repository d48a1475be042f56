#include "sim/statistics/successive_rejects.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "agent_core/base/check.h"

namespace picket::sim {

SuccessiveRejects::SuccessiveRejects(std::size_t systems, std::uint32_t budget)
    : systems_(systems), budget_(budget), log_bar_(0.5), in_race_(systems) {
  PICKET_CHECK(systems > 0 && budget >= 2 * systems, "systems", systems, "budget", budget);
  for (std::size_t i = 2; i <= systems; ++i) log_bar_ += 1 / static_cast<double>(i);
  std::iota(in_race_.begin(), in_race_.end(), std::size_t{0});
}

std::uint32_t SuccessiveRejects::runs_in_phase(std::size_t phase) const {
  const double left = static_cast<double>(systems_ + 1 - phase);
  return static_cast<std::uint32_t>(std::ceil(static_cast<double>(budget_ - systems_) / (log_bar_ * left)));
}

std::uint32_t SuccessiveRejects::runs_wanted() const {
  return runs_in_phase(rejected_.size() + 1);
}

void SuccessiveRejects::close_phase(std::span<const double> means) {
  PICKET_CHECK(!done() && means.size() == systems_, "left", in_race_.size(), "means", means.size());
  auto worst = in_race_.begin();
  for (auto it = in_race_.begin(); it != in_race_.end(); ++it) {
    if (means[*it] >= means[*worst]) worst = it;
  }
  rejected_.push_back(*worst);
  in_race_.erase(worst);
}

}  // namespace picket::sim
