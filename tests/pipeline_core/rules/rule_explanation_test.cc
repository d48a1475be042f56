#include "pipeline_core/rules/rule_explanation.h"

#include <gmock/gmock.h>

#include "pipeline_core/rules/rule_reader.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

constexpr std::string_view kCrontabRule =
    "title: Crontab listed\nid: c1\nauthor: A. Nother\nlevel: low\nstatus: test\n"
    "logsource: {product: linux, category: process_creation}\n"
    "detection:\n"
    "  program: {Image|endswith: /crontab, CommandLin|contains: ' -l'}\n"
    "  filter: {User: [root, admin]}\n"
    "  condition: program and not filter\n";

struct Loaded {
  RuleSet rules;
  std::vector<Diagnostic> diagnostics;
  explicit Loaded(std::string_view yaml) {
    RuleReader(rules, diagnostics).read(yaml, "r.yml");
    rules.resolve(diagnostics);
    EXPECT_TRUE(diagnostics.empty());
  }
};

TEST(RuleExplanation, says_what_a_rule_means) {
  const Loaded loaded(kCrontabRule);
  EXPECT_EQ(explain_rule(loaded.rules, 0),
            "Crontab listed\n"
            "  id: c1\n"
            "  author: A. Nother\n"
            "  level: low\n"
            "  status: test\n"
            "  log source: product linux, category process_creation\n"
            "  tried on: observations of kind process\n"
            "  fires if\n"
            "    all of\n"
            "      program: all of\n"
            "        Image like '*/crontab'\n"
            "        CommandLin like '* -l*'\n"
            "      not\n"
            "        filter: one of\n"
            "          User like 'root'\n"
            "          User like 'admin'\n"
            "  never sent by our agents: CommandLin; did you mean 'CommandLine'?\n"
            "  looked at only if the event holds: one of '/crontab' at the end of Image\n"
            "  cost: low (10)\n");
}

TEST(RuleExplanation, says_why_a_rule_fired_or_what_it_lacked) {
  const Loaded loaded(kCrontabRule);
  FieldReader reader(&loaded.rules.fields());
  const auto event = FlatEvent::from_json(R"({"Image": "/usr/bin/crontab", "User": null})");
  ASSERT_TRUE(event.ok());
  reader.reset(event.value());
  EXPECT_FALSE(holds(loaded.rules, 0, reader));
  EXPECT_EQ(explain_trial(loaded.rules, 0, reader),
            "  no   all of\n"
            "  no     program: all of\n"
            "  no       CommandLin like '* -l*'  <- the event has no such field\n"
            "  yes      Image like '*/crontab'  <- '/usr/bin/crontab'\n"
            "  yes    not\n"
            "  no       filter: one of\n"
            "  no         User like 'root'  <- null\n"
            "  no         User like 'admin'  <- null\n");
}

TEST(RuleExplanation, says_what_a_correlation_asks_for) {
  const Loaded loaded(
      "title: Failed login\nname: base\nlogsource: {category: login}\ndetection: {s: {LoginOperation: LoginFailed}, condition: s}\n---\n"
      "title: Guessing\nname: corr\ngenerate: true\ncorrelation:\n  type: value_count\n  rules: [base]\n  group-by: [who, device]\n"
      "  timespan: 90s\n  condition: {gte: 2, field: SourceIp}\n  aliases: {who: {base: User}}\n");
  EXPECT_EQ(explain_rule(loaded.rules, 1),
            "Guessing\n"
            "  correlation: value_count\n"
            "  rules\n"
            "    base: Failed login\n"
            "  group-by: who, device\n"
            "  timespan: 90s\n"
            "  condition: value_count of SourceIp >= 2\n"
            "  aliases\n"
            "    who: User of base\n"
            "  judged: as soon as a window has enough\n"
            "  generate: its rules raise findings of their own as well\n");
}

TEST(RuleExplanation, tells_sources_and_fields_that_no_agent_sends) {
  const Loaded loaded(
      "title: t\nlogsource: {service: auditd}\ndetection: {s: {a0: [a, b, c, d, e, f, g, h, i, j, k]}, condition: not s}\n");
  const std::string text = explain_rule(loaded.rules, 0);
  EXPECT_THAT(text, ::testing::HasSubstr("tried on: no observation of our agents; generic events only\n"));
  EXPECT_THAT(text, ::testing::HasSubstr("... and 3 more\n"));
  EXPECT_THAT(text, ::testing::HasSubstr("holds: nothing; it is tried on every event of its source\n"));
  EXPECT_EQ(fields_never_sent(loaded.rules, loaded.rules.rules()[0]), std::vector<std::string_view>{"a0"});
}

}  // namespace
}  // namespace picket
