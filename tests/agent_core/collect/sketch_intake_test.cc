// Events that meet a sketch: who makes room, what a newcomer inherits, when a rest is due, what its cells count.
// That a run is what its events one by one are: see stream_intake_test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent_core/aggregate/primitive_registry.h"
#include "agent_core/collect/rest.h"
#include "tests/support/reduced.h"

namespace picket {
namespace {

using test::kStart;
using test::ReducedDevice;
using test::sketch_reduction;
using testing::ElementsAre;

constexpr auto kDnsKind = static_cast<std::size_t>(EventKind::kDns);

// Two places: 0 (3 times), 1 (twice), 2. The last takes the place of 1, the least, and its counter: 2 and its own 1
// make it 3, of which 1 is sent. What was held of 1 is in the rest, which is due with the window and sent last.
TEST(SketchIntake, a_new_key_takes_the_place_and_the_counter_of_the_least) {
  Reduction r = sketch_reduction(SketchType::kSpaceSaving);
  r.max_keys = 2;
  ReducedDevice device(r);
  device.dns_run(1, 3, 1, 0);
  device.dns_run(10, 2, 1, 1);
  device.dns(20, 2);
  const KeyTable keys = keys_of(*device.plan, device.state, device.pool, kDnsKind);
  std::vector<std::uint64_t> inherited;
  keys.for_each([&](std::uint32_t i) {
    if (!is_rest(keys.entry(i).hash)) inherited.push_back(keys.entry(i).key.words[0]);
  });
  EXPECT_THAT(inherited, testing::UnorderedElementsAre(0, 2));
  EXPECT_EQ(keys.size() - keys.keys(), 1U) << "one rest";
  EXPECT_EQ(next_wake_up(device.state), kStart + Duration::minutes(10));
  device.until(700);
  EXPECT_THAT(device.hits(), ElementsAre(3, 1, 2));
  EXPECT_TRUE(device.balanced());
}

// The first rest of a window wakes the agent at its end, a run of repeats is one rest, and the next window begins anew.
TEST(SketchIntake, a_rest_is_sent_at_the_end_of_its_window) {
  Reduction r = sketch_reduction(SketchType::kCountMin);
  r.allow = 1;
  ReducedDevice device(r);
  device.dns(1, 0);
  device.until(5);
  EXPECT_THAT(device.hits(), ElementsAre(1));
  device.dns_run(10, 1'000, 0.1, 0);
  EXPECT_EQ(next_wake_up(device.state), kStart + Duration::minutes(10));
  EXPECT_EQ(device.held(), 1'000U);
  device.dns(601, 0);
  device.until(610);
  EXPECT_THAT(device.hits(), ElementsAre(1, 1'000, 1));
  EXPECT_TRUE(device.balanced());
}

// A run that crosses the end of a window is two: 5 events from 599 s on, one a second.
TEST(SketchIntake, a_run_ends_with_its_window) {
  Reduction r = sketch_reduction(SketchType::kCountMin);
  r.allow = 1;
  ReducedDevice device(r);
  device.dns_run(598, 5, 1, 0);
  device.until(1'210);
  EXPECT_THAT(device.times(), ElementsAre(598, 599, 600, 601));
  EXPECT_THAT(device.hits(), ElementsAre(1, 1, 1, 2));
}

// No key of a kind with cells is remembered, whatever comes: its table has rests only.
TEST(SketchIntake, cells_remember_no_key) {
  for (const SketchType type : {SketchType::kCountMin, SketchType::kHyperLogLog}) {
    ReducedDevice device(sketch_reduction(type));
    for (int name = 0; name < 6; ++name) device.dns_run(1 + name, 20, 0.01, name);
    const KeyTable keys = keys_of(*device.plan, device.state, device.pool, kDnsKind);
    EXPECT_EQ(keys.keys(), 0U);
    EXPECT_LE(keys.size(), kMostRests);
    EXPECT_EQ(keys.events(), 120U);
  }
}

/// From outside: counts in a key's words and holds nothing.
struct CountingOnly final : Primitive {
  Verdict on_event(KeyState& key, const Arrival& arrival) const override {
    if (arrival.fresh) key.words[0] = arrival.inherited;
    ++key.words[0];
    Verdict verdict;
    verdict.action = Action::kDrop;
    return verdict;
  }
  bool evicts_least() const override { return true; }
};
/// From outside: what it held shall join a rest, for which its keys have no room.
struct RestWithoutRoom final : Primitive {
  Verdict on_event(KeyState& key, const Arrival&) const override {
    key.due_ms = 600'000;
    Verdict verdict;
    verdict.action = Action::kHold;
    return verdict;
  }
  Closing on_timer(KeyState&, const Moment&) const override { return {Closing::Held::kRest, {}, true}; }
};
template <class Made>
Reduction registered(std::string_view name) {
  register_primitive({name, "Made for a test.", "", "Nothing.", "All.",
                      [](const Reduction&) { return std::string(); },
                      [](const Reduction&) -> std::unique_ptr<const Primitive> { return std::make_unique<Made>(); }});
  return test::reduction_of(std::string(name));
}

// Counted once each, then key 0 nine times more: key 1 or 2 is the least, though no event was held.
TEST(SketchIntake, the_least_is_known_whatever_becomes_of_events) {
  Reduction r = registered<CountingOnly>("counting_only");
  r.max_keys = 3;
  ReducedDevice device(r);
  for (int name = 0; name < 3; ++name) device.dns(1 + name, name);
  device.dns_run(4, 9, 0.1, 0);
  const KeyTable keys = keys_of(*device.plan, device.state, device.pool, kDnsKind);
  EXPECT_EQ(keys.counted(keys.least()), 1U);
}

TEST(SketchIntake, what_has_no_rest_to_join_is_sent) {
  Reduction r = registered<RestWithoutRoom>("rest_without_room");
  r.max_keys = 2;
  r.key_overflow = KeyOverflow::kDropNew;
  ReducedDevice device(r);
  device.dns(1, 0);
  device.dns(2, 1);
  device.until(700);
  EXPECT_THAT(device.hits(), ElementsAre(1, 1));
  EXPECT_TRUE(device.balanced());
}

}  // namespace
}  // namespace picket
