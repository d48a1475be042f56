#pragma once

#include <yaml-cpp/yaml.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline_core/rules/number_spelling.h"

namespace picket {

/// Thrown inside the readers of rules only; becomes a Diagnostic at their edge.
struct RuleProblem {
  YAML::Mark mark;
  std::string message;
  bool unsupported = false;
};

[[noreturn]] inline void refuse_rule(const YAML::Node& at, std::string message) {
  throw RuleProblem{at ? at.Mark() : YAML::Mark::null_mark(), std::move(message), false};
}
[[noreturn]] inline void refuse_unsupported(const YAML::Node& at, std::string message) {
  throw RuleProblem{at ? at.Mark() : YAML::Mark::null_mark(), std::move(message), true};
}

/// Collects the problems of one rule, so that all are told at once.
/// Limits: keeps 50; a rule with more is a rule with many.
class RuleProblems {
 public:
  static constexpr std::size_t kMax = 50;

  /// Runs a step; a problem in it is noted and the next step may run. False if there was one.
  template <class Step>
  bool attempt(Step&& step) {
    try {
      step();
      return true;
    } catch (RuleProblem& problem) {
      add(std::move(problem));
    } catch (const YAML::Exception& e) {
      add({e.mark, e.msg, false});
    }
    return false;
  }
  void add(RuleProblem problem) {
    if (list_.size() < kMax) list_.push_back(std::move(problem));
  }
  bool empty() const { return list_.empty(); }
  const std::vector<RuleProblem>& list() const { return list_; }

 private:
  std::vector<RuleProblem> list_;
};

/// True for scalars written without quotes; only those can be numbers, booleans or null.
inline bool is_plain(const YAML::Node& node) {
  return node.Tag() != "!";
}
/// The text of a scalar, else empty.
inline std::string text_of(const YAML::Node& node) {
  return node && node.IsScalar() ? node.Scalar() : std::string();
}
/// The number that a plain scalar is, if it is one.
inline std::optional<double> number_of(const YAML::Node& node) {
  return node.IsScalar() && is_plain(node) ? read_number(node.Scalar()) : std::nullopt;
}
/// The truth value that a plain scalar is, if it is one. Source: YAML 1.2.2, core schema.
inline std::optional<bool> boolean_of(const YAML::Node& node) {
  if (!node.IsScalar() || !is_plain(node)) return std::nullopt;
  const std::string& word = node.Scalar();
  if (word == "true" || word == "True" || word == "TRUE") return true;
  if (word == "false" || word == "False" || word == "FALSE") return false;
  return std::nullopt;
}

}  // namespace picket
