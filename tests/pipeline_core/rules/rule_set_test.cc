#include "pipeline_core/rules/rule_set.h"

#include <gmock/gmock.h>

#include "agent_core/base/random.h"
#include "tests/pipeline_core/rules/rule_text.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Predicate image_like(std::string_view pattern) {
  return Predicate::pattern(Field::kImage, parse_pattern(pattern), false);
}

TEST(RuleSet, keeps_one_of_equal_predicates_and_takes_back_the_last) {
  RuleSet rules;
  const auto a = rules.add_predicate(image_like("a"));
  const auto b = rules.add_predicate(image_like("b"));
  EXPECT_NE(a, b);
  EXPECT_EQ(rules.add_predicate(image_like("a")), a);
  std::string error;
  const RuleSet::Extent before = rules.extent();
  rules.add_predicate(*Predicate::regex(Field::kImage, "x", false, false, false, error));
  rules.fields().intern("own");
  EXPECT_EQ(rules.regexes(), 1u);
  EXPECT_EQ(rules.predicates().size(), 3u);
  rules.shrink_to(before);
  EXPECT_EQ(rules.regexes(), 0u);
  EXPECT_EQ(rules.predicates().size(), 2u);
  EXPECT_FALSE(rules.fields().find("own"));
  EXPECT_EQ(rules.add_predicate(image_like("c")), 2u) << "its place is free again";
  EXPECT_EQ(rules.add_predicate(image_like("b")), b);
}

TEST(RuleSet, knows_the_ids_of_its_rules) {
  RuleSet rules;
  Rule rule;
  rules.add_rule(rule);
  rule.id = "x";
  EXPECT_EQ(rules.add_rule(rule), 1u);
  EXPECT_TRUE(rules.has_rule("x"));
  EXPECT_FALSE(rules.has_rule("y"));
  EXPECT_FALSE(rules.has_rule("")) << "many have none";
}

TEST(RuleSet, takes_what_a_filter_describes_out_of_the_rules_it_names) {
  TextTable texts;
  const std::string filter =
      "---\ntitle: f\nid: the-filter\nlogsource: {product: linux, category: process_creation}\n"
      "filter:\n  rules: [the-id]\n  selection: {Image|endswith: /backup}\n  condition: selection\n";
  const std::string rule = process_rule("CommandLine|contains: secret");
  EXPECT_TRUE(fires(rule, exec(texts, kStart, "cat secret", "/usr/bin/backup"), texts));
  EXPECT_FALSE(fires(rule + filter, exec(texts, kStart, "cat secret", "/usr/bin/backup"), texts));
  EXPECT_TRUE(fires(rule + filter, exec(texts, kStart, "cat secret", "/usr/bin/cat"), texts));
  ReadRules first(filter.substr(4) + "---\n" + rule);  // the order of documents does not matter
  EXPECT_THAT(first.diagnostics, IsEmpty());
  EXPECT_EQ(first.added, 1u);
  ReadRules lost(filter.substr(4));
  ASSERT_EQ(lost.diagnostics.size(), 1u);
  EXPECT_EQ(to_string(lost.diagnostics[0]),
            "r.yml:1:1: error: filter refers to 'the-id', which is no loaded rule (rule the-filter)");
  ReadRules other(rule + "---\ntitle: f\nlogsource: {category: login}\nfilter: {rules: [the-id], selection: {User: x}, "
                       "condition: selection}\n");
  ASSERT_EQ(other.diagnostics.size(), 1u);
  EXPECT_THAT(other.diagnostics[0].message, HasSubstr("filter is for category login, but rule 'the-id' is for product linux"));
  ReadRules bare("title: f\nlogsource: {category: login}\nfilter: {selection: {User: x}, condition: selection}\n");
  ASSERT_EQ(bare.diagnostics.size(), 1u);
  EXPECT_THAT(bare.diagnostics[0].message, HasSubstr("a filter needs 'rules'"));
}

