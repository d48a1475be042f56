#include "sim/experiment/worker_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <numeric>
#include <stdexcept>

namespace picket::sim {
namespace {

TEST(WorkerPool, runs_every_task_once_with_any_number_of_threads) {
  for (const unsigned threads : {1U, 2U, 3U, 8U}) {
    WorkerPool pool(threads);
    EXPECT_EQ(pool.threads(), threads);
    for (const std::size_t n : {std::size_t{0}, std::size_t{1}, std::size_t{64}, std::size_t{1'000}}) {
      std::vector<int> runs(n, 0);
      pool.run(n, [&runs](std::size_t i) { ++runs[i]; });
      EXPECT_EQ(std::count(runs.begin(), runs.end(), 1), static_cast<std::ptrdiff_t>(n)) << threads << " threads, " << n;
    }
  }
}

TEST(WorkerPool, with_one_thread_works_in_the_caller_in_order_and_not_before_wait) {
  WorkerPool pool(1);
  std::vector<std::size_t> order;
  pool.start(5, [&order](std::size_t i) { order.push_back(i); });
  EXPECT_TRUE(order.empty());
  pool.wait();
  EXPECT_THAT(order, ::testing::ElementsAre(0, 1, 2, 3, 4));
}

TEST(WorkerPool, lets_the_caller_do_other_things_and_has_all_done_after_wait) {
  WorkerPool pool(4);
  std::uint64_t total = 0;
  for (int round = 0; round < 200; ++round) {
    std::vector<std::uint64_t> squares(50);
    pool.start(squares.size(), [&squares](std::size_t i) { squares[i] = i * i; });
    total += 1;
    pool.wait();
    EXPECT_EQ(std::accumulate(squares.begin(), squares.end(), std::uint64_t{0}), 49U * 50 * 99 / 6);
  }
  EXPECT_EQ(total, 200U);
}

TEST(WorkerPool, throws_in_wait_what_a_task_threw_and_goes_on_with_the_next_batch) {
  for (const unsigned threads : {1U, 4U}) {
    WorkerPool pool(threads);
    std::atomic<int> runs = 0;
    pool.start(1'000, [&runs](std::size_t i) {
      ++runs;
      if (i == 3) throw std::runtime_error("task 3");
    });
    try {
      pool.wait();
      ADD_FAILURE() << "nothing was thrown";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "task 3");
    }
    if (threads == 1) {
      EXPECT_EQ(runs, 4);
    }
    runs = 0;
    pool.run(10, [&runs](std::size_t) { ++runs; });
    EXPECT_EQ(runs, 10);
  }
}

TEST(WorkerPool, ends_while_nothing_is_to_do) {
  std::atomic<int> runs = 0;
  for (int i = 0; i < 50; ++i) {
    WorkerPool pool(3);
    pool.run(static_cast<std::size_t>(i % 3), [&runs](std::size_t) { ++runs; });
  }
  EXPECT_EQ(runs, 16 * (0 + 1 + 2) + 0 + 1);  // i = 48 and 49 are one more round of 0 and 1
}

}  // namespace
}  // namespace picket::sim
