#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/utf8.h"
#include "pipeline_core/rules/rule_explanation.h"
#include "pipeline_core/rules/rule_matcher.h"
#include "pipeline_core/rules/rule_reader.h"
#include "sim/apps/load_input.h"
#include "sim/apps/options.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

constexpr int kNothingFired = 1;  ///< of `test`

void say(const std::string& text) {
  const std::string shown = printable_lines(text);
  std::fwrite(shown.data(), 1, shown.size(), stdout);
}

/// Files as they stand, folders with all their rule files in the order of their names.
std::vector<std::string> rule_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    if (!fs::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      const std::string extension = entry.path().extension().string();
      if (entry.is_regular_file() && (extension == ".yml" || extension == ".yaml")) found.push_back(entry.path().string());
    }
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

/// `name=value,value` of each --placeholder.
Placeholders placeholders_of(const std::vector<std::string>& words) {
  Placeholders out;
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == 0 || equals == std::string::npos)
      throw WrongInput("--placeholder " + word + ": expected name=value,value");
    std::vector<std::string>& values = out[word.substr(0, equals)];
    for (std::size_t at = equals + 1; at <= word.size();) {
      const std::size_t comma = std::min(word.find(',', at), word.size());
      values.push_back(word.substr(at, comma - at));
      at = comma + 1;
    }
  }
  return out;
}

struct LoadedRules {
  RuleSet rules;
  std::vector<picket::Diagnostic> problems;
};

void load(const RulesOptions& options, LoadedRules& out) {
  const Placeholders placeholders = placeholders_of(options.placeholders);
  const std::vector<std::string> files = rule_files(options.paths);
  if (files.empty()) throw WrongInput("there is no Sigma rule (*.yml) in what is named");
  for (const std::string& file : files) RuleReader(out.rules, out.problems, placeholders).read(read_file(file), file);
  out.rules.resolve(out.problems);
  for (const picket::Diagnostic& problem : out.problems) std::fprintf(stderr, "%s\n", printable(to_string(problem)).c_str());
}

bool is_asked_for(const Rule& rule, const std::string& word) {
  return word.empty() || rule.id == word || rule.name == word || rule.title == word;
}

std::string many(std::size_t n, const std::string& word) {
  return std::to_string(n) + ' ' + word + (n == 1 ? "" : "s");
}

/// What is no error and still may not be what an author wants.
void say_notes(const RuleSet& rules) {
  std::map<std::string, std::size_t> sources;
  std::map<std::string, std::size_t> fields;
  for (const Rule& rule : rules.rules()) {
    if (rule.is_correlation) continue;
    if (rule.routes == 0) {
      ++sources[to_string(rule.source)];
      continue;
    }
    for (const std::string_view field : fields_never_sent(rules, rule)) ++fields[std::string(field)];
  }
  for (const auto& [source, n] : sources)
    say("note: " + many(n, "rule") + " for " + printable(source) + ": no agent of ours reports that; tried on generic events only\n");
  for (const auto& [field, n] : fields)
    say("note: " + many(n, "rule") + " with field '" + printable(field) + "': no observation they are tried on carries it\n");
}

int check(const LoadedRules& loaded) {
  say_notes(loaded.rules);
  say(many(loaded.rules.rules().size(), "rule") + " loaded, " + many(loaded.problems.size(), "problem") + '\n');
  return loaded.problems.empty() ? exit_code::kOk : exit_code::kWrongInput;
}

int explain(const RulesOptions& options, const LoadedRules& loaded) {
  std::size_t shown = 0;
  for (std::uint32_t i = 0; i < loaded.rules.rules().size(); ++i) {
    if (!is_asked_for(loaded.rules.rules()[i], options.rule)) continue;
    say((shown++ == 0 ? "" : "\n") + explain_rule(loaded.rules, i));
  }
  if (shown == 0) throw WrongInput(options.rule.empty() ? "no rule was loaded" : "no rule is called '" + options.rule + "'");
  return loaded.problems.empty() ? exit_code::kOk : exit_code::kWrongInput;
}

/// Tries the rules on one event; returns how many fired.
std::size_t try_event(const RulesOptions& options, const RuleSet& rules, const std::vector<std::uint32_t>& fired,
                      FieldReader& reader, const std::string& name) {
  const LogSource source{options.product, options.category, options.service};
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < rules.rules().size(); ++i) {
    const Rule& rule = rules.rules()[i];
    if (rule.is_correlation || !is_asked_for(rule, options.rule)) continue;
    const std::string label = printable(rule.title + (rule.id.empty() ? "" : " (" + rule.id + ")"));
    const bool does = std::find(fired.begin(), fired.end(), i) != fired.end();
    if (does) ++count;
    if (!does && !options.all && options.rule.empty() && rules.rules().size() > 1) continue;
    if (!fits(rule.source, source)) {
      say(name + ": not tried: " + label + ": it is for " + printable(to_string(rule.source)) + '\n');
      continue;
    }
    say(name + (does ? ": fired: " : ": not fired: ") + label + '\n' + explain_trial(rules, i, reader));
  }
  return count;
}

int test(const RulesOptions& options, const LoadedRules& loaded) {
  if (options.events.empty()) throw WrongInput("'rules test' needs --events, a file with one JSON object a line");
  const RuleSet& rules = loaded.rules;
  if (std::none_of(rules.rules().begin(), rules.rules().end(), [&](const Rule& r) { return is_asked_for(r, options.rule); }))
    throw WrongInput(options.rule.empty() ? "no rule was loaded" : "no rule is called '" + options.rule + "'");
  const std::string text = read_file(options.events);
  RuleMatcher matcher(rules);
  std::size_t line = 0;
  std::size_t events = 0;
  std::size_t bad = 0;
  std::size_t hits = 0;
  std::vector<std::uint32_t> fired;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view json = std::string_view(text).substr(at, end - at);
    at = end + 1;
    ++line;
    if (json.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const std::string name = options.events + ':' + std::to_string(line);
    const auto event = FlatEvent::from_json(json);
    if (!event) {
      std::fprintf(stderr, "%s:1: error: %s\n", printable(name).c_str(), printable(event.error()).c_str());
      ++bad;
      continue;
    }
    ++events;
    fired.clear();
    matcher.match(event.value(), {options.product, options.category, options.service}, fired);
    hits += try_event(options, rules, fired, matcher.reader(), name);
  }
  say(many(events, "event") + ", " + many(hits, "hit") + '\n');
  if (bad != 0 || !loaded.problems.empty()) return exit_code::kWrongInput;
  return hits == 0 ? kNothingFired : exit_code::kOk;
}

}  // namespace

int rules_command(const RulesOptions& options) {
  LoadedRules loaded;
  load(options, loaded);
  if (options.action == "check") return check(loaded);
  if (options.action == "explain") return explain(options, loaded);
  return test(options, loaded);
}

}  // namespace picket::sim
