#include "pipeline_core/rules/detection_reader.h"

#include <gmock/gmock.h>

#include "tests/pipeline_core/rules/rule_text.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A detection as the tree of what it asks for; searches by name where a part is one.
class Detection {
 public:
  explicit Detection(std::string_view yaml, RuleLimits limits = {}, const Placeholders& placeholders = {}) {
    expression_ = read_detection(YAML::Load(std::string(yaml)), limits, placeholders, rules_, problems_);
  }
  std::string text() const { return text_of(expression_); }
  std::vector<std::string> problems() const {
    std::vector<std::string> out;
    for (const RuleProblem& p : problems_.list()) out.push_back(p.message);
    return out;
  }
  const Expression& expression() const { return expression_; }

 private:
  std::string text_of(const Expression& e) const {
    const std::string name = e.search.empty() ? std::string() : e.search + ":";
    if (e.kind == Expression::Kind::kPredicate) return name + rules_.predicates()[e.predicate].describe(rules_.fields());
    if (e.kind == Expression::Kind::kNot) return name + "not(" + text_of(e.children[0]) + ")";
    std::string out = name + (e.kind == Expression::Kind::kAnd ? "all(" : "any(");
    for (std::size_t i = 0; i < e.children.size(); ++i) out += (i == 0 ? "" : "; ") + text_of(e.children[i]);
    return out + ")";
  }

  RuleSet rules_;
  RuleProblems problems_;
  Expression expression_;
};

std::string tree(std::string_view yaml) {
  const Detection detection(yaml);
  EXPECT_THAT(detection.problems(), IsEmpty()) << yaml;
  return detection.text();
}
std::vector<std::string> problems_of(std::string_view yaml) { return Detection(yaml).problems(); }
std::vector<std::string> problems_of_rule(std::string_view yaml) { return ReadRules(yaml).problems(); }

/// Sigma rules specification 2.1, "Detection": maps are `and`, lists are `or`, and keywords stand anywhere.
TEST(DetectionReader, joins_maps_by_and_and_lists_by_or) {
  EXPECT_EQ(tree("{s: {a: x, b: y}, condition: s}"), "s:all(a like 'x'; b like 'y')");
  EXPECT_EQ(tree("{s: {a: [x, y]}, condition: s}"), "s:any(a like 'x'; a like 'y')");
  EXPECT_EQ(tree("{s: {a|contains|all: [x, y]}, condition: s}"), "s:all(a like '*x*'; a like '*y*')");
  EXPECT_EQ(tree("{s: [{a: x, b: y}, {c: z}], condition: s}"), "s:any(all(a like 'x'; b like 'y'); c like 'z')");
  EXPECT_EQ(tree("{s: [x, 5, 'y*z'], condition: s}"), "s:any(any value like '*x*'; any value like '*5*'; any value like '*y*z*')");
  EXPECT_EQ(tree("{s: {'|all': [x, y]}, condition: s}"), "s:all(any value like '*x*'; any value like '*y*')");
  EXPECT_EQ(tree("{s: x, condition: s}"), "s:any value like '*x*'");
  EXPECT_EQ(tree("{s: {a: x}, t: {b: y}, condition: s and not t}"), "all(s:a like 'x'; not(t:b like 'y'))");
  EXPECT_EQ(tree("{s: {a: x}, t: {b: y}, condition: [s, t]}"), "any(s:a like 'x'; t:b like 'y')") << "a list of conditions";
  EXPECT_EQ(tree("{s: {'a b': x}, condition: s}"), "s:ab like 'x'") << "field usage: spaces are left out";
}

TEST(DetectionReader, reads_values_by_how_they_are_written) {
  EXPECT_EQ(tree("{s: {a: 5}, condition: s}"), "s:a = 5");
  EXPECT_EQ(tree("{s: {a: '5'}, condition: s}"), "s:a like '5'");
  EXPECT_EQ(tree("{s: {a: 1e6}, condition: s}"), "s:a = 1000000");
  EXPECT_EQ(tree("{s: {a: null}, condition: s}"), "s:a is null or missing");
  EXPECT_EQ(tree("{s: {a: }, condition: s}"), "s:a is null or missing");
  EXPECT_EQ(tree("{s: {a: 'null'}, condition: s}"), "s:a like 'null'");
  EXPECT_EQ(tree("{s: {a: ''}, condition: s}"), "s:a like ''");
  EXPECT_EQ(tree("{s: {a: true}, condition: s}"), "s:a like 'true'");
  EXPECT_EQ(tree("{s: {a: .inf}, condition: s}"), "s:a like '.inf'");
  EXPECT_EQ(tree("{s: {a: inf}, condition: s}"), "s:a like 'inf'");
  EXPECT_EQ(tree("{s: {a: 0x10}, condition: s}"), "s:a like '0x10'");
}

