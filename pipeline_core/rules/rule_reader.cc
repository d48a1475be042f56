#include "pipeline_core/rules/rule_reader.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "pipeline_core/rules/correlation_reader.h"
#include "pipeline_core/rules/detection_reader.h"

namespace picket {
namespace {

[[noreturn]] void refuse(const YAML::Node& at, std::string message) {
  throw RuleProblem{at ? at.Mark() : YAML::Mark::null_mark(), std::move(message), false};
}
[[noreturn]] void unsupported(const YAML::Node& at, std::string message) {
  throw RuleProblem{at ? at.Mark() : YAML::Mark::null_mark(), std::move(message), true};
}

std::string text_of(const YAML::Node& node) {
  return node && node.IsScalar() ? node.Scalar() : std::string();
}

struct LogSource {
  EventKind kind;
  std::vector<std::string_view> operations;  ///< of the kind's operation field; empty: all
  Field operation_field = Field::kOperation;
};

std::optional<LogSource> find_source(std::string_view category) {
  if (category == "process_creation") return LogSource{EventKind::kProcess, {"EXEC"}, Field::kOperation};
  if (category == "process_termination") return LogSource{EventKind::kProcess, {"EXIT"}, Field::kOperation};
  if (category == "network_connection") return LogSource{EventKind::kNetwork, {}, Field::kOperation};
  if (category == "dns_query" || category == "dns") return LogSource{EventKind::kDns, {}, Field::kOperation};
  if (category == "login") return LogSource{EventKind::kLogin, {}, Field::kLoginOperation};
  if (category == "file_event")
    return LogSource{EventKind::kFile, {"Created", "Modified", "Moved"}, Field::kFileOperation};
  if (category == "file_change")
    return LogSource{EventKind::kFile, {"Modified", "MetadataChanged"}, Field::kFileOperation};
  if (category == "file_delete") return LogSource{EventKind::kFile, {"Deleted"}, Field::kFileOperation};
  if (category == "file_access") return LogSource{EventKind::kFile, {"Access", "Opened"}, Field::kFileOperation};
  if (category == "peripheral") return LogSource{EventKind::kPeripheral, {}, Field::kOperation};
  return std::nullopt;
}

LogSource read_source(const YAML::Node& source) {
  if (!source.IsMap()) refuse(source, "'logsource' must be a map");
  const std::string product = text_of(source["product"]);
  const std::string service = text_of(source["service"]);
  std::string category = text_of(source["category"]);
  if (!product.empty() && product != "linux")
    unsupported(source, "product '" + product + "' does not occur in security messages");
  if (service == "auth" && category.empty())
    category = "login";
  else if (!service.empty())
    unsupported(source, "service '" + service + "' does not occur in security messages");
  const auto found = find_source(category);
  if (!found)
    unsupported(source, category.empty() ? "'logsource' names no category"
                                         : "category '" + category + "' does not occur in security messages");
  return *found;
}

Severity read_level(const YAML::Node& level) {
  const std::string text = text_of(level);
  if (text == "informational") return Severity::kInformational;
  if (text == "low") return Severity::kLow;
  if (text.empty() || text == "medium") return Severity::kMedium;
  if (text == "high" || text == "critical") return Severity::kHigh;
  refuse(level, "unknown level '" + text + "'");
}

Rule read_rule(const YAML::Node& document, RuleSet& rules) {
  Rule rule;
  rule.id = text_of(document["id"]);
  rule.name = text_of(document["name"]);
  rule.title = text_of(document["title"]);
  rule.alert_name = text_of(document["alert"]);
  if (rule.title.empty() || rule.title.size() > 256)
    refuse(document, "'title' is missing or longer than 256 characters");
  rule.severity = read_level(document["level"]);
  if (const YAML::Node tags = document["tags"]; tags && tags.IsSequence()) {
    for (const YAML::Node& tag : tags) rule.tags.push_back(text_of(tag));
  }
  if (document["filter"]) unsupported(document["filter"], "filters are not supported");
  if (document["action"]) unsupported(document["action"], "'action' was removed from Sigma");
  if (document["correlation"]) {
    read_correlation(document, rule);
    return rule;
  }
  if (!document["logsource"]) refuse(document, "'logsource' is missing");
  if (!document["detection"]) refuse(document, "'detection' is missing");
  const LogSource source = read_source(document["logsource"]);
  rule.kind = source.kind;
  rule.expression = read_detection(document["detection"], source.kind, rules);
  if (!source.operations.empty()) {
    std::vector<Expression> any;
    for (const std::string_view word : source.operations) {
      any.push_back(
          Expression::of(rules.add_predicate(Predicate::pattern(source.operation_field, parse_pattern(word), false))));
    }
    std::vector<Expression> both;
    both.push_back(Expression::joined(Expression::Kind::kOr, std::move(any)));
    both.push_back(std::move(rule.expression));
    rule.expression = Expression::joined(Expression::Kind::kAnd, std::move(both));
  }
  return rule;
}

}  // namespace

std::size_t RuleReader::read(std::string_view yaml_text, std::string_view file_name) {
  const std::string file(file_name);
  const auto report = [&](const YAML::Mark& mark, const std::string& id, std::string message, bool unsupported) {
    diagnostics_.push_back({file, mark.line + 1, mark.column + 1, id, std::move(message), unsupported});
  };
  if (yaml_text.size() > (1U << 20)) {
    report(YAML::Mark(), {}, "the file is larger than 1 MiB", false);
    return 0;
  }
  std::vector<YAML::Node> documents;
  try {
    documents = YAML::LoadAll(std::string(yaml_text));
  } catch (const YAML::Exception& e) {
    report(e.mark, {}, e.msg, false);
    return 0;
  }
  std::size_t added = 0;
  bool empty = true;
  for (const YAML::Node& document : documents) {
    if (document.IsNull()) continue;
    empty = false;
    std::string id;
    try {
      if (!document.IsMap()) refuse(document, "a rule must be a map");
      check_keys(document);
      id = text_of(document["id"]);
      const auto same_id = [&id](const Rule& rule) { return rule.id == id; };
      if (!id.empty() && std::any_of(rules_.rules().begin(), rules_.rules().end(), same_id)) {
        refuse(document["id"], "the id is another rule's");
      }
      if (id.empty()) id = text_of(document["title"]);
      Rule rule = read_rule(document, rules_);
      rule.file = file;
      rule.line = document.Mark().line + 1;
      rules_.add_rule(std::move(rule));
      ++added;
    } catch (const RuleProblem& problem) {
      report(problem.mark, id, problem.message, problem.unsupported);
    } catch (const YAML::Exception& e) {
      report(e.mark, id, e.msg, false);
    }
  }
  if (empty) report(YAML::Mark(), {}, "the file holds no rule", false);
  return added;
}

}  // namespace picket
