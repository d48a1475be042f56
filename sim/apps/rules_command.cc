#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/utf8.h"
#include "agent_core/message/utc_text.h"
#include "pipeline_core/rules/correlation_trial.h"
#include "pipeline_core/rules/rule_explanation.h"
#include "pipeline_core/rules/rule_matcher.h"
#include "pipeline_core/rules/rule_notes.h"
#include "pipeline_core/rules/rule_reader.h"
#include "sim/apps/event_lines.h"
#include "sim/apps/load_input.h"
#include "sim/apps/options.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

constexpr int kNothingFired = 1;  ///< of `test`

void print_lines(const std::string& text) {
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
  std::map<std::string, std::string> texts;  ///< by file
};

std::string_view text_of(const LoadedRules& loaded, const std::string& file) {
  const auto text = loaded.texts.find(file);
  return text == loaded.texts.end() ? std::string_view() : text->second;
}

void load(const RulesOptions& options, LoadedRules& out) {
  const Placeholders placeholders = placeholders_of(options.placeholders);
  const std::vector<std::string> files = rule_files(options.paths);
  if (files.empty()) throw WrongInput("there is no Sigma rule (*.yml) in what is named");
  std::string unread;
  for (const std::string& file : files) {
    try {
      const auto [text, added] = out.texts.emplace(file, read_file(file, kMaxRuleFileBytes));
      RuleReader(out.rules, out.problems, placeholders).read(text->second, file);
    } catch (const WrongInput& problem) {
      unread += (unread.empty() ? "" : "\n") + std::string(problem.what());
    }
  }
  out.rules.resolve(out.problems);
  for (const picket::Diagnostic& problem : out.problems)
    std::fprintf(stderr, "%s\n", problem_with_line(problem, text_of(out, problem.file)).c_str());
  if (!unread.empty()) throw WrongInput(unread);
}

bool is_asked_for(const Rule& rule, const std::string& word) {
  return word.empty() || rule.id == word || rule.name == word || rule.title == word;
}

std::string many(std::size_t n, const std::string& word) {
  return std::to_string(n) + ' ' + word + (n == 1 ? "" : "s");
}

/// What is no error and still may not be what an author wants; what many rules share once, at the first of them.
void say_notes(const LoadedRules& loaded) {
  struct Shared {
    picket::Diagnostic first;
    std::size_t rules = 0;
  };
  std::vector<Shared> notes;
  std::map<std::string_view, std::size_t> known;  // by message, which rules and filters hold
  const auto take = [&](const auto& rule) {
    for (const RuleNote& note : rule.notes) {
      const auto [at, added] = known.emplace(note.message, notes.size());
      const std::string& name = rule.id.empty() ? rule.title : rule.id;
      if (added) notes.push_back({{rule.file, note.line, note.column, name, note.message, false, true}, 0});
      ++notes[at->second].rules;
    }
  };
  for (const Rule& rule : loaded.rules.rules()) take(rule);
  for (const picket::RuleFilter& filter : loaded.rules.filters()) take(filter);
  for (Shared& note : notes) {
    if (note.rules > 1) note.first.message += " (and " + std::to_string(note.rules - 1) + " more)";
    print_lines(problem_with_line(note.first, text_of(loaded, note.first.file)) + '\n');
  }
}

int check(const LoadedRules& loaded) {
  say_notes(loaded);
  print_lines(many(loaded.rules.rules().size(), "rule") + " loaded, " + many(loaded.problems.size(), "problem") + '\n');
  return loaded.problems.empty() ? exit_code::kOk : exit_code::kWrongInput;
}

int explain(const RulesOptions& options, const LoadedRules& loaded) {
  std::size_t shown = 0;
  for (std::uint32_t i = 0; i < loaded.rules.rules().size(); ++i) {
    if (!is_asked_for(loaded.rules.rules()[i], options.rule)) continue;
    print_lines((shown++ == 0 ? "" : "\n") + explain_rule(loaded.rules, i));
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
      print_lines(name + ": not tried: " + label + ": it is for " + printable(to_string(rule.source)) + '\n');
      continue;
    }
    print_lines(name + (does ? ": fired: " : ": not fired: ") + label + '\n' + explain_trial(rules, i, reader));
  }
  return count;
}

/// A log source that no rule of ours is written for may be misspelt.
void say_unknown_source(const RulesOptions& options) {
  const auto check_word = [](const char* option, const std::string& word, const std::vector<std::string_view>& known) {
    if (word.empty() || std::find(known.begin(), known.end(), word) != known.end()) return;
    const std::string near = hint(word, known);
    print_lines("note: " + std::string(option) + " " + printable(word) + ": no agent of ours reports it" + (near.empty() ? known_words(known) : near) + '\n');
  };
  check_word("--product", options.product, {"linux"});
  check_word("--category", options.category, known_categories());
  check_word("--service", options.service, known_services());
}

std::string seconds_text(Time time) {
  std::string out(kUtcTextLength, ' ');
  write_utc(time, out.data());
  return out;
}

