#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "reports/sweep_study.h"

namespace picket {

/// One policy at one point: what a study of many points compares.
struct Alternative {
  std::size_t point = 0;   ///< index
  std::size_t policy = 0;  ///< its place in the study's list, which fixes colour and symbol
  const PointResult* result = nullptr;
  /// The tuner's reference: it stands beside the first point and has none of its parameters' values.
  bool unparametrised = false;
};

/// All of them, by point and then policy. They point into `study`.
std::vector<Alternative> alternatives_of(const SweepStudy& study);

/// "p0003", with the policy where there are several; the policy alone where it has no parameters.
std::string label_of(const SweepStudy& study, const Alternative& alternative);

/// The measure, or null.
const PointMeasure* measure_of(const Alternative& alternative, std::string_view name);
const SweepMeasure* declared_measure(const SweepStudy& study, std::string_view name);

/// The measures that tables and plots lead with: a tuner's objectives and constraints, then the known ones that the study has, at most
/// kMostHeadlines. If it has none of those, its first ones.
std::vector<const SweepMeasure*> headlines_of(const SweepStudy& study);
inline constexpr std::size_t kMostHeadlines = 9;

/// The first headline that is money, or else traffic, and has a better side; null without one.
const SweepMeasure* cost_measure(const SweepStudy& study);

/// The unit to write a value with: without the "per month" or "per day" that the name says already.
std::string_view display_unit(const SweepMeasure& measure);

/// What the certification says of a point: "PASS", "FAIL", "INCONCLUSIVE", or empty.
std::string_view certified_verdict(const SweepStudy& study, std::string_view point);

}  // namespace picket
