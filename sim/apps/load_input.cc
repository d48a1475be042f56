#include "sim/apps/load_input.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "agent_core/base/utf8.h"
#include "sim/results/manifest.h"
#include "sim/scenario/library.h"
#include "sim/scenario/references.h"

namespace picket::sim {

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

/// Standard output holds one document: the result, or else what is wrong.
void say(const Diagnostics& diagnostics, const CommonOptions& common, bool result_follows) {
  if (diagnostics.all().empty() || (common.told && diagnostics.ok())) return;
  if (common.format == "json" && !(diagnostics.ok() && result_follows)) {
    std::printf("%s\n", diagnostics.json().c_str());
  } else {
    std::fputs(diagnostics.text({.codes = true}).c_str(), stderr);
  }
}

namespace {

/// The refused entry of a feed in words: where it is, unless its line is shown, and what is wrong.
std::string refusal_text(const FeedProblem& problem, bool line_is_shown) {
  std::string text;
  if (!line_is_shown) {
    text = problem.line != 0 ? std::to_string(problem.line) : problem.pointer;
    if (!text.empty()) text += (problem.column == 0 ? "" : ":" + std::to_string(problem.column)) + ": ";
  }
  return text + problem.message + (problem.id.empty() ? "" : " (" + problem.id + ")");
}

/// `where`: of the value that names the file.
void add_fault(const InputFault& fault, Where where, Diagnostics& diagnostics) {
  diagnostics.add(Code::kUnreadableFile, where, fault.path, fault.says, fault.hint);
  if (fault.refused.empty()) return;
  const std::uint32_t source = diagnostics.add_source(fault.file, fault.text);
  for (const FeedProblem& problem : fault.refused) {
    Where at{source, 0, 0};
    const bool shown = problem.line != 0 && !fault.text.empty();
    if (shown) at = {source, static_cast<std::uint32_t>(problem.line), static_cast<std::uint32_t>(std::max(1, problem.column))};
    diagnostics.add(Code::kUnreadableFile, at, "", refusal_text(problem, shown));
  }
}

void throw_if_any(const std::vector<InputFault>& faults) {
  std::string text;
  for (const InputFault& fault : faults) {
    text += (text.empty() ? "" : "\n") + fault.says;
    for (const FeedProblem& problem : fault.refused) text += "\n  " + to_string(problem);
  }
  if (!text.empty()) throw WrongInput(text);
}

}  // namespace

std::optional<LoadResult> load_or_explain(const std::string& path, const CommonOptions& common, bool result_follows, const Diagnostics* beside) {
  Diagnostics diagnostics;
  LoadResult result = load_scenario(path, common.sets, library_for(path, common), diagnostics);
  if (beside != nullptr) diagnostics.append(*beside);
  say(diagnostics, common, result_follows);
  if (!result.ok() || !diagnostics.ok()) return std::nullopt;
  return result;
}

namespace {

bool is_pack(const std::string& word) { return word == "picket" || word == "product"; }

/// Where the packs are named: in the scenario, or on the command line, which is a text like any other.
std::vector<Where> places_of_packs(const LoadResult& loaded, const CommonOptions& common, Diagnostics& diagnostics) {
  std::vector<Where> places;
  for (std::size_t i = 0; i < loaded.scenario->rules.size(); ++i) {
    if (common.rules.empty()) {
      places.push_back(place_of(loaded.places, "rules[" + std::to_string(i) + "]"));
    } else {
      places.push_back({diagnostics.add_source("<--rules #" + std::to_string(i + 1) + ">", common.rules[i]), 1, 1});
    }
  }
  return places;
}

}  // namespace

std::optional<RunInput> load_run_or_explain(const std::string& path, const CommonOptions& common, bool result_follows, const Diagnostics* beside) {
  Diagnostics diagnostics;
  RunInput input;
  std::vector<InputProblem> of_rules;
  input.loaded = load_scenario(path, common.sets, library_for(path, common), diagnostics);
  if (input.loaded.ok()) {
    Scenario& scenario = *input.loaded.scenario;
    if (!common.rules.empty()) scenario.rules = common.rules;
    const std::vector<Where> packs = places_of_packs(input.loaded, common, diagnostics);
    std::vector<InputFault> faults;
    input.rules = read_rules(scenario.rules, faults);
    for (const InputFault& fault : faults) {
      const auto at = static_cast<std::size_t>(std::atoi(fault.path.c_str() + std::string_view("rules[").size()));
      add_fault(fault, packs.at(at), diagnostics);
    }
    faults.clear();
    input.feeds = read_feeds(scenario, path, faults);
    for (const InputFault& fault : faults) add_fault(fault, place_of(input.loaded.places, fault.path), diagnostics);
    // Without all rules, what they do not raise cannot be told.
    std::vector<InputProblem> problems = diagnostics.ok() ? input_problems(scenario, input.rules) : part_problems(scenario);
    of_rules = tell_in_scenario(std::move(problems), input.loaded.places, diagnostics);
    if (diagnostics.ok()) scenario.rules = absolute_packs(std::move(scenario.rules));
  }
  if (beside != nullptr) diagnostics.append(*beside);
  say(diagnostics, common, result_follows);
  if (refuse(of_rules) || !diagnostics.ok()) return std::nullopt;
  return input;
}

namespace {

/// The rule files below a folder, by path; `why` says why there are none.
std::vector<std::filesystem::path> rule_paths(const std::filesystem::path& folder, std::string& why) {
  std::vector<std::filesystem::path> paths;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string extension = entry->path().extension().string();
    if (entry->is_regular_file() && (extension == ".yml" || extension == ".yaml")) paths.push_back(entry->path());
  }
  if (error) {
    why = folder.string() + ": is neither a pack ('product', 'picket') nor a folder that can be read (" + error.message() + ")";
    return {};
  }
  if (paths.empty()) why = folder.string() + ": holds no Sigma rule (*.yml)";
  std::sort(paths.begin(), paths.end());
  return paths;
}

void add_own(const std::filesystem::path& folder, RuleTexts& rules) {
  std::string why;
  for (const auto& path : rule_paths(folder, why)) {
    rules.names.push_back(std::filesystem::relative(path, folder).string());
    rules.texts.push_back(read_file(path.string(), kMaxRuleFileBytes));
  }
  if (!why.empty()) throw std::runtime_error(why);
}

}  // namespace

