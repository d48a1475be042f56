// import, from the command line to a scenario that runs.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string golden(const std::string& name) { return std::string(PICKET_SOURCE_DIR) + "/tests/golden/import/" + name; }
std::string library() { return " --library '" + std::string(PICKET_SOURCE_DIR) + "/scenarios'"; }

TEST_F(Program, explains_all_imports_with_examples) {
  const Said said = picket("import mud --help");
  EXPECT_EQ(said.exit_code, 0);
  test::expect_golden("help_import_mud.txt", said.out);
  test::expect_golden("help_import_atomic.txt", picket("import atomic --help").out);
  test::expect_golden("help_import_prices.txt", picket("import prices --help").out);
  const Said wrong = picket("import mud x.json --flows-per-hor 3");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean '--flows-per-hour'?"));
  EXPECT_THAT(picket("import mut").err, HasSubstr("did you mean 'mud'?"));
}

TEST_F(Program, import_mud_writes_a_class_that_a_scenario_includes_and_runs) {
  const Said said = picket("import mud '" + golden("plug.json") + "' -o plug.yaml --base smart_hub --controller hub.example --flows-per-hour 12");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("18 access control entries"));
  EXPECT_THAT(said.out, HasSubstr("--flows-per-hour 12"));
  EXPECT_THAT(said.err, IsEmpty());
  write("s.yaml", "name: plugs\ninclude: [plug.yaml]\nduration: 2 h\nwarm_up: 1 h\npolicies: [{use: raw}]\n"
                  "fleet: [{device_class: plug, count: 3, sites: 1, access: {dsl: 1}}]\n");
  const Said checked = picket("validate s.yaml" + library());
  EXPECT_EQ(checked.exit_code, 0) << checked.err;
  const Said ran = picket("run s.yaml --quiet" + library());
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
}

TEST_F(Program, import_mud_without_a_file_to_write_prints_the_class_alone) {
  const Said said = picket("import mud '" + golden("plug.json") + "' --name my_plug");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("device_classes:\n  my_plug:\n"));
  EXPECT_THAT(said.err, HasSubstr("my_plug: 18 access control entries"));
}

TEST_F(Program, import_mud_tells_all_that_is_wrong_and_writes_nothing) {
  const Said said = picket("import mud '" + golden("wrong.json") + "' -o x.yaml --base smart_hab --local-network 10.0.0.1/8");
  EXPECT_EQ(said.exit_code, 2);
  for (const char* part : {"--base: no class is called 'smart_hab'", "--local-network", "'70000' is no whole number", "did you mean 'from-v4'?"}) {
    EXPECT_THAT(said.err, HasSubstr(part));
  }
  EXPECT_FALSE(std::filesystem::exists(file("x.yaml")));
  EXPECT_EQ(picket("import mud nothing.json").exit_code, 2);
  EXPECT_EQ(picket("import mud .").exit_code, 2);
  EXPECT_EQ(picket("import mud x.json --name 'a b'").exit_code, 2);
  for (const std::string option : {"--flows-per-hour", "--burst-size", "--look-up-share", "--bytes-out", "--bytes-in"}) {
    const Said no_number = picket("import mud '" + golden("plug.json") + "' " + option + " nan");
    EXPECT_EQ(no_number.exit_code, 2) << option;
    EXPECT_THAT(no_number.err, HasSubstr("nan is no number")) << option;
  }
  const Said nobody = picket("import mud '" + golden("plug.json") + "' --controller 'a b'");
  EXPECT_EQ(nobody.exit_code, 2);
  EXPECT_THAT(nobody.err, HasSubstr("'a b' is neither a name nor an address"));
  // A profile that allows nothing here is no class.
  write("empty.json", R"({"ietf-mud:mud": {"mud-version": 1, "mud-url": "u"}, "ietf-access-control-list:access-lists": {"acl": []}})");
  const Said none = picket("import mud empty.json");
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err, HasSubstr("no entry of it could be imported"));
  EXPECT_THAT(none.out, IsEmpty());
}

TEST_F(Program, import_prices_writes_a_book_that_a_scenario_includes_and_pays_by) {
  const Said said = picket("import prices '" + golden("prices.json") + "' -o prices.yaml --name spring --region eastus --compiled 2026-11-30" + library());
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("spring: 16 entries: 6 taken, 1 a free first tier, 9 left out."));
  EXPECT_THAT(said.out, HasSubstr("the answer has a next page"));
  EXPECT_THAT(said.out, HasSubstr("Virtual Machines, D2, D2 \\x1b[31mred: no line of the bill is priced by service 'Virtual Machines'"));
  EXPECT_THAT(said.err, IsEmpty());
  write("s.yaml", "name: paid\ninclude: [prices.yaml]\nduration: 2 h\nwarm_up: 1 h\npolicies: [{use: raw}]\n"
                  "fleet: [{device_class: kiosk, count: 3, sites: 1, access: {dsl: 1}}]\n");
  const Said ran = picket("run s.yaml --quiet --out paid" + library());
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("prices spring of 2026-11-30"));
  const Said old = picket("import prices '" + golden("prices.json") + "' -o old.yaml --region eastus --compiled 2024-02-01" + library());
  ASSERT_EQ(old.exit_code, 0) << old.err;
  write("o.yaml", "name: old\ninclude: [old.yaml]\nduration: 2 h\nwarm_up: 1 h\npolicies: [{use: raw}]\n"
                  "fleet: [{device_class: kiosk, count: 3, sites: 1, access: {dsl: 1}}]\n");
  EXPECT_THAT(picket("run o.yaml --quiet --out old" + library()).out, HasSubstr("check them before you quote the bill"));
}

