#pragma once

#include <string>

#include "reports/hub_view.h"
#include "sim/results/study_result.h"

namespace picket {

/// The parts of the page, in its order; each appends HTML that reads without a script. A part
/// without data appends nothing.

void append_header(const sim::StudyResult& study, std::string& out);
void append_verdict(const sim::StudyResult& study, std::string& out);
/// Policies with their headline measures, then all measures on request.
void append_policy_table(const HubView& view, std::string& out);
/// Attack x policy: P(detect) with interval, median time, evidence, runs needed; why missed.
void append_detection_matrix(const HubView& view, std::string& out);
/// What recommendations found of the weaknesses, when, and what they said wrongly.
void append_weaknesses(const HubView& view, std::string& out);
/// Why steps of attacks were missed: a table for each attack, by policy, step and reason.
void append_misses(const HubView& view, std::string& out);
/// The mean time to detect of each attack and policy, and its parts.
void append_waterfalls(const HubView& view, std::string& out);
void append_curves(const HubView& view, std::string& out);
void append_traffic_plot(const HubView& view, std::string& out);
/// What went wrong by itself, when, and how much it hit; what became of connections under it by policy.
void append_faults(const HubView& view, std::string& out);
void append_timeline(const HubView& view, std::string& out);
void append_cost(const HubView& view, std::string& out);
void append_bill_table(const HubView& view, std::string& out);
/// Joules that radios draw for the agent, and what that takes off batteries, by class.
void append_energy(const HubView& view, std::string& out);
void append_delay_split(const HubView& view, std::string& out);
void append_drops(const HubView& view, std::string& out);
/// What the behaviour models alert above by policy, and on what that rests.
void append_calibration(const HubView& view, std::string& out);
/// What became of changes to the agents' twins.
void append_twin_updates(const HubView& view, std::string& out);
/// What was asked of the hubs for twins.
void append_twin_operations(const HubView& view, std::string& out);
/// What the fleet's own business asked of the hubs.
void append_business_operations(const HubView& view, std::string& out);
/// What nobody publishes and the results rest on.
void append_own_estimates(const sim::StudyResult& study, std::string& out);
void append_differences(const HubView& view, std::string& out);
void append_repeat(const sim::StudyResult& study, std::string& out);

}  // namespace picket
