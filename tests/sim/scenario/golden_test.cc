// Error texts as text: each tests/golden/scenario/NAME.yaml is loaded and what is said about it is
// compared with NAME.txt. Lines "# --set PATH=VALUE" at the top become overrides. UPDATE_GOLDEN=1
// accepts new texts; every code of the table must occur in one of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "tests/sim/scenario/support.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> overrides_of(const std::string& text) {
  std::vector<std::string> sets;
  std::istringstream lines(text);
  constexpr std::string_view kMark = "# --set ";
  for (std::string line; std::getline(lines, line) && line.starts_with(kMark);)
    sets.push_back(line.substr(kMark.size()));
  return sets;
}

std::vector<std::string> golden_names() {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(test::source_path("tests/golden/scenario"))) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

TEST(Golden, every_problem_is_told_as_accepted_and_every_code_occurs) {
  // Names in messages are as given, so the tests run where the files are.
  fs::current_path(test::source_path("tests/golden/scenario"));
  std::set<std::string> reached;
  for (const std::string& name : golden_names()) {
    const std::string text = test::read_file(name + ".yaml");
    Diagnostics diagnostics;
    const LoadResult result =
        load_scenario(name + ".yaml", overrides_of(text), "../../sim/scenario/library", diagnostics);
    EXPECT_EQ(result.ok(), diagnostics.ok()) << name;
    EXPECT_FALSE(diagnostics.all().empty()) << name;
    test::expect_golden(test::source_path("tests/golden/scenario/" + name + ".txt"), diagnostics.text({.codes = true}));
    for (const Diagnostic& d : diagnostics.all()) reached.insert(to_string(d.code));
  }
  // What is told of suites alone, and what needs more than the scenario: tests/sim/suite/suite_file_test.cc,
  // tests/sim/experiment/part_check_test.cc and tests/sim/uncertainty/input_file_test.cc.
  const std::set<Code> elsewhere{Code::kPolicyNotRun, Code::kNothingDetects, Code::kNotPlayable, Code::kUncertainInput};
  for (const CodeInfo& row : code_table())
    EXPECT_TRUE(elsewhere.contains(row.code) || reached.contains(to_string(row.code))) << to_string(row.code) << ' ' << row.title;
}

}  // namespace
}  // namespace picket::sim
