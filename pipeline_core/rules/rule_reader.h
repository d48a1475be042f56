#pragma once

#include <string_view>
#include <vector>

#include "pipeline_core/rules/rule_set.h"

namespace picket {

/// Reads Sigma 2.1 rules and correlations from YAML text into a rule set.
///
/// Supported: maps, lists of maps, value lists; modifiers contains, startswith, endswith, all, exists,
/// cased, neq, windash, re (i, m, s), cidr, lt, lte, gt, gte; whole condition language;
/// correlations as read_correlation says.
/// Log sources: process_creation, network_connection, dns_query, file_event, file_change, file_delete,
/// file_access, login, peripheral (product linux or none), and service auth.
/// Errors: each bad document is reported with its place and left out whole. Valid Sigma that we do not
/// carry (keywords, fields that messages lack, other modifiers, filters) is an error with
/// `unsupported` set, never a weaker rule.
/// Limits: 1 MiB of text a file.
class RuleReader {
 public:
  RuleReader(RuleSet& rules, std::vector<Diagnostic>& diagnostics) : rules_(rules), diagnostics_(diagnostics) {}
  /// Output: number of rules added.
  std::size_t read(std::string_view yaml_text, std::string_view file_name);

 private:
  RuleSet& rules_;
  std::vector<Diagnostic>& diagnostics_;
};

}  // namespace picket
