#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/tune/measure_sample.h"

namespace picket::sim {

/// A policy that is tried.
struct TunePoint {
  std::string id;              ///< "p0001", in the order of the search
  std::vector<double> at{};    ///< in the unit cube
  bool as_it_stands = false;   ///< the policy without any change, whatever `at` says
};

/// Replications of a run: which random numbers.
struct ReplicationRange {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

/// What came of some points.
struct EvaluationBatch {
  /// By point; nothing where the point is no possible policy (its settings fight each other, say).
  std::vector<std::optional<PointSample>> samples{};
  std::string failure{};     ///< not empty: a run broke, and the tune ends
  bool interrupted = false;  ///< a person ended it
};

/// What runs policies: simulations, or in tests a function with noise.
///
/// The same point and range give the same values, whoever asks and how often: a tune that goes on after a kill asks for all
/// of it again, and what is there is not run again.
class Evaluator {
 public:
  virtual ~Evaluator() = default;
  virtual EvaluationBatch evaluate(const std::vector<TunePoint>& points, ReplicationRange range) = 0;
  /// The reference policy; one sample, or none if there is no reference.
  virtual EvaluationBatch evaluate_reference(ReplicationRange range) = 0;
  /// Whether a point of the unit cube may be a policy at all, as far as that is known without a run: the study's constraints.
  /// The search asks for no other.
  virtual bool allows(const std::vector<double>& /*at*/) const { return true; }
};

}  // namespace picket::sim
