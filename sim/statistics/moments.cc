#include "sim/statistics/moments.h"

#include <cmath>
#include <cstddef>

#include "agent_core/base/check.h"

namespace picket::sim {

namespace {

class CompensatedSum {
 public:
  void add(double x) {
    const double next = sum_ + x;
    correction_ += std::fabs(sum_) >= std::fabs(x) ? (sum_ - next) + x : (x - next) + sum_;
    sum_ = next;
  }
  double value() const { return sum_ + correction_; }

 private:
  double sum_ = 0;
  double correction_ = 0;
};

}  // namespace

double exact_sum(std::span<const double> values) {
  CompensatedSum sum;
  for (const double x : values) sum.add(x);
  return sum.value();
}

double mean(std::span<const double> values) {
  PICKET_CHECK(!values.empty());
  return exact_sum(values) / static_cast<double>(values.size());
}

double sample_covariance(std::span<const double> x, std::span<const double> y) {
  PICKET_CHECK(x.size() == y.size() && x.size() >= 2, "sizes", x.size(), y.size());
  const double x_mean = mean(x);
  const double y_mean = mean(y);
  CompensatedSum sum;
  for (std::size_t i = 0; i < x.size(); ++i) sum.add((x[i] - x_mean) * (y[i] - y_mean));
  return sum.value() / static_cast<double>(x.size() - 1);
}

double sample_variance(std::span<const double> values) {
  return sample_covariance(values, values);
}

}  // namespace picket::sim
