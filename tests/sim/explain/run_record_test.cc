#include "sim/explain/run_record.h"

#include <gtest/gtest.h>

#include "tests/sim/explain/why_study.h"

namespace picket::sim {
namespace {

/// A world of which nothing is run; what a run would tell is told by the test.
struct Recording {
  Scenario scenario = test::why_scenario();
  World world{scenario, 0};
  RunRecord record{world};

  CarriedMessage message(std::uint32_t device, std::uint32_t sequence) const {
    CarriedMessage m;
    m.device = DeviceId(device);
    m.sequence = sequence;
    m.created = world.start();
    m.sent = m.arrived = world.start() + Duration::seconds(1);
    return m;
  }
  void submit(std::uint32_t device, std::uint32_t sequence, const AcceptedLabels* labels = nullptr, Duration after = Duration::seconds(2)) {
    const std::vector<Observation> observations(3);
    record.on_submitted(message(device, sequence),
                        {DeviceId(device), sequence, world.start() + after, Encoding::kG2FlatBuffers, {}, observations}, labels);
  }
  AcceptedLabels labels_of(std::uint32_t unit) const {
    AcceptedLabels labels;
    labels.created = labels.sent = labels.arrived = world.start();
    labels.enqueued = world.start() + Duration::milliseconds(500);
    labels.labels.push_back({1, {unit, 0, 5, world.start(), 1}, true});
    return labels;
  }
};

TEST(RunRecord, keeps_the_messages_that_are_wanted_as_they_were_first_read) {
  Recording r;
  r.record.want({{3, 7}});
  r.submit(3, 6);
  r.submit(4, 7);
  r.submit(3, 7);
  r.submit(3, 7, nullptr, Duration::hours(1));  // the same again: the pipeline drops it as a duplicate
  ASSERT_EQ(r.record.messages().size(), 1U);
  const RecordedMessage& kept = r.record.messages().at({3, 7});
  EXPECT_EQ(kept.enqueued, r.world.start() + Duration::seconds(2));
  EXPECT_EQ(kept.observations.size(), 3U);
  EXPECT_TRUE(kept.labels.empty());
}

TEST(RunRecord, keeps_what_a_unit_s_device_and_its_gateway_sent) {
  Recording r;
  const std::uint32_t device = r.world.attacks().units()[0].device.value();
  const std::uint32_t other = device == 0 ? 1 : 0;
  r.record.want_unit(0);
  const AcceptedLabels ours = r.labels_of(0);
  const AcceptedLabels theirs = r.labels_of(1);
  r.submit(device, 1);
  r.submit(other, 1, &ours);    // merged at a gateway
  r.submit(other, 2, &theirs);  // of another unit
  r.submit(other, 3);
  ASSERT_EQ(r.record.messages().size(), 2U);
  // Times are those of the first acceptance, which is what counts.
  EXPECT_EQ(r.record.messages().at({other, 1}).enqueued, ours.enqueued);
  EXPECT_EQ(r.record.messages().at({other, 1}).labels.size(), 1U);
}

TEST(RunRecord, reads_nothing_of_a_message_that_no_pipeline_could_read) {
  Recording r;
  r.record.want({{3, 7}});
  r.record.on_submitted(r.message(3, 7), {DeviceId(3), 7, r.world.start(), Encoding::kG2FlatBuffers, "no message", {}}, nullptr);
  EXPECT_TRUE(r.record.messages().at({3, 7}).observations.empty());
}

TEST(RunRecord, sums_what_was_dropped_by_act_and_reason) {
  Recording r;
  const std::vector<MessageLabel> labels{{0, {0, 0, 5, {}, 1}, true}, {1, {0, 0, 2, {}, 2}, true}, {2, {0, 0, 9, {}, 0}, true}};
  r.record.on_dropped(labels, CarryDrop::kExpired);
  r.record.on_dropped(labels, CarryDrop::kExpired);
  r.record.on_dropped(labels, CarryDrop::kQueueFull);
  const std::map<std::pair<std::uint32_t, CarryDrop>, std::uint64_t> expected{
      {{1, CarryDrop::kExpired}, 10}, {{1, CarryDrop::kQueueFull}, 5}, {{2, CarryDrop::kExpired}, 4}, {{2, CarryDrop::kQueueFull}, 2}};
  EXPECT_EQ(r.record.dropped(), expected);  // act 0 is of a device that is not traced
}

TEST(RunRecord, sums_what_was_lost_at_the_endpoint_by_act) {
  Recording r;
  const std::vector<MessageLabel> labels{{0, {0, 0, 5, {}, 1}, true}, {1, {0, 0, 2, {}, 2}, true}, {2, {0, 0, 9, {}, 0}, true}};
  r.record.on_past_retention(labels);
  r.record.on_past_retention(labels);
  EXPECT_EQ(r.record.past_retention(), (std::map<std::uint32_t, std::uint64_t>{{1, 10}, {2, 4}}));
}

// A finding's evidence and indicator live only during the call.
TEST(RunRecord, copies_what_a_finding_points_to) {
  Recording r;
  {
    const std::vector<Evidence> evidence{{DeviceId(3), 7, 1}};
    IndicatorReason indicator;
    indicator.value = "203.0.113.9";
    indicator.source = "list";
    Finding finding;
    finding.device = DeviceId(3);
    finding.evidence = evidence;
    finding.indicator = &indicator;
    r.record.on_finding(finding, Judgement::kRelated);
  }
  ASSERT_EQ(r.record.findings().size(), 1U);
  const RecordedFinding& kept = r.record.findings().front();
  EXPECT_EQ(kept.finding.indicator, nullptr);
  EXPECT_TRUE(kept.finding.evidence.empty());
  EXPECT_EQ(kept.evidence.front(), (Evidence{DeviceId(3), 7, 1}));
  EXPECT_EQ(kept.indicator->source, "list");
  EXPECT_EQ(kept.judgement, Judgement::kRelated);
}

}  // namespace
}  // namespace picket::sim
