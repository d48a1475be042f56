#include "sim/suite/suite_policies.h"

#include <filesystem>

namespace picket::sim {

bool is_file_name(const std::string& word) {
  return word.find('/') != std::string::npos || word.ends_with(".yaml") || word.ends_with(".yml");
}

std::set<std::string> names_of_policies(const YamlNode& suite) {
  std::set<std::string> names;
  const YamlNode* policies = suite.find("policies");
  if (policies == nullptr || !policies->is_list()) return names;
  for (const YamlNode& policy : policies->items) {
    if (!policy.is_map()) continue;
    const YamlNode* name = policy.find("name");
    const YamlNode* use = policy.find("use");
    if (name != nullptr && !name->text.empty()) {
      names.insert(name->text);
    } else if (use != nullptr && !use->text.empty()) {
      names.insert(is_file_name(use->text) ? std::filesystem::path(use->text).stem().string() : use->text);
    }
  }
  return names;
}

}  // namespace picket::sim
