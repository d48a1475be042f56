#include "agent_core/aggregate/slot.h"

#include <gtest/gtest.h>

#include "tests/support/agent_driver.h"
#include "tests/support/report_fields.h"

namespace picket {
namespace {

Record round_trip(const Record& record) {
  Slot slot;
  WideAddresses wide;
  const bool needs_wide = pack(record, slot, wide);
  EXPECT_EQ(needs_wide, is_wide(slot));
  EXPECT_EQ(kind_of(slot), kind_of(record));
  return unpack(slot, wide);
}

TEST(Slot, gives_back_every_record) {
  const test::Vocabulary words;
  for (std::uint32_t seed = 0; seed < 3'000; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    const Record record = test::random_record(random, words);
    ASSERT_EQ(round_trip(record), record) << "seed " << seed;
  }
  const Text text{0xfffffe, 0xffffffff};
  EXPECT_EQ(round_trip(SystemInformationRecord{text, text, text, text, text}),
            Record(SystemInformationRecord{text, text, text, text, text}));
  EXPECT_EQ(round_trip(HeartbeatRecord{}), Record(HeartbeatRecord{}));
  const LoginRecord login{text, text, IpAddress::v6(~0ULL, ~0ULL), 0xffffffff, LoginOperation::kLoginFailed};
  EXPECT_EQ(round_trip(login), Record(login));
}

TEST(Slot, gives_back_every_report) {
  for (std::uint32_t seed = 0; seed < 4'000; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    const auto kind = static_cast<EventKind>(kActivityKinds + seed % (kEventKinds - kActivityKinds));
    const Record report = test::random_report(
        random, kind,
        [](RandomStream& r) {
          return Text{static_cast<std::uint32_t>(r.below(1U << 24)), static_cast<std::uint32_t>(r.next())};
        },
        [](RandomStream& r) { return r.chance(0.5) ? IpAddress::v6(r.next(), r.next()) : IpAddress::v4(7); });
    ASSERT_EQ(round_trip(report), report) << "seed " << seed << ", " << to_string(kind);
  }
}

TEST(Slot, tells_unknown_from_zero_addresses) {
  for (const IpAddress& local : {IpAddress(), IpAddress::v4(0), IpAddress::v4(7), IpAddress::v6(1, 2)}) {
    for (const IpAddress& remote : {IpAddress(), IpAddress::v4(0), IpAddress::v4(7), IpAddress::v6(1, 2)}) {
      NetworkRecord r;
      r.local_address = local;
      r.remote_address = remote;
      r.raw_socket = true;
      EXPECT_EQ(round_trip(r), Record(r));
    }
  }
}

TEST(Slot, byte_sums_saturate_as_if_added_one_by_one) {
  NetworkRecord r;
  r.bytes_in = 1'000;
  r.bytes_out = kMaxByteSum / 2;
  Slot slot;
  WideAddresses wide;
  pack(r, slot, wide);
  add_bytes(slot, r, 4);
  const auto sum = std::get<NetworkRecord>(unpack(slot, wide));
  EXPECT_EQ(sum.bytes_in, 5'000U);
  EXPECT_EQ(sum.bytes_out, kMaxByteSum);
}

}  // namespace
}  // namespace picket
