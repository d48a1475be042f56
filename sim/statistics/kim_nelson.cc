#include "sim/statistics/kim_nelson.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "agent_core/base/check.h"
#include "sim/statistics/moments.h"

namespace picket::sim {

KimNelsonConstants kim_nelson_constants(std::size_t systems, std::uint32_t first, double confidence) {
  PICKET_CHECK(systems > 1 && first > 1 && confidence > 0 && confidence < 1, "systems", systems, "first", first, "confidence", confidence);
  const double share = 2 * (1 - confidence) / static_cast<double>(systems - 1);
  PICKET_CHECK(share < 1, "confidence", confidence, "systems", systems);
  KimNelsonConstants out;
  out.eta = (std::pow(share, -2.0 / (first - 1)) - 1) / 2;
  out.h_squared = 2 * out.eta * (first - 1);
  return out;
}

double kim_nelson_allowance(double spread, double h_squared, double indifference, std::uint32_t r) {
  const double d = indifference;
  return std::max(0.0, d / (2.0 * r) * (h_squared * spread / (d * d) - r));
}

KimNelson::KimNelson(std::size_t systems, double indifference, std::uint32_t first, double confidence)
    : systems_(systems),
      indifference_(indifference),
      first_(first),
      sums_(systems, 0.0),
      firsts_(systems),
      spreads_(systems * systems, 0.0),
      in_race_(systems) {
  PICKET_CHECK(systems > 0 && indifference > 0 && first >= 2, "systems", systems, "indifference", indifference, "first", first);
  std::iota(in_race_.begin(), in_race_.end(), std::size_t{0});
  if (systems > 1) h_squared_ = kim_nelson_constants(systems, first, confidence).h_squared;
}

void KimNelson::add(std::span<const double> values) {
  PICKET_CHECK(!done() && values.size() == systems_, "left", in_race_.size(), "values", values.size());
  ++n_;
  for (const std::size_t i : in_race_) {
    PICKET_CHECK(std::isfinite(values[i]), "value", values[i]);
    sums_[i] += values[i];
    if (n_ <= first_) firsts_[i].push_back(values[i]);
  }
  if (n_ == first_) take_spreads();
  if (n_ >= first_) screen();
}

void KimNelson::take_spreads() {
  std::vector<double> differences(first_);
  for (std::size_t i = 0; i < systems_; ++i) {
    for (std::size_t l = 0; l < i; ++l) {
      for (std::uint32_t r = 0; r < first_; ++r) differences[r] = firsts_[i][r] - firsts_[l][r];
      spreads_[i * systems_ + l] = spreads_[l * systems_ + i] = sample_variance(differences);
    }
  }
  firsts_.clear();
}

void KimNelson::screen() {
  const double r = n_;
  std::vector<std::size_t> kept;
  for (const std::size_t i : in_race_) {
    const bool beaten = std::any_of(in_race_.begin(), in_race_.end(), [&](std::size_t l) {
      if (l == i) return false;
      const double allowance = kim_nelson_allowance(spread(i, l), h_squared_, indifference_, n_);
      // Equal means without an allowance: the first stays.
      return allowance > 0 || l > i ? sums_[i] / r > sums_[l] / r + allowance : sums_[i] / r >= sums_[l] / r;
    });
    if (!beaten) kept.push_back(i);
  }
  in_race_ = std::move(kept);
}

std::size_t KimNelson::best() const {
  return *std::min_element(in_race_.begin(), in_race_.end(), [&](std::size_t a, std::size_t b) { return sums_[a] < sums_[b]; });
}

std::uint64_t KimNelson::most_replications() const {
  if (n_ < first_) return 0;
  double largest = 0;
  for (const std::size_t i : in_race_) {
    for (const std::size_t l : in_race_) largest = std::max(largest, spread(i, l));
  }
  const double runs = std::floor(h_squared_ * largest / (indifference_ * indifference_)) + 1;
  return std::max<std::uint64_t>(n_, static_cast<std::uint64_t>(std::min(runs, 1e18)));
}

}  // namespace picket::sim
