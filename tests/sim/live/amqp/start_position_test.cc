#include "sim/live/amqp/start_position.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

// The selectors that Microsoft's clients were seen to send.
TEST(StartPosition, selectors_are_those_of_the_clients_of_others) {
  EXPECT_EQ(selector_of({}), "amqp.annotation.x-opt-offset > '-1'");
  EXPECT_EQ(selector_of({StartPosition::Kind::kLatest, {}, {}, -1}), "amqp.annotation.x-opt-offset > '@latest'");
  EXPECT_EQ(selector_of({StartPosition::Kind::kAfter, {}, "512", 7}), "amqp.annotation.x-opt-offset > '512'");
  EXPECT_EQ(selector_of({StartPosition::Kind::kAfter, {}, "", 2}), "amqp.annotation.x-opt-sequence-number > '2'");
  // From that moment on, that moment included.
  EXPECT_EQ(selector_of({StartPosition::Kind::kTime, Time::from_unix_microseconds(1'700'000'003'001'000), {}, -1}), "amqp.annotation.x-opt-enqueued-time > '1700000003000'");
}

TEST(StartPosition, an_offset_that_would_end_the_quotes_is_not_used) {
  EXPECT_EQ(selector_of({StartPosition::Kind::kAfter, {}, "1' OR '1' = '1", 9}), "amqp.annotation.x-opt-sequence-number > '9'");
}

}  // namespace
}  // namespace picket::sim
