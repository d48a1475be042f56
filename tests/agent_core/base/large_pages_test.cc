#include "agent_core/base/large_pages.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <numeric>

namespace picket {
namespace {

struct alignas(64) Line {
  std::uint64_t value = 0;
  std::uint64_t rest[7] = {};
};

std::uintptr_t address(const void* p) { return reinterpret_cast<std::uintptr_t>(p); }

TEST(LargePageVector, keeps_what_it_holds_as_it_grows_over_the_size_of_a_page) {
  LargePageVector<Line> lines;
  for (std::uint64_t i = 0; i < 100'000; ++i) lines.push_back({i, {}});
  std::uint64_t sum = 0;
  for (const Line& line : lines) sum += line.value;
  EXPECT_EQ(sum, 100'000ULL * 99'999 / 2);
  LargePageVector<Line> copy = lines;
  EXPECT_EQ(copy[77'777].value, 77'777U);
  lines = {};
  EXPECT_EQ(copy.size(), 100'000U);
}

TEST(LargePageVector, begins_at_a_large_page_or_where_its_type_wants_to) {
  LargePageVector<Line> few(3);
  EXPECT_EQ(address(few.data()) % alignof(Line), 0U);
  LargePageVector<Line> many(LargePageAllocator<Line>::kLargePage / sizeof(Line));
  EXPECT_EQ(address(many.data()) % LargePageAllocator<Line>::kLargePage, 0U);
  LargePageVector<char> bytes(LargePageAllocator<char>::kLargePage - 1);
  EXPECT_NE(bytes.data(), nullptr);
}

TEST(LargePageVector, refuses_what_no_memory_can_hold) {
  LargePageAllocator<Line> allocator;
  EXPECT_THROW(static_cast<void>(allocator.allocate(static_cast<std::size_t>(-1) / 32)), std::bad_array_new_length);
}

}  // namespace
}  // namespace picket
