#include "sim/search/search_posterior.h"

#include <algorithm>

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
  constexpr std::size_t kMost = 200;
  const std::size_t n = data.outputs.size();
  if (n <= kMost) {
    process.set_data(data);
  } else {
    GaussianProcessData part;
    for (std::size_t k = 0; k < kMost; ++k) {
      const std::size_t i = k * n / kMost;
      part.inputs.push_back(data.inputs[i]);
      part.outputs.push_back(data.outputs[i]);
      if (!data.variances.empty()) part.variances.push_back(data.variances[i]);
    }
    process.set_data(part);
  }
  process.fit();
}

void SearchPosterior::update(const SearchHistory& history, bool believe_pending) {
  const auto inputs = evaluated_inputs(history);
  const std::size_t to_fit = evaluations_to_fit(inputs.size());
  const auto categorical = categorical_dimensions(history.variables());
  const Evaluation& any = history.evaluations().front();
  while (objectives_.size() < any.objectives.size()) objectives_.emplace_back(categorical);
  while (constraints_.size() < any.constraints.size()) constraints_.emplace_back(categorical);
  const auto condition = [&](GaussianProcess& process, const GaussianProcessData& data) {
    if (fitted_to_ != to_fit) fit_to_part(process, first_of(data, to_fit));
    process.set_data(data);
    process.condition();
    if (!believe_pending) return;
    for (const auto& point : history.pending()) {
      const auto input = kernel_input(history.variables(), point);
      process.believe(input, process.predict({input}).front().mean);
    }
  };
  for (std::size_t k = 0; k < objectives_.size(); ++k) {
    condition(objectives_[k], data_of(history, inputs, k, &Evaluation::objectives, &Evaluation::variances));
  }
  for (std::size_t k = 0; k < constraints_.size(); ++k) {
    condition(constraints_[k],
              data_of(history, inputs, k, &Evaluation::constraints, &Evaluation::constraint_variances));
  }
  fitted_to_ = to_fit;
}

std::vector<std::vector<Normal>> SearchPosterior::objectives(const std::vector<std::vector<double>>& inputs) const {
  std::vector<std::vector<Normal>> predictions;
  for (const GaussianProcess& process : objectives_) predictions.push_back(process.predict(inputs));
  return predictions;
}

std::vector<double> SearchPosterior::feasible(const std::vector<std::vector<double>>& inputs) const {
  std::vector<double> probability(inputs.size(), 1);
  for (const GaussianProcess& process : constraints_) {
    const auto predictions = process.predict(inputs);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const Normal& c = predictions[i];
      probability[i] *= c.sd > 0 ? normal_cdf(-c.mean / c.sd) : (c.mean <= 0 ? 1 : 0);
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
