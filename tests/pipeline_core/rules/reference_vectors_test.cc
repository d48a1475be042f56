// What the reference implementation of Sigma makes of modifiers, escapes and conditions. Truth comes
// from a data file outside the project (PICKET_DATA); without it the tests are skipped.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <cstdlib>
#include <set>

#include "pipeline_core/rules/condition.h"
#include "pipeline_core/rules/rule_reader.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

std::optional<YAML::Node> load_vectors() {
  const char* root = std::getenv("PICKET_DATA");
  if (root == nullptr) return std::nullopt;
  const std::string path = std::string(root) + "/detection/sigma_reference_vectors.json";
  if (!std::filesystem::exists(path)) return std::nullopt;
  return YAML::Load(read_text(path));
}

/// A tree in one spelling: operands of and/or sorted, since `1 of` expands in another order.
std::string spell(const YAML::Node& tree) {
  if (tree.IsScalar()) return tree.Scalar();
  for (const char* word : {"and", "or"}) {
    if (!tree[word]) continue;
    std::multiset<std::string> parts;
    for (const YAML::Node& part : tree[word]) parts.insert(spell(part));
    std::string out = std::string(word) + '(';
    for (const std::string& part : parts) out += part + ',';
    return out + ')';
  }
  return "not(" + spell(tree["not"]) + ')';
}

std::string spell(const Expression& e, const std::vector<std::string>& leaves) {
  if (e.kind == Expression::Kind::kPredicate) return leaves[e.predicate];
  if (e.kind == Expression::Kind::kNot) return "not(" + spell(e.children[0], leaves) + ')';
  std::multiset<std::string> parts;
  for (const Expression& child : e.children) parts.insert(spell(child, leaves));
  std::string out = e.kind == Expression::Kind::kAnd ? "and(" : "or(";
  for (const std::string& part : parts) out += part + ',';
  return out + ')';
}

bool holds_null(const YAML::Node& tree) {
  if (tree.IsNull()) return true;
  if (tree.IsScalar()) return false;
  for (const auto& child : tree) {
    if (holds_null(tree.IsMap() ? child.second : child)) return true;
  }
  return false;
}

TEST(ReferenceVectors, agree_on_conditions) {
  const auto data = load_vectors();
  if (!data) GTEST_SKIP() << "set PICKET_DATA to run";
  const std::vector<std::string> leaves{"f=1", "f=2", "f=3", "f=4", "f=5", "g=6", "f=7", "f=8", "f=9", "~foo", "~bar"};
  const auto leaf = [](std::uint32_t i) { return Expression::of(i); };
  Searches searches;
  searches["a"] = leaf(0);
  searches["b"] = leaf(1);
  searches["c"] = leaf(2);
  searches["sel_x"] = leaf(3);
  searches["sel_y"] = Expression::joined(Expression::Kind::kAnd, {leaf(4), leaf(5)});
  searches["filter_main_z"] = Expression::joined(Expression::Kind::kOr, {leaf(6), leaf(7)});
  searches["_hidden"] = leaf(8);
  searches["kw"] = Expression::joined(Expression::Kind::kOr, {leaf(9), leaf(10)});
  int checked = 0;
  for (const YAML::Node& vector : (*data)["conditions"]) {
    const auto condition = vector["condition"].as<std::string>();
    SCOPED_TRACE(condition);
    const auto parsed = parse_condition(condition, searches);
    // A pattern that matches nothing is an empty node there and an error here, on purpose.
    if (vector["error"] || holds_null(vector["tree"]))
      EXPECT_FALSE(parsed.ok());
    else {
      ASSERT_TRUE(parsed.ok()) << parsed.error().message;
      EXPECT_EQ(spell(parsed.value(), leaves), spell(vector["tree"]));
    }
    ++checked;
  }
  EXPECT_EQ(checked, 40);
}

/// The parts of a reference value as patterns spell them here.
PatternParts parts_of(const YAML::Node& value) {
  PatternParts parts;
  for (std::size_t i = 0; i < value["parts"].size(); ++i) {
    const auto text = value["parts"][i].as<std::string>();
    if (!value["is_special"][i].as<bool>())
      parts.push_back({PatternPart::Kind::kLiteral, text});
    else
      parts.push_back({text == "*" ? PatternPart::Kind::kAny : PatternPart::Kind::kOne, {}});
  }
  return parts;
}

