// picket rules check, explain, test.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;

class Rules : public Program {
 protected:
  std::string rule() const {
    return write("rule.yml",
                 "title: Crontab listed\nid: c1\nlogsource: {product: linux, category: process_creation}\n"
                 "detection:\n  program: {Image|endswith: /crontab, CommandLine|contains: ' -l'}\n"
                 "  filter: {User: root}\n  condition: program and not filter\n");
  }
};

TEST_F(Rules, of_the_project_have_no_problem) {
  const Said said = picket("rules check '" + std::string(PICKET_SOURCE_DIR) + "/pipeline_core/content/rules'");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr(" rules loaded, 0 problems\n"));
  EXPECT_EQ(said.err, "");
}

TEST_F(Rules, that_are_wrong_get_every_problem_said_and_the_rest_noted) {
  const Said said = picket("rules check " + rule() + " " +
                           write("wrong.yml",
                                 "title: w\nid: w1\nlogsource: {service: auditd}\ndetection:\n  s: {a0|contians: x, a1|re: '('}\n"
                                 "  condition: s and t\n---\ntitle: v\nlogsource: {category: login}\n"
                                 "detection: {s: {Usr: x}, condition: s}\n"));
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("wrong.yml:5:7: error: unknown modifier 'contians'; did you mean 'contains'? (rule w1)\n"));
  EXPECT_THAT(said.err, HasSubstr("wrong.yml:5:30: error: regular expression: missing ): ( (rule w1)\n"));
  EXPECT_THAT(said.err, HasSubstr("wrong.yml:6:20: error: condition: search 't' is not defined (rule w1)\n"));
  EXPECT_EQ(said.out,
            "note: 1 rule with field 'Usr': no observation they are tried on carries it\n2 rules loaded, 3 problems\n");
}

TEST_F(Rules, are_explained) {
  const Said said = picket("rules explain " + rule());
  EXPECT_EQ(said.exit_code, 0) << said.err;
  test::expect_golden("rules_explain.txt", said.out);
  EXPECT_EQ(picket("rules explain " + rule() + " --rule c1").out, said.out);
  EXPECT_EQ(picket("rules explain " + rule() + " --rule c2").exit_code, 2);
}

TEST_F(Rules, are_tested_on_events_and_say_why) {
  write("events.jsonl",
        "{\"Image\": \"/usr/bin/crontab\", \"CommandLine\": \"crontab -l\", \"User\": \"eve\"}\n\n"
        "{\"Image\": \"/usr/bin/crontab\", \"CommandLine\": \"crontab -l\", \"User\": \"root\"}\n"
        "{\"Image\": \"/usr/bin/crontab\"}\n");
  const Said said = picket("rules test " + rule() + " --events events.jsonl --category process_creation");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  test::expect_golden("rules_test.txt", said.out);
}

TEST_F(Rules, that_do_not_fire_give_exit_code_1_and_wrong_events_2) {
  write("events.jsonl", "{\"Image\": \"/bin/ls\"}\n");
  EXPECT_EQ(picket("rules test " + rule() + " --events events.jsonl").exit_code, 1);
  const Said other = picket("rules test " + rule() + " --events events.jsonl --category login");
  EXPECT_EQ(other.exit_code, 1);
  EXPECT_THAT(other.out, HasSubstr("events.jsonl:1: not tried: Crontab listed (c1): it is for product linux, category process_creation\n"));
  write("bad.jsonl", "{\"Image\": \"/bin/ls\"}\n[1]\n");
  const Said bad = picket("rules test " + rule() + " --events bad.jsonl");
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_EQ(bad.err, "bad.jsonl:2:1: error: expected a JSON object\n");
  EXPECT_EQ(picket("rules test " + rule()).exit_code, 2);
  EXPECT_EQ(picket("rules check nowhere.yml").exit_code, 2);
  EXPECT_EQ(picket("rules chek " + rule()).exit_code, 2);
  EXPECT_EQ(picket("rules explain " + rule() + " --placeholder x").exit_code, 2);
}

// A rule and an event come from others: neither may colour, hide or turn round what stands around it.
TEST_F(Rules, that_are_hostile_reach_the_terminal_as_escapes) {
  const std::string path = write("turn.yml", "title: \"a\\e[31mb\\u202e\\nc\"\nlogsource: {category: login}\n"
                                             "detection: {s: {User: \"x\\x9b\"}, condition: s}\n");
  const Said explained = picket("rules explain " + path);
  EXPECT_EQ(explained.exit_code, 0) << explained.err;
  EXPECT_TRUE(explained.out.starts_with("a\\x1b[31mb\\u202e\\x0ac\n")) << explained.out;
  EXPECT_THAT(explained.out, HasSubstr("x\\u009b"));
  write("events.jsonl", "{\"User\": \"eve\\u001b[2J\\r\"}\n");
  const Said tried = picket("rules test " + path + " --events events.jsonl");
  EXPECT_THAT(tried.out, HasSubstr("events.jsonl:1: not fired: a\\x1b[31mb\\u202e\\x0ac\n"));
  EXPECT_THAT(tried.out, HasSubstr("'eve\\x1b[2J\\x0d'"));
  for (const std::string& text : {explained.out, tried.out}) EXPECT_EQ(text.find_first_of("\x1b\r\x9b"), std::string::npos);
}

TEST_F(Rules, take_values_for_their_placeholders) {
  const std::string path = write("placeholder.yml",
                                 "title: p\nlogsource: {category: login}\n"
                                 "detection: {s: {User|expand: '%admins%'}, condition: s}\n");
  EXPECT_EQ(picket("rules check " + path).exit_code, 2);
  const Said said = picket("rules explain " + path + " --placeholder 'admins=root,adm_*'");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("User like 'adm_*'"));
}

}  // namespace
}  // namespace picket::sim
