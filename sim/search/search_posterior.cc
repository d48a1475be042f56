#include "sim/search/search_posterior.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace picket::sim {
namespace {

/// The values of one objective or constraint over all evaluations.
GaussianProcessData data_of(const SearchHistory& history, const std::vector<std::vector<double>>& inputs, std::size_t k,
                            std::vector<double> Evaluation::*values, std::vector<double> Evaluation::*variances) {
  GaussianProcessData data{inputs, {}, {}};
  bool known = true;
  for (const Evaluation& evaluation : history.evaluations()) {
    data.outputs.push_back((evaluation.*values)[k]);
    known = known && !(evaluation.*variances).empty();
    if (known) data.variances.push_back((evaluation.*variances)[k]);
  }
  if (!known) data.variances.clear();
  return data;
}

GaussianProcessData first_of(const GaussianProcessData& data, std::size_t n) {
  GaussianProcessData part = data;
  part.inputs.resize(n);
  part.outputs.resize(n);
  if (!part.variances.empty()) part.variances.resize(n);
  return part;
}

/// The Chebyshev sum of three or more is taken for normal (parego.cc), which logarithms of them are far from: with them
/// ParEGO found less of DTLZ2's front than random points. Source: measured, sim/search/README.md.
constexpr std::size_t kMostObjectivesWithLogarithms = 2;

/// All, or if there are many, kMostFitted of them evenly spaced in time.
GaussianProcessData part_to_fit(const GaussianProcessData& data) {
  constexpr std::size_t kMostFitted = 200;
  const std::size_t n = data.outputs.size();
  if (n <= kMostFitted) return data;
  GaussianProcessData part;
  for (std::size_t k = 0; k < kMostFitted; ++k) {
    const std::size_t i = k * n / kMostFitted;
    part.inputs.push_back(data.inputs[i]);
    part.outputs.push_back(data.outputs[i]);
    if (!data.variances.empty()) part.variances.push_back(data.variances[i]);
  }
  return part;
}

double probability_below_zero(const Normal& c) { return c.sd > 0 ? normal_cdf(-c.mean / c.sd) : (c.mean <= 0 ? 1 : 0); }

double least_of(const std::vector<double>& values) { return *std::min_element(values.begin(), values.end()); }

/// Of positive outputs; variances by the first derivative.
GaussianProcessData logarithms(GaussianProcessData data) {
  for (std::size_t i = 0; i < data.outputs.size(); ++i) {
    if (!data.variances.empty()) data.variances[i] /= data.outputs[i] * data.outputs[i];
    data.outputs[i] = std::log(data.outputs[i]);
  }
  return data;
}

/// Fits to the values or to their logarithms, whichever makes the values likelier, and tells whether it was the logarithms. These are
/// tried only if `positive` and if the values span a factor of ten or more: within less they say about the same.
bool fit_values_or_logarithms(GaussianProcess& process, const GaussianProcessData& data, bool positive) {
  constexpr double kSpan = 10;
  const GaussianProcessData part = part_to_fit(data);
  process.set_data(part);
  process.fit();
  const double most = *std::max_element(part.outputs.begin(), part.outputs.end());
  if (!positive || most < kSpan * least_of(part.outputs)) return false;
  const GaussianProcessData logs = logarithms(part);
  GaussianProcess other(process.categorical());
  other.set_data(logs);
  other.fit();
  // The density of a value is that of its logarithm times 1 / value.
  const double density = other.log_density() - std::accumulate(logs.outputs.begin(), logs.outputs.end(), 0.0);
  if (density <= process.log_density()) return false;
  process = std::move(other);
  return true;
}

double variance_of(const std::vector<double>& values) {
  const double n = static_cast<double>(values.size());
  const double centre = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double value : values) squares += (value - centre) * (value - centre);
  return squares / n;
}

