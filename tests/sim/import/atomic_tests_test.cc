#include "sim/import/atomic_tests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/import/support.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct ReadAtomic {
  Diagnostics diagnostics;
  std::optional<AtomicFile> file;
};
ReadAtomic read_file(const std::string& name) {
  ReadAtomic out;
  const std::string text = test::text_of(test::import_golden(name));
  out.file = read_atomic(text, out.diagnostics.add_source(name, text), out.diagnostics);
  return out;
}

TEST(AtomicTests, reads_each_test_with_its_places) {
  const ReadAtomic read = read_file("atomic.yaml");
  ASSERT_TRUE(read.file.has_value()) << read.diagnostics.text();
  EXPECT_EQ(read.file->technique, "T1685.006");
  ASSERT_EQ(read.file->tests.size(), 3U);
  const AtomicTest& first = read.file->tests[0];
  EXPECT_EQ(first.guid, "0f5e1c2a-0000-4000-8000-00000000abcd");
  EXPECT_THAT(first.platforms, ElementsAre("linux", "macos"));
  EXPECT_EQ(first.inputs.at("log_path"), "/var/log/example.log");
  EXPECT_FALSE(first.elevation_required);
  EXPECT_TRUE(first.command.has_own_lines);
  EXPECT_EQ(first.command.where.line, 32U);  // "# first a look", below the line with '|'
  ASSERT_EQ(first.dependencies.size(), 1U);
  EXPECT_EQ(first.why_not(), "");
  EXPECT_THAT(read.file->tests[1].why_not(), HasSubstr("manual"));
  EXPECT_THAT(read.file->tests[2].why_not(), HasSubstr("'command_prompt'"));
}

TEST(AtomicTests, tells_everything_that_is_wrong_at_once) {
  const ReadAtomic read = read_file("atomic_wrong.yaml");
  EXPECT_FALSE(read.file.has_value());
  test::expect_import_golden("atomic_wrong.txt", read.diagnostics.text());
}

TEST(AtomicTests, a_test_is_chosen_by_number_or_guid_or_because_it_is_the_only_one) {
  ReadAtomic read = read_file("atomic.yaml");
  ASSERT_TRUE(read.file.has_value());
  const auto chosen = [&](const std::string& which) {
    Diagnostics diagnostics;
    diagnostics.add_source("atomic.yaml", "");
    const AtomicTest* test = choose_test(read.file.value(), which, "linux", diagnostics);
    return test != nullptr ? std::to_string(test->number) : diagnostics.all().at(0).message + "; " + diagnostics.all().at(0).hint;
  };
  EXPECT_EQ(chosen(""), "1");
  EXPECT_EQ(chosen("1"), "1");
  EXPECT_EQ(chosen("0F5E1C2A-0000-4000-8000-00000000ABCD"), "1");
  EXPECT_THAT(chosen("0f5e1c2a-0000-4000-8000-00000000abce"), HasSubstr("did you mean '0f5e"));
  EXPECT_THAT(chosen("2"), HasSubstr("executor is manual"));
  EXPECT_THAT(chosen("3"), HasSubstr("not for linux but for windows"));
  EXPECT_THAT(chosen("4"), HasSubstr("a number from 1 to 3"));
  read.file->tests.push_back(read.file->tests[0]);
  EXPECT_THAT(chosen(""), HasSubstr("which one?"));
}

TEST(AtomicTests, the_list_says_what_is_passed_over) {
  const ReadAtomic read = read_file("atomic.yaml");
  ASSERT_TRUE(read.file.has_value());
  test::expect_import_golden("atomic_list.txt", atomic_list(read.file.value(), "linux"));
}

}  // namespace
}  // namespace picket::sim
