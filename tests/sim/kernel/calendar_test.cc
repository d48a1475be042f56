#include "sim/kernel/calendar.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <tuple>
#include <vector>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

using Tick = Calendar::Tick;

// A sorted list: the plain truth.
class SortedList {
 public:
  void add(const Calendar::Entry& e) {
    entries_.insert(std::upper_bound(entries_.begin(), entries_.end(), e, before), e);
  }
  Tick next_tick(Tick limit) const {
    return entries_.empty() || entries_.front().tick > limit ? Calendar::kNever : entries_.front().tick;
  }
  Calendar::Entry take() {
    const Calendar::Entry e = entries_.front();
    entries_.erase(entries_.begin());
    return e;
  }
  std::size_t size() const { return entries_.size(); }

 private:
  static bool before(const Calendar::Entry& a, const Calendar::Entry& b) {
    return std::tie(a.tick, a.kind, a.sequence) < std::tie(b.tick, b.kind, b.sequence);
  }
  std::vector<Calendar::Entry> entries_;
};

Calendar::Entry timer(Tick tick, std::uint64_t sequence) {
  return {.tick = tick, .kind = EntryKind::kTimer, .sequence = sequence, .payload = sequence};
}

TEST(Calendar, is_empty_at_first) {
  auto calendar = std::make_unique<Calendar>();
  EXPECT_TRUE(calendar->empty());
  EXPECT_EQ(calendar->next_tick(Calendar::kNever), Calendar::kNever);
}

TEST(Calendar, gives_back_what_was_put_in) {
  auto calendar = std::make_unique<Calendar>();
  const Calendar::Entry in{
      .tick = 1'234'567'890'123, .kind = EntryKind::kTransfer, .failed = true, .sequence = 77, .payload = ~0ULL};
  calendar->add(in);
  EXPECT_EQ(calendar->next_tick(Calendar::kNever), in.tick);
  EXPECT_EQ(calendar->next_kind(), EntryKind::kTransfer);
  const Calendar::Entry out = calendar->take();
  EXPECT_EQ(out.tick, in.tick);
  EXPECT_EQ(out.kind, in.kind);
  EXPECT_TRUE(out.failed);
  EXPECT_EQ(out.sequence, in.sequence);
  EXPECT_EQ(out.payload, in.payload);
  EXPECT_TRUE(calendar->empty());
}

TEST(Calendar, orders_one_instant_by_kind_then_sequence) {
  auto calendar = std::make_unique<Calendar>();
  calendar->add({.tick = 5, .kind = EntryKind::kTransfer, .failed = true, .sequence = 1});
  calendar->add({.tick = 5, .kind = EntryKind::kTimer, .sequence = 9});
  calendar->add({.tick = 5, .kind = EntryKind::kTransfer, .failed = false, .sequence = 2});
  calendar->add({.tick = 5, .kind = EntryKind::kLine, .sequence = 12});
  calendar->add({.tick = 5, .kind = EntryKind::kInput, .sequence = 11});
  calendar->add({.tick = 5, .kind = EntryKind::kTimer, .sequence = 3});
  std::vector<std::uint64_t> order;
  while (calendar->next_tick(5) == 5) order.push_back(calendar->take().sequence);
  EXPECT_EQ(order, (std::vector<std::uint64_t>{12, 11, 3, 9, 1, 2}));
}

TEST(Calendar, does_not_look_past_the_limit) {
  auto calendar = std::make_unique<Calendar>();
  calendar->add(timer(1'500'000, 0));
  EXPECT_EQ(calendar->next_tick(1'499'999), Calendar::kNever);
  EXPECT_EQ(calendar->next_tick(1'500'000), 1'500'000);
}

// Many entries for earlier seconds, after a bucket (and a block) far ahead was opened by looking.
TEST(Calendar, takes_earlier_entries_after_having_looked_far_ahead) {
  auto calendar = std::make_unique<Calendar>();
  const Tick far = 3 * 86'400'000'000;
  for (std::uint64_t i = 0; i < 3; ++i) calendar->add(timer(far + static_cast<Tick>(i), i));
  EXPECT_EQ(calendar->next_tick(Calendar::kNever), far);
  for (std::uint64_t i = 0; i < 2'000; ++i) calendar->add(timer(static_cast<Tick>(2'000 - i) * 7'000'000, 10 + i));
  Tick last = 0;
  std::size_t taken = 0;
  for (Tick next = 0; (next = calendar->next_tick(Calendar::kNever)) != Calendar::kNever; ++taken) {
    EXPECT_GE(next, last);
    last = next;
    calendar->take();
  }
  EXPECT_EQ(taken, 2'003U);
  EXPECT_EQ(last, far + 2);
}

TEST(CalendarDeathTest, an_entry_in_the_past_is_refused) {
  EXPECT_DEATH(
      {
        auto calendar = std::make_unique<Calendar>();
        calendar->add(timer(10, 0));
        calendar->next_tick(10);
        calendar->take();
        calendar->add(timer(9, 1));
      },
      "tick");
}

// Law: any mixture of adding, looking and taking gives the order of the sorted list. The spans
// reach from one microsecond to a week, so that every way in and out is used.
TEST(Calendar, agrees_with_a_sorted_list) {
  constexpr Tick kSpans[] = {2, 300, 900'000, 5'000'000, 4'096'000'000, 20'000'000'000, 604'800'000'000};
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomStream random(seed, 0, 0, Purpose::kTest);
    auto calendar = std::make_unique<Calendar>();
    SortedList truth;
    Tick now = 0;
    std::uint64_t sequence = 0;
    for (int step = 0; step < 3'000; ++step) {
      if (random.chance(0.52)) {
        const Tick ahead = static_cast<Tick>(random.below(static_cast<std::uint64_t>(kSpans[random.below(7)])));
        const Calendar::Entry e{.tick = now + ahead,
                                .kind = static_cast<EntryKind>(random.below(3)),
                                .failed = random.chance(0.5),
                                .sequence = sequence++,
                                .payload = random.next()};
        calendar->add(e);
        truth.add(e);
        continue;
      }
      const Tick limit = random.chance(0.5) ? Calendar::kNever : now + static_cast<Tick>(random.below(3'000'000'000));
      const Tick next = truth.next_tick(limit);
      ASSERT_EQ(calendar->next_tick(limit), next);
      if (next == Calendar::kNever || random.chance(0.2)) continue;
      const Calendar::Entry expected = truth.take();
      const Calendar::Entry taken = calendar->take();
      ASSERT_EQ(taken.sequence, expected.sequence);
      ASSERT_EQ(taken.payload, expected.payload);
      ASSERT_EQ(taken.tick, expected.tick);
      now = taken.tick;
    }
    ASSERT_EQ(calendar->size(), truth.size());
  }
}

}  // namespace
}  // namespace picket::sim
