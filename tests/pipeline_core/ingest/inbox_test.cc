#include "pipeline_core/ingest/inbox.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/clock.h"

namespace picket {
namespace {

using testing_support::unix_second;

TEST(Inbox, gives_items_in_order_and_keeps_what_is_later) {
  Inbox inbox;
  const std::vector<Observation> two(2);
  inbox.add(DeviceMessage{DeviceId(2), 0, unix_second(5), Encoding::kG1Json, "five", {}});
  inbox.add(DeviceMessage{DeviceId(1), 7, unix_second(5), Encoding::kG2FlatBuffers, {}, two});
  inbox.add(OperationRecord{unix_second(5), DeviceId(2), OperationName::kDeviceConnect, 0, true});
  inbox.add(DeviceMessage{DeviceId(2), 1, unix_second(9), Encoding::kG1Json, "nine", {}});
  inbox.add(DeviceMessage{DeviceId(2), 1, unix_second(1), Encoding::kG1Json, "one", {}});
  const auto taken = inbox.take(unix_second(5));
  ASSERT_EQ(taken.size(), 4u);
  EXPECT_EQ(inbox.bytes(taken[0]), "one");
  EXPECT_EQ(inbox.observations(taken[1]).size(), 2u);
  EXPECT_EQ(taken[2].kind, Inbox::Item::Kind::kOperation);
  EXPECT_EQ(inbox.bytes(taken[3]), "five");
  inbox.drop_taken();
  const auto rest = inbox.take(unix_second(100));
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(inbox.bytes(rest[0]), "nine");
  inbox.drop_taken();
  EXPECT_TRUE(inbox.empty());
}

// Of one device and moment: identity, manifest, what ends a connection, what begins one, then messages. An operation
// counts when it was logged.
TEST(Inbox, orders_hub_records_before_messages_and_by_their_arrival) {
  Inbox inbox;
  const EdgeModule privileged{.privileged = true};
  OperationRecord late{unix_second(1), DeviceId(2), OperationName::kDeviceConnect, 429'002, false};
  late.logged_time = unix_second(9);
  inbox.add(late);
  inbox.add(DeviceMessage{DeviceId(2), 0, unix_second(5), Encoding::kG1Json, "five", {}});
  inbox.add(OperationRecord{unix_second(5), DeviceId(2), OperationName::kDeviceConnect, 0, false});
  inbox.add(OperationRecord{unix_second(5), DeviceId(2), OperationName::kDeviceDisconnect, 400'027, false});
  inbox.add(EdgeManifest{.time = unix_second(5), .device = DeviceId(2), .modules = {&privileged, 1}, .settings = 8});
  IdentityRecord identity;
  identity.time = unix_second(5);
  identity.device = DeviceId(2);
  identity.primary_credential = 7;
  inbox.add(identity);
  {
    const auto taken = inbox.take(unix_second(4));
    EXPECT_TRUE(taken.empty());
    inbox.drop_taken();
  }
  const auto taken = inbox.take(unix_second(8));
  ASSERT_EQ(taken.size(), 5u);
  EXPECT_EQ(inbox.identity(taken[0]).primary_credential, 7u);
  EXPECT_EQ(inbox.manifest(taken[1]).recommendations, bit_of(RecommendationType::kPrivilegedDockerOptions));
  EXPECT_EQ(inbox.manifest(taken[1]).settings, 8u);
  EXPECT_EQ(inbox.operation(taken[2]).operation, OperationName::kDeviceDisconnect);
  EXPECT_EQ(inbox.operation(taken[3]).operation, OperationName::kDeviceConnect);
  EXPECT_EQ(inbox.bytes(taken[4]), "five");
  inbox.drop_taken();
  const auto rest = inbox.take(unix_second(9));
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(inbox.operation(rest[0]).result_type, 429'002u);
  inbox.drop_taken();
  EXPECT_TRUE(inbox.empty());
}

// A log is read in batches. What arrives at one moment comes by its own time and content, whatever the order of submission.
TEST(Inbox, orders_records_of_one_arrival_by_what_they_say) {
  std::vector<OperationRecord> records;
  for (int i = 0; i < 6; ++i) {
    OperationRecord r;
    r.time = unix_second(i / 2);
    r.logged_time = unix_second(9);
    r.device = DeviceId(3);
    r.operation = OperationName::kDeviceConnect;
    r.tls = i % 2 == 0 ? TlsVersion::kTls10 : TlsVersion::kTls12;
    records.push_back(r);
  }
  for (const bool backwards : {false, true}) {
    Inbox inbox;
    for (std::size_t i = 0; i < records.size(); ++i) inbox.add(records[backwards ? records.size() - 1 - i : i]);
    const auto taken = inbox.take(unix_second(9));
    ASSERT_EQ(taken.size(), records.size());
    for (std::size_t i = 0; i < taken.size(); ++i) {
      EXPECT_EQ(inbox.operation(taken[i]).time, records[i].time) << backwards << ' ' << i;
      EXPECT_EQ(inbox.operation(taken[i]).tls, records[i].tls) << backwards << ' ' << i;
    }
  }
}

}  // namespace
}  // namespace picket
