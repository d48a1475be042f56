#include "sim/live/fleet/identity_journal.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

constexpr const char* kJournalHub = "contoso-hub.azure-devices.net";

class JournalOfARun : public ::testing::Test {
 protected:
  IdentityJournal created() {
    Result<IdentityJournal, std::string> journal = IdentityJournal::create(path_, kJournalHub, "picket-1-");
    EXPECT_TRUE(journal.ok());
    return std::move(journal).value();
  }
  void write(const std::string& text) const { std::ofstream(path_, std::ios::binary | std::ios::trunc) << text; }
  std::string error_of_open() const {
    const Result<IdentityJournal, std::string> journal = IdentityJournal::open(path_);
    return journal.ok() ? std::string() : journal.error();
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.file("identities");
};

const std::vector<RegistryIdentity> kTwo{{"picket-1-0", ""}, {"picket-1-0", "azureiotsecurity"}};

TEST_F(JournalOfARun, names_what_was_noted_to_the_next_life) {
  {
    IdentityJournal journal = created();
    ASSERT_TRUE(journal.note(kTwo));
    EXPECT_EQ(content_of(path_), "picket identities 1 contoso-hub.azure-devices.net picket-1-\n+ picket-1-0\n+ picket-1-0/azureiotsecurity\n")
        << "on the disk before it ends";
  }
  const Result<IdentityJournal, std::string> again = IdentityJournal::open(path_);
  ASSERT_TRUE(again.ok()) << again.error();
  EXPECT_EQ(again.value().identities(), kTwo);
  EXPECT_EQ(again.value().host(), kJournalHub);
  EXPECT_EQ(again.value().prefix(), "picket-1-");
}

TEST_F(JournalOfARun, is_its_owners_alone) {
  const IdentityJournal journal = created();
  struct stat about {};
  ASSERT_EQ(::stat(path_.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
}

TEST_F(JournalOfARun, a_second_run_is_told_to_clean_up_first) {
  const IdentityJournal journal = created();
  const Result<IdentityJournal, std::string> second = IdentityJournal::create(path_, kJournalHub, "picket-2-");
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error(), path_ + ": an earlier run left identities in a hub, or another run is under way; run again with --clean-up once none is");
}

TEST_F(JournalOfARun, what_was_refused_is_left_alone) {
  {
    IdentityJournal journal = created();
    ASSERT_TRUE(journal.note(kTwo));
    ASSERT_TRUE(journal.retract(std::array{kTwo[0]}));
    EXPECT_EQ(journal.identities(), (std::vector{kTwo[1]}));
  }
  EXPECT_EQ(IdentityJournal::open(path_).value().identities(), (std::vector{kTwo[1]}));
}

// Cut off at every byte, as by a crash: never an error behind the head, and never a name that was not written whole.
TEST_F(JournalOfARun, a_last_line_that_was_not_finished_was_not_asked_for) {
  const std::string head = "picket identities 1 h.net picket-1-\n";
  const std::string whole = head + "+ picket-1-0\n+ picket-1-11\n";
  for (std::size_t size = head.size(); size <= whole.size(); ++size) {
    write(whole.substr(0, size));
    const Result<IdentityJournal, std::string> journal = IdentityJournal::open(path_);
    ASSERT_TRUE(journal.ok()) << size << ": " << journal.error();
    const std::size_t lines = size == whole.size() ? 2U : size >= head.size() + 13 ? 1U : 0U;
    EXPECT_EQ(journal.value().identities().size(), lines) << size;
  }
}

TEST_F(JournalOfARun, a_file_that_names_others_identities_is_refused_as_a_whole) {
  write("picket identities 1 h.net picket-1-\n+ picket-1-0\n+ production-7\n");
  EXPECT_EQ(error_of_open(), path_ + ":3: an identity that this run cannot have made; nothing was removed");
}

TEST_F(JournalOfARun, other_files_are_refused) {
  for (const char* bad : {"hello\n", "picket identities 2 h.net p-\n", "picket identities 1 h.net\n", "picket identities 1  \n", "\n"}) {
    write(bad);
    EXPECT_EQ(error_of_open(), path_ + ":1: is no list of a run's identities; nothing was removed") << bad;
  }
  for (const char* bad : {"picket-1-0", "* picket-1-0", "+picket-1-0", "+ "}) {
    write(std::string("picket identities 1 h.net picket-1-\n") + bad + "\n");
    EXPECT_EQ(error_of_open(), path_ + ":2: expected '+ ' or '- ' and an identity; nothing was removed") << bad;
  }
  for (const char* bad : {"+ picket-1-0/", "+ picket-1-0/a/b", "+ picket-1-0 x", "+ picket-1-\x80"}) {
    write(std::string("picket identities 1 h.net picket-1-\n") + bad + "\n");
    EXPECT_EQ(error_of_open(), path_ + ":2: an identity that this run cannot have made; nothing was removed") << bad;
  }
  write("");
  EXPECT_EQ(error_of_open(), path_ + ": is empty; nothing was made, and the file can be removed");
  path_ = folder_.file("none");
  EXPECT_NE(error_of_open().find("there is no such file"), std::string::npos);
  path_ = folder_.path();
  EXPECT_FALSE(error_of_open().empty());
}

TEST_F(JournalOfARun, a_folder_that_is_not_there_is_told) {
  const Result<IdentityJournal, std::string> journal = IdentityJournal::create(folder_.file("none/identities"), kJournalHub, "p-");
  ASSERT_FALSE(journal.ok());
  EXPECT_EQ(journal.error(), folder_.file("none/identities") + ": cannot be made: No such file or directory");
}

TEST_F(JournalOfARun, a_link_in_its_place_is_not_followed) {
  std::filesystem::create_symlink(folder_.file("elsewhere"), path_);
  EXPECT_FALSE(IdentityJournal::create(path_, kJournalHub, "p-").ok());
  EXPECT_FALSE(std::filesystem::exists(folder_.file("elsewhere")));
}

TEST_F(JournalOfARun, is_removed_at_the_end) {
  IdentityJournal journal = created();
  EXPECT_TRUE(journal.remove_file());
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_TRUE(journal.remove_file()) << "somebody else was faster";
}

}  // namespace
}  // namespace picket::sim
