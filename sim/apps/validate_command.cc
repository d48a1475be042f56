#include <cstdio>
#include <memory>
#include <optional>

#include "agent_core/base/utf8.h"
#include "sim/apps/load_input.h"
#include "sim/apps/load_suite.h"
#include "sim/apps/options.h"
#include "sim/apps/sweep_options.h"
#include "sim/experiment/part_check.h"
#include "sim/scenario/file_kind.h"
#include "sim/scenario/scenario_files.h"

namespace picket::sim {
namespace {

/// What cannot be read is looked at as a scenario, whose loader says why.
FileKind kind_of_file(const std::string& path) {
  Diagnostics unread;
  const std::optional<YamlNode> root = ScenarioFiles(unread).read(path, Where{});
  return root ? file_kind_of(*root, path) : FileKind::kUnknown;
}

/// Checks files one after another; the alerts that rules raise are looked up once for all attacks.
class Validation {
 public:
  explicit Validation(const CommonOptions& common) : common_(common) {}

  bool is_valid(const std::string& path) {
    switch (const FileKind kind = kind_of_file(path)) {
      case FileKind::kUnknown:
      case FileKind::kScenario: return load_run_or_explain(path, common_, false).has_value();
      case FileKind::kSuite: return is_valid_suite(path);
      case FileKind::kSweep: return is_valid_sweep(path, common_);
      case FileKind::kTune: return is_valid_tune(path, common_);
      default: return is_valid_part(kind, path);
    }
  }

 private:
  bool is_valid_suite(const std::string& path) {
    SuiteRequest request;
    request.paths = {path};
    request.rules = common_.rules;
    request.sets = common_.sets;
    request.library = library_for(path, common_);
    return load_suite_or_explain(request, common_, false).has_value();
  }

  bool is_valid_part(FileKind kind, const std::string& path) {
    Diagnostics diagnostics;
    check_part(kind, path, common_.sets, library_for(path, common_), content(), diagnostics);
    say(diagnostics, common_, false);
    return diagnostics.ok();
  }

  const PipelineContent& content() {
    if (content_ == nullptr) {
      PipelineContent::Builder builder;
      add_rules(read_rules(common_.rules), builder);
      content_ = build_or_refuse(builder);
    }
    return *content_;
  }

  const CommonOptions& common_;
  std::shared_ptr<const PipelineContent> content_;
};

}  // namespace

int validate_command(const std::vector<std::string>& paths, const CommonOptions& common) {
  Validation validation(common);
  int code = exit_code::kOk;
  for (const std::string& path : paths) {
    if (!validation.is_valid(path)) {
      code = exit_code::kWrongInput;
    } else if (common.format != "json") {
      std::printf("%s: ok\n", printable(path).c_str());
    }
  }
  return code;
}

}  // namespace picket::sim
