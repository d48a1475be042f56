// The corpus on disk: written and read back, renewed, bounded; damaged files are told at their line.

#include "sim/suite/suite_corpus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Corpus : public ::testing::Test {
 protected:
  Corpus() {
    suite_.suite.name = "mine";
    for (const char* name : {"shell", "miner"}) {
      suite_.cases.emplace_back();
      suite_.cases.back().name = name;
      for (const char* policy : {"g1_c", "picket"}) {
        PolicyUse use;
        use.name = policy;
        suite_.cases.back().scenario.policies.push_back(use);
      }
    }
  }
  std::string path(const std::string& name) const { return folder_.file("corpus/mine/shell/" + name); }
  void put(const std::string& name, const std::string& text) const {
    fs::create_directories(fs::path(path(name)).parent_path());
    std::ofstream(path(name)) << text;
  }
  std::string problems() const {
    SuiteCorpus corpus(folder_.file("corpus"));
    Diagnostics diagnostics;
    corpus.read(suite_, diagnostics);
    return diagnostics.text();
  }
  TemporaryFolder folder_;
  LoadedSuite suite_;
};

TEST_F(Corpus, what_is_written_is_read_back_by_case_and_policy) {
  SuiteCorpus corpus(folder_.file("corpus"));
  const KnownFailure share{18446744073709551615U, 3, "detected within the deadline: at least 80 %", "25 %", "abc"};
  const KnownFailure crash{1, 0, std::string(kCrash), "replication 0 ended with signal 9 (Killed): \"x\" # y", "abc"};
  EXPECT_EQ(corpus.add("shell", "picket", share), SuiteCorpus::Joined::kNew);
  EXPECT_EQ(corpus.add("shell", "picket", crash), SuiteCorpus::Joined::kNew);
  ASSERT_FALSE(corpus.write("mine"));
  EXPECT_TRUE(fs::exists(path("picket.yaml")));
  EXPECT_FALSE(fs::exists(path("g1_c.yaml")));
  EXPECT_TRUE(content_of(path("picket.yaml")).starts_with("# Runs of this case that failed under this policy"));

  SuiteCorpus again(folder_.file("corpus"));
  Diagnostics diagnostics;
  again.read(suite_, diagnostics);
  EXPECT_TRUE(diagnostics.ok()) << diagnostics.text();
  const std::vector<KnownFailure>& known = again.failures("shell", "picket");
  ASSERT_EQ(known.size(), 2U);
  EXPECT_EQ(known[0].seed, share.seed);
  EXPECT_EQ(known[0].replication, 3U);
  EXPECT_EQ(known[0].failed, share.failed);
  EXPECT_EQ(known[1].found, crash.found);
  EXPECT_TRUE(again.failures("shell", "g1_c").empty());
  EXPECT_TRUE(again.failures("miner", "picket").empty());
}

TEST_F(Corpus, the_same_failure_is_known_once) {
  SuiteCorpus corpus(folder_.file("corpus"));
  EXPECT_EQ(corpus.add("shell", "picket", {1, 2, "crash", "signal 9", "a"}), SuiteCorpus::Joined::kNew);
  EXPECT_EQ(corpus.add("shell", "picket", {1, 2, "crash", "signal 11", "b"}), SuiteCorpus::Joined::kKnown);
  EXPECT_EQ(corpus.add("shell", "picket", {1, 2, "invariant conservation", "x", "b"}), SuiteCorpus::Joined::kNew);
  ASSERT_EQ(corpus.failures("shell", "picket").size(), 2U);
  EXPECT_EQ(corpus.failures("shell", "picket")[0].found, "signal 11");
}

TEST_F(Corpus, nothing_changed_writes_nothing) {
  SuiteCorpus corpus(folder_.file("corpus"));
  Diagnostics diagnostics;
  corpus.read(suite_, diagnostics);
  EXPECT_TRUE(diagnostics.ok());
  ASSERT_FALSE(corpus.write("mine"));
  EXPECT_FALSE(fs::exists(folder_.file("corpus")));
}