TEST(RuleSet, refuses_filters_whose_rules_have_no_name_or_share_one) {
  const auto filter = [](const std::string& rules) {
    return "---\ntitle: f\nid: f\nlogsource: {product: linux, category: process_creation}\nfilter: {rules: " + rules +
           ", s: {Image: /x}, condition: s}\n";
  };
  const std::string nameless = "title: t\nlogsource: {product: linux, category: process_creation}\n"
                               "detection: {s: {CommandLine: a}, condition: s}\n";
  for (const char* rules : {"[null]", "['']", "''", "[[a]]"}) {
    ReadRules read(nameless + filter(rules));
    ASSERT_EQ(read.diagnostics.size(), 1u) << rules;
    EXPECT_THAT(read.diagnostics[0].message, HasSubstr("the id or name of a rule is a text")) << rules;
    EXPECT_EQ(size_of(read.rules.rules()[0].expression), 1u) << rules;
  }
  const std::string named = "title: t\nname: same\n" + nameless.substr(9);
  ReadRules several(named + "---\n" + named + filter("same"));
  ASSERT_EQ(several.diagnostics.size(), 1u);
  EXPECT_EQ(to_string(several.diagnostics[0]),
            "r.yml:11:1: error: filter refers to 'same', which several rules are called (rule f)");
}

