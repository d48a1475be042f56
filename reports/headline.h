#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/results/study_result.h"

namespace picket {

/// A column of the first table. `measure` is its name in the result file.
struct Headline {
  std::string measure;
  std::string title;
};

/// The measures for the first table, in its order: the known ones that some policy has. If a file
/// has fewer than three of these, its first eight measures, so that any result gives a table.
std::vector<Headline> headlines_of(const std::vector<sim::PolicyResult>& policies);

/// The measure of that name, or null.
const sim::Measure* find_measure(const sim::PolicyResult& policy, std::string_view name);

/// The unit to write a value of the measure with: "share" for ratios named so, and without the
/// "per day" or "per month" that its name holds already.
std::string_view display_unit(const sim::Measure& measure);

/// The part in "uplink_<part>_bytes_per_device_day", empty for other names.
std::string_view traffic_part(std::string_view measure);

/// Sum of the bill's lines, US dollars a month.
double bill_total(const sim::PolicyResult& policy);

/// Detections of one policy.
std::vector<const sim::DetectionResult*> detections_of(const std::vector<sim::DetectionResult>& detections,
                                                       std::string_view policy);

/// Mean over measurable attacks of P(detected by the deadline); missing without any.
std::optional<double> mean_detection(const std::vector<sim::DetectionResult>& detections, std::string_view policy);

}  // namespace picket
