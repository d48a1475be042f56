// What is of no more use is found and nothing else, above all nothing of a study that somebody is at.

#include "sim/experiment/study_gc.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include "sim/experiment/study_list.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

class StudyGc : public ::testing::Test {
 protected:
  StudyGc() {
    for (const char* run : {"raw-r0-aa", "raw-r1-bb"}) fs::create_directories(study("runs/" + std::string(run)));
    for (const char* name : {"runs/raw-r0-aa/manifest.json", "runs/raw-r0-aa/measures.json", "runs/raw-r1-bb/manifest.json"}) write(name);
  }
  std::string study(const std::string& name) const { return folder_.file("one/" + name); }
  void write(const std::string& name, bool old = false) const {
    std::ofstream(study(name)) << "12345";
    if (old) fs::last_write_time(study(name), fs::file_time_type::clock::now() - std::chrono::seconds(400));
  }
  std::map<std::string, Garbage::Kind> found() const {
    std::map<std::string, Garbage::Kind> found;
    for (const Garbage& one : find_garbage(folder_.path())) found[one.path.substr(study("").size())] = one.kind;
    return found;
  }
  TemporaryFolder folder_;
};

TEST_F(StudyGc, finds_partial_runs_claims_of_the_dead_and_old_temporary_files) {
  write("result.json.tmp.host.1", true);
  write("result.json.tmp.host.2");  // somebody may be writing it
  write("runs/raw-r0-aa/workspace.sqlite.tmp.7", true);
  fs::create_directories(study("claims/r1-bb.lock"));
  std::ofstream(study("claims/r1-bb.lock/owner")) << "another boot pid:[1]\n1\n1\nfridge\n";
  fs::last_write_time(study("claims/r1-bb.lock/owner"), fs::file_time_type::clock::now() - std::chrono::seconds(400));
  const std::map<std::string, Garbage::Kind> expected{{"claims/r1-bb.lock", Garbage::Kind::kStaleClaim},
                                                      {"result.json.tmp.host.1", Garbage::Kind::kTemporaryFile},
                                                      {"runs/raw-r0-aa/workspace.sqlite.tmp.7", Garbage::Kind::kTemporaryFile},
                                                      {"runs/raw-r1-bb", Garbage::Kind::kPartialRun}};
  EXPECT_EQ(found(), expected);
  const std::vector<Garbage> garbage = find_garbage(folder_.path());
  EXPECT_EQ(garbage[1].bytes, 5U);
  EXPECT_TRUE(remove_garbage(garbage).empty());
  EXPECT_TRUE(found().empty());
  EXPECT_TRUE(fs::exists(study("runs/raw-r0-aa/measures.json")));
  EXPECT_TRUE(fs::exists(study("result.json.tmp.host.2")));
  EXPECT_FALSE(fs::exists(study("claims")));
}

TEST_F(StudyGc, leaves_a_study_alone_that_a_living_process_is_at) {
  ClaimFolder claims(study("claims"));
  ASSERT_EQ(claims.take("r1-bb"), ClaimState::kOurs);
  EXPECT_TRUE(found().empty());
  claims.release("r1-bb");
  EXPECT_EQ(found().size(), 1U);
}

TEST_F(StudyGc, leaves_what_somebody_took_up_after_it_was_found) {
  fs::create_directories(study("claims/r1-bb.lock"));
  std::ofstream(study("claims/r1-bb.lock/owner")) << "another boot pid:[1]\n1\n1\nfridge\n";
  fs::last_write_time(study("claims/r1-bb.lock/owner"), fs::file_time_type::clock::now() - std::chrono::seconds(400));
  const std::vector<Garbage> garbage = find_garbage(folder_.path());
  ASSERT_EQ(garbage.size(), 2U);
  {
    ClaimFolder claims(study("claims"));
    ASSERT_EQ(claims.take("r1-bb"), ClaimState::kOurs);
    EXPECT_TRUE(remove_garbage(garbage).empty());
    EXPECT_TRUE(fs::exists(study("claims/r1-bb.lock/owner")));
    EXPECT_TRUE(fs::exists(study("runs/raw-r1-bb")));
    write("runs/raw-r1-bb/measures.json");
  }
  EXPECT_TRUE(remove_garbage(garbage).empty());
  EXPECT_TRUE(fs::exists(study("runs/raw-r1-bb")));
}

// Claims come and go while a study runs: their folders vanish between being seen and being entered.
TEST_F(StudyGc, counts_bytes_of_a_folder_that_changes) {
  std::atomic<bool> stop{false};
  std::thread others([&] {
    while (!stop) {
      fs::create_directories(study("claims/r1-bb.lock"));
      std::error_code ignored;
      fs::remove_all(study("claims/r1-bb.lock"), ignored);
    }
  });
  for (int i = 0; i < 2'000; ++i) {
    const std::uint64_t bytes = bytes_in(folder_.path());
    if (bytes != 15) ADD_FAILURE() << bytes;
  }
  stop = true;
  others.join();
}

}  // namespace
}  // namespace picket::sim