TEST_F(Program, imports_are_based_on_parts_of_the_library_that_have_bases_themselves) {
  std::filesystem::create_directories(file("lib"));
  for (const std::string folder : {"policies", "profiles", "prices"}) {
    std::filesystem::copy(std::string(PICKET_SOURCE_DIR) + "/scenarios/" + folder, file("lib/" + folder), std::filesystem::copy_options::recursive);
  }
  write("lib/prices/dearer.yaml", "base: us_2026_11\nname: dearer\ns3_unit_month: 2600\n");
  write("lib/profiles/own_hub.yaml", "base: smart_hub\ntitle: A hub of one's own\n");
  const Said prices = picket("import prices '" + golden("prices.json") + "' --base dearer --region eastus --compiled 2026-11-30 --library lib");
  ASSERT_EQ(prices.exit_code, 0) << prices.err;
  EXPECT_THAT(prices.out, HasSubstr("  base: dearer\n"));
  EXPECT_THAT(prices.err, HasSubstr("  s3_unit_month: 2600 USD\n"));
  EXPECT_THAT(prices.err, HasSubstr("  b3_unit_month: 500 USD\n"));  // of the base's base
  EXPECT_EQ(picket("import mud '" + golden("plug.json") + "' -o plug.yaml --base own_hub --library lib").exit_code, 0);
  write("lib/prices/dearer.yaml", "base: nobody\nname: dearer\n");
  const Said nobody = picket("import prices '" + golden("prices.json") + "' --base dearer --region eastus --compiled 2026-11-30 --library lib");
  EXPECT_EQ(nobody.exit_code, 2);
  EXPECT_THAT(nobody.err, HasSubstr("no base is called 'nobody'"));
}

TEST_F(Program, import_prices_tells_all_that_is_missing_and_writes_nothing) {
  const Said several = picket("import prices '" + golden("prices.json") + "' -o x.yaml" + library());
  EXPECT_EQ(several.exit_code, 2);
  EXPECT_THAT(several.err, HasSubstr("say which: eastus, westeurope"));
  EXPECT_FALSE(std::filesystem::exists(file("x.yaml")));
  const Said wrong = picket("import prices '" + golden("prices.json") + "' --base us_2020 --compiled today" + library());
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("--base: no price book is called 'us_2020'"));
  EXPECT_THAT(wrong.err, HasSubstr("error: --compiled: 'today' is no date"));
  EXPECT_THAT(wrong.err, ::testing::Not(HasSubstr("<scenario>"))) << "what was typed has its option for a place";
  write("cut.json", "{\"Items\": [\n  {\"retailPrice\": 1,}\n");
  EXPECT_THAT(picket("import prices cut.json" + library()).err, HasSubstr("cut.json:2:"));
  // Some editors begin a file with a byte order mark.
  write("marked.json", "\xEF\xBB\xBF" + content_of(golden("prices.json")));
  const Said marked = picket("import prices marked.json --region eastus -o marked.yaml" + library());
  EXPECT_EQ(marked.exit_code, 0) << marked.err;
  EXPECT_EQ(picket("import prices nothing.json" + library()).exit_code, 2);
  EXPECT_EQ(picket("import prices . " + library()).exit_code, 2);
  EXPECT_EQ(picket("import prices '" + golden("prices.json") + "' --region eastus --usd-per-currency nan" + library()).exit_code, 2);
}

TEST_F(Program, import_atomic_writes_an_attack_that_is_shown_and_is_a_case_of_a_suite) {
  const Said said = picket("import atomic '" + golden("atomic.yaml") + "' -o logs.yaml --input log_path=/var/log/other.log");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("test 1, 0f5e1c2a-0000-4000-8000-00000000abcd: Make-believe removal of logs"));
  EXPECT_THAT(content_of(file("logs.yaml")), HasSubstr("rm -f /var/log/other.log"));
  const Said shown = picket("attacks show logs.yaml");
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("T1070.002"));
  EXPECT_THAT(shown.out, HasSubstr("T1685.006"));
  const Said listed = picket("suite logs.yaml --list" + library());
  EXPECT_EQ(listed.exit_code, 0) << listed.err;
  EXPECT_THAT(listed.out, HasSubstr("logs"));
}

TEST_F(Program, import_atomic_lists_and_passes_over_what_it_cannot_take) {
  const Said list = picket("import atomic '" + golden("atomic.yaml") + "' --list");
  EXPECT_EQ(list.exit_code, 0) << list.err;
  EXPECT_EQ(list.out, content_of(golden("atomic_list.txt")));
  const Said manual = picket("import atomic '" + golden("atomic.yaml") + "' --test 2 -o x.yaml");
  EXPECT_EQ(manual.exit_code, 2);
  EXPECT_THAT(manual.err, HasSubstr("its executor is manual"));
  EXPECT_FALSE(std::filesystem::exists(file("x.yaml")));
  EXPECT_EQ(picket("import atomic '" + golden("atomic.yaml") + "' --spacing nan -o x.yaml").exit_code, 2);
  const Said wrong = picket("import atomic '" + golden("atomic_wrong.yaml") + "' --input nothing");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("'nothing' is no name=value"));
  EXPECT_THAT(wrong.err, HasSubstr("'T10' is no technique"));
}

}  // namespace
}  // namespace picket::sim
