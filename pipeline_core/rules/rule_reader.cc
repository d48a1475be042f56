#include "pipeline_core/rules/rule_reader.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "agent_core/base/closest_word.h"
#include "agent_core/base/utf8.h"
#include "pipeline_core/rules/correlation_reader.h"
#include "pipeline_core/rules/detection_reader.h"
#include "pipeline_core/rules/rule_notes.h"
#include "pipeline_core/rules/yaml_documents.h"

namespace picket {
namespace {

LogSource read_source(const YAML::Node& document) {
  const YAML::Node node = document["logsource"];
  if (!node) refuse_rule(document, "'logsource' is missing");
  if (!node.IsMap()) refuse_rule(node, "'logsource' must be a map");
  LogSource source;
  const auto read = [&](const char* key, std::string& out) {
    const YAML::Node word = node[key];
    if (!word || word.IsNull()) return;
    if (!word.IsScalar()) refuse_rule(word, "'" + std::string(key) + "' must be a text");
    out = word.Scalar();
  };
  read("product", source.product);
  read("category", source.category);
  read("service", source.service);
  return source;
}

Severity severity_of(const std::string& level) {
  if (level == "informational") return Severity::kInformational;
  if (level == "low") return Severity::kLow;
  return level == "high" || level == "critical" ? Severity::kHigh : Severity::kMedium;
}

std::string read_title(const YAML::Node& document) {
  const std::string title = text_of(document["title"]);
  if (title.empty() || title.size() > 256) refuse_rule(document, "'title' is missing or longer than 256 characters");
  return title;
}

std::string read_short_text(const YAML::Node& document, const char* key) {
  const YAML::Node node = document[key];
  if (!node || node.IsNull()) return {};
  if (!node.IsScalar() || node.Scalar().size() > 256)
    refuse_rule(node, "'" + std::string(key) + "' must be a text of at most 256 characters");
  return node.Scalar();
}

std::vector<std::string> read_tags(const YAML::Node& node) {
  std::vector<std::string> tags;
  if (!node || node.IsNull()) return tags;
  if (!node.IsSequence()) refuse_rule(node, "'tags' must be a list");
  for (const YAML::Node& tag : node) {
    tags.push_back(text_of(tag));
    const std::size_t dot = tags.back().find('.');
    const bool good = dot != 0 && dot != std::string::npos && dot + 1 < tags.back().size() &&
                      tags.back().find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-.") == std::string::npos;
    if (!good) refuse_rule(tag, "a tag is a namespace, a dot and a name in lower case: attack.t1059");
  }
  return tags;
}

/// The program of a login tells which service's log it would stand in; one that is not known may be any.
Expression by_sshd(Expression expression, RuleSet& rules) {
  const auto leaf = [&](Predicate p) { return Expression::of(rules.add_predicate(std::move(p))); };
  std::vector<Expression> any;
  any.push_back(leaf(Predicate::pattern(Field::kImage, parse_pattern("*/sshd"), false)));
  any.push_back(leaf(Predicate::null(Field::kImage)));
  std::vector<Expression> both;
  both.push_back(std::move(expression));
  both.push_back(Expression::joined(Expression::Kind::kOr, std::move(any)));
  return Expression::joined(Expression::Kind::kAnd, std::move(both));
}

/// The rules that a filter names.
std::vector<std::string> read_filtered(const YAML::Node& node) {
  std::vector<std::string> names;
  const auto add = [&](const YAML::Node& one) {
    if (!one.IsScalar() || one.Scalar().empty()) refuse_rule(one, "the id or name of a rule is a text");
    names.push_back(one.Scalar());
  };
  if (node.IsSequence()) {
    for (const YAML::Node& one : node) add(one);
  } else {
    add(node);
  }
  if (names.empty()) refuse_rule(node, "the filter refers to no rule");
  return names;
}

/// True if a filter's condition says `not` of all that it is about: what to keep, not what to take out. A `not` inside a
/// search is the search's.
bool is_exception(const Expression& e) {
  if (!e.search.empty()) return false;
  if (e.kind == Expression::Kind::kNot) return true;
  const bool joins = e.kind == Expression::Kind::kAnd || e.kind == Expression::Kind::kOr;
  return joins && std::all_of(e.children.begin(), e.children.end(), is_exception);
}

/// Where the first bytes stand that are no UTF-8; the text's length if there are none.
std::size_t ill_formed_at(std::string_view text) {
  if (is_utf8(text)) return text.size();
  std::size_t at = 0;
  while (at < text.size()) {
    const CodePoint next = first_code_point(text.substr(at));
    if (!next.well_formed) break;
    at += next.bytes;
  }
  return at;
}

/// A missing section may be one whose name was misspelled.
std::string hint_for(const YAML::Node& document, std::string_view section) {
  for (const auto& item : document) {
    const std::string key = text_of(item.first);
    if (key != section && !closest_word(key, std::array{section}).empty()) return "; is it '" + key + "'?";
  }
  return {};
}

}  // namespace

bool RuleReader::read_document(const YAML::Node& document, const std::string& file) {
  const RuleSet::Extent before = rules_.extent();
  RuleProblems problems;
  std::string id;
  bool is_rule = false;
  problems.attempt([&] {
    if (!document.IsMap()) refuse_rule(document, "a rule must be a map");
    check_keys(document, limits_);
    id = text_of(document["id"]);
    Rule rule;
    problems.attempt([&] {
      rule.id = read_short_text(document, "id");
      if (rules_.has_rule(rule.id)) refuse_rule(document["id"], "the id is another rule's");
    });
    if (id.empty()) id = text_of(document["title"]);
    problems.attempt([&] { rule.title = read_title(document); });
    problems.attempt([&] { rule.name = read_short_text(document, "name"); });
    problems.attempt([&] { rule.alert_name = read_short_text(document, "alert"); });
    problems.attempt([&] { rule.tags = read_tags(document["tags"]); });
    rule.metadata = read_metadata(document, problems);
    rule.severity = severity_of(rule.metadata.level);
    rule.file = file;
    rule.line = document.Mark().line + 1;
    if (document["action"]) refuse_unsupported(document["action"], "'action' was removed from Sigma");
    if (document["correlation"]) {
      read_correlation(document, rule, problems);
      if (!problems.empty()) return;
      rule.notes = notes_of(document, rule, rules_.fields());
      rules_.add_rule(std::move(rule));
      is_rule = true;
      return;
    }
    problems.attempt([&] { rule.source = read_source(document); });
    if (const YAML::Node filter = document["filter"]) {
      RuleFilter f{rule.id, rule.title, file, rule.line, {}, rule.source, {}, {}};
      problems.attempt([&] {
        if (!filter.IsMap() || !filter["rules"]) refuse_rule(filter, "a filter needs 'rules'");
        f.rules = read_filtered(filter["rules"]);
        f.expression = read_detection(filter, limits_, placeholders_, rules_, problems);
        if (problems.empty() && is_exception(f.expression))
          refuse_rule(filter["condition"],
                      "a filter says what to take out, without 'not'; write 'condition: selection' for what other programs "
                      "write as 'condition: not selection'");
      });
      if (!problems.empty()) return;
      rule.routes = routes_of(rule.source);
      f.notes = notes_of(document, rule, rules_.fields());
      rules_.add_filter(std::move(f));
      return;
    }
    if (!document["detection"]) refuse_rule(document, "'detection' is missing" + hint_for(document, "detection"));
    rule.routes = routes_of(rule.source);
    rule.expression = read_detection(document["detection"], limits_, placeholders_, rules_, problems);
    if (!problems.empty()) return;
    rule.notes = notes_of(document, rule, rules_.fields());
    if (rule.source.service == "sshd") rule.expression = by_sshd(std::move(rule.expression), rules_);
    rules_.add_rule(std::move(rule));
    is_rule = true;
  });
  if (!problems.empty()) rules_.shrink_to(before);
  for (const RuleProblem& p : problems.list()) {
    // What has no place of its own is said at the document's beginning.
    const YAML::Mark mark = p.mark.is_null() ? document.Mark() : p.mark;
    diagnostics_.push_back({file, mark.line + 1, mark.column + 1, id, p.message, p.unsupported});
  }
  return is_rule;
}

std::size_t RuleReader::read(std::string_view yaml_text, std::string_view file_name) {
  const std::string file(file_name);
  const auto report = [&](const YAML::Mark& mark, std::string message) {
    diagnostics_.push_back({file, mark.line + 1, mark.column + 1, {}, std::move(message), false});
  };
  if (yaml_text.size() > limits_.max_file_bytes) {
    report(YAML::Mark(), "the file is larger than 1 MiB");
    return 0;
  }
  if (const std::size_t bad = ill_formed_at(yaml_text); bad < yaml_text.size()) {
    const std::string_view before = yaml_text.substr(0, bad);
    YAML::Mark mark;
    mark.line = static_cast<int>(std::count(before.begin(), before.end(), '\n'));
    mark.column = static_cast<int>(bad - (before.rfind('\n') + 1));
    report(mark, "the file is not UTF-8 here");
    return 0;
  }
  std::vector<YAML::Node> documents;
  try {
    documents = yaml_documents(yaml_text);
  } catch (const YAML::Exception& e) {
    report(e.mark.is_null() ? YAML::Mark() : e.mark, e.msg);
    return 0;
  }
  std::size_t added = 0;
  bool empty = true;
  for (const YAML::Node& document : documents) {
    if (document.IsNull()) continue;
    empty = false;
    if (read_document(document, file)) ++added;
  }
  if (empty) report(YAML::Mark(), "the file holds no rule");
  return added;
}

}  // namespace picket
