// Of Hub: what it takes of memory.

#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

#include "sim/hub/hub.h"
#include "tests/support/sample_day.h"

namespace {

std::atomic<std::size_t> bytes_allocated = 0;  ///< and not freed
std::atomic<std::size_t> bytes_allocated_at_most = 0;

/// Null where there is none.
void* allocate_counted(std::size_t size) noexcept {
  void* const memory = std::malloc(size);
  if (memory == nullptr) return nullptr;
  bytes_allocated += malloc_usable_size(memory);
  bytes_allocated_at_most = std::max(bytes_allocated_at_most.load(), bytes_allocated.load());
  return memory;
}

void free_counted(void* memory) noexcept {
  bytes_allocated -= malloc_usable_size(memory);
  std::free(memory);
}

}  // namespace

// Every allocation of this program is counted, so that a test can say what a hub takes.
[[gnu::noinline]] void* operator new(std::size_t size) {
  void* const memory = allocate_counted(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
// That of temporary buffers, which the same operator delete gives back.
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return allocate_counted(size); }
[[gnu::noinline]] void operator delete(void* memory) noexcept { free_counted(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { free_counted(memory); }

namespace picket::sim {
namespace {

using picket::test::at;

TEST(HubMemory, keeps_a_million_identities_in_200_bytes_each) {
  constexpr std::uint32_t kDevices = 500'000;
  const std::size_t before = bytes_allocated;
  bytes_allocated_at_most = before;
  Hub hub(HubSettings{}, 0);
  for (std::uint32_t i = 0; i < kDevices; ++i) {
    ASSERT_TRUE(hub.add_identity(DeviceId(i), true));
    for (const bool module : {false, true}) {
      ASSERT_EQ(hub.connect({DeviceId(i), module}, at(i)).result_type, hub_code::kOk);
      ASSERT_EQ(hub.send({DeviceId(i), module}, at(i), Bytes(100), 0.5).result_type, hub_code::kOk);
    }
  }
  ASSERT_EQ(hub.identities(), 1'000'000);
  ASSERT_EQ(hub.open_connections(), 1'000'000);
  const double kept = static_cast<double>(bytes_allocated - before) / 1e6;
  const double most = static_cast<double>(bytes_allocated_at_most - before) / 1e6;
  EXPECT_LE(most, 200);
  // A word for a device and its module, in a table that doubles when it grows: half of it may be empty.
  EXPECT_GE(kept, 4);
  EXPECT_LE(kept, 9);
  EXPECT_GE(most, kept);
  EXPECT_LE(most, 13);
}

}  // namespace
}  // namespace picket::sim
