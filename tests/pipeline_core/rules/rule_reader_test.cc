#include "pipeline_core/rules/rule_reader.h"

#include <gmock/gmock.h>

#include "agent_core/base/random.h"
#include "tests/pipeline_core/rules/rule_text.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(RuleReader, refuses_a_second_rule_of_one_id_and_a_file_without_rules) {
  ReadRules twice(process_rule("CommandLine|contains: a") + "---\n" + process_rule("CommandLine|contains: b"));
  EXPECT_EQ(twice.added, 1u);
  ASSERT_EQ(twice.diagnostics.size(), 1u);
  EXPECT_EQ(to_string(twice.diagnostics[0]), "r.yml:10:5: error: the id is another rule's (rule the-id)");
  ReadRules none("# nothing\n");
  ASSERT_EQ(none.diagnostics.size(), 1u);
  EXPECT_EQ(to_string(none.diagnostics[0]), "r.yml:1:1: error: the file holds no rule");
}

TEST(RuleReader, reports_place_and_rule_and_loads_the_rest) {
  ReadRules reading(process_rule("CommandLine|contains: a") + "---\n" +
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
  ReadRules reading(
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
    ReadRules reading(c.yaml);
    ASSERT_FALSE(reading.diagnostics.empty()) << c.yaml;
    EXPECT_THAT(reading.diagnostics[0].message, HasSubstr(c.message)) << c.yaml;
  }
}

TEST(RuleReader, refuses_what_yaml_can_write_and_a_rule_cannot_mean) {
  const auto first = [](const std::string& yaml) {
    const auto messages = ReadRules(yaml).messages();
    return messages.empty() ? std::string() : messages[0];
  };
  const std::string source = "title: t\nlogsource: {category: login}\n";
  EXPECT_EQ(first(source + "detection:\n  s: &a {User: x}\n  t: {<<: *a}\n  condition: s\n"),
            "r.yml:5:7: error: a rule takes no merge key '<<'; write out what it would bring in");
  EXPECT_EQ(first(source + "detection:\n  s: {'<<': x}\n  condition: s\n"), "") << "in quotes it is a field";
  EXPECT_THAT(first(source + "detection:\n  s: {User: !!int 5}\n  condition: s\n"),
              AllOf(HasSubstr("r.yml:4:"), HasSubstr("a value of a rule has no YAML tag, but this one has 'tag:yaml.org,2002:int'")));
  EXPECT_THAT(first(source + "detection:\n  s: !!python/object {User: x}\n  condition: s\n"), HasSubstr("python/object"));
  EXPECT_EQ(first("title: t\n# \xc3\xa9 \xff\nlogsource: {category: login}\ndetection: {s: {User: x}, condition: s}\n"),
            "r.yml:2:6: error: the file is not UTF-8 here");
}

TEST(RuleReader, knows_which_days_there_are) {
  const auto problems = [](const std::string& date) {
    return ReadRules("title: t\ndate: " + date + "\nlogsource: {category: login}\ndetection: {s: {User: x}, condition: s}\n").problems();
  };
  EXPECT_THAT(problems("2024-02-29"), IsEmpty());
  for (const char* date : {"2026-02-29", "2026-02-30", "2026-04-31", "2026-00-01", "2026-01-00", "2026-1-1"})
    EXPECT_THAT(problems(date), ElementsAre("'date' must be a date YYYY-MM-DD")) << date;
}

TEST(RuleReader, loads_rules_for_sources_and_fields_that_no_device_sends) {
  for (const char* source : {"{product: windows, category: process_creation}", "{product: linux, service: auditd}",
                             "{product: zeek, service: http}"}) {
    ReadRules reading("title: t\nlogsource: " + std::string(source) + "\ndetection: {s: {a0: x}, condition: not s}\n");
    EXPECT_THAT(reading.diagnostics, IsEmpty()) << source;
    EXPECT_EQ(reading.rules.rules()[0].routes, 0u) << source;
  }
}

// A filter describes what to take out. Other programs join its condition as it stands, so a filter that says `not`
// was written for them: here it would leave the excluded events alone.
TEST(RuleReader, refuses_a_filter_that_says_not_itself) {
  const auto message = [](const std::string& condition, const std::string& selection = "Image|endswith: /backup") {
    ReadRules read(process_rule("CommandLine: a") +
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
    for (int i = 0; i < 6; ++i) text[random.below(text.size())] = static_cast<char>(random.below(128));
    ReadRules reading(text);
    EXPECT_TRUE(reading.added + reading.diagnostics.size() > 0) << "seed " << seed;
  }
  ReadRules deep(process_rule("CommandLine: a", std::string(5000, '(') + "s"));
  EXPECT_EQ(deep.diagnostics.size(), 1u);
  ReadRules nested("title: t\nx: " + std::string(200, '[') + std::string(200, ']'));
  EXPECT_EQ(nested.diagnostics.size(), 1u);
  // Aliases of aliases stand for a billion nodes; a search named again and again for as many tests.
  std::string bomb = "a0: &a0 [x]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + ", " + before + "]\n";
  }
  ReadRules aliases(bomb);
  ASSERT_EQ(aliases.diagnostics.size(), 1u);
  EXPECT_THAT(aliases.diagnostics[0].message, HasSubstr("too large, with its aliases written out"));
  std::string values = "CommandLine: [";
  std::string condition = "s";
  for (int i = 0; i < 500; ++i) values += "v" + std::to_string(i) + ", ";
  for (int i = 0; i < 500; ++i) condition += " or s";
  ReadRules large(process_rule(values + "z]", condition));
  ASSERT_EQ(large.diagnostics.size(), 1u);
  EXPECT_THAT(large.diagnostics[0].message, HasSubstr("the condition makes too many tests"));
}

}  // namespace
}  // namespace picket