TEST(DetectionReader, makes_the_test_that_a_modifier_asks_for) {
  EXPECT_EQ(tree("{s: {a|exists: true}, condition: s}"), "s:a exists");
  EXPECT_EQ(tree("{s: {a|exists: False}, condition: s}"), "s:not(a exists)");
  EXPECT_EQ(tree("{s: {a|neq: [x, y]}, condition: s}"), "s:not(any(a like 'x'; a like 'y'))");
  EXPECT_EQ(tree("{s: {a|re|i: x.y}, condition: s}"), "s:a matches /(?i)x.y/");
  EXPECT_EQ(tree("{s: {a|cidr: [10.0.0.0/8, '::1']}, condition: s}"), "s:any(a in 10.0.0.0/8; a in ::1/128)");
  EXPECT_EQ(tree("{s: {a|lte: -0.5}, condition: s}"), "s:a <= -0.5");
  EXPECT_EQ(tree("{s: {a|hour|gte: 22}, condition: s}"), "s:a hour >= 22");
  EXPECT_EQ(tree("{s: {a|fieldref|startswith: b}, condition: s}"), "s:a starts with the value of b");
  EXPECT_EQ(tree("{s: {a|fieldref|contains|neq: b}, condition: s}"), "s:not(a contains the value of b)");
  EXPECT_EQ(tree("{s: {a|cased: X}, condition: s}"), "s:a like (case matters) 'X'");
  EXPECT_EQ(tree("{s: {a|windash|contains: ' -x'}, condition: s}").substr(0, 30), "s:any(a like '* -x*'; a like '");
  EXPECT_EQ(tree("{s: {a|windash|all: [-x, -y]}, condition: s}").substr(0, 28), "s:all(any(a like '-x'; a lik") << "variants are `or`";
}

TEST(DetectionReader, says_what_a_value_cannot_be) {
  const auto problem = [](const std::string& item) { return problems_of("{s: {" + item + "}, condition: s}"); };
  EXPECT_THAT(problem("a|exists: 1"), ElementsAre("'exists' takes true or false"));
  EXPECT_THAT(problem("a|exists: 'true'"), ElementsAre("'exists' takes true or false"));
  EXPECT_THAT(problem("a|gt: '5'"), ElementsAre("'gt' takes a number"));
  EXPECT_THAT(problem("a|gt: inf"), ElementsAre("'gt' takes a number"));
  EXPECT_THAT(problem("a|hour: x"), ElementsAre("a part of a date is a number"));
  EXPECT_THAT(problem("a|hour: 24"), ElementsAre("expected a whole number from 0 to 23"));
  EXPECT_THAT(problem("a|week: 0"), ElementsAre("expected a whole number from 1 to 53"));
  EXPECT_THAT(problem("a|month: 1.5"), ElementsAre("expected a whole number from 1 to 12"));
  EXPECT_THAT(problem("a|cidr: 10.0.0.1/8"), ElementsAre("not an address block, or host bits are set"));
  EXPECT_THAT(problem("a|re: null"), ElementsAre("'re' takes a text"));
  EXPECT_THAT(problem("a|re: '('"), ElementsAre("regular expression: missing ): ("));
  EXPECT_THAT(problem("a|fieldref: ' '"), ElementsAre("'fieldref' takes the name of a field"));
  EXPECT_THAT(problem("a|contains: 5"), ElementsAre("modifiers of texts take texts; put the value in quotes"));
  EXPECT_THAT(problem("a|contains: null"), ElementsAre("modifiers of texts take texts; put the value in quotes"));
  EXPECT_THAT(problem("a: [x, [y]]"), ElementsAre("a value must be a scalar or a list of scalars"));
  EXPECT_THAT(problem("a: {b: c}"), ElementsAre("a value must be a scalar or a list of scalars"));
  EXPECT_THAT(problem("a: []"), ElementsAre("a list of values is empty"));
  EXPECT_THAT(problem("'': x"), ElementsAre("a field has no name"));
  EXPECT_THAT(problem("'a|': x"), ElementsAre("a modifier is missing behind '|'"));
  EXPECT_THAT(problem("device: x"), ElementsAre("field 'device' is for group-by and counting only"));
  EXPECT_THAT(problem("a: [x, y], b|gt: many, c|exists: 5, d|re: '('"),
              ElementsAre("'gt' takes a number", "'exists' takes true or false", "regular expression: missing ): (")) << "all at once";
}

