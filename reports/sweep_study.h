#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/study_result.h"
#include "sim/results/sweep_head.h"

namespace picket {

/// What varied in a sweep, or what the tuner could choose.
struct SweepParameter {
  std::string path;
  std::string unit;                 ///< of numbers: "s", "B"; empty: none
  bool log = false;                 ///< levels are spread evenly in the logarithm
  bool is_number = true;            ///< false: words, and numbers are their places in the list
  std::vector<std::string> levels;  ///< as written
};

struct SweepMeasure {
  std::string name;
  std::string unit;
  std::string says;
  std::string better;  ///< "less", "more", or empty where nothing can be said in general
};

/// One measure of one policy at one point. `estimate.n` counts the replications that say something.
struct PointMeasure {
  std::string name;
  sim::Estimate estimate;
  std::vector<double> per_replication;  ///< in replication order; NaN: this one says nothing
};

struct PointResult {
  std::string policy;
  std::vector<PointMeasure> measures;
};

struct SweepPointRow {
  std::string id;
  std::vector<std::string> values;  ///< by parameter, as written
  std::vector<double> numbers;
  std::uint32_t replications = 0;
  std::string failure;              ///< why there are not more; empty: none
  std::vector<PointResult> results;
};

struct TuneObjective {
  std::string measure;
  std::string goal;  ///< "less" or "more"
};

struct TuneConstraint {
  std::string measure;
  std::string says;  ///< "detected_by_deadline at least 95 %"
  double confidence = 0;
};

/// What the test on fresh seeds said of a candidate.
struct CertifiedRow {
  std::string point;
  std::string verdict;  ///< "PASS", "FAIL" or "INCONCLUSIVE"
  std::uint32_t n = 0;
  double estimate = 0;  ///< of the constraint that decided; NaN: there is none
  double bound = 0;
  double confidence = 0;
  std::optional<double> runs_missing;  ///< to decide; none: decided, or it cannot be said
  std::string says;
};

struct TuneData {
  std::vector<TuneObjective> objectives;
  std::vector<TuneConstraint> constraints;
  std::string optimiser;
  std::vector<std::string> evaluations;  ///< ids of points in their order
  std::vector<double> hypervolume;       ///< after each evaluation; NaN: not known yet
  std::vector<std::string> front;
  std::vector<CertifiedRow> certified;
  std::optional<std::string> cheapest_certified;
};

/// A study of many points of a scenario's parameters, as sweep.json holds it.
struct SweepStudy : sim::SweepHead {
  std::vector<SweepParameter> parameters;
  std::vector<std::string> policies;
  std::string reference_policy;  ///< empty: none
  std::vector<SweepMeasure> measures;
  std::vector<SweepPointRow> points;
  std::vector<std::string> verdict;
  std::vector<std::string> warnings;
  std::string methods;  ///< a text on the methods that the study wrote itself; empty: none
  std::optional<TuneData> tune;
};

}  // namespace picket
