#pragma once

#include <vector>

#include "sim/statistics/kaplan_meier.h"

// Weeks in remission of 42 children with leukaemia. Source: Freireich and others, Blood 21 (1963); in R, MASS::gehan.

namespace picket::sim::test {

/// Those who were given 6-MP.
inline std::vector<SurvivalTime> six_mp() {
  return {{6, true},   {6, true},   {6, true},   {6, false},  {7, true},   {9, false},  {10, true},
          {10, false}, {11, false}, {13, true},  {16, true},  {17, false}, {19, false}, {20, false},
          {22, true},  {23, true},  {25, false}, {32, false}, {32, false}, {34, false}, {35, false}};
}

inline std::vector<SurvivalTime> placebo() {
  std::vector<SurvivalTime> units;
  for (const double t : {1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23}) {
    units.push_back({t, true});
  }
  return units;
}

}  // namespace picket::sim::test
