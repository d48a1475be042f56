#include "sim/live/agent/live_text.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

LiveAgentStatus sample_status() {
  LiveAgentStatus status;
  status.now = Time::from_unix_seconds(1'772'496'000);
  status.events.observed = 100;
  status.events.own = 5;
  status.events.carried = 90;
  status.held = 5;
  status.events.dropped[DropReason::kQueueFull] = 7;
  status.events.dropped[DropReason::kOversize] = 3;
  status.events.messages = 10;
  status.queued_before = 2;
  status.delivered = 8;
  status.queued = 3;
  status.losses[QueueLoss::kDiskFull] = 1;
  status.missed[Missed::kOverflow] = 2;
  status.connected = true;
  status.connections = 2;
  status.link_ends = 1;
  return status;
}

TEST(LiveText, a_status_is_one_line) {
  EXPECT_EQ(status_line(sample_status()),
            "2026-03-03T00:00:00Z  events: 100 observed, 5 held, 10 dropped, 2 missed; messages: 10 made, 8 delivered, 3 in the queue, 1 lost; connected");
}

TEST(LiveText, the_balance_names_every_loss_by_its_reason) {
  EXPECT_EQ(closing_balance(sample_status()),
            "events    100 observed + 5 of the agent's own = 90 in messages + 5 held + 10 (queue_full 7, oversize 3) dropped\n"
            "          not seen by the collectors: 2 (overflow 2)\n"
            "messages  10 made + 2 of an earlier start = 8 delivered + 3 in the queue + 0 too large for a hub + 1 (disk_full 1) lost\n"
            "          2 connections, 1 ends of one, 0 messages sent again\n");
}

TEST(LiveText, sums_that_do_not_close_are_shouted) {
  LiveAgentStatus status = sample_status();
  status.balances = false;
  EXPECT_NE(closing_balance(status).find("THESE SUMS DO NOT CLOSE"), std::string::npos);
}

}  // namespace
}  // namespace picket::sim
