#include "sim/generate/weakness_evidence.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/sim/experiment/weakness_world.h"
#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using picket::test::at;

TEST(WeaknessEvidence, is_there_once_a_message_with_it_was_accepted) {
  WeaknessEvidence evidence(3);
  evidence.reported(0);
  evidence.reported(1);
  evidence.sent({{DeviceId(7), 40, 0}, {DeviceId(7), 40, 1}, {DeviceId(7), 41, 1}});
  EXPECT_EQ(evidence.reached(0), Time::max());
  evidence.accepted(DeviceId(8), 40, at(5));  // another device's message 40
  EXPECT_EQ(evidence.reached(0), Time::max());
  evidence.accepted(DeviceId(7), 41, at(9));
  evidence.accepted(DeviceId(7), 40, at(10));
  EXPECT_EQ(evidence.reached(0), at(10));
  EXPECT_EQ(evidence.reached(1), at(9));  // the first
  EXPECT_TRUE(evidence.was_reported(0));
  EXPECT_FALSE(evidence.was_reported(2));
  EXPECT_EQ(evidence.reached(2), Time::max());
}

TEST(WeaknessEvidence, of_a_dropped_message_never_reaches_the_hub) {
  WeaknessEvidence evidence(1);
  evidence.reported(0);
  evidence.sent({{DeviceId(7), 40, 0}, {DeviceId(7), 41, 0}});
  evidence.dropped(DeviceId(7), 40);
  evidence.dropped(DeviceId(7), 39);  // it showed nothing
  evidence.accepted(DeviceId(7), 40, at(5));
  EXPECT_EQ(evidence.reached(0), Time::max());
  EXPECT_TRUE(evidence.was_reported(0));
  evidence.accepted(DeviceId(7), 41, at(6));
  EXPECT_EQ(evidence.reached(0), at(6));
}

// The next window's reports are made while this one's messages arrive.
TEST(WeaknessEvidence, is_reported_while_messages_arrive) {
  constexpr std::uint32_t kUnits = 64;
  WeaknessEvidence evidence(kUnits);
  for (std::uint32_t unit = 0; unit < kUnits; ++unit) evidence.sent({{DeviceId(unit), 1, unit}});
  std::thread reports([&evidence] {
    for (std::uint32_t unit = 0; unit < kUnits; ++unit) evidence.reported(unit);
  });
  for (std::uint32_t unit = 0; unit < kUnits; ++unit) evidence.accepted(DeviceId(unit), 1, at(unit));
  reports.join();
  for (std::uint32_t unit = 0; unit < kUnits; ++unit) {
    EXPECT_TRUE(evidence.was_reported(unit));
    EXPECT_EQ(evidence.reached(unit), at(unit));
  }
}

TEST(WeaknessEvidence, of_the_hub_is_a_record_that_shows_it) {
  const test::WeakWorld w("[{kind: weak_tls, start: 1 h, mend: 2 h, targets: {count: 1}}, {kind: open_port, start: 1 h}]");
  WeaknessEvidence evidence(w.plan().units().size());
  std::uint32_t tls = 0;
  while (w.plan().units()[tls].kind != WeaknessKind::kWeakTls) ++tls;
  const DeviceId device = w.plan().units()[tls].device;
  evidence.connected(w.plan(), device, w.at(0.5), w.at(0.6));
  evidence.connected(w.plan(), device, w.at(2), w.at(2.1));
  EXPECT_FALSE(evidence.was_reported(tls));
  evidence.connected(w.plan(), device, w.at(1), w.at(1.1));
  EXPECT_TRUE(evidence.was_reported(tls));
  EXPECT_EQ(evidence.reached(tls), w.at(1.1));
  for (std::uint32_t u = 0; u < w.plan().units().size(); ++u) {
    EXPECT_EQ(evidence.was_reported(u), u == tls);
  }
}

}  // namespace
}  // namespace picket::sim
