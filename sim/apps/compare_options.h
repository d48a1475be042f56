#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/apps/options.h"

namespace CLI {
class App;
}

namespace picket::sim {

struct CompareOptions {
  std::string before;                 ///< folder; with `programs` a scenario
  std::string after;                  ///< another; empty: policies of the first are compared
  std::vector<std::string> policies;  ///< also several in one word, with commas between
  std::string reference;
  std::vector<std::string> points;    ///< of one sweep; also several in one word
  std::vector<std::string> programs;  ///< two built programs that run the scenario: the old one and the new one
  std::optional<std::uint64_t> seed;  ///< of their runs; this and the next two only with `programs`
  std::optional<std::uint32_t> replications;
  std::string timeout;                ///< of each program, "10 min"; empty: none
  std::string correction = "holm";    ///< holm, bh or none
  std::string threshold = "1 %";      ///< as written
  std::vector<std::string> measures;
  bool all = false;
  std::string fail_on = "never";      ///< never or worse
};
/// Also 1: something got worse and `fail_on` is worse.
int compare_command(const CompareOptions& options, const CommonOptions& common);

struct ReproduceOptions {
  std::string results = QueryOptions::kLatest;  ///< a study, a run, a sweep, a tuning or a suite
  std::string policy;                           ///< which run of a study
  std::optional<std::uint64_t> replication;
  bool all = false;                             ///< of a tuning: its search too
};
/// 0: the same digest and measures to the digit; 1: they differ, or a stored run is damaged.
int reproduce_command(const ReproduceOptions& options, const CommonOptions& common);

/// Add the commands `compare` and `reproduce`; what the command line says goes into `options` and `common`.
CLI::App* add_compare(CLI::App& app, CompareOptions& options, CommonOptions& common);
CLI::App* add_reproduce(CLI::App& app, ReproduceOptions& options, CommonOptions& common);

/// "1 %", "1%" or "0.01" as 0.01. Errors: nothing if it is no such number, or not in [0, 10].
std::optional<double> threshold_of(const std::string& words);

}  // namespace picket::sim