// Ninety thousand times the same filter is the filter once; many filters make a rule wider, not deeper.
TEST(RuleSet, applies_many_filters_without_nesting) {
  const std::string rule = process_rule("CommandLine: a");
  const auto filter = [](const std::string& rules, int number) {
    return "---\ntitle: f\nlogsource: {product: linux, category: process_creation}\nfilter: {rules: [" + rules +
           "], s: {Image: /x" + std::to_string(number) + "}, condition: s}\n";
  };
  std::string names = "the-id";
  for (int i = 0; i < 90'000; ++i) names += ",the-id";
  ReadRules again(rule + filter(names, 0));
  EXPECT_THAT(again.diagnostics, IsEmpty());
  EXPECT_EQ(size_of(again.rules.rules()[0].expression), 4u);
  std::string many = rule;
  for (int i = 0; i < 3'000; ++i) many += filter("the-id", i);
  ReadRules wide(many);
  EXPECT_THAT(wide.diagnostics, IsEmpty());
  const Expression& e = wide.rules.rules()[0].expression;
  EXPECT_EQ(e.children.size(), 3'001u);
  EXPECT_EQ(size_of(e), 2u + 2u * 3'000u);
}

/// `count` rules with an id and one test each, and filters of so many tests that name all of them.
RuleSet filtered(std::uint32_t count, const std::vector<std::size_t>& filters, std::vector<Diagnostic>& diagnostics) {
  RuleSet rules;
  const std::uint32_t test = rules.add_predicate(image_like("*a*"));
  const std::uint32_t excuse = rules.add_predicate(image_like("*b*"));
  std::vector<std::string> ids;
  for (std::uint32_t i = 0; i < count; ++i) {
    Rule rule;
    rule.id = "id-" + std::to_string(i);
    rule.source = {"linux", "process_creation", ""};
    rule.routes = routes_of(rule.source);
    rule.expression = Expression::of(test);
    ids.push_back(rule.id);
    rules.add_rule(std::move(rule));
  }
  for (const std::size_t tests : filters) {
    Expression any{Expression::Kind::kOr, 0, {}};
    any.children.assign(tests, Expression::of(excuse));
    rules.add_filter({"filter-" + std::to_string(tests), "f", "f.yml", 7, ids, {}, any, {}});
  }
  rules.resolve(diagnostics);
  return rules;
}

// Each of 1,000 rules would get a copy of the filter: its tests, what joins them and the `not`.
TEST(RuleSet, bounds_what_filters_add_to_rules) {
  std::vector<Diagnostic> diagnostics;
  const std::size_t most = RuleSet::kMaxFilterParts / 1'000 - 2;
  const RuleSet just = filtered(1'000, {most}, diagnostics);
  EXPECT_THAT(diagnostics, IsEmpty());
  std::size_t parts = 0;
  for (const Rule& rule : just.rules()) parts += size_of(rule.expression) - 2;  // the rule's own and the `and`
  EXPECT_EQ(parts, RuleSet::kMaxFilterParts);

  const RuleSet many = filtered(1'000, {100, most, 200}, diagnostics);
  ASSERT_THAT(diagnostics, SizeIs(1));
  EXPECT_EQ(to_string(diagnostics[0]),
            "f.yml:7:1: error: filter would add 500000 parts to its rules; filters together may add 500000 (rule filter-498)");
  EXPECT_TRUE(diagnostics[0].unsupported);
  for (const Rule& rule : many.rules()) {
    ASSERT_THAT(rule.expression.children, SizeIs(3)) << "of the filter that has no room no rule gets any";
    EXPECT_EQ(size_of(rule.expression.children[1]), 102u);
    EXPECT_EQ(size_of(rule.expression.children[2]), 202u) << "one that has room is taken";
  }
  TextTable texts;
  RuleMatcher matcher(many);
  std::vector<std::uint32_t> out;
  matcher.match(exec(texts, kStart, "x", "/a"), texts, out);
  EXPECT_THAT(out, SizeIs(1'000));
  matcher.match(exec(texts, kStart, "x", "/ab"), texts, out);
  EXPECT_THAT(out, SizeIs(1'000)) << "filtered out of each";
}

// 1,500 texts of 64 random bytes are 97,500 states of 230 columns: two thirds of the tables' room, for each of two sources.
TEST(RuleSet, shares_the_room_for_tables_among_its_routes) {
  RuleSet rules;
  RandomStream random(1, 0, 0, Purpose::kTest);
  std::string last;
  for (int i = 0; i < 3'000; ++i) {
    std::string text;
    while (text.size() < 64) text += static_cast<char>(random.below(256));
    const Field field = i % 2 == 0 ? Field::kCommandLine : Field::kQueryName;
    const PatternParts parts{{PatternPart::Kind::kAny, {}}, {PatternPart::Kind::kLiteral, text}, {PatternPart::Kind::kAny, {}}};
    Rule rule;
    rule.source.category = i % 2 == 0 ? "process_creation" : "dns_query";
    rule.routes = routes_of(rule.source);
    rule.expression = Expression::of(rules.add_predicate(Predicate::pattern(field, parts, false)));
    rules.add_rule(std::move(rule));
    last = text;
  }
  std::vector<Diagnostic> diagnostics;
  rules.resolve(diagnostics);
  const RuleIndex& of_processes = rules.index(route_of(ProcessRecord{}));
  const RuleIndex& of_names = rules.index(route_of(DnsRecord{}));
  EXPECT_THAT(of_processes.always(), IsEmpty());
  EXPECT_THAT(of_names.always(), SizeIs(::testing::Gt(500u)));
  EXPECT_LE(of_processes.cells() + of_names.cells(), RuleIndex::kMaxCells);
  TextTable texts;
  RuleMatcher matcher(rules);
  std::vector<std::uint32_t> out;
  matcher.match(at(kStart, DnsRecord{texts.intern("a" + last + "b"), false}), texts, out);
  EXPECT_THAT(out, ElementsAre(2'999u)) << "tried on every event, and right";
}

TEST(RuleSet, tells_fifty_problems_of_a_filter) {
  RuleSet rules;
  std::vector<std::string> names;
  for (int i = 0; i < 5'000; ++i) names.push_back("nobody-" + std::to_string(i));
  rules.add_filter({"f", "f", "f.yml", 1, names, {}, Expression::of(rules.add_predicate(image_like("a"))), {}});
  std::vector<Diagnostic> diagnostics;
  rules.resolve(diagnostics);
  ASSERT_THAT(diagnostics, SizeIs(50));
  EXPECT_EQ(diagnostics[49].message, "filter refers to 'nobody-49', which is no loaded rule");
}

/// Of a rule and the fields that it tests: what decides the verdict on which observations.
TEST(RuleSet, knows_on_which_fields_a_verdict_depends) {
  const RuleSet rules = load(
      "title: p\nlogsource: {category: process_creation}\ndetection: {s: {Image: a, own: b}, condition: s}\n---\n"
      "title: n\nlogsource: {category: network_connection}\ndetection: {s: {DestinationIp|fieldref: LocalIp}, condition: s}\n---\n"
      "title: k\nlogsource: {category: dns_query}\ndetection: {k: [x], condition: k}\n");
  const FieldMask of_process = rules.fields_of(EventKind::kProcess);
  EXPECT_NE(of_process & bit(Field::kImage), 0u);
  EXPECT_NE(of_process & kExtraFields, 0u);
  EXPECT_NE(of_process & bit(Field::kOperation), 0u) << "routes are told apart by it";
  EXPECT_EQ(of_process & bit(Field::kCommandLine), 0u);
  const FieldMask of_network = rules.fields_of(EventKind::kNetwork);
  EXPECT_NE(of_network & bit(Field::kDestinationIp), 0u);
  EXPECT_NE(of_network & bit(Field::kLocalIp), 0u);
  const FieldMask of_dns = rules.fields_of(EventKind::kDns);
  EXPECT_NE(of_dns & bit(Field::kQueryName), 0u) << "a keyword may stand anywhere";
  EXPECT_EQ(of_dns & (bit(Field::kHitCount) | bit(Field::kEventTime) | bit(Field::kDevice)), 0u);
  EXPECT_EQ(rules.fields_of(EventKind::kLogin), 0u) << "no rule is tried";
}

TEST(RuleSet, tries_a_rule_on_its_routes_alone) {
  const RuleSet rules = load(
      "title: created\nlogsource: {category: file_event}\ndetection: {s: {TargetFilename: a}, condition: s}\n---\n"
      "title: any\nlogsource: {product: linux}\ndetection: {s: {TargetFilename: b}, condition: s}\n");
  const auto numbers = [&](const Record& record) {
    const RuleIndex& index = rules.index(route_of(record));
    std::vector<std::uint32_t> out;
    for (std::uint32_t i = 0; i < index.size(); ++i) out.push_back(index.number(i));
    return out;
  };
  EXPECT_THAT(numbers(FileRecord{{}, FileOperation::kCreated}), ElementsAre(0u, 1u));
  EXPECT_THAT(numbers(FileRecord{{}, FileOperation::kDeleted}), ElementsAre(1u));
  EXPECT_THAT(numbers(HeartbeatRecord{}), ElementsAre(1u));
  EXPECT_TRUE(carries(rules.rules()[0].routes, Field::kTargetFilename));
  EXPECT_FALSE(carries(rules.rules()[1].routes, Field::kTargetFilename)) << "not every observation of any source";
  EXPECT_TRUE(carries(rules.rules()[1].routes, Field::kHitCount));
  EXPECT_FALSE(carries(RouteMask{0}, Field::kHitCount)) << "of no observation";
  EXPECT_EQ(rules.compile_for({"linux", "file_event", ""})->size(), 2u);
  EXPECT_EQ(rules.compile_for({"windows", "file_event", ""})->size(), 1u);
}

TEST(RuleSet, marks_rules_under_a_correlation_silent_unless_it_generates) {
  const std::string base =
      "title: b\nname: b\nlogsource: {category: login}\ndetection: {s: {User: x}, condition: s}\n---\n";
  const std::string correlation =
      "title: c\ncorrelation: {type: event_count, rules: [b], group-by: [device], timespan: 1h, condition: {gt: 2}";
  ReadRules silent(base + correlation + "}");
  EXPECT_TRUE(silent.rules.rules()[0].silent);
  ReadRules loud(base + correlation + ", generate: true}");
  EXPECT_FALSE(loud.rules.rules()[0].silent);
}

// A correlation that may raise nothing takes no rule's voice; one that only feeds another that may, does.
TEST(RuleSet, silences_rules_under_what_may_raise_an_alert) {
  const std::string text =
      "title: b\nname: b\nlogsource: {category: login}\ndetection: {s: {User: x}, condition: s}\n---\n"
      "title: inner\nname: inner\ncorrelation: {type: event_count, rules: [b], group-by: [device], timespan: 1h, condition: {gt: 2}}\n---\n"
      "title: outer\nname: outer\ncorrelation: {type: event_count, rules: [inner], group-by: [device], timespan: 2h, condition: {gt: 2}}\n";
  RuleSet rules = load(text);
  const auto silent = [&](std::vector<bool> raises) {
    rules.silence(raises);
    std::string out;
    for (const Rule& rule : rules.rules()) out += rule.silent ? 's' : '-';
    return out;
  };
  EXPECT_EQ(silent({true, true, true}), "ss-");
  EXPECT_EQ(silent({true, true, false}), "s-s");
  EXPECT_EQ(silent({true, false, true}), "ss-");
  EXPECT_EQ(silent({true, false, false}), "-ss");
  EXPECT_EQ(silent({false, false, false}), "sss");
  EXPECT_EQ(rules.longest_timespan(), Duration::hours(3)) << "the inner one's and its own";
  EXPECT_EQ(RuleSet().longest_timespan(), Duration());
}

}  // namespace
}  // namespace picket
