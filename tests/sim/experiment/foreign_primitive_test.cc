#include "sim/experiment/foreign_primitive.h"

#include <gmock/gmock.h>

#include <stdexcept>

#include "sim/experiment/rule_content.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

/// Does as its words say: words[0] of the key's state is set by the test.
struct Odd final : Primitive {
  Verdict on_event(KeyState& key, const Arrival& arrival) const override {
    if (key.words[0] == 1) throw std::runtime_error("out of ideas");
    if (key.words[0] == 2) throw 42;
    key.due_ms = later(arrival.now_ms, 1);
    Verdict verdict;
    verdict.action = Action::kHold;
    return verdict;
  }
  void repeat(KeyState&, const Arrival&, std::uint32_t) const override { throw std::runtime_error("repeats nothing"); }
  Closing on_timer(KeyState& key, const Moment& moment) const override {
    key.due_ms = later(moment.now_ms, key.words[1]);
    return {key.words[2] != 0 ? Closing::Held::kEmit : Closing::Held::kKeep, {}, false};
  }
};

PrimitiveInfo odd() {
  return {"odd", "", "", "", "",
          [](const Reduction& r) -> std::string {
            if (r.events == 7) throw std::runtime_error("no sevens");
            return r.events == 8 ? "8 is too many" : "";
          },
          [](const Reduction& r) -> std::unique_ptr<const Primitive> {
            if (r.events == 9) throw std::runtime_error("no nines");
            if (r.events == 10) return nullptr;
            return std::make_unique<Odd>();
          },
          "speed"};
}

std::string error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

TEST(ForeignPrimitive, decides_as_the_one_it_watches) {
  const PrimitiveInfo info = watched_primitive(odd(), "odd.so");
  EXPECT_EQ(info.name, "odd");
  EXPECT_EQ(info.parameters, "speed");
  Reduction reduction;
  reduction.events = 8;
  EXPECT_EQ(info.problem(reduction), "8 is too many");
  const auto primitive = info.make(Reduction{});
  KeyState key;
  Arrival arrival;
  arrival.now_ms = 5;
  EXPECT_EQ(primitive->on_event(key, arrival).action, Action::kHold);
  EXPECT_EQ(key.due_ms, 6U);
  EXPECT_EQ(primitive->cells(), 0U);
  EXPECT_FALSE(primitive->evicts_least());
}

TEST(ForeignPrimitive, tells_of_which_file_it_is_when_it_throws) {
  const PrimitiveInfo info = watched_primitive(odd(), "lib/odd.so");
  const auto primitive = info.make(Reduction{});
  KeyState key;
  key.words[0] = 1;
  EXPECT_EQ(error_of([&] { primitive->on_event(key, {}); }), "primitive 'odd' of lib/odd.so: threw: out of ideas");
  key.words[0] = 2;
  EXPECT_EQ(error_of([&] { primitive->on_event(key, {}); }), "primitive 'odd' of lib/odd.so: threw something that is no std::exception");
  EXPECT_EQ(error_of([&] { primitive->repeat(key, {}, 3); }), "primitive 'odd' of lib/odd.so: threw: repeats nothing");
  Reduction reduction;
  reduction.events = 7;
  EXPECT_EQ(info.problem(reduction), "primitive 'odd' of lib/odd.so: threw: no sevens");
  reduction.events = 9;
  EXPECT_THROW(info.make(reduction), WrongInput);
  EXPECT_EQ(error_of([&] { info.make(reduction); }), "primitive 'odd' of lib/odd.so: threw: no nines");
  reduction.events = 10;
  EXPECT_EQ(error_of([&] { info.make(reduction); }), "primitive 'odd' of lib/odd.so: makes nothing of its parameters");
}

/// Timers, each as soon as the last one wants, until something is thrown or `most` have come.
std::string run_timers(const Primitive& primitive, KeyState& key, std::uint64_t most, std::uint32_t held, std::uint64_t& fired) {
  Moment moment;
  moment.held = held;
  fired = 0;
  return error_of([&] {
    for (; fired < most; ++fired) {
      moment.now_ms = 1'000;
      key.due_ms = kNever;
      primitive.on_timer(key, moment);
    }
  });
}

// A timer every millisecond that does nothing: ten million of them and a hundred for each event are let pass.
TEST(ForeignPrimitive, ends_a_run_whose_timers_come_for_ever) {
  const auto primitive = watched_primitive(odd(), "odd.so").make(Reduction{});
  KeyState key;
  for (int i = 0; i < 3; ++i) primitive->on_event(key, {});
  key.words[1] = 1;
  std::uint64_t fired = 0;
  const std::string error = run_timers(*primitive, key, 20'000'000, 0, fired);
  EXPECT_EQ(fired, kFreeIdleTimers + 3 * kIdleTimersPerEvent);
  EXPECT_THAT(error, HasSubstr("primitive 'odd' of odd.so: 10000301 timers did nothing but ask for the next one less than 100 ms later, "
                               "with 3 events; ask for the time"));
}

TEST(ForeignPrimitive, lets_timers_come_that_do_something_or_take_their_time) {
  const auto primitive = watched_primitive(odd(), "odd.so").make(Reduction{});
  KeyState key;
  std::uint64_t fired = 0;
  key.words[1] = kShortTimerMs;
  EXPECT_EQ(run_timers(*primitive, key, kFreeIdleTimers + 10, 0, fired), "");
  key.words[1] = 1;
  key.words[2] = 1;  // sends what it holds
  EXPECT_EQ(run_timers(*primitive, key, kFreeIdleTimers + 10, 1, fired), "");
}

}  // namespace
}  // namespace picket::sim
