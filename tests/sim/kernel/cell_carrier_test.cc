#include "sim/kernel/cell_carrier.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <vector>

#include "agent_core/base/random.h"
#include "tests/sim/kernel/forked_run.h"

// Speeds and sizes are such that shares and ends are whole or dyadic numbers. Both back ends are held to the same formulas. A last
// third of the sites has no cell (forked_run.h), so tests that need none of it have spare sites behind.

namespace picket::sim {
namespace {

struct CellRun {
  std::vector<double> uplinks;
  std::vector<double> cells;
  Sharing sharing = Sharing::kFifo;
};

using Ends = std::map<std::uint64_t, Told>;

/// Runs `body` at the start, then a minute; each end by cookie.
Ends ends_on(Backend backend, const CellRun& cell_run, const std::function<void(Kernel&)>& body,
             const std::function<void(Kernel&, const Told&)>& on_timer = {}) {
  const ForkedRun forked{backend, cell_run.sharing, cell_run.uplinks, false, cell_run.cells};
  Ends ends;
  const auto told = forked([&](Kernel& kernel, RecordingSink& sink) {
    sink.react = [&](const Told& t) {
      if (t.what == 't' && on_timer) on_timer(kernel, t);
    };
    body(kernel);
    kernel.run_until(kEpoch + Duration::minutes(1));
  });
  for (const Told& t : told) ends[t.cookie] = t;
  return ends;
}

/// The same, which must be the same on both back ends.
Ends ends_of(const CellRun& cell_run, const std::function<void(Kernel&)>& body,
             const std::function<void(Kernel&, const Told&)>& on_timer = {}) {
  Ends fast = ends_on(Backend::kFast, cell_run, body, on_timer);
  EXPECT_EQ(ends_on(Backend::kS4u, cell_run, body, on_timer), fast);
  return fast;
}

// The closed formula: n equal bursts through one cell take n times as long as one.
TEST(CellCarrier, n_equal_bursts_take_n_times_as_long_as_one) {
  for (const Sharing sharing : {Sharing::kFifo, Sharing::kFair}) {
    for (const std::uint32_t n : {1U, 2U, 8U, 64U}) {
      const CellRun cell_run{std::vector<double>(3 * n, 65'536), {65'536}, sharing};
      const auto ends = ends_of(cell_run, [&](Kernel& kernel) {
        for (std::uint32_t s = 0; s < n; ++s) kernel.submit(SiteId(s), Bytes(8'192), s);
      });
      ASSERT_EQ(ends.size(), n);
      for (const auto& [cookie, told] : ends) EXPECT_EQ(told, (Told{n * std::int64_t{125'000}, cookie, 'd'}));
    }
  }
}

TEST(CellCarrier, a_line_slower_than_its_share_leaves_the_rest_to_the_others) {
  // 1,024 of 16,384 bytes a second go to the slow line, so the other two have 7,680 each.
  const CellRun cell_run{{1'024, 65'536, 65'536, 65'536, 65'536}, {16'384}};
  const auto ends = ends_of(cell_run, [](Kernel& kernel) {
    kernel.submit(SiteId(0), Bytes(4'096), 0);
    kernel.submit(SiteId(1), Bytes(7'680), 1);
    kernel.submit(SiteId(2), Bytes(15'360), 2);
  });
  EXPECT_EQ(ends.at(0).at, 4'000'000);
  EXPECT_EQ(ends.at(1).at, 1'000'000);
  // Then 7,680 are left, of 15,360 bytes a second.
  EXPECT_EQ(ends.at(2).at, 1'500'000);
}

TEST(CellCarrier, a_cell_faster_than_all_its_lines_changes_nothing) {
  const std::vector<double> uplinks{1'024, 2'048, 4'096, 512, 512};
  const auto submit = [](Kernel& kernel) {
    for (std::uint32_t s = 0; s < 3; ++s) {
      for (std::uint32_t k = 0; k < 4; ++k) kernel.submit(SiteId(s), Bytes(512), s * 10 + k);
    }
  };
  for (const Sharing sharing : {Sharing::kFifo, Sharing::kFair}) {
    EXPECT_EQ(ends_of({uplinks, {1e6}, sharing}, submit), ends_of({uplinks, {}, sharing}, submit));
  }
}

TEST(CellCarrier, cells_and_sites_without_one_do_not_touch_each_other) {
  // Sites 0 and 2 are in cell 0, 1 and 3 in cell 1, 4 and 5 in none.
  const CellRun cell_run{std::vector<double>(6, 8'192), {8'192, 8'192}};
  const auto ends = ends_of(cell_run, [](Kernel& kernel) {
    for (const std::uint32_t s : {0U, 2U, 1U, 4U}) kernel.submit(SiteId(s), Bytes(8'192), s);
  });
  EXPECT_EQ(ends.at(0).at, 2'000'000);
  EXPECT_EQ(ends.at(2).at, 2'000'000);
  EXPECT_EQ(ends.at(1).at, 1'000'000);
  EXPECT_EQ(ends.at(4).at, 1'000'000);
}

TEST(CellCarrier, fair_lines_share_by_transfers_and_lines_in_line_by_sites) {
  const std::vector<double> uplinks(6, 16'384);
  const auto submit = [](Kernel& kernel) {
    for (std::uint32_t k = 0; k < 3; ++k) kernel.submit(SiteId(0), Bytes(4'096), k);
    kernel.submit(SiteId(1), Bytes(4'096), 9);
  };
  const auto fair = ends_of({uplinks, {16'384}, Sharing::kFair}, submit);
  for (const auto& [cookie, told] : fair) EXPECT_EQ(told.at, 1'000'000) << cookie;
  // In line, each site has half: the first two end together, and the rest has the cell to itself.
  const auto fifo = ends_of({uplinks, {16'384}, Sharing::kFifo}, submit);
  EXPECT_EQ(fifo.at(0).at, 500'000);
  EXPECT_EQ(fifo.at(9).at, 500'000);
  EXPECT_EQ(fifo.at(1).at, 750'000);
  EXPECT_EQ(fifo.at(2).at, 1'000'000);
}

TEST(CellCarrier, a_line_that_goes_down_leaves_its_share_to_the_others) {
  const CellRun cell_run{std::vector<double>(3, 8'192), {8'192}};
  const auto ends = ends_of(
      cell_run,
      [](Kernel& kernel) {
        kernel.submit(SiteId(0), Bytes(8'192), 0);
        kernel.submit(SiteId(0), Bytes(8'192), 1);
        kernel.submit(SiteId(1), Bytes(8'192), 2);
        kernel.schedule(kEpoch + Duration::seconds(1), 77);
      },
      [](Kernel& kernel, const Told&) { kernel.set_link(SiteId(0), false); });
  EXPECT_EQ(ends.at(0), (Told{1'000'000, 0, 'f'}));
  EXPECT_EQ(ends.at(1), (Told{1'000'000, 1, 'f'}));
  EXPECT_EQ(ends.at(2), (Told{1'500'000, 2, 'd'}));
}

TEST(CellCarrier, a_cell_that_becomes_faster_or_slower_does_so_for_what_is_under_way) {
  for (const Sharing sharing : {Sharing::kFifo, Sharing::kFair}) {
    const CellRun cell_run{std::vector<double>(3, 65'536), {16'384}, sharing};
    const auto ends = ends_of(
        cell_run,
        [](Kernel& kernel) {
          kernel.set_cell_bandwidth(0, 8'192);
          kernel.submit(SiteId(0), Bytes(8'192), 0);
          kernel.submit(SiteId(1), Bytes(20'480), 1);
          kernel.schedule(kEpoch + Duration::seconds(1), 1 << 14);
          kernel.schedule(kEpoch + Duration::seconds(2), 1 << 12);
        },
        [](Kernel& kernel, const Told& t) { kernel.set_cell_bandwidth(0, static_cast<double>(t.cookie)); });
    // Each has 4,096 bytes after a second, and 8,192 after another half at 16,384 bytes a second.
    EXPECT_EQ(ends.at(0).at, 1'500'000);
    // Alone, the second has 16,384 at 2 s, and is left with 4,096 bytes at as many a second.
    EXPECT_EQ(ends.at(1).at, 3'000'000);
  }
}

// Law: while anything waits, a cell that is the bottleneck carries its speed, whoever sends when; so the last end is the sum of all
// bytes over the speed.
TEST(CellCarrier, is_never_idle_while_something_waits) {
  for (const Sharing sharing : {Sharing::kFifo, Sharing::kFair}) {
    RandomStream random(5, 0, 0, Purpose::kTest);
    constexpr std::uint32_t kSites = 40;
    std::vector<std::int64_t> bytes(3 * kSites);
    for (std::int64_t& b : bytes) b = 1'000 + static_cast<std::int64_t>(random.below(50'000));
    const double speed = 200'000;
    const CellRun cell_run{std::vector<double>(2 * kSites, speed), {speed}, sharing};
    const double sum = static_cast<double>(std::accumulate(bytes.begin(), bytes.end(), std::int64_t{0}));
    for (const Backend backend : {Backend::kFast, Backend::kS4u}) {
      const Ends ends = ends_on(backend, cell_run, [&](Kernel& kernel) {
        for (std::uint32_t i = 0; i < bytes.size(); ++i) kernel.submit(SiteId(i % kSites), Bytes(bytes[i]), i);
      });
      ASSERT_EQ(ends.size(), bytes.size());
      std::int64_t last = 0;
      for (const auto& [cookie, told] : ends) last = std::max(last, told.at);
      EXPECT_NEAR(static_cast<double>(last) * 1e-6, sum / speed, 2e-6);
    }
  }
}

}  // namespace
}  // namespace picket::sim
