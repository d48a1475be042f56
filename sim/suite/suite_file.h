#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/suite.h"
#include "sim/suite/suite_check.h"

namespace picket::sim {

/// What a person asks for on the command line.
struct SuiteRequest {
  std::vector<std::string> paths;     ///< a suite; or attacks, scenarios and folders of them, which make one
  std::vector<std::string> policies;  ///< names of the library or files; empty: the suite's, or g2_linux and picket
  std::vector<std::string> rules;     ///< packs; empty: the suite's
  std::vector<std::string> sets;      ///< path=value, of the suite
  std::string library;                ///< folder with profiles/, attacks/, policies/; empty: above the first path
  std::string tier;                   ///< empty: all of it
  std::optional<std::uint32_t> variants;  ///< of each attack, in place of the suite's and the cases'
  bool held_out = false;              ///< true: drawn from held-out ranges, whatever the suite and the cases say
};

/// A case that is ready to run.
struct PreparedCase {
  std::string name;               ///< of a variant: the case's with its number, "a10_ssh_brute_force#2"
  Scenario scenario;              ///< `replications` of it are the most that may run
  std::string scenario_path;      ///< of a scenario of one's own, which its feeds are relative to; else the suite
  std::vector<std::string> inputs;  ///< files that decide it, as they were opened
  std::vector<SuiteCheck> checks;
  std::vector<std::string> invariants;  ///< conservation, the suite's and the case's, each once
  Places places_of_alerts;        ///< where its attacks say what they expect, in what `load_suite` put into the diagnostics
};

struct LoadedSuite {
  Suite suite;
  std::string path;               ///< the suite's file; of a made one, what was asked for
  Duration budget;                ///< of the tier; 0: none
  std::vector<PreparedCase> cases;  ///< of the tier, in the suite's order
};

/// Reads a suite, or makes one of attacks and scenarios, and prepares its cases.
///
/// Model:  a case of an attack is a fleet of `devices` of its class at two sites, attacked as the suite says. Its measured
///         period ends when the longest time that is waited for has passed after the last possible start. A case of a
///         scenario keeps its fleet, attacks and periods, under the suite's policies, seed and replications. With `variants`
///         an attack that has ranges is a case for each, in their order.
/// Output: nothing if there was an error.
/// Errors: all at once into `diagnostics`: of the suite, its attacks, policies and scenarios, each at its place.
std::optional<LoadedSuite> load_suite(const SuiteRequest& request, Diagnostics& diagnostics);

}  // namespace picket::sim
