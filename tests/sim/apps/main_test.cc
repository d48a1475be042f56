// The program's words about itself, and what it answers to wrong words.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const char* const kCommands[] = {"run", "validate", "explain", "schema", "init", "replay", "rules", "query", "why", "export", "score", "suite", "sweep", "plan", "tune", "compare", "reproduce", "attacks", "import", "studies", "launch", "live", "report"};

TEST_F(Program, says_what_it_can_do) {
  const Said said = picket("--help");
  EXPECT_EQ(said.exit_code, 0);
  test::expect_golden("help.txt", said.out);
  for (const char* command : kCommands) EXPECT_THAT(said.out, HasSubstr(command));
}

TEST_F(Program, explains_each_command_with_examples) {
  for (const char* command : kCommands) {
    const Said said = picket(std::string(command) + " --help");
    EXPECT_EQ(said.exit_code, 0) << command;
    EXPECT_THAT(said.out, HasSubstr("Examples:")) << command;
    test::expect_golden(std::string("help_") + command + ".txt", said.out);
  }
}

TEST_F(Program, names_its_version_and_where_it_comes_from) {
  const Said said = picket("--version");
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(said.out, StartsWith("picket "));
}

TEST_F(Program, answers_wrong_words_with_exit_code_2_and_nothing_on_standard_output) {
  for (const char* arguments : {"", "fly", "run", "run --no-such-flag x.yaml", "validate", "run x.yaml --format xml", "run x.yaml --threads -3",
                                "init compare extra words", "replay", "explain"}) {
    const Said said = picket(arguments);
    EXPECT_EQ(said.exit_code, 2) << "'" << arguments << "'";
    EXPECT_FALSE(said.err.empty()) << "'" << arguments << "'";
  }
}

TEST_F(Program, names_the_word_that_was_probably_meant) {
  EXPECT_THAT(picket("replya x.log").err, HasSubstr("did you mean 'replay'?"));
  EXPECT_THAT(picket("run x.yaml --thread 2").err, HasSubstr("did you mean '--threads'?"));
  EXPECT_THAT(picket("run x.yaml --replication=3").err, HasSubstr("did you mean '--replications'?"));
  EXPECT_THAT(picket("rnu x.yaml").err, HasSubstr("did you mean 'run'?"));
  EXPECT_THAT(picket("fly x.yaml").err, HasSubstr("there is no command 'fly'; there are: run validate "));
}

// --replications sets a key, and the person who typed it did not.
TEST_F(Program, calls_an_option_by_its_own_name) {
  for (const char* number : {"0", "-1", "1.5", "many", "100001"}) {
    const std::string err = picket("run " + scenario("smoke/quick.yaml") + " --replications=" + number).err;
    EXPECT_THAT(err, HasSubstr(std::string("--replications: '") + number + "' is no whole number from 1 to 100000"));
  }
  const auto said = picket("run " + scenario("smoke/quick.yaml") + " --uncertainty input");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("has no 'input'; did you mean 'inputs'?"));
}

// A full disk under the output: what was said is lost, so nobody may take the command for done.
TEST_F(Program, fails_where_standard_output_cannot_be_written) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  write("events.jsonl", "{}\n");
  const std::string quick = scenario("smoke/quick.yaml");
  for (const std::string& command :
       {std::string("--help"), std::string("--version"), std::string("run --help"), std::string("schema"), std::string("schema policy"),
        std::string("schema --markdown"), std::string("schema policies"), std::string("init"), std::string("attacks ls"),
        std::string("attacks show a01_mirai"), std::string("attacks layer"), std::string("explain E0107"), "explain " + quick,
        "validate " + quick, std::string("query --list"), "suite --list " + scenario("suites/library.yaml"),
        std::string("rules explain '" + std::string(PICKET_SOURCE_DIR) + "/pipeline_core/content/rules'")}) {
    const Said said = picket(command + " > /dev/full");
    EXPECT_EQ(said.exit_code, 3) << command;
    EXPECT_THAT(said.err, HasSubstr("error: cannot write to standard output")) << command;
  }
}

}  // namespace
}  // namespace picket::sim
