#include "agent_core/event/raw_event.h"

#include <gtest/gtest.h>

#include <set>

#include "agent_core/base/random.h"

namespace picket {
namespace {

const Time kNoon = Time::from_unix_seconds(1'772'496'000);

EventRun scan(std::uint32_t count, VaryingField vary) {
  NetworkRecord r;
  r.local_address = IpAddress::v4(1);
  r.remote_address = IpAddress::v4(2);
  r.local_port = 60'990;
  r.remote_port = 65'530;
  return {{kNoon, r}, count, Duration::milliseconds(10), vary, 5, 3};
}

TEST(RawEvent, varies_one_field_by_its_rule) {
  const auto port_at = [](VaryingField vary, std::uint32_t i) {
    return std::get<NetworkRecord>(event_at(scan(100, vary), i).record);
  };
  // first_index is 3: remote ports 65,533, ..., 65,535, 0.
  EXPECT_EQ(port_at(VaryingField::kRemotePort, 0).remote_port, 65'533);
  EXPECT_EQ(port_at(VaryingField::kRemotePort, 3).remote_port, 0);
  // 60,990 + 3, up to 60,999, then 32,768.
  EXPECT_EQ(port_at(VaryingField::kLocalPort, 0).local_port, 60'993);
  EXPECT_EQ(port_at(VaryingField::kLocalPort, 6).local_port, 60'999);
  EXPECT_EQ(port_at(VaryingField::kLocalPort, 7).local_port, 32'768);
  EXPECT_EQ(port_at(VaryingField::kRemoteAddress, 4).remote_address, IpAddress::v4(public_address_at(5, 7)));
  EXPECT_EQ(event_at(scan(100, VaryingField::kNone), 9).time, kNoon + Duration::milliseconds(90));
  ProcessRecord process;
  process.process_id = 40;
  EXPECT_EQ(
      std::get<ProcessRecord>(event_at({{kNoon, process}, 9, {}, VaryingField::kProcessId, 0, 0}, 2).record).process_id,
      42U);
}

TEST(RawEvent, splitting_keeps_every_event) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    const EventRun whole = scan(1 + static_cast<std::uint32_t>(random.below(300)), VaryingField::kRemoteAddress);
    EventRun rest = whole;
    const Time end = kNoon + Duration::microseconds(static_cast<std::int64_t>(random.below(4'000'000)));
    const EventRun before = take_before(rest, end);
    ASSERT_EQ(before.count + rest.count, whole.count) << "seed " << seed;
    for (std::uint32_t i = 0; i < whole.count; ++i) {
      const bool early = i < before.count;
      const RawEvent event = early ? event_at(before, i) : event_at(rest, i - before.count);
      EXPECT_EQ(event, event_at(whole, i));
      EXPECT_EQ(event.time < end, early) << "seed " << seed;
    }
  }
}

TEST(RawEvent, a_run_without_spacing_is_taken_whole_or_not_at_all) {
  EventRun run = scan(50, VaryingField::kNone);
  run.spacing = Duration();
  EXPECT_EQ(take_before(run, kNoon).count, 0U);
  EXPECT_EQ(take_before(run, kNoon + Duration::microseconds(1)).count, 50U);
  EXPECT_EQ(run.count, 0U);
}

TEST(RawEvent, steps_to_inverts_each_rule) {
  for (const VaryingField vary : {VaryingField::kRemoteAddress, VaryingField::kRemotePort, VaryingField::kLocalPort}) {
    const EventRun run = scan(100'000, vary);
    for (std::uint32_t i = 0; i < period_of(vary) && i < 100'000; i += 997) {
      const auto target = std::get<NetworkRecord>(event_at(run, i).record);
      EXPECT_EQ(steps_to(run, target), i) << to_string(vary);
    }
  }
  NetworkRecord outside;
  outside.local_port = 22;
  outside.remote_address = IpAddress::v4(0x0a000001);
  EXPECT_EQ(steps_to(scan(9, VaryingField::kLocalPort), outside), kNotInRun);
  EXPECT_EQ(steps_to(scan(9, VaryingField::kRemoteAddress), outside), kNotInRun);
}

}  // namespace
}  // namespace picket
