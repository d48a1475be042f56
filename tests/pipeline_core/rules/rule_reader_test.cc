#include "pipeline_core/rules/rule_reader.h"

#include <gmock/gmock.h>

#include "agent_core/base/random.h"
#include "pipeline_core/rules/rule_matcher.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Reading {
  RuleSet rules;
  std::vector<Diagnostic> diagnostics;
  std::size_t added = 0;
  explicit Reading(std::string_view yaml) {
    added = RuleReader(rules, diagnostics).read(yaml, "r.yml");
    rules.resolve(diagnostics);
  }
};

std::string process_rule(std::string_view selection, std::string_view condition = "s", const std::string& id = "the-id") {
  return "title: t\nid: " + id + "\nlogsource: {product: linux, category: process_creation}\ndetection:\n  s:\n    " +
         std::string(selection) + "\n  condition: " + std::string(condition) + "\n";
}

bool fires(std::string_view yaml, const Observation& o, const TextTable& texts) {
  Reading reading(yaml);
  EXPECT_THAT(reading.diagnostics, IsEmpty()) << to_string(reading.diagnostics[0]);
  RuleMatcher matcher(reading.rules);
  std::vector<std::uint32_t> out;
  matcher.match(o, texts, out);
  return !out.empty();
}

TEST(RuleReader, refuses_a_second_rule_of_one_id_and_a_file_without_rules) {
  Reading twice(process_rule("CommandLine|contains: a") + "---\n" + process_rule("CommandLine|contains: b"));
  EXPECT_EQ(twice.added, 1u);
  ASSERT_EQ(twice.diagnostics.size(), 1u);
  EXPECT_EQ(to_string(twice.diagnostics[0]), "r.yml:10:5: error: the id is another rule's (rule the-id)");
  Reading none("# nothing\n");
  ASSERT_EQ(none.diagnostics.size(), 1u);
  EXPECT_EQ(to_string(none.diagnostics[0]), "r.yml:1:1: error: the file holds no rule");
}

TEST(RuleReader, reports_place_and_rule_and_loads_the_rest) {
  Reading reading(process_rule("CommandLine|contains: a") + "---\n" +
                  process_rule("CommandLine|re|startswith: x", "s", "second") + "---\n" +
                  process_rule("CommandLine|contians: x", "s", "third"));
  EXPECT_EQ(reading.added, 1u);
  ASSERT_EQ(reading.diagnostics.size(), 2u);
  EXPECT_EQ(to_string(reading.diagnostics[0]), "r.yml:14:5: error: 're' takes no other modifier of texts (rule second)");
  EXPECT_TRUE(reading.diagnostics[0].unsupported);
  EXPECT_EQ(to_string(reading.diagnostics[1]),
            "r.yml:22:5: error: unknown modifier 'contians'; did you mean 'contains'? (rule third)");
  EXPECT_FALSE(reading.diagnostics[1].unsupported);
}

TEST(RuleReader, tells_all_problems_of_a_rule_at_once) {
  Reading reading(
      "title: t\n"
      "id: many\n"
      "status: expermental\n"
      "date: 2026-13-01\n"
      "level: hig\n"
      "tags: [Attack.T1059]\n"
      "related: [{id: x, type: cousin}]\n"
      "logsource: {product: [a]}\n"
      "detection:\n"
      "  s:\n"
      "    CommandLine|contains: [a, 5, b]\n"
      "    Image|re: '('\n"
      "    DestinationPort|gt: many\n"
      "    SourceIp|cidr: [10.0.0.1/8, 10.0.0.0/8]\n"
      "  condition: s and selektion\n");
  std::vector<std::string> got;
  for (const Diagnostic& d : reading.diagnostics) got.push_back(to_string(d));
  EXPECT_THAT(
      got,
      ElementsAre("r.yml:6:8: error: a tag is a namespace, a dot and a name in lower case: attack.t1059 (rule many)",
                  "r.yml:3:9: error: unknown status 'expermental'; did you mean 'experimental'? (rule many)",
                  "r.yml:5:8: error: unknown level 'hig'; did you mean 'high'? (rule many)",
                  "r.yml:4:7: error: 'date' must be a date YYYY-MM-DD (rule many)",
                  "r.yml:7:25: error: unknown type 'cousin' (rule many)",
                  "r.yml:8:22: error: 'product' must be a text (rule many)",
                  "r.yml:11:31: error: modifiers of texts take texts; put the value in quotes (rule many)",
                  "r.yml:12:15: error: regular expression: missing ): ( (rule many)",
                  "r.yml:13:25: error: 'gt' takes a number (rule many)",
                  "r.yml:14:21: error: not an address block, or host bits are set (rule many)",
                  "r.yml:15:20: error: condition: search 'selektion' is not defined (rule many)"));
  EXPECT_EQ(reading.added, 0u);
}

