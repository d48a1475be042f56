#pragma once

#include <yaml-cpp/yaml.h>

#include <string>
#include <utility>
#include <vector>

#include "pipeline_core/rules/rule_problem.h"

namespace picket {

/// What a rule says about itself and matching does not use. Kept because licences ask for the author and
/// because findings carry it.
struct RuleMetadata {
  std::string status;  ///< stable, test, experimental, deprecated, unsupported, or empty
  std::string description;
  std::string license;
  std::string author;
  std::string taxonomy;  ///< empty: sigma
  std::string level;     ///< the word; Rule::severity has the product's three
  std::string date;      ///< YYYY-MM-DD
  std::string modified;
  std::vector<std::string> references;
  std::vector<std::string> fields;
  std::vector<std::string> falsepositives;
  std::vector<std::string> scope;
  std::vector<std::pair<std::string, std::string>> related;  ///< id and type
};

/// Reads them and checks their form; keys that the specification does not know are the author's own.
/// Limits: title and name of 256 characters, description of 65,535.
/// Source: Sigma rules specification 2.1.0 and its JSON schema.
RuleMetadata read_metadata(const YAML::Node& document, RuleProblems& problems);

}  // namespace picket