/// Beliefs of each point by its nearest ones alone.
class NearbyBeliefs {
 public:
  NearbyBeliefs(const GaussianProcessData& data, const std::vector<bool>& categorical) : data_(data), categorical_(categorical), local_(categorical) {
    GaussianProcess whole(categorical);
    fit_to_part(whole, data_);
    std::vector<double> parameters = whole.log_parameters();
    const std::size_t d = categorical.size();
    for (std::size_t k = 0; k < d; ++k) lengths_.push_back(std::exp(parameters[k]));
    if (data_.variances.empty()) {
      data_.variances.assign(data_.outputs.size(), std::exp(parameters.back()) * variance_of(data_.outputs));
      parameters.pop_back();
    }
    parameters_ = std::move(parameters);
  }

  Normal at(std::size_t i) {
    distances_.clear();
    for (std::size_t j = 0; j < data_.inputs.size(); ++j) distances_.emplace_back(distance(data_.inputs[i], data_.inputs[j]), j);
    const std::size_t count = std::min(kNearest, distances_.size());
    std::nth_element(distances_.begin(), distances_.begin() + static_cast<std::ptrdiff_t>(count - 1), distances_.end());
    GaussianProcessData part;
    for (std::size_t k = 0; k < count; ++k) {
      const std::size_t j = distances_[k].second;
      part.inputs.push_back(data_.inputs[j]);
      part.outputs.push_back(data_.outputs[j]);
      part.variances.push_back(data_.variances[j]);
    }
    local_.set_data(part);
    local_.set_log_parameters(parameters_);
    local_.condition();
    return local_.predict({data_.inputs[i]}).front();
  }

 private:
  double distance(const std::vector<double>& a, const std::vector<double>& b) const {
    double sum = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
      const double apart = categorical_[k] ? (a[k] == b[k] ? 0.0 : 1.0) : a[k] - b[k];
      sum += apart * apart / (lengths_[k] * lengths_[k]);
    }
    return sum;
  }

  GaussianProcessData data_;
  std::vector<bool> categorical_;
  GaussianProcess local_;
  std::vector<double> lengths_{};
  std::vector<double> parameters_{};
  std::vector<std::pair<double, std::size_t>> distances_{};
};

}  // namespace

std::size_t evaluations_to_fit(std::size_t evaluations) {
  constexpr std::size_t kAlways = 60;
  constexpr std::size_t kThenEvery = 10;
  return evaluations <= kAlways ? evaluations : evaluations - (evaluations - kAlways) % kThenEvery;
}

std::vector<bool> categorical_dimensions(const std::vector<SearchVariable>& variables) {
  std::vector<bool> categorical;
  for (const SearchVariable& variable : variables) categorical.push_back(variable.kind == SearchVariable::kCategorical);
  return categorical;
}

std::vector<std::vector<double>> evaluated_inputs(const SearchHistory& history) {
  std::vector<std::vector<double>> inputs;
  for (const Evaluation& evaluation : history.evaluations())
    inputs.push_back(kernel_input(history.variables(), evaluation.at));
  return inputs;
}

void fit_to_part(GaussianProcess& process, const GaussianProcessData& data) {
  process.set_data(part_to_fit(data));
  process.fit();
}

