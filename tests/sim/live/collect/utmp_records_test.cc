#include "sim/live/collect/utmp_records.h"

#include "agent_core/base/random.h"
#include "tests/sim/live/collect/utmp_bytes.h"

namespace picket::sim {
namespace {

std::vector<UtmpRecord> utmp_of(const std::string& bytes, MissedCounts& missed) {
  std::vector<UtmpRecord> records;
  read_utmp(kernel_bytes(bytes), records, missed);
  return records;
}

TEST(UtmpRecords, reads_who_from_where_and_on_which_terminal) {
  MissedCounts missed;
  const auto records = utmp_of(utmp_bytes(7, "alice", "pts/0", "192.0.2.9", 321) +
                                   utmp_bytes(7, "bob", "pts/1", "2001:db8::7") + utmp_bytes(8, "", "pts/0") +
                                   utmp_bytes(6, "root", "ssh:notty") + utmp_bytes(2, "reboot", "~"),
                               missed);
  ASSERT_EQ(records.size(), 5U);
  EXPECT_EQ(records[0].kind, UtmpRecord::Kind::kUser);
  EXPECT_EQ(records[0].user, "alice");
  EXPECT_EQ(records[0].line, "pts/0");
  EXPECT_EQ(records[0].process, 321U);
  EXPECT_EQ(records[0].remote_address.to_string(), "192.0.2.9");
  EXPECT_EQ(records[1].remote_address.to_string(), "2001:db8::7");
  EXPECT_EQ(records[2].kind, UtmpRecord::Kind::kEnd);
  EXPECT_EQ(records[3].kind, UtmpRecord::Kind::kLogin);
  EXPECT_TRUE(records[3].remote_address.is_unspecified());
  EXPECT_EQ(records[4].kind, UtmpRecord::Kind::kBoot);
  EXPECT_EQ(missed.total(), 0U);
}

TEST(UtmpRecords, a_field_needs_no_zero_at_its_end) {
  MissedCounts missed;
  const std::string longest(sizeof(utmpx::ut_user), 'u');
  EXPECT_EQ(utmp_of(utmp_bytes(7, longest, "tty1"), missed).at(0).user, longest);
}

// The address is not filled in, but the host is written as one.
TEST(UtmpRecords, takes_the_address_of_the_hosts_name_where_there_is_no_other) {
  std::string bytes = utmp_bytes(7, "alice", "pts/0", "192.0.2.9");
  std::memset(bytes.data() + offsetof(utmpx, ut_addr_v6), 0, sizeof(utmpx::ut_addr_v6));
  MissedCounts missed;
  EXPECT_EQ(utmp_of(bytes, missed).at(0).remote_address.to_string(), "192.0.2.9");
  EXPECT_TRUE(utmp_of(utmp_bytes(7, "alice", "pts/0", "gateway.lan"), missed).at(0).remote_address.is_unspecified());
}

TEST(UtmpRecords, leaves_a_record_that_is_not_whole) {
  const std::string bytes = utmp_bytes(7, "alice", "pts/0") + utmp_bytes(7, "bob", "pts/1");
  std::vector<UtmpRecord> records;
  MissedCounts missed;
  EXPECT_EQ(read_utmp(kernel_bytes(bytes).first(bytes.size() - 1), records, missed), utmp_record_size());
  EXPECT_EQ(records.size(), 1U);
  EXPECT_EQ(missed.total(), 0U);
}

TEST(UtmpRecords, a_type_that_does_not_exist_is_counted_and_skipped) {
  MissedCounts missed;
  const auto records =
      utmp_of(utmp_bytes(77, "x", "y") + utmp_bytes(-1, "x", "y") + utmp_bytes(7, "bob", "pts/1"), missed);
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].user, "bob");
  EXPECT_EQ(missed[Missed::kDamaged], 2U);
}

TEST(UtmpRecords, any_bytes_are_records_or_counted) {
  RandomStream random(15, 0, 0, Purpose::kTest);
  for (int i = 0; i < 200; ++i) {
    std::string bytes(3 * utmp_record_size(), '\0');
    for (char& byte : bytes) byte = static_cast<char>(random.below(256));
    MissedCounts missed;
    EXPECT_EQ(utmp_of(bytes, missed).size() + missed[Missed::kDamaged], 3U);
  }
}

}  // namespace
}  // namespace picket::sim