TEST(DetectionReader, says_what_a_section_lacks) {
  EXPECT_THAT(problems_of("[x]"), ElementsAre("expected a map of searches and a condition"));
  EXPECT_THAT(problems_of("{s: {a: x}}"), ElementsAre("there is no condition"));
  EXPECT_THAT(problems_of("{s: {a: x}, condition: []}"), ElementsAre("there is no condition"));
  EXPECT_THAT(problems_of("{s: {a: x}, condition: {s: t}}"), ElementsAre("a condition must be a text"));
  EXPECT_THAT(problems_of("{s: [], condition: s}"), ElementsAre("a search is empty"));
  EXPECT_THAT(problems_of("{s: {}, condition: s}"), ElementsAre("a search is empty"));
  EXPECT_THAT(problems_of("{s: '', condition: s}"), ElementsAre("a keyword is empty"));
  EXPECT_THAT(problems_of("{s: [null], condition: s}"), ElementsAre("a keyword is a text"));
  EXPECT_THAT(problems_of("{s: [[x]], condition: s}"), ElementsAre("a search is a map, a list of maps or a list of keywords"));
  EXPECT_THAT(problems_of("{? [x] : y, condition: s}"), ::testing::Contains("the name of a search must be a text"));
  EXPECT_THAT(problems_of("{s: {? [x] : y}, condition: s}"), ElementsAre("a field name must be a text"));
  EXPECT_THAT(problems_of("{s: {a: x}, timeframe: 1m, condition: s}"), ElementsAre("'timeframe' was removed from Sigma; write a correlation"));
  EXPECT_THAT(problems_of("{s: {a|gt: x}, condition: s and t}"),
              ElementsAre("'gt' takes a number", HasSubstr("condition: search 't' is not defined")))
      << "a search that is wrong is defined nevertheless";
  // Of a filter, `rules` is no search; of a rule it is.
  EXPECT_EQ(tree("{rules: [x], s: {a: x}, condition: 1 of them}"), "s:a like 'x'");
}

TEST(DetectionReader, refuses_keys_given_twice_and_what_is_too_deep_or_large) {
  const auto problem = [](std::string_view yaml, RuleLimits limits = {}) {
    try {
      check_keys(YAML::Load(std::string(yaml)), limits);
    } catch (const RuleProblem& p) {
      return p.message;
    }
    return std::string();
  };
  EXPECT_EQ(problem("{a: 1, b: {c: 2, d: 3}}"), "");
  EXPECT_EQ(problem("{a: 1, b: {c: 2, c: 3}}"), "key 'c' is given twice");
  EXPECT_EQ(problem("[{a: 1}, {b: 1, a: 2, b: 3}]"), "key 'b' is given twice");
  RuleLimits limits;
  limits.max_depth = 3;
  EXPECT_EQ(problem("[[[x]]]", limits), "");
  EXPECT_EQ(problem("[[[[x]]]]", limits), "nested too deeply");
  limits.max_nodes = 5;
  EXPECT_EQ(problem("[1, 2, 3, 4]", limits), "");
  EXPECT_EQ(problem("[1, 2, 3, 4, 5]", limits), "too large, with its aliases written out");
  EXPECT_EQ(problem("[&a [1], *a, *a]", limits), "too large, with its aliases written out");
}

TEST(DetectionReader, tells_missing_null_and_empty_apart) {
  const RuleSet rules = load(item_rule("null", "f: null") + item_rule("empty", "f: ''") + item_rule("exists", "f|exists: true") +
                             item_rule("absent", "f|exists: false") + item_rule("any", "f|contains: ''") + item_rule("neq", "f|neq: x"));
  EXPECT_THAT(fired(rules, json("{}")), ElementsAre("null", "absent", "neq"));
  EXPECT_THAT(fired(rules, json(R"({"f": null})")), ElementsAre("null", "exists", "neq"));
  EXPECT_THAT(fired(rules, json(R"({"f": ""})")), ElementsAre("empty", "exists", "any", "neq"));
  EXPECT_THAT(fired(rules, json(R"({"f": "x"})")), ElementsAre("exists", "any"));
}

