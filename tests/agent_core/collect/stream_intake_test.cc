// A stream that is reduced keeps the laws of the agent: a run is what its events one by one are, a late
// poll changes nothing, every event is accounted for, forks go their own way.
#include <gtest/gtest.h>

#include "tests/support/event_map.h"
#include "tests/support/reduced.h"

namespace picket {
namespace {

using test::Device;
using test::EventMap;
using test::kStart;
using test::one_by_one;
using test::reduction_of;
using test::Vocabulary;

/// Reductions that are busy under random_run: periods of seconds, few keys, every overflow rule.
std::vector<Reduction> busy_reductions() {
  std::vector<Reduction> all;
  const auto add = [&](const char* primitive, const auto& set) {
    Reduction r = reduction_of(primitive);
    set(r);
    all.push_back(r);
  };
  for (const CountReport count : {CountReport::kNone, CountReport::kNext, CountReport::kWindow}) {
    add("suppress", [&](Reduction& r) {
      r.count = count;
      r.create_timeout = Duration::seconds(3);
      r.max_keys = 5;
    });
  }
  add("suppress", [](Reduction& r) {
    r.count = CountReport::kWindow;
    r.flush_after = Duration::seconds(2);
    r.read_timeout = Duration::seconds(4);
    r.key_overflow = KeyOverflow::kEmitOldest;
    r.max_keys = 1;
  });
  add("throttle", [](Reduction& r) {
    r.events = 3;
    r.period = Duration::seconds(1);
    r.key_overflow = KeyOverflow::kDropNew;
    r.max_keys = 3;
  });
  add("throttle", [](Reduction& r) {
    r.events = 2;
    r.period = Duration::milliseconds(300);
    r.panes = 4;
    r.count = CountReport::kNext;
    r.key_overflow = KeyOverflow::kPassNew;
    r.max_keys = 3;
  });
  for (const ThresholdType type : {ThresholdType::kThreshold, ThresholdType::kLimit, ThresholdType::kBoth,
                                   ThresholdType::kBackoff}) {
    add("threshold", [&](Reduction& r) {
      r.threshold_type = type;
      r.events = 4;
      r.period = Duration::seconds(2);
      r.count = type == ThresholdType::kThreshold ? CountReport::kNext : CountReport::kNone;
    });
  }
  for (const SampleBy by : {SampleBy::kEveryNth, SampleBy::kRandom, SampleBy::kKey}) {
    add("sample", [&](Reduction& r) {
      r.sample_by = by;
      r.rate = 4;
      if (by == SampleBy::kEveryNth) {
        r.rate_scale = RateScale::kSqrt;
        r.period = Duration::seconds(5);
      }
    });
  }
  add("window", [](Reduction& r) { r.period = Duration::seconds(2); });
  add("window", [](Reduction& r) {
    r.period = Duration::milliseconds(500);  // shorter than max_delay
    r.aligned = true;
    r.jitter = Duration::milliseconds(400);
    r.timestamps = ReportedTimes::kEmission;
  });
  add("window", [](Reduction& r) {
    r.expire_after = Duration::milliseconds(700);
    r.max_events = 9;
    r.first_seen = true;
    r.max_keys = 4;
  });
  add("window", [](Reduction& r) {
    r.period = Duration::seconds(3);
    r.keep_share = 0.4;
    r.key_overflow = KeyOverflow::kEmitOldest;
    r.max_keys = 4;
  });
  add("suppress", [](Reduction& r) {
    r.distance = 3;
    r.count = CountReport::kNext;
  });
  for (const NewAction action : {NewAction::kAlert, NewAction::kDrop, NewAction::kPass}) {
    add("rate_filter", [&](Reduction& r) {
      r.events = 4;
      r.period = Duration::seconds(1);
      r.timeout = Duration::seconds(2);
      r.new_action = action;
      r.count = action == NewAction::kPass ? CountReport::kNext : CountReport::kNone;
      r.max_keys = 6;
    });
  }
  for (const std::uint32_t top : {0U, 2U}) {
    add("sketch", [&](Reduction& r) {
      r.sketch = SketchType::kSpaceSaving;
      r.period = Duration::seconds(5);
      r.max_keys = 4;
      r.top = top;
    });
  }
  add("sketch", [](Reduction& r) {
    r.sketch = SketchType::kCountMin;
    r.period = Duration::seconds(3);
    r.allow = 3;
    r.width = 16;
    r.seed = 5;
  });
  add("sketch", [](Reduction& r) {
    r.sketch = SketchType::kHyperLogLog;
    r.period = Duration::milliseconds(700);
    r.registers = 16;
    r.timestamps = ReportedTimes::kEmission;
  });
  add("delta", [](Reduction& r) {
    r.delta = 3'000;
    r.count = CountReport::kNext;
    r.period = Duration::seconds(6);
  });
  return all;
}

TEST(StreamIntake, takes_a_run_exactly_as_its_events_one_by_one) {
  const Vocabulary words;
  int number = 0;
  for (const Reduction& reduction : busy_reductions()) {
    ++number;
    const Policy policy = test::reduced_policy(reduction);
    for (std::uint32_t seed = 0; seed < 10; ++seed) {
      SCOPED_TRACE(testing::Message() << number << " " << policy.name << " seed " << seed);
      RandomStream random(seed, 0, static_cast<std::uint32_t>(number), Purpose::kTest);
      Device whole(policy, words.texts);
      Device single(policy, words.texts);
      EventMap whole_map;
      EventMap single_map;
      Time now = kStart + Duration::seconds(1);
      std::uint32_t base = 0;
      for (int step = 0; step < 40; ++step) {
        const EventRun run = test::random_run(random, words, now, step % 10 == 0 ? 400 : 40);
        whole_map.base = single_map.base = base;
        const Fate a = observe(*whole.plan, whole.state, run, whole.pool, &whole_map);
        const Fate b = one_by_one(single, run, &single_map);
        ASSERT_EQ(a.created, b.created) << "step " << step;
        ASSERT_EQ(a.merged, b.merged) << "step " << step;
        ASSERT_EQ(a.dropped, b.dropped) << "step " << step;
        ASSERT_EQ(a.poll_now, b.poll_now) << "step " << step;
        ASSERT_EQ(test::contents_of(*whole.plan, whole.state, whole.pool),
                  test::contents_of(*single.plan, single.state, single.pool))
            << "step " << step;
        ASSERT_EQ(whole_map.held, single_map.held) << "step " << step;
        ASSERT_EQ(whole_map.lost, single_map.lost) << "step " << step;
        base += run.count;
        now = run.last_time() + Duration::milliseconds(static_cast<std::int64_t>(random.below(4'000)));
      }
    }
  }
}

// The engine's way (polls in time, runs cut where a timer may start) and one late poll at the end give the
// same messages; and the books balance at every step. (A message that becomes full within a part of a run
// leaves when the part ends; so does one without a reduction.)
TEST(StreamIntake, messages_do_not_depend_on_how_runs_are_given) {
  const Vocabulary words;
  int number = 0;
  for (const Reduction& reduction : busy_reductions()) {
    ++number;
    const Policy policy = test::reduced_policy(reduction);
    for (std::uint32_t seed = 50; seed < 55; ++seed) {
      SCOPED_TRACE(testing::Message() << number << " " << policy.name << " seed " << seed);
      RandomStream random(seed, 0, static_cast<std::uint32_t>(number), Purpose::kTest);
      Device late(policy, words.texts);
      Device timely(policy, words.texts);
      Device singly(policy, words.texts);
      Time now = kStart;
      for (int step = 0; step < 40; ++step) {
        const EventRun run = test::random_run(random, words, now, 300);
        late.count(observe(*late.plan, late.state, run, late.pool), run.count);
        timely.give(run);
        for (std::uint32_t e = 0; e < run.count; ++e) singly.give(EventRun{event_at(run, e), 1, {}, {}, 0, 0});
        ASSERT_TRUE(late.balanced() && timely.balanced() && singly.balanced()) << "step " << step;
        now = run.last_time() + Duration::milliseconds(static_cast<std::int64_t>(random.below(3'000)));
      }
      const Time end = now + Duration::minutes(1);
      for (Device* device : {&timely, &singly}) device->advance(end);
      late.poll_at(end);
      for (Device* other : {&singly, &late}) {
        ASSERT_EQ(timely.sent.size(), other->sent.size());
        for (std::size_t i = 0; i < timely.sent.size(); ++i) {
          ASSERT_EQ(timely.sent[i].observations, other->sent[i].observations) << "message " << i;
        }
        ASSERT_EQ(timely.dropped, other->dropped);
      }
      EXPECT_EQ(test::contents_of(*timely.plan, timely.state, timely.pool),
                test::contents_of(*singly.plan, singly.state, singly.pool));
    }
  }
}

// A fork has the same future; stopping loses what is held and says how much; nothing stays in the pool.
TEST(StreamIntake, a_copy_has_the_same_future_and_stopping_counts_what_was_held) {
  const Vocabulary words;
  for (const Reduction& reduction : busy_reductions()) {
    SCOPED_TRACE(reduction.primitive);
    Device device(test::reduced_policy(reduction), words.texts);
    Device fork(test::reduced_policy(reduction), words.texts);
    RandomStream random(3, 0, 0, Purpose::kTest);
    Time now = kStart;
    const auto feed = [&](std::initializer_list<Device*> devices) {
      for (int step = 0; step < 20; ++step) {
        const EventRun run = test::random_run(random, words, now, 50);
        for (Device* d : devices) d->give(run);
        now = run.last_time() + Duration::milliseconds(400);
      }
    };
    feed({&device});
    fork.state = copy_agent(*device.plan, device.state, device.pool, fork.pool);
    EXPECT_EQ(fork.held(), device.held());
    device.sent.clear();
    feed({&device, &fork});
    ASSERT_EQ(device.sent.size(), fork.sent.size());
    for (std::size_t i = 0; i < device.sent.size(); ++i) {
      EXPECT_EQ(device.sent[i].observations, fork.sent[i].observations);
    }
    const std::uint64_t held = device.held();
    EXPECT_EQ(stop(*device.plan, device.state, device.pool), held);
    EXPECT_EQ(device.held(), 0U);
    EXPECT_EQ(device.pool.bytes_in_use(), 0U);
  }
}

// The epoch moves after 24 days: a window that is open and a key that is suppressed go on as if nothing was.
TEST(StreamIntake, a_new_epoch_changes_no_window) {
  const Vocabulary words;
  for (const bool window : {false, true}) {
    Reduction r = reduction_of(window ? "window" : "suppress");
    (window ? r.period : r.create_timeout) = Duration::hours(48);
    test::ReducedDevice device(r);
    const double day = 86'400;
    device.dns_run(0, 4'000, 900);  // every 15 min for 41.7 days
    device.until(50 * day);
    const std::vector<double> times = device.times();
    ASSERT_EQ(times.size(), 21U);
    for (std::size_t i = 0; i < times.size(); ++i) EXPECT_DOUBLE_EQ(times[i], 2.0 * day * static_cast<double>(i));
    EXPECT_TRUE(device.balanced());
  }
}

// Repeats of one key are cheap: ten million in a few calls.
TEST(StreamIntake, repeats_of_one_key_cost_little) {
  Reduction r = reduction_of("suppress");
  r.create_timeout = Duration::hours(1);
  test::ReducedDevice device(r);
  device.keep = false;
  device.dns_run(0, 10'000'000, 0.001);
  EXPECT_EQ(device.observed, 10'000'000U);
  EXPECT_TRUE(device.balanced());
}

// What a key flood does, by rule: 3 keys are remembered, each holds one event when the fourth comes.
TEST(StreamIntake, the_overflow_rule_decides_who_pays) {
  const auto outcome = [](KeyOverflow rule) {
    Reduction r = reduction_of("window");
    r.period = Duration::hours(1);
    r.max_keys = 3;
    r.key_overflow = rule;
    test::ReducedDevice device(r);
    for (int name = 0; name < 5; ++name) device.dns(name, name);
    device.until(100);
    EXPECT_TRUE(device.balanced());
    return std::tuple(device.times(), device.dropped[DropReason::kCacheOverflow], device.held());
  };
  using Times = std::vector<double>;
  EXPECT_EQ(outcome(KeyOverflow::kLoseOldest), std::tuple(Times{}, 2, 3U));
  EXPECT_EQ(outcome(KeyOverflow::kEmitOldest), std::tuple(Times({0, 1}), 0, 3U));
  EXPECT_EQ(outcome(KeyOverflow::kPassNew), std::tuple(Times({3, 4}), 0, 3U));
  EXPECT_EQ(outcome(KeyOverflow::kDropNew), std::tuple(Times{}, 2, 3U));
}

// A primitive from outside that breaks its word about timers cannot stop the agent.
TEST(StreamIntake, a_bad_timer_does_not_hold_up_the_agent) {
  struct Bad final : Primitive {
    Verdict on_event(KeyState& key, const Arrival&) const override {
      key.due_ms = 0;
      Verdict v;
      v.action = Action::kHold;
      return v;
    }
    Closing on_timer(KeyState& key, const Moment&) const override {
      key.due_ms = 0;
      return {Closing::Held::kKeep, {}, false};
    }
  };
  register_primitive({"bad_timer", "Bad.", "", "Nothing.", "All.", [](const Reduction&) { return std::string(); },
                      [](const Reduction&) -> std::unique_ptr<const Primitive> { return std::make_unique<Bad>(); }});
  test::ReducedDevice device(reduction_of("bad_timer"));
  device.dns_run(0, 1'000, 0.01);
  device.until(100);
  EXPECT_EQ(device.held(), 1'000U);
  EXPECT_TRUE(device.balanced());
}

}  // namespace
}  // namespace picket
