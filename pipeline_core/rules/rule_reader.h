#pragma once

#include <string_view>
#include <vector>

#include "pipeline_core/rules/detection_reader.h"
#include "pipeline_core/rules/rule_set.h"

namespace picket {

/// Reads Sigma 2.1 rules, filters and correlations from YAML text into a rule set.
///
/// Supported: the whole rule language: maps, lists of maps, value lists, keyword searches; all modifiers;
/// conditions; filters; correlations as read_correlation says; log sources of any name (log_source.h says which our observations have); fields of
/// any name (those that an event lacks are missing, see Predicate for what that means).
/// Two things are read with care: `sshd` rules see logins by other programs than sshd never; a file may hold
/// several documents.
/// Errors: each bad document is reported with all that is wrong with it and left out whole; the others
/// load. Valid Sigma that we do not carry is an error with `unsupported` set, never a weaker rule.
/// Limits: RuleLimits.
class RuleReader {
 public:
  RuleReader(RuleSet& rules, std::vector<Diagnostic>& diagnostics, Placeholders placeholders = {},
             RuleLimits limits = {})
      : rules_(rules), diagnostics_(diagnostics), placeholders_(std::move(placeholders)), limits_(limits) {}
  /// Output: number of rules added; filters are not counted.
  std::size_t read(std::string_view yaml_text, std::string_view file_name);

 private:
  bool read_document(const YAML::Node& document, const std::string& file);

  RuleSet& rules_;
  std::vector<Diagnostic>& diagnostics_;
  Placeholders placeholders_;
  RuleLimits limits_;
};

}  // namespace picket