TEST(RuleReader, refuses_what_it_would_have_to_weaken) {
  struct Case {
    std::string yaml;
    const char* message;
  };
  for (const Case& c : std::vector<Case>{
           {process_rule("CommandLine|contains: 8080"), "put the value in quotes"},
           {process_rule("CommandLine: a", "1 of x*"), "no search matches 'x*'"},
           {process_rule("CommandLine: a", "s | count() > 3"), "'|' in a condition was removed"},
           {process_rule("CommandLine: a", "s AND s"), "expected the end of the condition"},
           {process_rule("CommandLine: a\n    CommandLine: b"), "given twice"},
           {process_rule("CommandLine|re: '(?<=a)b'"), "regular expression"},
           {process_rule("CommandLine|base64: 'a*b'"), "without wildcards"},
           {process_rule("CommandLine|expand: '%admins%'"), "placeholder '%admins%' has no values"},
           {process_rule("CommandLine|exists: 1"), "'exists' takes true or false"},
           {process_rule("CommandLine|hour: 24"), "expected a whole number from 0 to 23"},
           {process_rule("CommandLine|cidr|contains: 10.0.0.0/8"), "do not go with"},
           {process_rule("CommandLine|lt|gt: 5"), "does not go with the one before it"},
           {process_rule("EventTime|hour|gte|lte: 5"), "modifier 'lte' does not go with the one before it"},
           {process_rule("device: a"), "for group-by"},
           {process_rule("'|startswith': a"), "no start and no end"},
           {process_rule("'|cidr': 10.0.0.0/8"), "a keyword search takes texts"},
           {process_rule("CommandLine|windash: '-a -b -c -d -e'"), "too many dashes"},
           {"title: t\nlogsource: {category: login}\ndetection: {s: {Image: x}}", "there is no condition"},
           {"title: t\nlogsource: {category: login}\ndetection: {s: {Image: x}, timeframe: 1m, condition: s}", "'timeframe'"},
           {"title: t\nlogsource: {category: login}\ndetecton: {s: {Image: x}, condition: s}", "is it 'detecton'?"},
           {"title: t\ntaxonomy: own\nlogsource: {category: login}\ndetection: {s: {Image: x}, condition: s}",
            "taxonomy 'own'"},
           {"title: t\naction: global\nlogsource: {category: login}", "'action' was removed"},
           {"title: [", "end of sequence"},
       }) {
    Reading reading(c.yaml);
    ASSERT_FALSE(reading.diagnostics.empty()) << c.yaml;
    EXPECT_THAT(reading.diagnostics[0].message, HasSubstr(c.message)) << c.yaml;
  }
}

TEST(RuleReader, keeps_the_metadata) {
  Reading reading(
      "title: t\nid: i\nname: n\nstatus: test\ndescription: d\nlicense: MIT\nauthor: a\nreferences: [r1, r2]\n"
      "date: 2026-01-02\nmodified: 2026-02-03\ntaxonomy: sigma\ntags: [attack.t1059]\nfields: [f]\nscope: [server]\n"
      "falsepositives: [fp]\nlevel: critical\nrelated: [{id: o, type: derived}]\nown: {anything: 1}\n"
      "logsource: {category: login, product: linux, definition: x}\ndetection: {s: {User: x}, condition: s}\n");
  ASSERT_THAT(reading.diagnostics, IsEmpty());
  const Rule& rule = reading.rules.rules()[0];
  const RuleMetadata& m = rule.metadata;
  EXPECT_EQ(m.status + m.description + m.license + m.author + m.date + m.modified + m.level,
            "testdMITa2026-01-022026-02-03critical");
  EXPECT_THAT(m.references, ElementsAre("r1", "r2"));
  EXPECT_THAT(m.falsepositives, ElementsAre("fp"));
  EXPECT_THAT(m.related, ElementsAre(std::pair<std::string, std::string>{"o", "derived"}));
  EXPECT_EQ(rule.severity, Severity::kHigh);
  EXPECT_EQ(rule.source, (LogSource{"linux", "login", ""}));
  EXPECT_EQ(rule.line, 1);
}

