#pragma once

#include <string>

#include "tests/pipeline_core/rules/rule_text.h"
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

}  // namespace picket::testing_support
