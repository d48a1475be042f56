// picket rules check, explain, test.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

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
  EXPECT_THAT(said.err, HasSubstr("wrong.yml:5:7: error: unknown modifier 'contians'; did you mean 'contains'? (rule w1)\n"
                                  "      s: {a0|contians: x, a1|re: '('}\n"
                                  "          ^\n"));
  EXPECT_THAT(said.err, HasSubstr("wrong.yml:5:30: error: regular expression: missing ): ( (rule w1)\n"));
  EXPECT_THAT(said.err, HasSubstr("wrong.yml:6:20: error: condition: search 't' is not defined (rule w1)\n"));
  EXPECT_EQ(said.out, file("rule.yml") +
                          ":2:5: note: the id is no UUID, by which rules of others refer to a rule (rule c1)\n"
                          "    id: c1\n"
                          "        ^\n" +
                          file("wrong.yml") +
                          ":10:17: note: no observation that the rule is tried on carries field 'Usr'; did you mean 'User'? (rule v)\n"
                          "    detection: {s: {Usr: x}, condition: s}\n"
                          "                    ^\n"
                          "2 rules loaded, 3 problems\n");
}

TEST_F(Rules, with_the_same_note_are_noted_once) {
  const std::string body = "logsource: {product: linux, category: process_creatoin}\ndetection: {s: {Image: x}, condition: s}\n";
  const Said said = picket("rules check " + write("two.yml", "title: a\n" + body + "---\ntitle: b\n" + body));
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_EQ(said.out, file("two.yml") +
                          ":2:39: note: no agent of ours reports category 'process_creatoin', the rule is tried on generic events only; "
                          "did you mean 'process_creation'? (and 1 more) (rule a)\n"
                          "    logsource: {product: linux, category: process_creatoin}\n"
                          "                                          ^\n"
                          "2 rules loaded, 0 problems\n");
}

// Two failed logins of eve four minutes apart, three of bob eleven minutes apart each: the correlation asks for two of one
// user within five minutes.
TEST_F(Rules, that_correlate_are_tried_on_events_by_their_times) {
  const std::string path =
      write("corr.yml",
            "title: Failed login\nname: base\nlogsource: {category: login}\n"
            "detection: {s: {LoginOperation: LoginFailed}, condition: s}\n---\n"
            "title: Guessing\nname: corr\ncorrelation: {type: event_count, rules: [base], group-by: [User], timespan: 5m, condition: {gte: 2}}\n");
  const auto event = [](const std::string& user, const std::string& time) {
    return "{\"User\": \"" + user + "\", \"LoginOperation\": \"LoginFailed\"" + time + "}\n";
  };
  write("slow.jsonl", event("bob", ", \"_time\": 0") + event("bob", ", \"_time\": 660") + event("bob", ", \"_time\": \"1970-01-01T00:22:00Z\""));
  const Said slow = picket("rules test " + path + " --rule corr --events slow.jsonl");
  EXPECT_EQ(slow.exit_code, 1) << slow.err;
  EXPECT_EQ(slow.out, "correlation not fired: Guessing: its rules matched 3 times; it asks for event_count >= 2\n3 events, 0 hits, 0 correlations fired\n");
  write("fast.jsonl", event("eve", ", \"UtcTime\": \"2026-01-31 23:59:00.5\"") + event("bob", ", \"UtcTime\": \"2026-01-31 23:59:30\"") +
                          event("eve", ", \"UtcTime\": \"2026-02-01 00:03:00\""));
  const Said fast = picket("rules test " + path + " --rule corr --events fast.jsonl");
  EXPECT_EQ(fast.exit_code, 0) << fast.err;
  EXPECT_EQ(fast.out,
            "fast.jsonl:1, :3: correlation fired: Guessing, from 2026-01-31T23:59:00Z to 2026-02-01T00:03:00Z\n"
            "3 events, 0 hits, 1 correlation fired\n");
  write("timeless.jsonl", event("eve", "") + event("eve", ""));
  const Said timeless = picket("rules test " + path + " --rule corr --events timeless.jsonl");
  EXPECT_EQ(timeless.exit_code, 0) << timeless.err;
  EXPECT_THAT(timeless.out, HasSubstr("note: no event has a time "));
  EXPECT_THAT(timeless.out, HasSubstr("timeless.jsonl:1, :2: correlation fired: Guessing\n"));
  write("no_time.jsonl", event("eve", ", \"_time\": \"soon\""));
  const Said no_time = picket("rules test " + path + " --rule corr --events no_time.jsonl");
  EXPECT_EQ(no_time.exit_code, 2);
  EXPECT_THAT(no_time.err, HasSubstr("no_time.jsonl:1:1: error: field '_time': 'soon' is no time; expected a date"));
}

TEST_F(Rules, and_events_are_read_from_regular_files_of_bounded_size_alone) {
  const std::string pipe = file("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  for (const std::string& path : {std::string("/dev/zero"), pipe}) {
    const Said checked = picket("rules check " + path);
    EXPECT_EQ(checked.exit_code, 2);
    EXPECT_THAT(checked.err, HasSubstr(path + ": cannot be read: not a regular file"));
    const Said tested = picket("rules test " + rule() + " --events " + path);
    EXPECT_EQ(tested.exit_code, 2);
    EXPECT_THAT(tested.err, HasSubstr(path + ": cannot be read: not a regular file"));
  }
  const Said large = picket("rules check /dev/zero " + write("large.yml", std::string((1 << 20) + 1, '#')));
  EXPECT_EQ(large.exit_code, 2);
  EXPECT_THAT(large.err, HasSubstr("/dev/zero: cannot be read")) << "every file is told of";
  EXPECT_THAT(large.err, HasSubstr("large.yml: is larger than 1 MiB"));
  // A line of 1 MiB is read and refused by what it says, a longer one by its length; the one after it counts on.
  write("long.jsonl", std::string(1 << 20, 'x') + "\n" + std::string((1 << 20) + 1, 'x') + "\n{\"User\": \"eve\"}");
  const Said lines = picket("rules test " + rule() + " --events long.jsonl");
  EXPECT_EQ(lines.exit_code, 2);
  EXPECT_THAT(lines.err, ::testing::Not(HasSubstr("long.jsonl:1:1: error: the line is longer")));
  EXPECT_THAT(lines.err, HasSubstr("long.jsonl:1:1: error: "));
  EXPECT_THAT(lines.err, HasSubstr("long.jsonl:2:1: error: the line is longer than 1 MiB\n"));
  EXPECT_THAT(lines.out, HasSubstr("long.jsonl:3: not fired: "));
}

TEST_F(Rules, say_of_a_log_source_that_may_be_misspelt) {
  write("events.jsonl", "{\"Image\": \"/bin/ls\"}\n");
  const Said said = picket("rules test " + rule() + " --events events.jsonl --category proces_creation --service auditd");
  EXPECT_THAT(said.out, HasSubstr("note: --category proces_creation: no agent of ours reports it; did you mean 'process_creation'?\n"));
  EXPECT_THAT(said.out, HasSubstr("note: --service auditd: no agent of ours reports it; known are 'connection', 'dns', 'auth', 'sshd'\n"));
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
