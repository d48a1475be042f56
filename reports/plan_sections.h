#pragma once

#include <string>

#include "reports/plan_study.h"

namespace picket {

/// Tables end after this many rows and say so; plan.json has the rest.
inline constexpr std::size_t kMostPlanRows = 400;
inline constexpr const char* kPlanFile = "plan.json";

/// The parts of the page, in its order; each appends HTML that reads without a script. A part without data appends nothing.

void append_plan_header(const PlanStudy& plan, std::string& out);
/// The hubs and the bill of every policy in sentences, and the doubts about them.
void append_plan_answers(const PlanStudy& plan, std::string& out);
/// The same as a table, with error, load and goals.
void append_planned_policies(const PlanStudy& plan, std::string& out);
void append_planned_bill(const PlanStudy& plan, std::string& out);
/// What was tried, why cheaper choices fail, and how much of each limit the chosen hubs use.
void append_planned_hubs(const PlanStudy& plan, std::string& out);
void append_planned_sizes(const PlanStudy& plan, std::string& out);
/// What becomes of larger fleets on the plan's hubs.
void append_planned_load(const PlanStudy& plan, std::string& out);
void append_planned_break_even(const PlanStudy& plan, std::string& out);
/// What becomes of a hub whose whole fleet comes back at once.
void append_planned_storm(const PlanStudy& plan, std::string& out);
/// What the plan's outbreak adds, and whether the plan's hubs hold in it.
void append_planned_outbreak(const PlanStudy& plan, std::string& out);
void append_planned_assumptions(const PlanStudy& plan, std::string& out);
/// What was simulated, what it stands for, and what the whole fleet uses.
void append_planned_sample(const PlanStudy& plan, std::string& out);
/// Goals, and what nobody publishes.
void append_planned_estimates(const PlanStudy& plan, std::string& out);
/// Text for a paper, and the command that repeats the plan.
void append_plan_methods(const PlanStudy& plan, std::string& out);

/// "2 hubs of S1 x 3 units", "no hub", "none fits".
std::string planned_hubs_text(const PlannedPolicy& policy);
/// What is cheaper and worth showing: of each tier the choice that lacks least, and all in one hub; the cheapest first.
std::vector<const PlannedHubs*> shown_cheaper_choices(const PlannedPolicy& policy);

}  // namespace picket
