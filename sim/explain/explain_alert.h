#pragma once

#include "sim/explain/explanation.h"
#include "sim/explain/rerun.h"

namespace picket::sim {

/// The chain behind one alert of a run that was repeated with the focus on it: what raised it and by which tests or
/// values, and each observation that it rests on, down to the raw events.
/// Input: its number, from 1, which must be there.
/// Limits: evidence from before the measured period (a window of a correlation) is known by its place only.
AlertExplanation explain_alert(const Rerun& rerun, std::uint64_t number);

/// The same of a finding as it was recorded, under that number.
AlertExplanation explain_finding(const Rerun& rerun, const RecordedFinding& finding, std::uint64_t number);

/// All units with their outcome, and all alerts.
RunOverview overview_of(const Rerun& rerun);

}  // namespace picket::sim
