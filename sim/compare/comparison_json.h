#pragma once

#include <string>

#include "sim/compare/compare_results.h"

namespace picket::sim {

/// {"schema": "picket.comparison", "schema_version": 1, ...}: every table with every line, raw numbers in the unit of the
/// measure (a share of 1; a relative effect as share of the old value). What is not known is null.
std::string comparison_json(const Comparison& comparison);

/// One line for each compared measure and attack of all tables, with the same numbers.
std::string comparison_csv(const Comparison& comparison);

}  // namespace picket::sim
