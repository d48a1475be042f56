#include "sim/apps/load_input.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include "agent_core/base/utf8.h"
#include "sim/results/manifest.h"
#include "sim/scenario/library.h"

namespace picket::sim {

namespace {

std::string spelled_bytes(std::size_t n) {
  const bool giga = n >= std::size_t{1} << 30;
  return std::to_string(n >> (giga ? 30 : 20)) + (giga ? " GiB" : " MiB");
}

}  // namespace

void check_regular_file(const std::string& path, std::size_t most) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) throw WrongInput(path + ": cannot be read: no such file");
  if (!std::filesystem::is_regular_file(status)) throw WrongInput(path + ": cannot be read: not a regular file");
  if (std::filesystem::file_size(path, error) > most && !error) throw WrongInput(path + ": is larger than " + spelled_bytes(most));
}

std::string read_file(const std::string& path, std::size_t most) {
  check_regular_file(path, most);
  std::ifstream file(path, std::ios::binary);
  if (!file) throw WrongInput(path + ": cannot be read");
  std::string text;
  std::vector<char> part(1 << 16);
  while (file.read(part.data(), static_cast<std::streamsize>(part.size())), file.gcount() > 0) {
    text.append(part.data(), static_cast<std::size_t>(file.gcount()));
    if (text.size() > most) throw WrongInput(path + ": is larger than " + spelled_bytes(most));  // /proc tells no sizes
  }
  return text;
}

std::string library_of(const CommonOptions& common) {
  return common.library.empty() ? std::string(PICKET_SOURCE_DIR) + "/scenarios" : common.library;
}

std::string library_for(const std::string& path, const CommonOptions& common) {
  const std::string above = common.library.empty() ? Library::find_for(path) : common.library;
  return above.empty() ? library_of(common) : above;
}

std::vector<std::string> policies_in(const std::string& library) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(library + "/policies", ignored)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

unsigned threads_of(const CommonOptions& common) {
  return common.threads > 0 ? common.threads : std::max(1U, this_host().cores);
}

std::optional<LoadResult> load_or_explain(const std::string& path, const CommonOptions& common, bool result_follows) {
  Diagnostics diagnostics;
  LoadResult result = load_scenario(path, common.sets, library_for(path, common), diagnostics);
  if (!diagnostics.all().empty()) {
    // Standard output holds one document: the result, or else what is wrong.
    if (common.format == "json" && !(result.ok() && result_follows)) {
      std::printf("%s\n", diagnostics.json().c_str());
    } else {
      std::fputs(diagnostics.text({.codes = true}).c_str(), stderr);
    }
  }
  if (!result.ok()) return std::nullopt;
  return result;
}

namespace {

/// The rule files below a folder, by path.
std::vector<std::filesystem::path> rule_paths(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string extension = entry->path().extension().string();
    if (entry->is_regular_file() && (extension == ".yml" || extension == ".yaml")) paths.push_back(entry->path());
  }
  if (error) {
    throw WrongInput(folder.string() + ": is neither a pack ('product', 'picket') nor a folder that can be read (" +
                     error.message() + ")");
  }
  if (paths.empty()) throw WrongInput(folder.string() + ": holds no Sigma rule (*.yml)");
  std::sort(paths.begin(), paths.end());
  return paths;
}

void add_own(const std::filesystem::path& folder, RuleTexts& rules) {
  for (const auto& path : rule_paths(folder)) {
    rules.names.push_back(std::filesystem::relative(path, folder).string());
    rules.texts.push_back(read_file(path.string(), kMaxRuleFileBytes));
  }
}

}  // namespace

RuleTexts read_rules(const std::vector<std::string>& packs) {
  const std::filesystem::path content = std::filesystem::path(PICKET_SOURCE_DIR) / "pipeline_core/content";
  const auto named = [&packs](std::string_view word) {
    return std::find(packs.begin(), packs.end(), word) != packs.end();
  };
  RuleTexts rules;
  rules.packs = PackSet::none();
  if (packs.empty() || named("picket")) rules.packs = rules.packs.with(Pack::kProduct).with(Pack::kPicket);
  if (named("product")) rules.packs = rules.packs.with(Pack::kProduct);
  if (rules.packs != PackSet::none()) add_own(content / "rules", rules);
  // What generation 1 calls guessing is among our own, by other names: not twice.
  if (named("product") && !named("picket")) add_own(content / "classic", rules);
  rules.first_foreign = rules.texts.size();
  for (const std::string& pack : packs) {
    if (pack == "picket" || pack == "product") continue;
    rules.packs = rules.packs.with(Pack::kSigma);
    for (const auto& path : rule_paths(pack)) {
      rules.names.push_back(path.string());
      rules.texts.push_back(read_file(path.string(), kMaxRuleFileBytes));
    }
  }
  return rules;
}

std::vector<FeedText> read_feeds(const Scenario& scenario, const std::string& scenario_path) {
  std::vector<FeedText> feeds;
  std::string problems;
  for (const FeedUse& use : scenario.intel.feeds) {
    const std::filesystem::path path = std::filesystem::path(scenario_path).parent_path() / use.file;
    const auto complain = [&](const std::string& what) {
      problems += (problems.empty() ? "" : "\n") + path.string() + ": " + what;
    };
    const auto format = feed_format_of(use.file);
    if (!format) {
      complain("what kind of feed is it? Name it .json (STIX 2.1), .csv or .txt");
      continue;
    }
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) {
      complain("no such file");
    } else if (std::filesystem::file_size(path, error) > kMaxFeedBytes) {
      complain("more than 256 MiB");
    } else {
      const std::string kept = "feed_" + std::to_string(feeds.size()) + path.extension().string();
      feeds.push_back({use, *format, read_file(path.string()), kept});
    }
  }
  if (!problems.empty()) throw WrongInput(problems);
  return feeds;
}

bool refuse(const std::string& scenario, const std::vector<InputProblem>& problems) {
  if (problems.empty()) return false;
  for (const InputProblem& problem : problems) {
    if (problem.in_scenario) std::fprintf(stderr, "%s: error: ", printable(scenario).c_str());
    std::fprintf(stderr, "%s\n", printable_lines(problem.text).c_str());
  }
  std::fprintf(stderr, "%zu error%s; nothing was run.\n", problems.size(), problems.size() == 1 ? "" : "s");
  return true;
}

}  // namespace picket::sim