TEST(DetectionReader, compares_numbers_texts_and_other_fields) {
  const RuleSet rules = load(item_rule("five", "n: 5") + item_rule("text", "n: '5'") + item_rule("more", "n|gt: 4") +
                             item_rule("same", "n|fieldref: m") + item_rule("ends", "n|fieldref|endswith: m") +
                             item_rule("night", "t|hour|gte: 22") + item_rule("week", "t|week: 53"));
  EXPECT_THAT(fired(rules, json(R"({"n": 5, "m": "5"})")), ElementsAre("five", "text", "more", "same", "ends"));
  EXPECT_THAT(fired(rules, json(R"({"n": "5"})")), ElementsAre("five", "text", "more"));
  EXPECT_THAT(fired(rules, json(R"({"n": "05", "m": 5})")), ElementsAre("more", "ends"));
  EXPECT_THAT(fired(rules, json(R"({"n": 4.5})")), ElementsAre("more"));
  EXPECT_THAT(fired(rules, json(R"({"n": true})")), IsEmpty());
  EXPECT_THAT(fired(rules, json(R"({"t": "2026-11-29T22:00:00Z"})")), ElementsAre("night"));
  EXPECT_THAT(fired(rules, json(R"({"t": "2021-01-03 05:00:00"})")), ElementsAre("week")) << "ISO 8601: week 53 of 2020";
}

TEST(DetectionReader, compares_numbers_addresses_and_directions) {
  TextTable texts;
  const auto rule = [](std::string_view selection) {
    return "title: t\nlogsource: {category: network_connection}\ndetection: {s: {" + std::string(selection) +
           "}, condition: s}";
  };
  Observation out = flow(kStart, "10.1.2.3", 8080, 5000);
  EXPECT_TRUE(fires(rule("DestinationPort: 8080"), out, texts));
  EXPECT_TRUE(fires(rule("DestinationPort: '80*'"), out, texts));
  EXPECT_TRUE(fires(rule("BytesOut|gte: 5000"), out, texts));
  EXPECT_FALSE(fires(rule("BytesOut|gt: 5000"), out, texts));
  EXPECT_TRUE(fires(rule("DestinationIp|cidr: 10.0.0.0/8"), out, texts));
  EXPECT_FALSE(fires(rule("DestinationIp|cidr: 10.0.0.0/16"), out, texts));
  EXPECT_TRUE(fires(rule("RemoteScope: private, Initiated: 'true'"), out, texts));
  std::get<NetworkRecord>(out.record).direction = Direction::kInbound;
  EXPECT_TRUE(fires(rule("SourcePort: 8080, DestinationPort: 40000, Initiated: 'false'"), out, texts));
}

TEST(DetectionReader, treats_not_over_a_missing_field_as_true) {
  TextTable texts;
  const Observation silent = at(kStart, ProcessRecord{{}, texts.intern("/bin/ls"), 1, 1, 0, ProcessOperation::kExec});
  EXPECT_TRUE(fires(process_rule("CommandLine|contains: x", "not s"), silent, texts));
  EXPECT_FALSE(fires(process_rule("CommandLine|contains: x"), silent, texts));
  EXPECT_TRUE(fires(process_rule("CommandLine|exists: false"), silent, texts));
  EXPECT_TRUE(fires(process_rule("CommandLine: null"), silent, texts));
  EXPECT_TRUE(fires(process_rule("CommandLine|neq: x"), silent, texts));
}

