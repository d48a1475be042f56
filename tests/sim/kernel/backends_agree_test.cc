// The fast back ends against SimGrid's own flows: the same calls, at the same times, in the same
// order, over random platforms, loads and cuts. The loads are closed loops with a queue, so an
// error of a microsecond would change what follows.

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <utility>
#include <vector>

#include "agent_core/base/random.h"
#include "tests/sim/kernel/forked_run.h"

namespace picket::sim {
namespace {

struct Load {
  std::uint32_t seed = 0;
  std::uint32_t sites = 1;
  std::uint32_t devices = 1;
  double spread_seconds = 1;  ///< of the first messages
  double think_seconds = 1;   ///< mean gap between the end of a message and the next
  double bytes_mean = 1'000;
  double cut_seconds = 0;  ///< mean gap between cuts of a line; 0: none
  double run_seconds = 100;
  double chunk_seconds = 1e9;  ///< run_until is called for this much at a time
  std::uint32_t cells = 0;     ///< that two thirds of the sites share
  double cell_change_seconds = 0;  ///< mean gap between changes of what a cell carries; 0: none
};

std::vector<double> speeds(const Load& load) {
  RandomStream random(load.seed, 1, 0, Purpose::kTest);
  std::vector<double> result;
  for (std::uint32_t i = 0; i < load.sites; ++i) result.push_back(random.uniform(5e3, 3e5));
  return result;
}

/// From a third of the lines' mean to twice as much: some lines are slower than their share of a cell, some faster.
std::vector<double> cell_speeds(const Load& load) {
  RandomStream random(load.seed, 4, 0, Purpose::kTest);
  std::vector<double> result;
  for (std::uint32_t i = 0; i < load.cells; ++i) result.push_back(random.uniform(5e4, 3e5));
  return result;
}

Duration positive(double seconds) {
  return Duration::from_seconds(seconds) + Duration::microseconds(1);
}

// Cookies: devices count from 0, lines from 10^6, cells from 2 * 10^6. What an entity draws depends on itself only.
std::vector<Told> run(const Load& load, Backend backend, Sharing sharing) {
  const ForkedRun forked{backend, sharing, speeds(load), false, cell_speeds(load)};
  return forked([&](Kernel& kernel, RecordingSink& sink) {
    constexpr std::uint64_t kLines = 1'000'000;
    constexpr std::uint64_t kCells = 2'000'000;
    const std::vector<double> cell_most = cell_speeds(load);
    std::vector<RandomStream> cells;
    for (std::uint32_t c = 0; c < load.cells; ++c) cells.emplace_back(load.seed, 5, c, Purpose::kTest);
    std::vector<RandomStream> devices;
    std::vector<RandomStream> lines;
    for (std::uint32_t d = 0; d < load.devices; ++d) devices.emplace_back(load.seed, 2, d, Purpose::kTest);
    for (std::uint32_t s = 0; s < load.sites; ++s) lines.emplace_back(load.seed, 3, s, Purpose::kTest);
    sink.react = [&](const Told& t) {
      if (t.cookie >= kCells) {
        const auto cell = static_cast<std::uint32_t>(t.cookie - kCells);
        kernel.set_cell_bandwidth(cell, cell_most[cell] * cells[cell].uniform(0.1, 1));
        kernel.schedule(kernel.now() + positive(cells[cell].exponential(load.cell_change_seconds)), t.cookie);
        return;
      }
      if (t.cookie >= kLines) {
        const SiteId site(static_cast<std::uint32_t>(t.cookie - kLines));
        kernel.set_link(site, !kernel.link_up(site));
        kernel.schedule(kernel.now() + positive(lines[site.value()].exponential(load.cut_seconds)), t.cookie);
        return;
      }
      RandomStream& random = devices[t.cookie];
      if (t.what != 't') {
        kernel.schedule(kernel.now() + positive(random.exponential(load.think_seconds)), t.cookie);
        return;
      }
      const Bytes bytes(1 + static_cast<std::int64_t>(random.exponential(load.bytes_mean)));
      kernel.submit(SiteId(static_cast<std::uint32_t>(t.cookie) % load.sites), bytes, t.cookie);
    };
    for (std::uint32_t d = 0; d < load.devices; ++d) {
      kernel.schedule(kEpoch + positive(devices[d].uniform(0, load.spread_seconds)), d);
    }
    for (std::uint32_t s = 0; s < load.sites && load.cut_seconds > 0; ++s) {
      kernel.schedule(kEpoch + positive(lines[s].exponential(load.cut_seconds)), kLines + s);
    }
    for (std::uint32_t c = 0; c < load.cells && load.cell_change_seconds > 0; ++c) {
      kernel.schedule(kEpoch + positive(cells[c].exponential(load.cell_change_seconds)), kCells + c);
    }
    const Time end = kEpoch + Duration::from_seconds(load.run_seconds);
    while (kernel.now() < end) {
      const Duration left = end - kernel.now();
      kernel.run_until(
          left.to_seconds() < load.chunk_seconds ? end : kernel.now() + Duration::from_seconds(load.chunk_seconds));
    }
  });
}

void expect_equal(const std::vector<Told>& a, const std::vector<Told>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) ASSERT_EQ(a[i], b[i]) << "call " << i << " of " << a.size();
}

std::vector<Load> loads() {
  std::vector<Load> result;
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    result.push_back({.seed = seed, .sites = 1, .devices = 1, .think_seconds = 0.01});
    result.push_back({.seed = seed, .sites = 1, .devices = 30, .think_seconds = 0.5});
    result.push_back({.seed = seed, .sites = 40, .devices = 200, .think_seconds = 2, .run_seconds = 50});
    result.push_back(
        {.seed = seed, .sites = 20, .devices = 200, .think_seconds = 2, .cut_seconds = 5, .run_seconds = 50});
    result.push_back(
        {.seed = seed, .sites = 5, .devices = 20, .think_seconds = 3'000, .bytes_mean = 1e6, .run_seconds = 500'000});
    result.push_back({.seed = seed,
                      .sites = 3,
                      .devices = 300,
                      .spread_seconds = 0.01,
                      .think_seconds = 1e6,
                      .bytes_mean = 3'000,
                      .run_seconds = 1'000});
  }
  return result;
}

class BackendsAgree : public ::testing::TestWithParam<Sharing> {};
INSTANTIATE_TEST_SUITE_P(Both, BackendsAgree, ::testing::Values(Sharing::kFifo, Sharing::kFair),
                         [](const auto& each) { return each.param == Sharing::kFifo ? "fifo" : "fair"; });

TEST_P(BackendsAgree, on_every_end_its_time_and_its_place) {
  std::size_t compared = 0;
  std::size_t failures = 0;
  for (const Load& load : loads()) {
    SCOPED_TRACE(testing::Message() << "seed " << load.seed << ", sites " << load.sites << ", devices " << load.devices
                                    << ", cuts " << load.cut_seconds);
    const auto fast = run(load, Backend::kFast, GetParam());
    expect_equal(fast, run(load, Backend::kS4u, GetParam()));
    compared += fast.size();
    for (const Told& t : fast) failures += t.what == 'f' ? 1U : 0U;
  }
  EXPECT_GT(compared, 20'000U);
  EXPECT_GT(failures, 1'000U);
}

// SimGrid divides a cell anew at each begin and end, and its flows then keep their own sums: ends that fall within the last bits of a
// microsecond's border may come on either side of it.
TEST_P(BackendsAgree, on_cells_to_the_microsecond) {
  std::size_t compared = 0;
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    for (const double cut : {0.0, 20.0}) {
      const Load load{.seed = seed, .sites = 30, .devices = 60, .spread_seconds = 0.5, .think_seconds = 1e6, .bytes_mean = 30'000,
                      .cut_seconds = cut, .run_seconds = 30, .cells = 3, .cell_change_seconds = seed % 2 == 0 ? 2.0 : 0};
      SCOPED_TRACE(testing::Message() << "seed " << seed << ", cuts " << cut);
      const auto fast = run(load, Backend::kFast, GetParam());
      const auto s4u = run(load, Backend::kS4u, GetParam());
      ASSERT_EQ(fast.size(), s4u.size());
      std::map<std::pair<std::uint64_t, char>, std::int64_t> ends;
      for (const Told& t : fast) ends[{t.cookie, t.what}] = t.at;
      for (const Told& t : s4u) {
        const auto found = ends.find({t.cookie, t.what});
        ASSERT_NE(found, ends.end()) << "device " << t.cookie;
        ASSERT_LE(std::abs(found->second - t.at), 1) << "device " << t.cookie;
      }
      compared += ends.size();
    }
  }
  EXPECT_GE(compared, 8 * 60U);
}

// Determinism: the result does not depend on how a run is divided.
TEST_P(BackendsAgree, whatever_the_windows) {
  for (const std::uint32_t cells : {0U, 4U}) {
    Load load{.seed = 11, .sites = 20, .devices = 200, .think_seconds = 1, .cut_seconds = 7, .run_seconds = 40, .cells = cells};
    for (const Backend backend : {Backend::kFast, Backend::kS4u}) {
      load.chunk_seconds = 1e9;
      const auto whole = run(load, backend, GetParam());
      ASSERT_GT(whole.size(), 2'000U);
      for (const double chunk : {0.0137, 0.5, 10.0}) {
        load.chunk_seconds = chunk;
        expect_equal(whole, run(load, backend, GetParam()));
      }
    }
  }
}

TEST_P(BackendsAgree, that_time_never_goes_back) {
  for (const Backend backend : {Backend::kFast, Backend::kS4u}) {
    const auto told =
        run({.seed = 3, .sites = 50, .devices = 500, .think_seconds = 0.1, .cut_seconds = 3, .run_seconds = 20},
            backend, GetParam());
    ASSERT_GT(told.size(), 5'000U);
    for (std::size_t i = 1; i < told.size(); ++i) ASSERT_GE(told[i].at, told[i - 1].at);
  }
}

}  // namespace
}  // namespace picket::sim
