#include "sim/apps/wanted_policies.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <string_view>
#include <system_error>

#include "agent_core/base/closest_word.h"
#include "agent_core/base/utf8.h"
#include "sim/apps/load_input.h"

namespace picket::sim {
namespace {

/// A name of the library has neither.
bool is_policy_file(const std::string& word) {
  return word.find('/') != std::string::npos || word.ends_with(".yaml") || word.ends_with(".yml");
}

}  // namespace

WantedPolicies policies_of(const std::vector<std::string>& words, std::vector<std::string>& problems) {
  WantedPolicies out;
  std::map<std::string, std::string> word_of;  // by name
  for (const std::string& word : words) {
    std::error_code ignored;
    if (is_policy_file(word) && !std::filesystem::is_regular_file(word, ignored)) {
      problems.push_back(printable(word) + ": no such file");
      continue;
    }
    const std::string name = is_policy_file(word) ? std::filesystem::path(word).stem().string() : word;
    const auto [at, is_new] = word_of.emplace(name, word);
    if (!is_new && at->second != word) {
      problems.push_back("'" + printable(word) + "' and '" + printable(at->second) + "' would both be called '" + printable(name) +
                         "'; rename one of them");
    }
    if (!is_new) continue;
    out.names.push_back(name);
    if (is_policy_file(word)) out.files.push_back({"policy_templates", name, word});
  }
  return out;
}

void check_policies(const WantedPolicies& wanted, const std::string& library, std::vector<std::string>& problems) {
  const std::vector<std::string> known = policies_in(library);
  if (known.empty()) {
    problems.push_back(library + "/policies: holds no policy");
    return;
  }
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  for (const std::string& name : wanted.names) {
    const bool own = std::any_of(wanted.files.begin(), wanted.files.end(), [&](const PartFile& f) { return f.name == name; });
    if (own || std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = closest_word(name, candidates);
    std::string hint = "there are:";
    for (const std::string& one : known) hint += " " + one;
    problems.push_back("no policy is called '" + printable(name) + "'; " +
                       (near.empty() ? hint : "did you mean '" + near + "'?"));
  }
}

}  // namespace picket::sim
