// Which cases a change affects, in a repository of its own: DATA is the library, everything else may be code.

#include "sim/suite/changed_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "sim/experiment/rule_content.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class ChangedFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_.file("data"));
    write("data/a.yaml", "1");
    write("data/b.yaml", "1");
    const std::string git = "cd '" + folder_.path() + "' && git -c init.defaultBranch=main init -q && git add -A && "
                            "git -c user.name=a -c user.email=a@b.example commit -qm x";
    ASSERT_EQ(std::system(git.c_str()), 0);
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream(folder_.file(name)) << text; }
  /// Names of the cases that are left of two, which read one file each.
  std::vector<std::string> left(const std::vector<std::string>& changed) const {
    LoadedSuite suite;
    for (const char* name : {"a", "b"}) {
      suite.cases.emplace_back();
      suite.cases.back().name = name;
      suite.cases.back().inputs = {folder_.file("data/" + std::string(name) + ".yaml")};
      suite.cases.back().checks.emplace_back();
      suite.cases.back().checks.back().suite_case = static_cast<std::uint32_t>(suite.cases.size() - 1);
    }
    keep_affected_cases(suite, changed, folder_.file("data"));
    std::vector<std::string> names;
    for (std::size_t i = 0; i < suite.cases.size(); ++i) {
      names.push_back(suite.cases[i].name);
      EXPECT_EQ(suite.cases[i].checks[0].suite_case, i);
    }
    return names;
  }
  TemporaryFolder folder_;
};

TEST_F(ChangedFiles, are_those_that_differ_and_those_that_are_new) {
  EXPECT_THAT(files_changed_since("HEAD", folder_.path()), IsEmpty());
  write("data/b.yaml", "2");
  write("new file", "1");
  const std::string top = fs::canonical(folder_.path()).string();
  EXPECT_THAT(files_changed_since("HEAD", folder_.path()), UnorderedElementsAre(top + "/data/b.yaml", top + "/new file"));
}

TEST_F(ChangedFiles, affect_the_cases_that_read_them_and_code_affects_all) {
  EXPECT_THAT(left({}), IsEmpty());
  EXPECT_THAT(left({folder_.file("data/b.yaml")}), UnorderedElementsAre("b"));
  EXPECT_THAT(left({folder_.file("README.md")}), IsEmpty());
  EXPECT_THAT(left({folder_.file("main.cc")}), UnorderedElementsAre("a", "b"));
}

TEST_F(ChangedFiles, need_a_revision_of_a_repository) {
  EXPECT_THROW(files_changed_since("", folder_.path()), WrongInput);
  EXPECT_THROW(files_changed_since("--output=x", folder_.path()), WrongInput);
  EXPECT_THROW(files_changed_since("no_such_revision", folder_.path()), WrongInput);
  const TemporaryFolder none;
  EXPECT_THROW(files_changed_since("HEAD", none.path()), WrongInput);
}

}  // namespace
}  // namespace picket::sim