// Eight kibibytes with four dashes are 625 texts of eight kibibytes.
TEST(DetectionReader, bounds_the_bytes_of_a_rules_texts) {
  const std::string dashes = "'-a -b -c -d" + std::string(8'000, 'x') + "'";
  EXPECT_THAT(problems_of_rule(process_rule("CommandLine|windash: " + dashes)),
              ElementsAre("the rule's texts are too long, with their variants written out"));
  std::string list;
  for (int i = 0; i < 200; ++i) list += (i == 0 ? "" : ", ") + ("'" + std::to_string(i) + std::string(8'000, 'x') + "'");
  const auto problems = problems_of_rule(process_rule("CommandLine: [" + list.substr(0, 900'000) + "x']"));
  EXPECT_THAT(problems, IsEmpty());
  std::string values;
  for (int i = 0; i < 130; ++i) values += (i == 0 ? "" : ", ") + ("'" + std::string(2'000, 'x') + "-" + std::to_string(i) + "'");
  EXPECT_THAT(problems_of_rule(process_rule("CommandLine|windash|contains: [" + values + "]")),
              IsEmpty());
}

// Once the tests are used up there is room for none, not for as many as a number can say.
TEST(DetectionReader, has_no_room_left_after_the_last_test) {
  RuleLimits limits;
  limits.max_tests = 10;
  std::vector<std::string> ten;
  for (int i = 0; i < 10; ++i) ten.push_back("v" + std::to_string(i));
  RuleSet rules;
  std::vector<Diagnostic> diagnostics;
  RuleReader(rules, diagnostics, {{"p", ten}}, limits)
      .read(process_rule("CommandLine|expand: ['%p%', x, '%p%%p%%p%%p%%p%%p%%p%', '%p%']"), "r.yml");
  ASSERT_GE(diagnostics.size(), 3u);
  EXPECT_EQ(diagnostics[0].message, "the rule makes too many tests");
  EXPECT_EQ(diagnostics[1].message, "the value stands for too many variants");
  EXPECT_EQ(diagnostics[2].message, "the value stands for too many variants");
}

TEST(DetectionReader, bounds_the_regular_expressions_of_all_rules_together) {
  RuleLimits limits;
  limits.max_regexes_of_all_rules = 2;
  RuleSet rules;
  std::vector<Diagnostic> diagnostics;
  RuleReader reader(rules, diagnostics, {}, limits);
  // A refused rule's expressions do not count.
  reader.read(process_rule("CommandLine|re: [a, b]\n    Image|nonsense: x", "s", "bad"), "r.yml");
  ASSERT_EQ(diagnostics.size(), 1u);
  reader.read(process_rule("CommandLine|re: [a, b]", "s", "good"), "r.yml");
  EXPECT_EQ(diagnostics.size(), 1u);
  reader.read(process_rule("CommandLine|re: c", "s", "more"), "r.yml");
  ASSERT_EQ(diagnostics.size(), 2u);
  EXPECT_EQ(diagnostics[1].message, "the rules together have too many regular expressions");
}

// A line of a rule may stand for 625 texts, so that a small folder would be a large one.
TEST(DetectionReader, bounds_the_tests_and_texts_of_all_rules_together) {
  const auto last_problem = [](const RuleLimits& limits, const std::string& second) {
    RuleSet rules;
    std::vector<Diagnostic> diagnostics;
    RuleReader reader(rules, diagnostics, {}, limits);
    // Five tests and what joins them, called "1|is|\x01*-a\x01*" and the like: 61 bytes.
    reader.read(process_rule("CommandLine|windash|contains: '-a'", "s", "first"), "r.yml");
    EXPECT_THAT(diagnostics, IsEmpty());
    EXPECT_EQ(rules.parts(), 6u);
    const std::size_t bytes = rules.predicate_bytes();
    EXPECT_EQ(bytes, 2u * 11 + 3u * 13);
    reader.read(process_rule(second, "s", "second"), "r.yml");
    EXPECT_TRUE(diagnostics.empty() || rules.predicate_bytes() == bytes) << "of a refused rule nothing stays";
    return diagnostics.empty() ? std::string() : diagnostics.back().message;
  };
  RuleLimits limits;
  limits.max_parts_of_all_rules = 12;
  EXPECT_EQ(last_problem(limits, "CommandLine|windash|contains: '-a'"), "");
  EXPECT_EQ(last_problem(limits, "CommandLine|windash|contains: ['-a', b]"), "the rules together make too many tests");
  limits = {};
  limits.max_pattern_bytes_of_all_rules = 100;
  EXPECT_EQ(last_problem(limits, "CommandLine|windash|contains: '-a'"), "") << "the same texts again";
  EXPECT_EQ(last_problem(limits, "CommandLine|windash|contains: '-b'"),
            "the texts of the rules together are too long, with their variants written out");
}

}  // namespace
}  // namespace picket
