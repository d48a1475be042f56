#include "pipeline_core/hub_watch/connection_window.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/random.h"
#include "tests/pipeline_core/clock.h"

namespace picket {
namespace {

using Alarm = ConnectionWindow::Alarm;
using testing_support::second;

OperationRecord connect(std::int64_t s, std::string_view address = "198.51.100.0") {
  OperationRecord r;
  r.time = second(s);
  r.masked_address = *IpAddress::parse(address);
  return r;
}
OperationRecord disconnect(std::int64_t s, std::uint32_t result = 404'104) {
  OperationRecord r;
  r.time = second(s);
  r.operation = OperationName::kDeviceDisconnect;
  r.result_type = result;
  return r;
}
/// The alarms of a sequence, with the index of the record that completed each.
std::vector<std::pair<std::size_t, Alarm>> alarms(const std::vector<OperationRecord>& records,
                                                  const ConnectionSettings& settings = {}) {
  ConnectionWindow window;
  std::vector<std::pair<std::size_t, Alarm>> out;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (const auto raised = window.add(records[i], false, settings)) out.emplace_back(i, raised->alarm);
  }
  return out;
}
using Alarms = std::vector<std::pair<std::size_t, Alarm>>;

/// A and B hold one identity: each take-over is the 400027 of the other and then the own connect.
std::vector<OperationRecord> fight(int takeovers, std::string_view a, std::string_view b) {
  std::vector<OperationRecord> records{connect(0, a)};
  for (int i = 1; i <= takeovers; ++i) {
    records.push_back(disconnect(i * 30, kTakenOver));
    records.push_back(connect(i * 30, i % 2 == 1 ? b : a));
  }
  return records;
}

// A at 0, B at 30 s, A at 60, B at 90, A at 120: with the fourth take-over (record 7) A came 2 times and B 2 times.
TEST(ConnectionWindow, two_origins_that_throw_each_other_out_are_a_clone) {
  EXPECT_EQ(alarms(fight(6, "198.51.100.0", "203.0.113.0")), (Alarms{{7, Alarm::kClone}}));
}

TEST(ConnectionWindow, the_sdk_is_part_of_the_origin) {
  std::vector<OperationRecord> records = fight(4, "198.51.100.0", "198.51.100.0");
  EXPECT_TRUE(alarms(records).empty());  // a device that reconnects without a farewell
  for (std::size_t i = 2; i < records.size(); i += 4) records[i].sdk_version = 77;
  EXPECT_EQ(alarms(records), (Alarms{{7, Alarm::kClone}}));
}

// Without an origin nothing but the number speaks: 8 take-overs; but the sixth loss of a connection (record 11, with
// six connects before it) is flapping already.
TEST(ConnectionWindow, needs_more_takeovers_where_the_log_names_no_origin) {
  EXPECT_EQ(alarms(fight(8, "::", "::")), (Alarms{{11, Alarm::kFlapping}, {15, Alarm::kClone}}));
  EXPECT_EQ(alarms(fight(5, "::", "::")), Alarms{});
}

// A recovery takes over the connection that the hub has not given up yet: once an outage, and the address may be new.
TEST(ConnectionWindow, a_recovery_with_a_new_address_is_no_clone) {
  std::vector<OperationRecord> records;
  for (int outage = 0; outage < 20; ++outage) {
    const std::int64_t s = outage * 310;  // every five minutes, each time from another network
    records.push_back(disconnect(s, kTakenOver));
    records.push_back(connect(s, "198.51." + std::to_string(outage) + ".0"));
  }
  EXPECT_TRUE(alarms(records).empty());
}

// Six connections that came and went within 15 min: connects at 0, 2, ... 10 min and a loss a minute later; the
// sixth loss is at 11 min (record 11). One alarm a window.
TEST(ConnectionWindow, connections_that_come_and_go_are_flapping) {
  std::vector<OperationRecord> records;
  for (int i = 0; i < 14; ++i) {
    records.push_back(connect(i * 120));
    records.push_back(disconnect(i * 120 + 60));
  }
  // The second window begins with the loss at 15 min (record 15); the sixth connect in it is record 26.
  EXPECT_EQ(alarms(records), (Alarms{{11, Alarm::kFlapping}, {26, Alarm::kFlapping}}));
}

// A token of 5 min, renewed at the end: four losses within any 15 min, counting both ends; of 60 min, one.
TEST(ConnectionWindow, token_renewals_are_not_flapping) {
  for (const std::int64_t life : {300, 2700, 2880, 3600}) {
    std::vector<OperationRecord> records{connect(0)};
    for (int i = 1; i < 100; ++i) {
      records.push_back(disconnect(i * life));
      records.push_back(connect(i * life + 2));
    }
    EXPECT_TRUE(alarms(records).empty()) << life;
  }
}

TEST(ConnectionWindow, what_the_hub_itself_cuts_or_refuses_is_not_flapping) {
  for (const std::uint32_t code : {429'001U, 429'002U, 429'003U, 403'002U}) {
    std::vector<OperationRecord> records;
    for (int i = 0; i < 50; ++i) {
      records.push_back(connect(i * 10));
      records.push_back(disconnect(i * 10 + 1, code));
      records.push_back(connect(i * 10 + 2));
      records.back().result_type = code;  // refused
    }
    EXPECT_TRUE(alarms(records).empty()) << code;
  }
  // Sent and closed in good order, by a device that saves its battery.
  std::vector<OperationRecord> records;
  for (int i = 0; i < 50; ++i) {
    records.push_back(connect(i * 60));
    records.push_back(disconnect(i * 60 + 5, 0));
  }
  EXPECT_TRUE(alarms(records).empty());
}

// Learnt: 5 losses a window, so 2 * 5 = 10 are needed.
TEST(ConnectionWindow, learns_a_device_with_a_bad_line) {
  ConnectionWindow window;
  const ConnectionSettings settings;
  for (int i = 0; i < 5; ++i) {
    EXPECT_FALSE(window.add(connect(i * 120), true, settings));
    EXPECT_FALSE(window.add(disconnect(i * 120 + 60), true, settings));
  }
  int losses = 0;
  for (int i = 0; i < 12; ++i) {
    EXPECT_FALSE(window.add(connect(1000 + i * 60), false, settings));
    ++losses;
    if (window.add(disconnect(1000 + i * 60 + 30), false, settings)) break;
  }
  EXPECT_EQ(losses, 10);
}

// The log promises no order. Whatever the order within the window, the same alarms come by its end.
TEST(ConnectionWindow, does_not_depend_on_the_order_of_records) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  for (int round = 0; round < 200; ++round) {
    std::vector<OperationRecord> records = fight(4, "198.51.100.0", "203.0.113.0");
    for (std::size_t i = records.size(); i > 1; --i) std::swap(records[i - 1], records[random.below(i)]);
    const auto found = alarms(records);
    ASSERT_EQ(found.size(), 1u) << round;
    EXPECT_EQ(found[0].second, Alarm::kClone);
  }
}

}  // namespace
}  // namespace picket