TEST_F(Corpus, has_room_for_so_many) {
  SuiteCorpus corpus(folder_.file("corpus"));
  for (std::uint32_t r = 0; r < SuiteCorpus::kMostKept; ++r) {
    ASSERT_EQ(corpus.add("shell", "picket", {1, r, "crash", "", ""}), SuiteCorpus::Joined::kNew);
  }
  EXPECT_EQ(corpus.add("shell", "picket", {2, 0, "crash", "", ""}), SuiteCorpus::Joined::kNoRoom);
  EXPECT_EQ(corpus.add("shell", "picket", {1, 0, "crash", "", ""}), SuiteCorpus::Joined::kKnown);
  EXPECT_EQ(corpus.add("shell", "g1_c", {2, 0, "crash", "", ""}), SuiteCorpus::Joined::kNew);
}

TEST_F(Corpus, damaged_files_are_told_all_at_once_at_their_lines) {
  put("picket.yaml", "case: shell\npolicy: picket\nfailures:\n  - {seed: -1, replication: 2, failed: crash}\n  - {sead: 1, replication: 0, failed: crash}\n");
  put("g1_c.yaml", "case: shell\npolicy: g1_c\nfailures: [\n");
  const std::string text = problems();
  EXPECT_THAT(text, HasSubstr("shell/picket.yaml:4:12: error: failures[0].seed"));
  EXPECT_THAT(text, HasSubstr("shell/picket.yaml:5:6: error: failures[1].sead: unknown key"));
  EXPECT_THAT(text, HasSubstr("did you mean 'seed'?"));
  EXPECT_THAT(text, HasSubstr("shell/g1_c.yaml:"));
}

// Ten variants of forty attacks under four policies are 1,600 files; one scenario may be made of 1,000.
TEST_F(Corpus, has_a_file_for_each_case_and_policy_however_many) {
  for (int i = 0; i < 501; ++i) {
    suite_.cases.push_back(suite_.cases.front());
    const std::string name = "case_" + std::to_string(i);
    suite_.cases.back().name = name;
    fs::create_directories(folder_.file("corpus/mine/" + name));
    for (const char* policy : {"g1_c", "picket"}) {
      std::ofstream(folder_.file("corpus/mine/" + name + "/" + policy + ".yaml")) << "case: " << name << "\npolicy: " << policy << "\nfailures: []\n";
    }
  }
  EXPECT_EQ(problems(), "");
}

TEST_F(Corpus, a_variant_and_a_case_that_looks_like_it_have_files_of_their_own) {
  suite_.cases[0].name = "shell#2";
  suite_.cases[1].name = "shell_2";
  SuiteCorpus corpus(folder_.file("corpus"));
  corpus.add("shell#2", "picket", {1, 0, "crash", "", ""});
  corpus.add("shell_2", "picket", {1, 1, "crash", "", ""});
  ASSERT_FALSE(corpus.write("mine"));
  SuiteCorpus again(folder_.file("corpus"));
  Diagnostics diagnostics;
  again.read(suite_, diagnostics);
  EXPECT_TRUE(diagnostics.ok()) << diagnostics.text();
  ASSERT_EQ(again.failures("shell#2", "picket").size(), 1U);
  EXPECT_EQ(again.failures("shell#2", "picket")[0].replication, 0U);
  ASSERT_EQ(again.failures("shell_2", "picket").size(), 1U);
  EXPECT_TRUE(fs::exists(folder_.file("corpus/mine/shell-2/picket.yaml")));
}

// What cannot be read is not what is not there: a gate must not pass because its memory was lost.
TEST_F(Corpus, a_link_that_leads_nowhere_is_told) {
  fs::create_directories(fs::path(path("picket.yaml")).parent_path());
  fs::create_symlink("picket.yaml", path("picket.yaml"));
  fs::create_symlink("gone.yaml", path("g1_c.yaml"));
  const std::string text = problems();
  EXPECT_THAT(text, HasSubstr("shell/picket.yaml: "));
  EXPECT_THAT(text, HasSubstr("shell/g1_c.yaml: "));
}

TEST_F(Corpus, a_file_in_anothers_place_is_told) {
  put("picket.yaml", "case: miner\npolicy: g1_c\nfailures: []\n");
  const std::string text = problems();
  EXPECT_THAT(text, HasSubstr("picket.yaml:1:7: error: case: this file is of the case 'shell', by its place"));
  EXPECT_THAT(text, HasSubstr("picket.yaml:2:9: error: policy: this file is of the policy 'picket', by its place"));
}

}  // namespace
}  // namespace picket::sim
