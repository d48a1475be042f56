#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline_core/rules/rule_reader.h"
#include "tests/pipeline_core/support.h"

namespace picket::testing_support {

/// A rule "id-NAME" called NAME that matches failed logins of the user NAME.
inline std::string base_rule(const std::string& name) {
  return "title: " + name + "\nname: " + name + "\nid: id-" + name +
         "\nlogsource: {category: login}\ndetection: {s: {User: " + name +
         ", LoginOperation: LoginFailed}, condition: s}\n---\n";
}

/// A correlation "id-NAME" called NAME with what stands between its braces.
inline std::string correlation_rule(const std::string& name, const std::string& section) {
  return "title: " + name + "\nname: " + name + "\nid: id-" + name + "\ncorrelation: {" + section + "}\n---\n";
}

struct ReadRules {
  RuleSet rules;
  std::vector<Diagnostic> diagnostics;
  std::size_t added = 0;
  explicit ReadRules(std::string_view yaml) {
    added = RuleReader(rules, diagnostics).read(yaml, "r.yml");
    rules.resolve(diagnostics);
  }
  std::vector<std::string> messages() const {
    std::vector<std::string> all;
    for (const Diagnostic& d : diagnostics) all.push_back(to_string(d));
    return all;
  }
};

}  // namespace picket::testing_support