TEST(RuleReader, loads_rules_for_sources_and_fields_that_no_device_sends) {
  for (const char* source : {"{product: windows, category: process_creation}", "{product: linux, service: auditd}",
                             "{product: zeek, service: http}"}) {
    Reading reading("title: t\nlogsource: " + std::string(source) + "\ndetection: {s: {a0: x}, condition: not s}\n");
    EXPECT_THAT(reading.diagnostics, IsEmpty()) << source;
    EXPECT_EQ(reading.rules.rules()[0].routes, 0u) << source;
  }
}

TEST(RuleReader, takes_what_a_filter_describes_out_of_the_rules_it_names) {
  TextTable texts;
  const std::string filter =
      "---\ntitle: f\nid: the-filter\nlogsource: {product: linux, category: process_creation}\n"
      "filter:\n  rules: [the-id]\n  selection: {Image|endswith: /backup}\n  condition: selection\n";
  const std::string rule = process_rule("CommandLine|contains: secret");
  EXPECT_TRUE(fires(rule, exec(texts, kStart, "cat secret", "/usr/bin/backup"), texts));
  EXPECT_FALSE(fires(rule + filter, exec(texts, kStart, "cat secret", "/usr/bin/backup"), texts));
  EXPECT_TRUE(fires(rule + filter, exec(texts, kStart, "cat secret", "/usr/bin/cat"), texts));
  Reading first(filter.substr(4) + "---\n" + rule);  // the order of documents does not matter
  EXPECT_THAT(first.diagnostics, IsEmpty());
  EXPECT_EQ(first.added, 1u);
  Reading lost(filter.substr(4));
  ASSERT_EQ(lost.diagnostics.size(), 1u);
  EXPECT_EQ(to_string(lost.diagnostics[0]),
            "r.yml:1:1: error: filter refers to 'the-id', which is no loaded rule (rule the-filter)");
  Reading other(rule + "---\ntitle: f\nlogsource: {category: login}\nfilter: {rules: [the-id], selection: {User: x}, "
                       "condition: selection}\n");
  ASSERT_EQ(other.diagnostics.size(), 1u);
  EXPECT_THAT(other.diagnostics[0].message, HasSubstr("filter is for category login, but rule 'the-id' is for product linux"));
  Reading bare("title: f\nlogsource: {category: login}\nfilter: {selection: {User: x}, condition: selection}\n");
  ASSERT_EQ(bare.diagnostics.size(), 1u);
  EXPECT_THAT(bare.diagnostics[0].message, HasSubstr("a filter needs 'rules'"));
}

// A filter describes what to take out. Other programs join its condition as it stands, so a filter that says `not`
// was written for them: here it would leave the excluded events alone.
TEST(RuleReader, refuses_a_filter_that_says_not_itself) {
  const auto message = [](const std::string& condition, const std::string& selection = "Image|endswith: /backup") {
    Reading read(process_rule("CommandLine: a") +
                 "---\ntitle: f\nlogsource: {product: linux, category: process_creation}\nfilter: {rules: [the-id], "
                 "selection: {" + selection + "}, other: {User: x}, condition: " + condition + "}\n");
    return read.diagnostics.empty() ? std::string() : to_string(read.diagnostics[0]);
  };
  EXPECT_THAT(message("not selection"),
              HasSubstr("r.yml:11:94: error: a filter says what to take out, without 'not'; write 'condition: selection'"));
  EXPECT_THAT(message("not (selection or other)"), HasSubstr("without 'not'"));
  EXPECT_THAT(message("not selection and not other"), HasSubstr("without 'not'"));
  EXPECT_THAT(message("selection"), IsEmpty());
  EXPECT_THAT(message("selection and not other"), IsEmpty());
  EXPECT_THAT(message("selection", "Image|neq: /backup"), IsEmpty());
}

TEST(RuleReader, refuses_filters_whose_rules_have_no_name_or_share_one) {
  const auto filter = [](const std::string& rules) {
    return "---\ntitle: f\nid: f\nlogsource: {product: linux, category: process_creation}\nfilter: {rules: " + rules +
           ", s: {Image: /x}, condition: s}\n";
  };
  const std::string nameless = "title: t\nlogsource: {product: linux, category: process_creation}\n"
                               "detection: {s: {CommandLine: a}, condition: s}\n";
  for (const char* rules : {"[null]", "['']", "''", "[[a]]"}) {
    Reading read(nameless + filter(rules));
    ASSERT_EQ(read.diagnostics.size(), 1u) << rules;
    EXPECT_THAT(read.diagnostics[0].message, HasSubstr("the id or name of a rule is a text")) << rules;
    EXPECT_EQ(size_of(read.rules.rules()[0].expression), 1u) << rules;
  }
  const std::string named = "title: t\nname: same\n" + nameless.substr(9);
  Reading several(named + "---\n" + named + filter("same"));
  ASSERT_EQ(several.diagnostics.size(), 1u);
  EXPECT_EQ(to_string(several.diagnostics[0]),
            "r.yml:11:1: error: filter refers to 'same', which several rules are called (rule f)");
}