/// The names of the predicates that the reference's values amount to; nothing if not of our kind.
std::optional<std::set<std::string>> expected_predicates(const YAML::Node& values, Field field) {
  std::set<std::string> names;
  for (const YAML::Node& value : values) {
    if (value["or"]) {
      const auto inner = expected_predicates(value["or"], field);
      if (!inner) return std::nullopt;
      names.insert(inner->begin(), inner->end());
      continue;
    }
    const auto type = value["type"].as<std::string>();
    if (type == "SigmaString" && value["parts"].size() > 0)
      names.insert(Predicate::pattern(field, parts_of(value), false).name());
    else if (type == "SigmaCasedString")
      names.insert(Predicate::pattern(field, parts_of(value), true).name());
    else if (type == "SigmaString" || type == "SigmaNull" || type == "SigmaExists")
      names.insert(Predicate::exists(field).name());
    else if (type == "SigmaNumber" && is_number(field))
      names.insert(Predicate::number(field, "eq", value["number"].as<double>()).name());
    else if (type == "SigmaCompareExpression") {
      std::string op = value["op"].as<std::string>();
      for (char& c : op) c = static_cast<char>(std::tolower(c));
      names.insert(Predicate::number(field, op, value["number"].as<double>()).name());
    } else if (type == "SigmaCIDRExpression") {
      names.insert(Predicate::cidr(field, *Cidr::parse(value["cidr"].as<std::string>())).name());
    } else if (type == "SigmaRegularExpression") {
      std::string flags;
      for (const YAML::Node& flag : value["flags"]) flags += flag.as<std::string>()[0];
      const bool i = flags.find('I') != std::string::npos;
      std::string error;
      std::string expression = value["regexp"].as<std::string>();
      // `re|contains` adds .* there; here the search is unanchored anyway.
      if (expression.starts_with(".*") && expression.ends_with(".*"))
        expression = expression.substr(2, expression.size() - 4);
      names.insert(Predicate::regex(field, expression, i, flags.find('M') != std::string::npos,
                                    flags.find('D') != std::string::npos, error)
                       ->name());
    } else {
      return std::nullopt;
    }
  }
  return names;
}

TEST(ReferenceVectors, agree_on_the_modifiers_we_have) {
  const auto data = load_vectors();
  if (!data) GTEST_SKIP() << "set PICKET_DATA to run";
  int compared = 0;
  int unsupported = 0;
  int errors = 0;
  for (const YAML::Node& vector : (*data)["vectors"]) {
    const auto item = vector["item"].as<std::string>();
    SCOPED_TRACE(item + ": " + YAML::Dump(vector["value"]));
    const bool numeric = item.find("|gt") != std::string::npos || item.find("|lt") != std::string::npos ||
                         item == "f" || item == "f|neq";
    const bool address = item.find("|cidr") != std::string::npos;
    // The field of the vector becomes one of ours of the right shape.
    const bool number_value = vector["value"].IsScalar() && vector["value"].Tag() != "!" &&
                              vector["value"].Scalar().find_first_not_of("-.0123456789") == std::string::npos;
    const Field field = address                                                        ? Field::kDestinationIp
                        : numeric && number_value && !vector["value"].Scalar().empty() ? Field::kDestinationPort
                                                                                       : Field::kCommandLine;
    const std::size_t bar = item.find('|');
    YAML::Node selection;
    std::string key = std::string(vector["field"] && vector["field"].IsNull() ? "" : to_string(field)) +
                      (bar == std::string::npos ? "" : item.substr(bar));
    selection[key] = YAML::Clone(vector["value"]);
    YAML::Node rule;
    rule["title"] = "t";
    rule["logsource"]["category"] = "network_connection";
    rule["detection"]["s"] = selection;
    rule["detection"]["condition"] = "s";
    RuleSet rules;
    std::vector<Diagnostic> diagnostics;
    RuleReader(rules, diagnostics).read(YAML::Dump(rule), "vector");
    if (!diagnostics.empty() && diagnostics[0].unsupported) {
      ++unsupported;
      continue;
    }
    if (vector["error"]) {
      EXPECT_FALSE(diagnostics.empty());
      ++errors;
      continue;
    }
    ASSERT_TRUE(diagnostics.empty()) << to_string(diagnostics[0]);
    const auto expected = expected_predicates(vector["values"], field);
    if (!expected) continue;  // a boolean: compared as text here
    std::set<std::string> got;
    for (const Predicate& p : rules.predicates()) got.insert(p.name());
    EXPECT_EQ(got, *expected);
    Expression e = rules.rules()[0].expression;
    if (vector["negated"].as<bool>()) {
      ASSERT_EQ(e.kind, Expression::Kind::kNot);
      e = e.children[0];
    }
    if (vector["values"].size() > 1) {
      EXPECT_EQ(e.kind,
                vector["linking"].as<std::string>() == "ConditionAND" ? Expression::Kind::kAnd : Expression::Kind::kOr);
    }
    ++compared;
  }
  RecordProperty("compared", compared);
  std::cout << "vectors compared " << compared << ", refused as there " << errors << ", unsupported here "
            << unsupported << '\n';
  EXPECT_GE(compared, 50);
}

TEST(SigmaCorpus, loads_or_says_which_feature_is_missing) {
  const char* root = std::getenv("PICKET_DATA");
  if (root == nullptr || !std::filesystem::exists(std::string(root) + "/detection/sigma-linux"))
    GTEST_SKIP() << "set PICKET_DATA to run";
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(std::string(root) + "/detection/sigma-linux")) {
    if (entry.path().extension() == ".yml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  RuleSet rules;
  std::vector<Diagnostic> diagnostics;
  std::size_t loaded = 0;
  for (const auto& file : files)
    loaded += RuleReader(rules, diagnostics).read(read_text(file), file.filename().string());
  rules.resolve(diagnostics);
  std::map<std::string, int> reasons;
  for (const Diagnostic& d : diagnostics) {
    EXPECT_TRUE(d.unsupported) << to_string(d);
    EXPECT_GT(d.line, 0) << to_string(d);
    ++reasons[d.message];
  }
  EXPECT_EQ(loaded + diagnostics.size(), files.size());
  std::cout << "loaded " << loaded << " of " << files.size() << '\n';
  for (const auto& [reason, count] : reasons) std::cout << "  " << count << "  " << reason << '\n';
  EXPECT_GE(loaded, 100u);
}

}  // namespace
}  // namespace picket
