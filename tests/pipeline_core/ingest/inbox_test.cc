#include "pipeline_core/ingest/inbox.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

Time at(std::int64_t s) {
  return Time::from_unix_seconds(s);
}

TEST(Inbox, gives_items_in_order_and_keeps_what_is_later) {
  Inbox inbox;
  const std::vector<Observation> two(2);
  inbox.add(DeviceMessage{DeviceId(2), 0, at(5), Encoding::kG1Json, "five", {}});
  inbox.add(DeviceMessage{DeviceId(1), 7, at(5), Encoding::kG2FlatBuffers, {}, two});
  inbox.add(OperationRecord{at(5), DeviceId(2), OperationName::kDeviceConnect, 0, true});
  inbox.add(DeviceMessage{DeviceId(2), 1, at(9), Encoding::kG1Json, "nine", {}});
  inbox.add(DeviceMessage{DeviceId(2), 1, at(1), Encoding::kG1Json, "one", {}});
  const auto taken = inbox.take(at(5));
  ASSERT_EQ(taken.size(), 4u);
  EXPECT_EQ(inbox.bytes(taken[0]), "one");
  EXPECT_EQ(inbox.observations(taken[1]).size(), 2u);
  EXPECT_EQ(taken[2].kind, Inbox::Item::Kind::kOperation);
  EXPECT_EQ(inbox.bytes(taken[3]), "five");
  inbox.drop_taken();
  const auto rest = inbox.take(at(100));
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(inbox.bytes(rest[0]), "nine");
  inbox.drop_taken();
  EXPECT_TRUE(inbox.empty());
}

}  // namespace
}  // namespace picket
