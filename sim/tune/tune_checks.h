#pragma once

#include <optional>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"
#include "sim/sweep/study_file.h"
#include "sim/tune/tune_plan.h"

namespace picket::sim {

/// Checks the part `tune:` of a study against its scenario and fills in what follows from it: policy and reference.
///
/// Input:  `places` of the section's values, by paths that begin with "tune".
/// Errors: all at once into `diagnostics`: measures, attacks and policies that do not exist, bounds that mean nothing, start
///         points outside the ranges, methods that lack a number.
void check_tune(TuneSection& section, const Study& study, const Places& places, Diagnostics& diagnostics);

/// The groups of the study's parameters that vary together, as variables of a search.
std::vector<SearchVariable> search_variables(const Study& study);

/// The levels of all parameters at a point of the unit cube.
DesignPoint levels_at(const Study& study, const std::vector<double>& at);
/// The point of the unit cube that is nearest to some levels.
std::vector<double> cube_point(const Study& study, const DesignPoint& levels);
/// The levels as the scenario has them.
DesignPoint levels_as_they_stand(const Study& study);
/// Share of the way at which a range has a level; nothing if it has none such.
std::optional<double> share_of(const ParameterRange& range, const Level& level);
/// The levels of a start point; what it does not name is as it stands.
DesignPoint start_levels(const Study& study, const std::map<std::string, std::string>& start);

}  // namespace picket::sim
