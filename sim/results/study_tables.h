#pragma once

#include <span>
#include <string>

#include "sim/results/study_result.h"

namespace picket::sim {

// The study's tables as CSV; column names spell out their units. `hub_sizing` is "sized" for the hub
// that the tier rule chose and "fixed" for the scenario's own.

/// One row for each policy, measure and replication.
std::string measures_csv(const StudyResult& study);
/// One row for each policy and attack.
std::string detections_csv(const StudyResult& study);
/// One row for each policy and kind of weakness; only headings where the scenario has none.
std::string weaknesses_csv(const StudyResult& study);
/// One row for each fault; only headings where the scenario has none.
std::string faults_csv(const StudyResult& study);
/// One row for each policy, attack, step and reason for which it was missed; only headings where nothing was. Where the
/// nearest rule was not looked for, it says how to.
std::string misses_csv(const StudyResult& study);
/// One row for each policy, attack and part of the time to detect, and one for the total; none where nothing was
/// detected. The means of the parts sum to the total's, their medians do not.
std::string delays_csv(const StudyResult& study);
/// One row for each policy, kind of use and replication: with prices.csv, all that the bill is made of.
std::string usage_csv(const StudyResult& study);
/// One row for each number of the price book, choices included.
std::string prices_csv(const StudyResult& study);
/// One row for each policy and line of the bill.
std::string bill_csv(const StudyResult& study);
/// One row for each policy and calibrated model; only headings where nothing was calibrated.
std::string calibration_csv(const StudyResult& study);
/// One row for each step of each series.
std::string series_csv(std::span<const Series> series);

}  // namespace picket::sim
