#include "sim/generate/lineage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using picket::test::at;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr SlotRef kOne{1, 7};
constexpr SlotRef kTwo{8, 7};

TEST(Lineage, remembers_who_is_in_an_entry_and_the_oldest_event_of_each) {
  Lineage lineage;
  lineage.set_source(3, 1, at(10), Duration::seconds(2));
  lineage.stored(kOne, 4, 5);   // events 4..8, the oldest at 10 + 4 * 2 s
  lineage.stored(kOne, 0, 1);   // an older one of the same run
  lineage.set_source(3, 2, at(30), Duration());
  lineage.stored(kOne, 0, 2);   // another step is a label of its own
  lineage.set_source(Lineage::kBenign, 0, at(40), Duration());
  lineage.stored(kOne, 0, 100);
  EXPECT_THAT(lineage.held(), ElementsAre(Pair(StepRef{3, 1}, 6U), Pair(StepRef{3, 2}, 2U)));
  const std::vector<Label> labels = lineage.take(kOne);
  ASSERT_EQ(labels.size(), 2U);
  EXPECT_EQ(labels[0].events, 6U);
  EXPECT_EQ(labels[0].first_event, at(10));
  EXPECT_EQ(labels[1].step, 2U);
  EXPECT_EQ(labels[1].events, 2U);
  EXPECT_THAT(lineage.take(kOne), IsEmpty());
  EXPECT_THAT(lineage.held(), IsEmpty());
}

// A key of a sketch that makes room joins the rest, with all that is in it.
TEST(Lineage, moves_labels_with_their_entry_and_joins_those_that_are_there) {
  Lineage lineage;
  lineage.set_source(0, 0, at(0), Duration());
  lineage.stored(kOne, 0, 2);
  lineage.moved(kOne, kTwo);
  EXPECT_THAT(lineage.take(kOne), IsEmpty());
  EXPECT_EQ(lineage.take(kTwo).size(), 1U);
  lineage.moved(kOne, kTwo);  // an entry without labels
  EXPECT_THAT(lineage.take(kTwo), IsEmpty());
  lineage.set_source(0, 0, at(9), Duration());
  lineage.stored(kTwo, 0, 4);
  lineage.set_source(0, 0, at(5), Duration());
  lineage.stored(kOne, 0, 2);
  lineage.set_source(1, 0, at(7), Duration());
  lineage.stored(kOne, 0, 1);
  lineage.moved(kOne, kTwo);
  EXPECT_THAT(lineage.take(kOne), IsEmpty());
  const std::vector<Label> joined = lineage.take(kTwo);
  ASSERT_EQ(joined.size(), 2U);
  EXPECT_EQ(joined[0].events, 6U);
  EXPECT_EQ(joined[0].first_event, at(5));
  EXPECT_EQ(joined[1].unit, 1U);
  EXPECT_EQ(joined[1].events, 1U);
}

TEST(Lineage, books_what_is_dropped_under_its_reason) {
  Lineage lineage;
  lineage.set_source(1, 0, at(0), Duration());
  lineage.stored(kOne, 0, 3);
  lineage.dropped_events(3, 4, DropReason::kQueueFull);
  lineage.set_source(2, 3, at(0), Duration());
  lineage.stored(kOne, 0, 5);
  lineage.set_source(Lineage::kBenign, 0, at(0), Duration());
  lineage.dropped_events(0, 9, DropReason::kQueueFull);
  lineage.dropped(kOne, DropReason::kCacheOverflow);  // whoever displaced it, the labels are those of the entry
  EXPECT_THAT(lineage.lost(), ElementsAre(Pair(Pair(StepRef{1, 0}, DropReason::kCacheOverflow), 3U),
                                          Pair(Pair(StepRef{1, 0}, DropReason::kQueueFull), 4U),
                                          Pair(Pair(StepRef{2, 3}, DropReason::kCacheOverflow), 5U)));
  EXPECT_THAT(lineage.held(), IsEmpty());
}

TEST(Lineage, labels_the_items_of_a_report_that_an_attack_put_there) {
  Lineage lineage;
  const std::vector<ItemSource> sources{{4, 2, at(5)}, {5, 0, at(9)}};
  lineage.set_source(7, 0, at(0), Duration());
  lineage.set_items(3, sources);  // items 3 and 4
  lineage.stored(kOne, 2, 1);
  lineage.stored(kOne, SlotListener::kOwnItem, 1);
  EXPECT_THAT(lineage.held(), IsEmpty());
  lineage.stored(kOne, 3, 1);
  lineage.dropped_events(4, 1, DropReason::kQueueFull);
  lineage.dropped_events(1, 1, DropReason::kQueueFull);
  const std::vector<Label> labels = lineage.take(kOne);
  ASSERT_EQ(labels.size(), 1U);
  EXPECT_EQ(labels[0].unit, 4U);
  EXPECT_EQ(labels[0].step, 2U);
  EXPECT_EQ(labels[0].first_event, at(5));
  EXPECT_THAT(lineage.lost(), ElementsAre(Pair(Pair(StepRef{5, 0}, DropReason::kQueueFull), 1U)));
  lineage.set_source(Lineage::kBenign, 0, at(20), Duration());
  lineage.stored(kOne, 3, 1);
  EXPECT_THAT(lineage.held(), IsEmpty());
}

// A trace counts what it is told of one device's acts; without one, labels are of no act and join.
TEST(Lineage, keeps_the_labels_of_two_acts_apart_and_tells_the_trace_what_each_lost) {
  AttackTrace trace(DeviceId(0));
  EventRun id;
  id.first = {at(0), ProcessRecord{}};
  id.count = 3;
  EventRun file = id;
  file.first.record = FileRecord{};
  const std::uint32_t first = trace.note(2, 0, id);
  const std::uint32_t second = trace.note(2, 0, file);
  Lineage lineage;
  lineage.set_trace(&trace);
  lineage.set_source(2, 0, at(0), Duration(), first);
  lineage.stored(kOne, 0, 2);
  lineage.dropped_events(2, 1, DropReason::kSampledOut);
  lineage.set_source(2, 0, at(0), Duration(), second);
  lineage.stored(kOne, 0, 3);
  const std::vector<Label> labels = lineage.take(kOne);
  ASSERT_EQ(labels.size(), 2U);
  EXPECT_EQ(labels[0].act, first);
  EXPECT_EQ(labels[1].act, second);
  lineage.lose(labels, DropReason::kOversize);
  EXPECT_EQ(trace.act(first).agent_lost[DropReason::kSampledOut], 1U);
  EXPECT_EQ(trace.act(first).agent_lost[DropReason::kOversize], 2U);
  EXPECT_EQ(trace.act(second).agent_lost[DropReason::kOversize], 3U);
}

}  // namespace
}  // namespace picket::sim