std::vector<std::string> absolute_packs(std::vector<std::string> packs) {
  for (std::string& pack : packs) {
    if (!is_pack(pack)) pack = std::filesystem::absolute(pack).lexically_normal().string();
  }
  return packs;
}

RuleTexts read_rules(const std::vector<std::string>& packs, std::vector<InputFault>& faults) {
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
  for (std::size_t i = 0; i < packs.size(); ++i) {
    if (is_pack(packs[i])) continue;
    rules.packs = rules.packs.with(Pack::kSigma);
    std::string why;
    for (const auto& path : rule_paths(packs[i], why)) {
      rules.names.push_back(path.string());
      rules.texts.push_back(read_file(path.string(), kMaxRuleFileBytes));
    }
    if (!why.empty()) faults.push_back({"rules[" + std::to_string(i) + "]", why});
  }
  return rules;
}

RuleTexts read_rules(const std::vector<std::string>& packs) {
  std::vector<InputFault> faults;
  RuleTexts rules = read_rules(packs, faults);
  throw_if_any(faults);
  return rules;
}

namespace {

/// What a feed that gives nothing is told with.
InputFault useless(const FeedReading& reading, const std::string& why, const std::string& path, const std::string& text) {
  constexpr std::size_t kMaxQuoted = std::size_t{1} << 20;
  InputFault fault{path, reading.file + ": " + why};
  fault.file = reading.file;
  if (text.size() <= kMaxQuoted) fault.text = text;
  const std::vector<FeedProblem>& problems = reading.problems.list();
  const std::size_t shown = std::min(problems.size(), kShownRefusals);
  fault.refused.assign(problems.begin(), problems.begin() + static_cast<std::ptrdiff_t>(shown));
  if (reading.problems.count() > shown) {
    fault.says += "; the first " + std::to_string(shown) + " problems of " + std::to_string(reading.problems.count()) +
                  " follow, " + std::to_string(reading.problems.count() - shown) + " more do not";
  }
  return fault;
}

/// Why a file cannot be read as a feed; empty if it can.
std::string why_no_feed_file(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return "no such file";
  if (!std::filesystem::is_regular_file(status)) return "is no regular file";
  return std::filesystem::file_size(path, error) > kMaxFeedBytes ? "more than 256 MiB; split the feed" : "";
}

}  // namespace

std::vector<FeedText> read_feeds(const Scenario& scenario, const std::string& scenario_path, std::vector<InputFault>& faults) {
  std::vector<FeedText> feeds;
  for (std::size_t i = 0; i < scenario.intel.feeds.size(); ++i) {
    const FeedUse& use = scenario.intel.feeds[i];
    const std::filesystem::path path = std::filesystem::path(scenario_path).parent_path() / use.file;
    const std::string key = "intel.feeds[" + std::to_string(i) + "].file";
    const auto format = feed_format_of(use.file);
    if (!format) {
      faults.push_back({key, path.string() + ": what kind of feed is it? Name it .json (STIX 2.1), .csv or .txt"});
      continue;
    }
    if (const std::string why = why_no_feed_file(path); !why.empty()) {
      faults.push_back({key, path.string() + ": " + why, "relative to the scenario's folder"});
      continue;
    }
    FeedText feed{use, *format, {}, "feed_" + std::to_string(i) + path.extension().string()};
    try {
      feed.text = read_file(path.string());
    } catch (const std::runtime_error& error) {
      faults.push_back({key, error.what()});
      continue;
    }
    IndicatorSet::Builder tried;
    FeedReading reading = add_feed(feed, tried);
    if (const std::string why = why_useless(reading); !why.empty()) {
      reading.file = path.string();
      faults.push_back(useless(reading, why, key, feed.text));
      continue;
    }
    feeds.push_back(std::move(feed));
  }
  return feeds;
}

std::vector<FeedText> read_feeds(const Scenario& scenario, const std::string& scenario_path) {
  std::vector<InputFault> faults;
  std::vector<FeedText> feeds = read_feeds(scenario, scenario_path, faults);
  throw_if_any(faults);
  return feeds;
}

bool refuse(const std::vector<InputProblem>& of_rules) {
  if (of_rules.empty()) return false;
  for (const InputProblem& problem : of_rules) std::fprintf(stderr, "%s\n", printable_lines(problem.text).c_str());
  std::fprintf(stderr, "%zu error%s; nothing was run.\n", of_rules.size(), of_rules.size() == 1 ? "" : "s");
  return true;
}

}  // namespace picket::sim