/// "events.jsonl:1, :4, :9", the first ten.
std::string named_events(const std::string& file, const std::vector<std::uint32_t>& lines) {
  constexpr std::size_t kNamed = 10;
  std::string out = file;
  for (std::size_t i = 0; i < lines.size() && i < kNamed; ++i) out += (i == 0 ? ":" : ", :") + std::to_string(lines[i]);
  if (lines.size() > kNamed) out += " and " + std::to_string(lines.size() - kNamed) + " more";
  return out;
}

/// Says of the correlations asked for which fired, and of those that did not how far they came. Returns the firings.
std::size_t say_correlations(const RulesOptions& options, const RuleSet& rules, CorrelationTrial& trial) {
  const auto label = [&](const Rule& rule) { return printable(rule.title + (rule.id.empty() ? "" : " (" + rule.id + ")")); };
  if (trial.timed() == 0) {
    print_lines("note: no event has a time (EventTime, _time, @timestamp, timestamp, UtcTime or time): correlations take all for of one moment\n");
  } else if (trial.untimed() != 0) {
    print_lines("note: " + many(trial.untimed(), "event") +
                " without a time: taken to be of the time of the one before\n");
  }
  const std::vector<CorrelationTrial::Firing> firings = trial.judge();
  std::vector<std::uint64_t> times(rules.rules().size());
  std::size_t count = 0;
  for (const CorrelationTrial::Firing& firing : firings) {
    const Rule& rule = rules.rules()[firing.correlation];
    ++times[firing.correlation];
    if (!is_asked_for(rule, options.rule)) continue;
    ++count;
    std::string text = named_events(options.events, firing.events) + ": correlation fired: " + label(rule);
    if (firing.absence) text += ": nothing came after it";
    if (trial.timed() != 0)
      text += ", from " + seconds_text(firing.window_start) + " to " + seconds_text(firing.window_end);
    print_lines(text + '\n');
  }
  for (std::uint32_t i = 0; i < rules.rules().size(); ++i) {
    const Rule& rule = rules.rules()[i];
    if (!rule.is_correlation || times[i] != 0 || !is_asked_for(rule, options.rule)) continue;
    const std::string what = rule.correlation.resolved ? "correlation not fired: " : "correlation not tried, it has problems: ";
    std::uint64_t matches = trial.matches_of(i);
    for (const CorrelationReference& reference : rule.correlation.references) {
      if (rule.correlation.resolved && reference.is_correlation) matches += times[reference.rule];
    }
    print_lines(what + label(rule) + ": its rules matched " + many(matches, "time") + "; it asks for " +
        std::string(to_string(rule.correlation.type)) + ' ' + rule.correlation.condition.describe() + '\n');
  }
  if (trial.without_value() != 0) print_lines("note: " + many(trial.without_value(), "matched event") + " without the field that a correlation measures: not counted\n");
  if (trial.dropped() != 0) print_lines("note: " + many(trial.dropped(), "matched event") + " beyond what correlations keep: not counted\n");
  return count;
}

int test(const RulesOptions& options, LoadedRules& loaded) {
  if (options.events.empty()) throw WrongInput("'rules test' needs --events, a file with one JSON object a line");
  // An author wants to see every correlation, those too that only feed others.
  for (Rule& rule : loaded.rules.rules()) rule.silent = false;
  const RuleSet& rules = loaded.rules;
  const auto is_asked = [&](const Rule& r) { return is_asked_for(r, options.rule); };
  if (std::none_of(rules.rules().begin(), rules.rules().end(), is_asked))
    throw WrongInput(options.rule.empty() ? "no rule was loaded" : "no rule is called '" + options.rule + "'");
  const bool has_correlations =
      std::any_of(rules.rules().begin(), rules.rules().end(), [&](const Rule& r) { return r.is_correlation && is_asked(r); });
  say_unknown_source(options);
  RuleMatcher matcher(rules);
  CorrelationTrial trial(rules);
  std::size_t events = 0;
  std::size_t bad = 0;
  std::size_t hits = 0;
  std::vector<std::uint32_t> fired;
  EventLines lines(options.events);
  while (lines.next()) {
    if (!lines.is_too_long() && lines.text().find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const std::string name = options.events + ':' + std::to_string(lines.number());
    const auto complain = [&](const std::string& what) {
      std::fprintf(stderr, "%s:1: error: %s\n", printable(name).c_str(), printable(what).c_str());
      ++bad;
    };
    if (lines.is_too_long()) {
      complain("the line is longer than 1 MiB");
      continue;
    }
    const auto event = FlatEvent::from_json(lines.text());
    if (!event) {
      complain(event.error());
      continue;
    }
    ++events;
    fired.clear();
    matcher.match(event.value(), {options.product, options.category, options.service}, fired);
    hits += try_event(options, rules, fired, matcher.reader(), name);
    if (!has_correlations) continue;
    if (const auto problem = trial.add(event.value(), static_cast<std::uint32_t>(lines.number()), fired, matcher.reader())) complain(*problem);
  }
  const std::size_t firings = has_correlations ? say_correlations(options, rules, trial) : 0;
  print_lines(many(events, "event") + ", " + many(hits, "hit") + (has_correlations ? ", " + many(firings, "correlation") + " fired" : "") + '\n');
  if (bad != 0 || !loaded.problems.empty()) return exit_code::kWrongInput;
  return hits + firings == 0 ? kNothingFired : exit_code::kOk;
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
