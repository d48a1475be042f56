#pragma once

#include <string>
#include <vector>

#include "sim/results/study_result.h"

namespace picket {

/// One of the two views of a study: the hub sized for each policy, or one fixed hub for all.
struct HubView {
  const sim::StudyResult& study;
  const std::vector<sim::PolicyResult>& policies;
  const std::vector<sim::DetectionResult>& detections;
  const std::vector<sim::WeaknessResult>& weaknesses;
  std::string hub;  ///< "sized" or "fixed", as the page's script calls it
};

inline HubView sized_hub(const sim::StudyResult& study) {
  return {study, study.policies, study.detections, study.weaknesses, "sized"};
}
inline HubView fixed_hub(const sim::StudyResult& study) {
  return {study, study.fixed_hub, study.fixed_hub_detections, study.fixed_hub_weaknesses, "fixed"};
}

}  // namespace picket
