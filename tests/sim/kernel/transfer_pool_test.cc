#include "sim/kernel/transfer_pool.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(TransferPool, uses_numbers_again) {
  TransferPool pool;
  const auto a = pool.add({.cookie = 1});
  const auto b = pool.add({.cookie = 2});
  EXPECT_NE(a, b);
  pool.remove(a);
  pool.remove(b);
  EXPECT_EQ(pool.add({.cookie = 3}), b);
  EXPECT_EQ(pool.add({.cookie = 4}), a);
  EXPECT_EQ(pool[b].cookie, 3U);
  EXPECT_EQ(pool[a].cookie, 4U);
}

TEST(TransferQueue, gives_back_in_the_order_of_pushing) {
  TransferPool pool;
  TransferQueue queue;
  EXPECT_TRUE(queue.empty());
  for (std::uint64_t i = 0; i < 3; ++i) queue.push(pool, pool.add({.cookie = i}));
  EXPECT_EQ(pool[queue.pop(pool)].cookie, 0U);
  queue.push(pool, pool.add({.cookie = 3}));
  for (std::uint64_t i = 1; i <= 3; ++i) EXPECT_EQ(pool[queue.pop(pool)].cookie, i);
  EXPECT_TRUE(queue.empty());
}

}  // namespace
}  // namespace picket::sim