void SearchPosterior::update(const SearchHistory& history, bool believe_pending) {
  const auto inputs = evaluated_inputs(history);
  const std::size_t to_fit = evaluations_to_fit(inputs.size());
  const auto categorical = categorical_dimensions(history.variables());
  const Evaluation& any = history.evaluations().front();
  while (objectives_.size() < any.objectives.size()) objectives_.emplace_back(categorical);
  logarithmic_.resize(objectives_.size(), false);
  while (constraints_.size() < any.constraints.size()) constraints_.emplace_back(categorical);
  const auto condition = [&](GaussianProcess& process, const GaussianProcessData& data) {
    process.set_data(data);
    process.condition();
    if (!believe_pending) return;
    for (const auto& point : history.pending()) {
      const auto input = kernel_input(history.variables(), point);
      process.believe(input, process.predict({input}).front().mean);
    }
  };
  for (std::size_t k = 0; k < objectives_.size(); ++k) {
    const auto data = data_of(history, inputs, k, &Evaluation::objectives, &Evaluation::variances);
    const bool positive = objectives_.size() <= kMostObjectivesWithLogarithms && least_of(data.outputs) > 0;
    if (fitted_to_ != to_fit || (logarithmic_[k] && !positive)) {
      logarithmic_[k] = fit_values_or_logarithms(objectives_[k], first_of(data, to_fit), positive);
    }
    condition(objectives_[k], logarithmic_[k] ? logarithms(data) : data);
  }
  for (std::size_t k = 0; k < constraints_.size(); ++k) {
    const auto data = data_of(history, inputs, k, &Evaluation::constraints, &Evaluation::constraint_variances);
    if (fitted_to_ != to_fit) fit_to_part(constraints_[k], first_of(data, to_fit));
    condition(constraints_[k], data);
  }
  fitted_to_ = to_fit;
}

EvaluatedBeliefs SearchPosterior::evaluated(const SearchHistory& history) {
  EvaluatedBeliefs out;
  const std::size_t n = history.evaluations().size();
  if (n == 0) return out;
  const auto inputs = evaluated_inputs(history);
  const std::size_t objectives_told = history.evaluations().front().objectives.size();
  out.means.assign(n, std::vector<double>(objectives_told));
  if (n <= kMostConditioned) {
    update(history, false);
    const auto predicted = objectives(inputs);
    for (std::size_t k = 0; k < objectives_told; ++k) {
      for (std::size_t i = 0; i < n; ++i) out.means[i][k] = predicted[k][i].median();
    }
    out.feasible = feasible(inputs);
    out.feasible_by_mean = feasible_by_mean(inputs);
    return out;
  }
  out.feasible.assign(n, 1);
  out.feasible_by_mean.assign(n, true);
  const auto categorical = categorical_dimensions(history.variables());
  for (std::size_t k = 0; k < objectives_told; ++k) {
    NearbyBeliefs nearby(data_of(history, inputs, k, &Evaluation::objectives, &Evaluation::variances), categorical);
    for (std::size_t i = 0; i < n; ++i) out.means[i][k] = nearby.at(i).mean;
  }
  for (std::size_t k = 0; k < history.evaluations().front().constraints.size(); ++k) {
    NearbyBeliefs nearby(data_of(history, inputs, k, &Evaluation::constraints, &Evaluation::constraint_variances), categorical);
    for (std::size_t i = 0; i < n; ++i) {
      const Normal c = nearby.at(i);
      out.feasible[i] *= probability_below_zero(c);
      out.feasible_by_mean[i] = out.feasible_by_mean[i] && c.mean <= 0;
    }
  }
  return out;
}

std::vector<std::vector<Normal>> SearchPosterior::objectives(const std::vector<std::vector<double>>& inputs) const {
  std::vector<std::vector<Normal>> predictions;
  for (std::size_t k = 0; k < objectives_.size(); ++k) {
    predictions.push_back(objectives_[k].predict(inputs));
    for (Normal& prediction : predictions.back()) prediction.of_logarithm = logarithmic_[k];
  }
  return predictions;
}

std::vector<double> SearchPosterior::feasible(const std::vector<std::vector<double>>& inputs) const {
  std::vector<double> probability(inputs.size(), 1);
  for (const GaussianProcess& process : constraints_) {
    const auto predictions = process.predict(inputs);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      probability[i] *= probability_below_zero(predictions[i]);
    }
  }
  return probability;
}

std::vector<bool> SearchPosterior::feasible_by_mean(const std::vector<std::vector<double>>& inputs) const {
  std::vector<bool> holds(inputs.size(), true);
  for (const GaussianProcess& process : constraints_) {
    const auto predictions = process.predict(inputs);
    for (std::size_t i = 0; i < inputs.size(); ++i) holds[i] = holds[i] && predictions[i].mean <= 0;
  }
  return holds;
}

}  // namespace picket::sim
