#include "sim/suite/suite_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "sim/results/run_directory.h"
#include "sim/scenario/file_kind.h"
#include "sim/suite/made_yaml.h"

namespace picket::sim {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> files_below(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return {path};
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(path, error)) {
    if (entry.is_regular_file() && entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::optional<YamlNode> read_suite_tree(const SuiteRequest& request, ScenarioFiles& files, Diagnostics& diagnostics,
                                        std::string& suite_path) {
  std::vector<YamlNode> cases;
  std::optional<YamlNode> written;
  for (const std::string& path : request.paths) {
    for (const std::string& file : files_below(path)) {
      std::optional<YamlNode> root = files.read(file, Where{});
      if (!root) continue;
      const FileKind kind = file_kind_by_own_key(*root);
      const bool named = file == path;
      if (kind == FileKind::kSuite && named) {
        if (request.paths.size() > 1) {
          diagnostics.add(Code::kTwoSources, root->where, "", "a suite is run alone",
                           "name it as the only argument, or attacks and scenarios only");
        }
        written = std::move(root);
        suite_path = file;
      } else if (kind == FileKind::kAttack || kind == FileKind::kScenario) {
        const char* key = kind == FileKind::kAttack ? "attack" : "scenario";
        cases.push_back(map_of({{key, root->where, text_scalar(fs::absolute(file).lexically_normal().string(), root->where)}}, root->where));
      } else if (named) {
        diagnostics.add(Code::kUnknownKey, root->where, "", "this is no suite (cases), attack (phases) or scenario (fleet)");
      }
    }
  }
  if (!diagnostics.ok()) return std::nullopt;
  if (written) return written;
  suite_path = request.paths.empty() ? "" : request.paths.front();
  if (cases.empty()) {
    diagnostics.add(Code::kNothingToRun, {}, "", fmt::format("{} holds no attack and no scenario", quote(suite_path)),
                     "name a suite, attacks, scenarios, or a folder of them");
    return std::nullopt;
  }
  const std::string name = safe_name(fs::path(suite_path).lexically_normal().stem().string());
  YamlNode root = map_of({}, {});
  set_member(root, "name", text_scalar(name, {}));
  set_member(root, "title", text_scalar("Attacks of " + suite_path, {}));
  set_member(root, "policies", list_of({}, {}));
  if (request.policies.empty()) {
    for (const char* policy : {"g2_linux", "picket"}) {
      root.find("policies")->items.push_back(map_of({{"use", {}, text_scalar(policy, {})}}, {}));
    }
  }
  set_member(root, "cases", list_of(std::move(cases), {}));
  return root;
}

}  // namespace picket::sim