TEST(RuleReader, fills_placeholders_by_the_callers_lists) {
  RuleSet rules;
  std::vector<Diagnostic> diagnostics;
  RuleReader(rules, diagnostics, {{"admins", {"root", "adm_*"}}})
      .read("title: t\nlogsource: {category: login}\ndetection: {s: {User|expand: '%admins%'}, condition: s}\n", "r.yml");
  rules.resolve(diagnostics);
  ASSERT_THAT(diagnostics, IsEmpty());
  RuleMatcher matcher(rules);
  const auto hits = [&](std::string_view user) {
    FlatEvent event;
    event.set("User", FieldValue::text(std::string(user)));
    std::vector<std::uint32_t> out;
    matcher.match(event, {}, out);
    return out.size();
  };
  EXPECT_EQ(hits("root"), 1u);
  EXPECT_EQ(hits("ADM_jane"), 1u);
  EXPECT_EQ(hits("jane"), 0u);
}

TEST(RuleReader, treats_not_over_a_missing_field_as_true) {
  TextTable texts;
  const Observation silent = at(kStart, ProcessRecord{{}, texts.intern("/bin/ls"), 1, 1, 0, ProcessOperation::kExec});
  EXPECT_TRUE(fires(process_rule("CommandLine|contains: x", "not s"), silent, texts));
  EXPECT_FALSE(fires(process_rule("CommandLine|contains: x"), silent, texts));
  EXPECT_TRUE(fires(process_rule("CommandLine|exists: false"), silent, texts));
  EXPECT_TRUE(fires(process_rule("CommandLine: null"), silent, texts));
  EXPECT_TRUE(fires(process_rule("CommandLine|neq: x"), silent, texts));
}

TEST(RuleReader, reads_image_names_with_and_without_a_path) {
  TextTable texts;
  const std::string rule = process_rule("Image|endswith: '/nohup'");
  EXPECT_TRUE(fires(rule, exec(texts, kStart, "x", "/usr/bin/nohup"), texts));
  EXPECT_TRUE(fires(rule, exec(texts, kStart, "x", "nohup"), texts));
  EXPECT_TRUE(fires(rule, exec(texts, kStart, "nohup ./a", ""), texts));
  EXPECT_FALSE(fires(rule, exec(texts, kStart, "nohup ./a", "/bin/sh"), texts));
}

