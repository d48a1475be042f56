// Every case runs on both back ends. Unless a case says otherwise there is one line of 1e6 bytes/s,
// so that a byte takes a microsecond.

#include "sim/kernel/kernel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/kernel/forked_run.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;

constexpr SiteId kSite{0};

class Kernels : public ::testing::TestWithParam<Backend> {
 protected:
  ForkedRun run(Sharing sharing = Sharing::kFifo) const { return {.backend = GetParam(), .sharing = sharing}; }
};
INSTANTIATE_TEST_SUITE_P(Both, Kernels, ::testing::Values(Backend::kS4u, Backend::kFast),
                         [](const auto& each) { return each.param == Backend::kS4u ? "s4u" : "fast"; });

TEST_P(Kernels, moves_a_lone_transfer_in_bytes_over_bandwidth) {
  const auto told = run()([](Kernel& kernel, RecordingSink&) {
    kernel.submit(kSite, Bytes(1'500), 7);
    kernel.run_until(at_us(10'000));
    PICKET_CHECK(kernel.now() == at_us(10'000) && kernel.idle() && kernel.transfers_completed() == 1);
  });
  EXPECT_THAT(told, ElementsAre(Told{1'500, 7, 'd'}));
}

// 1 byte at 3e6 bytes/s takes a third of a microsecond: told at the first whole one after.
TEST_P(Kernels, tells_an_end_at_the_first_microsecond_not_before_it) {
  ForkedRun forked = run();
  forked.uplinks = {3e6};
  const auto told = forked([](Kernel& kernel, RecordingSink&) {
    kernel.submit(kSite, Bytes(1), 1);
    kernel.submit(kSite, Bytes(1), 2);
    kernel.submit(kSite, Bytes(1), 3);  // 1.0 us: the rounding of the others does not add up
    kernel.submit(kSite, Bytes(1), 4);  // 4/3 us
    kernel.run_until(at_us(10));
  });
  EXPECT_THAT(told, ElementsAre(Told{1, 1, 'd'}, Told{1, 2, 'd'}, Told{1, 3, 'd'}, Told{2, 4, 'd'}));
}

TEST_P(Kernels, calls_timers_at_their_time_in_the_order_of_scheduling) {
  const auto told = run()([](Kernel& kernel, RecordingSink&) {
    kernel.schedule(at_us(20), 1);
    kernel.schedule(at_us(10), 2);
    kernel.schedule(at_us(20), 3);
    kernel.schedule(at_us(5'000'000'000), 4);
    kernel.schedule(at_us(0), 5);
    kernel.run_until(at_us(5'000'000'000));
  });
  EXPECT_THAT(told, ElementsAre(Told{0, 5, 't'}, Told{10, 2, 't'}, Told{20, 1, 't'}, Told{20, 3, 't'},
                                Told{5'000'000'000, 4, 't'}));
}

TEST_P(Kernels, calls_inputs_before_the_timers_of_their_instant_however_late_they_were_put_in) {
  const auto told = run()([](Kernel& kernel, RecordingSink&) {
    kernel.schedule(at_us(20), 1);
    kernel.schedule_input(at_us(20), 2);
    kernel.run_until(at_us(19));
    kernel.schedule_input(at_us(20), 3);
    kernel.run_until(at_us(20));
  });
  EXPECT_THAT(told, ElementsAre(Told{20, 2, 't'}, Told{20, 3, 't'}, Told{20, 1, 't'}));
}

// Two of 1,000 bytes at once. In line: at 1,000 and 2,000 us.
TEST_P(Kernels, fifo_serves_one_transfer_after_the_other) {
  const auto told = run()([](Kernel& kernel, RecordingSink&) {
    kernel.submit(kSite, Bytes(1'000), 1);
    kernel.submit(kSite, Bytes(1'000), 2);
    kernel.run_until(at_us(5'000));
    PICKET_CHECK(kernel.in_flight_max() == 2 && kernel.flows_max() <= 1);
  });
  EXPECT_THAT(told, ElementsAre(Told{1'000, 1, 'd'}, Told{2'000, 2, 'd'}));
}

// A of 3,000 bytes at 0, B of 1,000 bytes at 1,000 us. A alone until 1,000 (2,000 left), then half
// the speed each: B needs 2,000 us and ends at 3,000, A has 1,000 left and ends at 4,000.
TEST_P(Kernels, fair_sharing_halves_the_speed_of_two) {
  const auto told = run(Sharing::kFair)([](Kernel& kernel, RecordingSink& sink) {
    sink.react = [&](const Told& t) {
      if (t.what == 't') kernel.submit(kSite, Bytes(1'000), 2);
    };
    kernel.submit(kSite, Bytes(3'000), 1);
    kernel.schedule(at_us(1'000), 9);
    kernel.run_until(at_us(10'000));
  });
  EXPECT_THAT(told, ElementsAre(Told{1'000, 9, 't'}, Told{3'000, 2, 'd'}, Told{4'000, 1, 'd'}));
}

// Equal shares of equal sizes: three of 1,000 bytes end together at 3,000 us.
TEST_P(Kernels, fair_sharing_ends_equal_transfers_together_in_order_of_submission) {
  const auto told = run(Sharing::kFair)([](Kernel& kernel, RecordingSink&) {
    for (std::uint64_t i = 0; i < 3; ++i) kernel.submit(kSite, Bytes(1'000), i);
    kernel.run_until(at_us(10'000));
  });
  EXPECT_THAT(told, ElementsAre(Told{3'000, 0, 'd'}, Told{3'000, 1, 'd'}, Told{3'000, 2, 'd'}));
}

// Both lines end at 500 us, where a timer is due too. Site 1's transfer was submitted first.
TEST_P(Kernels, calls_timers_before_transfers_and_both_in_order_at_one_instant) {
  ForkedRun forked = run();
  forked.uplinks = {1e6, 2e6};
  const auto told = forked([](Kernel& kernel, RecordingSink&) {
    kernel.submit(SiteId(1), Bytes(1'000), 1);
    kernel.submit(SiteId(0), Bytes(500), 2);
    kernel.schedule(at_us(500), 3);
    kernel.run_until(at_us(500));
  });
  EXPECT_THAT(told, ElementsAre(Told{500, 3, 't'}, Told{500, 1, 'd'}, Told{500, 2, 'd'}));
}

TEST_P(Kernels, sites_do_not_slow_each_other) {
  ForkedRun forked = run(Sharing::kFair);
  forked.uplinks = {1e6, 1e6};
  const auto told = forked([](Kernel& kernel, RecordingSink&) {
    kernel.submit(SiteId(0), Bytes(700), 1);
    kernel.submit(SiteId(1), Bytes(700), 2);
    kernel.run_until(at_us(1'000));
  });
  EXPECT_THAT(told, ElementsAre(Told{700, 1, 'd'}, Told{700, 2, 'd'}));
}

TEST_P(Kernels, fails_what_is_under_way_when_a_link_goes_down) {
  const auto told = run()([](Kernel& kernel, RecordingSink& sink) {
    sink.react = [&](const Told& t) {
      if (t.cookie == 9) kernel.set_link(kSite, false);
    };
    for (std::uint64_t i = 1; i <= 3; ++i) kernel.submit(kSite, Bytes(1'000), i);
    kernel.schedule(at_us(1'500), 9);
    kernel.run_until(at_us(9'000));
    PICKET_CHECK(!kernel.link_up(kSite) && kernel.idle());
    PICKET_CHECK(kernel.transfers_completed() == 3 && kernel.transfers_failed() == 2);
  });
  EXPECT_THAT(told, ElementsAre(Told{1'000, 1, 'd'}, Told{1'500, 9, 't'}, Told{1'500, 2, 'f'}, Told{1'500, 3, 'f'}));
}

TEST_P(Kernels, fair_flows_fail_together_when_a_link_goes_down) {
  const auto told = run(Sharing::kFair)([](Kernel& kernel, RecordingSink& sink) {
    sink.react = [&](const Told& t) {
      if (t.cookie == 9) kernel.set_link(kSite, false);
    };
    for (std::uint64_t i = 1; i <= 2; ++i) kernel.submit(kSite, Bytes(1'000), i);
    kernel.schedule(at_us(1'500), 9);
    kernel.run_until(at_us(9'000));
  });
  EXPECT_THAT(told, ElementsAre(Told{1'500, 9, 't'}, Told{1'500, 1, 'f'}, Told{1'500, 2, 'f'}));
}

// What ends exactly when the line goes down has ended.
TEST_P(Kernels, delivers_what_ends_at_the_instant_of_the_cut) {
  for (const Sharing sharing : {Sharing::kFifo, Sharing::kFair}) {
    const auto told = run(sharing)([](Kernel& kernel, RecordingSink& sink) {
      sink.react = [&](const Told& t) {
        if (t.cookie == 9) kernel.set_link(kSite, false);
      };
      kernel.submit(kSite, Bytes(1'000), 1);
      kernel.schedule(at_us(1'000), 9);
      kernel.run_until(at_us(9'000));
    });
    EXPECT_THAT(told, ElementsAre(Told{1'000, 9, 't'}, Told{1'000, 1, 'd'}));
  }
}

TEST_P(Kernels, refuses_submissions_on_a_line_that_is_down_without_calling_back_inside) {
  const auto told = run()([](Kernel& kernel, RecordingSink& sink) {
    kernel.set_link(kSite, false);
    kernel.schedule(at_us(100), 1);
    sink.react = [&](const Told& t) {
      if (t.cookie != 1) return;
      kernel.submit(kSite, Bytes(10), 2);
      PICKET_CHECK(sink.told.size() == 1);  // told after this call, not inside it
    };
    kernel.run_until(at_us(200));
  });
  EXPECT_THAT(told, ElementsAre(Told{100, 1, 't'}, Told{100, 2, 'f'}));
}

// Cut and restored at one instant: the old transfer fails, the new one has the line to itself.
TEST_P(Kernels, a_line_is_fresh_after_a_cut) {
  for (const Sharing sharing : {Sharing::kFifo, Sharing::kFair}) {
    const auto told = run(sharing)([](Kernel& kernel, RecordingSink& sink) {
      sink.react = [&](const Told& t) {
        if (t.cookie != 9) return;
        kernel.set_link(kSite, false);
        kernel.set_link(kSite, true);
        kernel.submit(kSite, Bytes(300), 2);
      };
      kernel.submit(kSite, Bytes(1'000), 1);
      kernel.schedule(at_us(400), 9);
      kernel.run_until(at_us(9'000));
    });
    EXPECT_THAT(told, ElementsAre(Told{400, 9, 't'}, Told{400, 1, 'f'}, Told{700, 2, 'd'}));
  }
}

// The cut comes from outside, between two calls of run_until: told at that time, not later.
TEST_P(Kernels, a_cut_between_two_runs_is_told_at_once) {
  const auto told = run()([](Kernel& kernel, RecordingSink&) {
    for (std::uint64_t i = 1; i <= 3; ++i) kernel.submit(kSite, Bytes(1'000), i);
    kernel.schedule(at_us(5'000), 9);
    kernel.run_until(at_us(1'200));
    kernel.set_link(kSite, false);
    kernel.run_until(at_us(1'200));
    kernel.set_link(kSite, true);
    kernel.submit(kSite, Bytes(100), 4);
    kernel.run_until(at_us(1'250));
    kernel.set_link(kSite, false);
    kernel.run_until(at_us(6'000));
  });
  EXPECT_THAT(told, ElementsAre(Told{1'000, 1, 'd'}, Told{1'200, 2, 'f'}, Told{1'200, 3, 'f'}, Told{1'250, 4, 'f'},
                                Told{5'000, 9, 't'}));
}

// A link that is cut while transfers are being told: what was due is told first.
TEST_P(Kernels, a_cut_while_telling_transfers_comes_after_those_due) {
  ForkedRun forked = run();
  forked.uplinks = {1e6, 1e6, 1e6};
  const auto told = forked([](Kernel& kernel, RecordingSink& sink) {
    sink.react = [&](const Told& t) {
      if (t.cookie == 10) kernel.set_link(SiteId(2), false);
    };
    kernel.submit(SiteId(2), Bytes(900), 5);
    kernel.submit(SiteId(0), Bytes(500), 10);
    kernel.submit(SiteId(1), Bytes(500), 11);
    kernel.run_until(at_us(2'000));
  });
  EXPECT_THAT(told, ElementsAre(Told{500, 10, 'd'}, Told{500, 11, 'd'}, Told{500, 5, 'f'}));
}

TEST_P(Kernels, a_timer_set_while_telling_transfers_comes_before_the_next_of_them) {
  ForkedRun forked = run();
  forked.uplinks = {1e6, 1e6};
  const auto told = forked([](Kernel& kernel, RecordingSink& sink) {
    sink.react = [&](const Told& t) {
      if (t.cookie == 1) kernel.schedule(kernel.now(), 3);
    };
    kernel.submit(SiteId(0), Bytes(500), 1);
    kernel.submit(SiteId(1), Bytes(500), 2);
    kernel.run_until(at_us(2'000));
  });
  EXPECT_THAT(told, ElementsAre(Told{500, 1, 'd'}, Told{500, 3, 't'}, Told{500, 2, 'd'}));
}

TEST_P(Kernels, an_empty_kernel_reaches_any_end) {
  const auto told = run()([](Kernel& kernel, RecordingSink&) {
    kernel.run_until(kEpoch);
    kernel.run_until(at_us(3));
    kernel.run_until(kEpoch + Duration::days(30));
    PICKET_CHECK(kernel.now() == kEpoch + Duration::days(30) && kernel.idle());
  });
  EXPECT_TRUE(told.empty());
}

// After 30 days a double of seconds has a resolution of 4.7e-10: still the right microsecond.
TEST_P(Kernels, keeps_its_microseconds_after_thirty_days) {
  const std::int64_t start = Duration::days(30).count_microseconds() + 123'457;
  const auto told = run()([&](Kernel& kernel, RecordingSink&) {
    kernel.run_until(at_us(start));
    kernel.submit(kSite, Bytes(1'111), 1);
    kernel.submit(kSite, Bytes(1), 2);
    kernel.run_until(at_us(start + 10'000));
  });
  EXPECT_THAT(told, ElementsAre(Told{start + 1'111, 1, 'd'}, Told{start + 1'112, 2, 'd'}));
}

TEST(KernelDeathTest, a_second_kernel_in_one_process_is_refused) {
  EXPECT_DEATH(
      {
        RecordingSink sink;
        Platform platform{{{1e6}}};
        { Kernel first(platform, Backend::kFast, Sharing::kFifo, kEpoch, sink); }
        Kernel second(platform, Backend::kFast, Sharing::kFifo, kEpoch, sink);
      },
      "one simulation is one process");
}

TEST(KernelDeathTest, scheduling_in_the_past_is_refused) {
  EXPECT_DEATH(
      {
        RecordingSink sink;
        Kernel kernel(Platform{{{1e6}}}, Backend::kFast, Sharing::kFifo, kEpoch, sink);
        kernel.run_until(at_us(10));
        kernel.schedule(at_us(9), 1);
      },
      "at >= now");
}

}  // namespace
}  // namespace picket::sim
