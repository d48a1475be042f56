// A check that never fires is worth nothing: one primitive for each law that it breaks.
#include "agent_core/aggregate/primitive_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace picket {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

struct Made final : Primitive {
  std::function<Verdict(KeyState&, const Arrival&)> event;
  std::function<void(KeyState&, const Arrival&, std::uint32_t)> more = [](KeyState&, const Arrival&, std::uint32_t) {};
  std::function<Closing(KeyState&, const Moment&)> timer = [](KeyState&, const Moment&) {
    return Closing{Closing::Held::kEmit, {}, false};
  };
  std::uint32_t shared = 0;
  std::uint32_t cells() const override { return shared; }
  Verdict on_event(KeyState& key, const Arrival& a) const override { return event(key, a); }
  void repeat(KeyState& key, const Arrival& a, std::uint32_t n) const override { more(key, a, n); }
  Closing on_timer(KeyState& key, const Moment& m) const override { return timer(key, m); }
};

Verdict drop(std::uint32_t alike = 0) {
  Verdict v;
  v.action = Action::kDrop;
  v.alike_count = alike;
  v.alike_until_ms = kNever;
  return v;
}

TEST(PrimitiveChecks, a_good_one_breaks_no_law) {
  Made p;
  p.event = [](KeyState& key, const Arrival&) { return key.words[0]++ % 3 == 0 ? Verdict{} : drop(); };
  EXPECT_THAT(broken_laws(p), IsEmpty());
}

TEST(PrimitiveChecks, sees_state_that_is_not_the_keys) {
  Made p;
  int hidden = 0;
  p.event = [&hidden](KeyState&, const Arrival&) { return ++hidden % 3 == 0 ? Verdict{} : drop(); };
  EXPECT_THAT(broken_laws(p), Contains(HasSubstr("outside of KeyState")));
}

TEST(PrimitiveChecks, sees_a_time_among_the_words) {
  Made p;
  p.event = [](KeyState& key, const Arrival& a) {
    if (!a.fresh && a.now_ms - key.words[0] < 5'000) return drop();
    key.words[0] = a.now_ms;
    return Verdict{};
  };
  EXPECT_THAT(broken_laws(p), Contains(HasSubstr("new epoch")));
}

TEST(PrimitiveChecks, sees_a_promise_that_is_not_kept) {
  Made p;
  p.event = [](KeyState& key, const Arrival&) { return key.words[0]++ % 3 == 0 ? Verdict{} : drop(5); };
  p.more = [](KeyState& key, const Arrival&, std::uint32_t n) { key.words[0] += n; };
  EXPECT_THAT(broken_laws(p), Contains(HasSubstr("gets another verdict")));
}

TEST(PrimitiveChecks, sees_a_repeat_that_forgets) {
  Made p;
  p.event = [](KeyState& key, const Arrival&) {
    ++key.words[0];
    return drop(100);
  };
  EXPECT_THAT(broken_laws(p), Contains(HasSubstr("repeat leaves another state")));
}

TEST(PrimitiveChecks, sees_a_timer_that_does_not_move_on) {
  Made p;
  p.event = [](KeyState& key, const Arrival& a) {
    if (key.due_ms == kNever) key.due_ms = a.now_ms + 100;
    Verdict v;
    v.action = Action::kHold;
    return v;
  };
  p.timer = [](KeyState& key, const Moment& m) {
    key.due_ms = m.now_ms;
    return Closing{Closing::Held::kEmit, {}, false};
  };
  EXPECT_THAT(broken_laws(p), Contains(HasSubstr("its own time again")));
}

// A timer every millisecond does nothing wrong by itself; the check itself must not go on for ever either.
TEST(PrimitiveChecks, sees_timers_without_end_and_ends) {
  Made p;
  std::uint64_t fired = 0;
  p.event = [](KeyState& key, const Arrival& a) {
    key.due_ms = later(a.now_ms, 1);
    return drop();
  };
  p.timer = [&fired](KeyState& key, const Moment& m) {
    ++fired;
    key.due_ms = later(m.now_ms, 1);
    return Closing{Closing::Held::kKeep, {}, false};
  };
  EXPECT_THAT(broken_laws(p), testing::ElementsAre("timers fire without end"));
  EXPECT_LT(fired, 2'000'000U);
}

TEST(PrimitiveChecks, sees_a_timer_in_the_past) {
  Made p;
  p.event = [](KeyState& key, const Arrival& a) {
    key.due_ms = a.now_ms;
    return Verdict{};
  };
  EXPECT_THAT(broken_laws(p), Contains(HasSubstr("not later than the event")));
}

TEST(PrimitiveChecks, sees_a_key_that_is_forgotten_with_what_it_holds) {
  Made p;
  p.event = [](KeyState&, const Arrival&) {
    Verdict v;
    v.action = Action::kHold;
    v.forget = true;
    return v;
  };
  EXPECT_THAT(broken_laws(p), Contains(HasSubstr("forgets a key")));
}

Verdict rest(std::uint32_t alike = 0) {
  Verdict v = drop(alike);
  v.action = Action::kRest;
  return v;
}

TEST(PrimitiveChecks, knows_of_cells) {
  Made p;
  p.shared = 3;
  p.event = [](KeyState& key, const Arrival& a) {
    if (++a.cells[0] % 3 == 0) return Verdict{};
    key.due_ms = later(a.now_ms, 5);
    return rest();
  };
  EXPECT_THAT(broken_laws(p), IsEmpty());
  p.event = [](KeyState&, const Arrival&) { return rest(); };
  EXPECT_THAT(broken_laws(p), Contains(HasSubstr("a rest is never sent")));
  p.event = [](KeyState& key, const Arrival& a) {
    ++a.cells[1];
    key.due_ms = later(a.now_ms, 5);
    return rest(9);
  };
  EXPECT_THAT(broken_laws(p), Contains(HasSubstr("repeat leaves another state")));
  p.event = [](KeyState& key, const Arrival& a) {
    key.due_ms = later(a.now_ms, 5);
    Verdict v;
    v.action = Action::kHold;
    return v;
  };
  EXPECT_THAT(broken_laws(p), Contains(HasSubstr("holds an event of a key")));
}

TEST(PrimitiveChecks, sees_a_rest_of_one_that_has_none) {
  Made p;
  p.event = [](KeyState& key, const Arrival& a) {
    key.due_ms = later(a.now_ms, 5);
    return rest();
  };
  EXPECT_THAT(broken_laws(p), Contains(HasSubstr("has no cells")));
  p.event = [](KeyState& key, const Arrival& a) {
    key.due_ms = later(a.now_ms, 5);
    Verdict v;
    v.action = Action::kHold;
    return v;
  };
  p.timer = [](KeyState&, const Moment&) { return Closing{Closing::Held::kRest, {}, true}; };
  EXPECT_THAT(broken_laws(p), Contains(HasSubstr("keeps its keys")));
}

}  // namespace
}  // namespace picket
