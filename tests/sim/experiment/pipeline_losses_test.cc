#include "sim/experiment/pipeline_losses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Each count that says that something was left out, with a number of its own.
PipelineCounts numbered() {
  PipelineCounts c;
  std::uint64_t n = 0;
  for (std::uint64_t* count :
       {&c.suppressed, &c.suppressed_by_rule, &c.unknown_events, &c.operation_records_dropped, &c.groups_refused,
        &c.group_entries_dropped, &c.group_entries_merged, &c.members_without_value, &c.event_times_ahead,
        &c.egress_too_old, &c.behaviour_untimely, &c.baseline_groups_refused, &c.shifts_of_class, &c.beacons_of_class, &c.beacon_peers_evicted,
        &c.beacon_peers_returned, &c.beacon_peers_forgotten, &c.beacon_peers_refused,
        &c.beacon_untimely, &c.contact_keys_refused, &c.withheld_dropped, &c.prior_keys_refused, &c.fleet_keys_refused,
        &c.risk.devices_forgotten, &c.risk.rules_forgotten, &c.risk.campaign_pairs_refused,
        &c.risk.campaign_pairs_forgotten, &c.risk.campaign_members_untold, &c.sightings_dropped, &c.sightings_expired,
        &c.scans_cut, &c.hub_watch.unknown_devices, &c.hub_watch.twin_data_off, &c.hub_watch.too_late,
        &c.hub_watch.origins_refused, &c.hub_watch.agent_settings_refused}) {
    *count = ++n;
  }
  c.dropped[IngestDrop::kTooLate] = ++n;
  return c;
}

TEST(PipelineLosses, has_every_count_of_something_left_out_once) {
  const std::vector<DropCount> losses = pipeline_losses(numbered(), {});
  std::set<std::int64_t> numbers;
  for (const DropCount& loss : losses) numbers.insert(loss.count);
  EXPECT_EQ(losses.size(), 37U);
  EXPECT_EQ(numbers.size(), 37U);
  EXPECT_EQ(*numbers.begin(), 1);
  EXPECT_EQ(*numbers.rbegin(), 37);
}

TEST(PipelineLosses, counts_from_the_beginning_of_the_measured_period) {
  PipelineCounts now;
  PipelineCounts before;
  now.groups_refused = 7;
  before.groups_refused = 5;
  for (const DropCount& loss : pipeline_losses(now, before)) EXPECT_EQ(loss.count, loss.reason == "groups_refused" ? 2 : 0);
}

TEST(PipelineLosses, says_which_bounds_were_reached_and_nothing_of_what_is_ordinary) {
  PipelineCounts c;
  c.suppressed = 100;
  c.behaviour_untimely = 4;
  EXPECT_THAT(bounds_reached(pipeline_losses(c, {})), IsEmpty());
  c.groups_refused = 2;
  c.risk.devices_forgotten = 3;
  EXPECT_THAT(bounds_reached(pipeline_losses(c, {})),
              ElementsAre("2 groups of correlations were refused (groups_refused)",
                          "3 risk scores of devices were forgotten (risk.devices_forgotten)"));
}

TEST(PipelineLosses, balances_what_the_core_told_with_what_the_sink_heard) {
  PipelineCounts now;
  now.findings = 9;
  now.suppressed = 4;
  now.recommendations = 3;
  now.risk.incidents_opened = 2;
  now.risk.incidents_closed = 1;
  now.risk.incidents_open = 1;
  PipelineCounts before;
  before.recommendations = 1;
  for (const ConservationLedger& ledger : pipeline_ledgers(now, before, 9, 2)) EXPECT_THAT(ledger.check(), IsEmpty());
  const auto unheard = pipeline_ledgers(now, before, 8, 2);
  ASSERT_EQ(unheard[0].check().size(), 1U);
  EXPECT_THAT(unheard[0].check()[0].says, HasSubstr("pipeline delivered 9 findings, but alerts took in 8"));
  EXPECT_EQ(pipeline_ledgers(now, before, 9, 3)[1].check().size(), 1U);
  now.risk.incidents_closed = 0;
  EXPECT_EQ(pipeline_ledgers(now, before, 9, 2)[2].check().size(), 1U);
}

}  // namespace
}  // namespace picket::sim
