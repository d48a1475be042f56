#include "sim/statistics/mcnemar.h"

#include <algorithm>

#include "sim/statistics/reference_distributions.h"

namespace picket::sim {

void PairedDetections::add(bool first, bool second) {
  ++(first ? (second ? both : only_first) : (second ? only_second : neither));
}

double PairedDetections::difference() const {
  if (pairs() == 0) return 0;
  return (static_cast<double>(only_first) - static_cast<double>(only_second)) / static_cast<double>(pairs());
}

double mcnemar_p(const PairedDetections& detections) {
  const double fewer = static_cast<double>(std::min(detections.only_first, detections.only_second));
  const double disagreements = static_cast<double>(detections.only_first + detections.only_second);
  return std::min(1.0, 2 * binomial_cdf(fewer, disagreements, 0.5));
}

}  // namespace picket::sim
