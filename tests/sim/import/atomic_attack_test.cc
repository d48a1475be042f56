#include "sim/import/atomic_attack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/fleet/trace_lines.h"
#include "tests/sim/import/support.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Imported {
  Diagnostics diagnostics;
  AtomicFile file;
  AtomicAttack attack;
  std::string text;
};

/// The first test of a file, imported.
Imported import_text(const std::string& text, const AtomicChoices& choices = {}) {
  Imported out;
  const auto file = read_atomic(text, out.diagnostics.add_source("atomic.yaml", text), out.diagnostics);
  EXPECT_TRUE(file.has_value()) << out.diagnostics.text();
  if (!file) return out;
  out.file = *file;
  out.attack = atomic_attack(out.file, out.file.tests.at(0), choices, out.diagnostics);
  out.text = atomic_attack_file(out.file, out.file.tests.at(0), out.attack, choices, "atomic.yaml");
  return out;
}

/// An attack's text, read into a scenario that uses it.
bool loads(const std::string& attack, Diagnostics& diagnostics) {
  std::string indented;
  std::istringstream lines(attack);
  for (std::string line; std::getline(lines, line);) indented += "    " + line + "\n";
  const std::string scenario = "name: t\npolicies: [{use: raw}]\nfleet: [{device_class: iot_gateway, count: 2, sites: 1, access: {dsl: 1}}]\n"
                               "attacks: [{name: a, use: imported, start: 1 h, targets: {count: 1}}]\nattack_templates:\n  imported:\n" + indented;
  return load_scenario_text(scenario, "t.yaml", {}, std::string(PICKET_SOURCE_DIR) + "/scenarios", diagnostics).ok();
}

std::string file_of(const std::string& command, const std::string& technique = "T1059.004", const std::string& more = "") {
  std::string lines;
  std::istringstream in(command);
  for (std::string line; std::getline(in, line);) lines += "      " + line + "\n";
  return "attack_technique: " + technique + "\natomic_tests:\n- name: x\n  supported_platforms: [linux]\n" + more +
         "  executor:\n    name: sh\n    command: |\n" + lines;
}

TEST(AtomicAttack, the_file_and_the_report_of_a_test_that_was_made_up) {
  AtomicChoices choices;
  choices.cleanup = true;
  const Imported imported = import_text(test::text_of(test::import_golden("atomic.yaml")), choices);
  ASSERT_TRUE(imported.diagnostics.ok()) << imported.diagnostics.text();
  test::expect_import_golden("atomic_attack.yaml", imported.text);
  test::expect_import_golden("atomic_attack.txt", atomic_report(imported.file.tests[0], imported.attack, choices, "atomic.yaml"));
  Diagnostics diagnostics;
  EXPECT_TRUE(loads(imported.text, diagnostics)) << diagnostics.text();
  EXPECT_THAT(imported.attack.not_set, ElementsAre("missing"));
}

TEST(AtomicAttack, techniques_have_both_numbers) {
  const Imported now = import_text(file_of("id", "T1685.006"));
  EXPECT_THAT(now.attack.attack.techniques, ElementsAre("T1070.002"));
  EXPECT_THAT(now.attack.attack.techniques_v19, ElementsAre("T1685.006"));
  const Imported before = import_text(file_of("id", "T1070.002"));
  EXPECT_THAT(before.attack.attack.techniques, ElementsAre("T1070.002"));
  EXPECT_THAT(before.attack.attack.techniques_v19, ElementsAre("T1685.006"));
  EXPECT_TRUE(import_text(file_of("id", "T1059.004")).attack.attack.techniques_v19.empty());
}

TEST(AtomicAttack, the_shell_comes_first_and_users_are_who_they_are) {
  const Imported imported = import_text(file_of("id\nsudo useradd x\n/opt/run.sh"));
  const std::vector<AttackEmission>& emit = imported.attack.attack.phases.at(0).emit;
  ASSERT_EQ(emit.size(), 3U);
  EXPECT_THAT(emit[0].commandlines, ElementsAre("sh -c id\nsudo useradd x\n/opt/run.sh", "id", "sudo useradd x"));
  EXPECT_EQ(emit[0].executable, "/usr/bin/");
  EXPECT_EQ(emit[0].user_id, 1000U);
  EXPECT_THAT(emit[1].commandlines, ElementsAre("useradd x"));
  EXPECT_EQ(emit[1].executable, "/usr/sbin/");
  EXPECT_EQ(emit[1].user_id, 0U);
  EXPECT_THAT(emit[2].commandlines, ElementsAre("/opt/run.sh"));
  EXPECT_EQ(emit[2].executable, "");
}

TEST(AtomicAttack, inputs_take_the_place_of_defaults) {
  const std::string inputs = "  input_arguments: {path: {default: /tmp/a}, host: {default: x.example}}\n";
  AtomicChoices choices;
  choices.inputs["path"] = "/tmp/b";
  EXPECT_EQ(import_text(file_of("curl #{host} -o #{path}", "T1105", inputs), choices).attack.command.steps.at(0).commandline,
            "curl x.example -o /tmp/b");
  choices.inputs["pat"] = "c";
  EXPECT_THAT(import_text(file_of("id", "T1105", inputs), choices).diagnostics.text(), HasSubstr("did you mean 'path'?"));
}

// The published Linux tests: each becomes an attack that loads, or says why not.
TEST(AtomicAttack, every_published_linux_test_imports) {
  const char* data = std::getenv("PICKET_DATA");
  const std::string path = std::string(data == nullptr ? "" : data) + "/workloads/cmd/atomic_red_team_linux.jsonl.gz";
  if (data == nullptr || !std::filesystem::exists(path)) GTEST_SKIP() << "PICKET_DATA is not set or has no workloads/cmd";
  std::size_t tests = 0;
  std::size_t with_steps = 0;
  std::size_t passed_over = 0;
  std::size_t commands = 0;
  std::size_t no_step = 0;
  TraceReport report;
  TraceLines lines(path, report);
  std::string line;
  while (lines.next(line)) {
    const auto json = nlohmann::json::parse(line);
    // JSON's texts are YAML's texts in double quotes.
    const std::string text = "attack_technique: " + json.at("technique").get<std::string>() + "\natomic_tests:\n- name: " + json.at("name").dump() +
                             "\n  auto_generated_guid: " + json.at("guid").dump() + "\n  supported_platforms: [linux]\n  executor:\n    name: " +
                             json.at("executor").dump() + "\n    elevation_required: " + (json.at("elevation").get<bool>() ? "true" : "false") +
                             "\n    command: " + json.at("command").dump() + "\n";
    ++tests;
    Diagnostics diagnostics;
    const auto file = read_atomic(text, diagnostics.add_source("x.yaml", text), diagnostics);
    ASSERT_TRUE(file.has_value()) << diagnostics.text();
    if (!file->tests[0].why_not().empty()) {
      ++passed_over;
      continue;
    }
    const Imported imported = import_text(text);
    const ShellScript& script = imported.attack.command;
    EXPECT_EQ(script.with_steps + script.no_step.size(), script.commands) << text;
    with_steps += script.steps.empty() ? 0 : 1;
    commands += script.commands;
    no_step += script.no_step.size();
    Diagnostics loading;
    EXPECT_TRUE(loads(imported.text, loading)) << loading.text() << text;
  }
  EXPECT_EQ(tests, 300U);
  RecordProperty("with_steps", std::to_string(with_steps));
  EXPECT_GT(with_steps, 250U) << passed_over << " passed over";
  EXPECT_LT(no_step * 2, commands);
}

}  // namespace
}  // namespace picket::sim