TEST(RuleReader, compares_numbers_addresses_and_directions) {
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

TEST(RuleReader, marks_rules_under_a_correlation_silent_unless_it_generates) {
  const std::string base =
      "title: b\nname: b\nlogsource: {category: login}\ndetection: {s: {User: x}, condition: s}\n---\n";
  const std::string correlation =
      "title: c\ncorrelation: {type: event_count, rules: [b], group-by: [device], timespan: 1h, condition: {gt: 2}";
  Reading silent(base + correlation + "}");
  EXPECT_TRUE(silent.rules.rules()[0].silent);
  Reading loud(base + correlation + ", generate: true}");
  EXPECT_FALSE(loud.rules.rules()[0].silent);
}

std::vector<std::string> messages_of(const Reading& reading) {
  std::vector<std::string> messages;
  for (const Diagnostic& d : reading.diagnostics) messages.push_back(d.message);
  return messages;
}

// Ninety thousand times the same filter is the filter once; many filters make a rule wider, not deeper.
TEST(RuleReader, applies_many_filters_without_nesting) {
  const std::string rule = process_rule("CommandLine: a");
  const auto filter = [](const std::string& rules, int number) {
    return "---\ntitle: f\nlogsource: {product: linux, category: process_creation}\nfilter: {rules: [" + rules +
           "], s: {Image: /x" + std::to_string(number) + "}, condition: s}\n";
  };
  std::string names = "the-id";
  for (int i = 0; i < 90'000; ++i) names += ",the-id";
  Reading again(rule + filter(names, 0));
  EXPECT_THAT(again.diagnostics, IsEmpty());
  EXPECT_EQ(size_of(again.rules.rules()[0].expression), 4u);
  std::string many = rule;
  for (int i = 0; i < 3'000; ++i) many += filter("the-id", i);
  Reading wide(many);
  EXPECT_THAT(wide.diagnostics, IsEmpty());
  const Expression& e = wide.rules.rules()[0].expression;
  EXPECT_EQ(e.children.size(), 3'001u);
  EXPECT_EQ(size_of(e), 2u + 2u * 3'000u);
}

// Eight kibibytes with four dashes are 625 texts of eight kibibytes.
TEST(RuleReader, bounds_the_bytes_of_a_rules_texts) {
  const std::string dashes = "'-a -b -c -d" + std::string(8'000, 'x') + "'";
  EXPECT_THAT(messages_of(Reading(process_rule("CommandLine|windash: " + dashes))),
              ElementsAre("the rule's texts are too long, with their variants written out"));
  std::string list;
  for (int i = 0; i < 200; ++i) list += (i == 0 ? "" : ", ") + ("'" + std::to_string(i) + std::string(8'000, 'x') + "'");
  const auto messages = messages_of(Reading(process_rule("CommandLine: [" + list.substr(0, 900'000) + "x']")));
  EXPECT_THAT(messages, IsEmpty());
  std::string values;
  for (int i = 0; i < 130; ++i) values += (i == 0 ? "" : ", ") + ("'" + std::string(2'000, 'x') + "-" + std::to_string(i) + "'");
  EXPECT_THAT(messages_of(Reading(process_rule("CommandLine|windash|contains: [" + values + "]"))),
              IsEmpty());
}

// Once the tests are used up there is room for none, not for as many as a number can say.
TEST(RuleReader, has_no_room_left_after_the_last_test) {
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

TEST(RuleReader, bounds_the_regular_expressions_of_all_rules_together) {
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

// Of a document that is refused, nothing stays: its fields would be missing to those that come after it.
TEST(RuleReader, takes_back_what_a_refused_document_named) {
  RuleSet rules;
  std::vector<Diagnostic> diagnostics;
  RuleReader reader(rules, diagnostics);
  std::string many = "x: 1";
  for (std::size_t i = 0; i < FieldTable::kMaxFields; ++i) many += "\n    f" + std::to_string(i) + ": 1";
  reader.read(process_rule(many + "\n    CommandLine|nonsense: x", "s", "bad"), "r.yml");
  EXPECT_FALSE(diagnostics.empty());
  EXPECT_EQ(rules.predicates().size(), 0u);
  EXPECT_EQ(rules.fields().size(), kFields);
  diagnostics.clear();
  EXPECT_EQ(reader.read(process_rule("f7: 1\n    own: 2", "s", "good"), "r.yml"), 1u);
  EXPECT_THAT(diagnostics, IsEmpty());
  EXPECT_TRUE(rules.fields().find("own"));
  EXPECT_FALSE(rules.fields().find("f8"));
  rules.resolve(diagnostics);
  RuleMatcher matcher(rules);
  FlatEvent event;
  event.set("f7", FieldValue::number(1));
  event.set("own", FieldValue::number(2));
  std::vector<std::uint32_t> out;
  matcher.match(event, {}, out);
  EXPECT_THAT(out, ElementsAre(0u));
}

TEST(RuleReader, survives_hostile_text) {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    std::string text = process_rule("CommandLine|re: 'a.*b'", "s and not (1 of s*)");
    for (int i = 0; i < 6; ++i) text[random.below(text.size())] = static_cast<char>(random.below(256));
    Reading reading(text);
    EXPECT_TRUE(reading.added + reading.diagnostics.size() > 0) << "seed " << seed;
  }
  Reading deep(process_rule("CommandLine: a", std::string(5000, '(') + "s"));
  EXPECT_EQ(deep.diagnostics.size(), 1u);
  Reading nested("title: t\nx: " + std::string(200, '[') + std::string(200, ']'));
  EXPECT_EQ(nested.diagnostics.size(), 1u);
  // Aliases of aliases stand for a billion nodes; a search named again and again for as many tests.
  std::string bomb = "a0: &a0 [x]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + ", " + before + "]\n";
  }
  Reading aliases(bomb);
  ASSERT_EQ(aliases.diagnostics.size(), 1u);
  EXPECT_THAT(aliases.diagnostics[0].message, HasSubstr("too large, with its aliases written out"));
  std::string values = "CommandLine: [";
  std::string condition = "s";
  for (int i = 0; i < 500; ++i) values += "v" + std::to_string(i) + ", ";
  for (int i = 0; i < 500; ++i) condition += " or s";
  Reading large(process_rule(values + "z]", condition));
  ASSERT_EQ(large.diagnostics.size(), 1u);
  EXPECT_THAT(large.diagnostics[0].message, HasSubstr("the condition makes too many tests"));
}

}  // namespace
}  // namespace picket
