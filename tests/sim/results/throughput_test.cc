#include "sim/results/throughput.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "agent_core/base/random.h"
#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using picket::test::at;

ThroughputMeter meter(std::size_t points = 0, std::int64_t step = 60) {
  return {at(0), Duration::seconds(step), points};
}

TEST(ThroughputMeter, sums_by_clock_second_minute_and_hour) {
  ThroughputMeter m = meter();
  m.add(at(10.2), at(10.4), Bytes(100));
  m.add(at(10.9), at(10.95), Bytes(50));
  m.add(at(30), at(30), Bytes(70));
  m.add(at(61), at(61.5), Bytes(120));
  m.add(at(3'600), at(3'600), Bytes(200));
  m.finish();
  EXPECT_EQ(m.peak_second(), Bytes(200));
  EXPECT_EQ(m.peak_minute(), Bytes(220));
  EXPECT_EQ(m.peak_hour(), Bytes(340));
  EXPECT_EQ(m.total(), Bytes(540));
}

// 1,000 bytes from 0.5 s to 2.5 s: 250 in the first second, 500 in the second, 250 in the third.
TEST(ThroughputMeter, spreads_a_transfer_over_its_time) {
  ThroughputMeter m = meter(4, 1);
  m.add(at(0.5), at(2.5), Bytes(1'000));
  m.finish();
  EXPECT_EQ(m.series("up", at(4)).values, (std::vector<double>{250, 500, 250, 0}));
  EXPECT_EQ(m.peak_second(), Bytes(500));
}

TEST(ThroughputMeter, leaves_out_what_came_before_the_start) {
  ThroughputMeter m = meter();
  m.add(at(-5), at(-4), Bytes(1'000));
  m.add(at(-1), at(1), Bytes(100));
  m.finish();
  EXPECT_EQ(m.total(), Bytes(50));
}

TEST(ThroughputMeter, books_late_bytes_on_the_oldest_open_second) {
  ThroughputMeter m = meter();
  m.add(at(100), at(100), Bytes(1));  // seconds 37 to 100 are open
  m.add(at(37), at(37), Bytes(2));
  EXPECT_EQ(m.late(), Bytes(0));
  m.add(at(36), at(36), Bytes(3));
  m.finish();
  EXPECT_EQ(m.late(), Bytes(3));
  EXPECT_EQ(m.total(), Bytes(6));
  EXPECT_EQ(m.peak_second(), Bytes(5));
}

TEST(ThroughputMeter, gives_the_mean_of_a_last_short_step) {
  ThroughputMeter m = meter(2, 60);
  m.add(at(0), at(0), Bytes(600));
  m.add(at(60), at(60), Bytes(600));
  m.finish();
  const Series series = m.series("busiest_site_uplink", at(90));
  EXPECT_EQ(series.values, (std::vector<double>{10, 20}));
  EXPECT_EQ(series.unit, "B/s");
  EXPECT_EQ(series.step_seconds, 60);
}

TEST(ThroughputMeter, equals_sums_over_all_seconds) {
  for (std::uint32_t seed = 0; seed < 30; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream random(seed, 0, 0, Purpose::kTest);
    ThroughputMeter m = meter(100, 100);
    std::map<std::int64_t, double> seconds;  // the same, bytes as decimals
    std::int64_t sum = 0;
    double now = 0;
    for (int i = 0; i < 2'000; ++i) {
      now += random.exponential(3);
      const double length = random.chance(0.2) ? random.uniform(0, 40) : random.uniform(0, 0.9);
      const Time begin = at(std::max(0.0, now - length));
      const Time end = std::max(begin, at(now));
      const auto bytes = static_cast<std::int64_t>(random.below(5'000));
      m.add(begin, end, Bytes(bytes));
      sum += bytes;
      const double first = (begin - at(0)).to_seconds();
      const double last = (end - at(0)).to_seconds();
      for (auto s = static_cast<std::int64_t>(first); static_cast<double>(s) <= last; ++s) {
        const double overlap = std::min(last, static_cast<double>(s + 1)) - std::max(first, static_cast<double>(s));
        seconds[s] += last > first ? static_cast<double>(bytes) * overlap / (last - first) : static_cast<double>(bytes);
      }
    }
    m.finish();
    EXPECT_EQ(m.total(), Bytes(sum));
    EXPECT_EQ(m.late(), Bytes(0));
    std::map<std::int64_t, double> minutes;
    std::map<std::int64_t, double> hours;
    double peak = 0;
    for (const auto& [second, bytes] : seconds) {
      peak = std::max(peak, bytes);
      minutes[second / 60] += bytes;
      hours[second / 3'600] += bytes;
    }
    const auto largest = [](const std::map<std::int64_t, double>& sums) {
      double best = 0;
      for (const auto& [key, value] : sums) best = std::max(best, value);
      return best;
    };
    EXPECT_NEAR(static_cast<double>(m.peak_second().count()), peak, 20);  // rounding of each part, below a byte
    EXPECT_NEAR(static_cast<double>(m.peak_minute().count()), largest(minutes), 40);
    EXPECT_NEAR(static_cast<double>(m.peak_hour().count()), largest(hours), 100);
    double plotted = 0;
    for (const double value : m.series("x", at(10'000)).values) plotted += value * 100;
    EXPECT_NEAR(plotted, static_cast<double>(sum), 0.01);
  }
}

TEST(SeriesStep, is_the_shortest_that_fits) {
  EXPECT_EQ(series_step(Duration::hours(48), 2'880), Duration::seconds(60));
  EXPECT_EQ(series_step(Duration::hours(48), 128), Duration::minutes(30));
  EXPECT_EQ(series_step(Duration::seconds(10), 128), Duration::seconds(1));
  EXPECT_EQ(series_step(Duration::days(365), 100), Duration::days(4));
  EXPECT_EQ(series_step(Duration::from_seconds(100.5), 100), Duration::seconds(2));
}

TEST(SiteThroughput, finds_the_busiest_site) {
  SiteThroughput sites(3, at(0), Duration::hours(1));
  sites.at(2).add(at(1), at(1), Bytes(10));
  sites.at(1).add(at(1), at(1), Bytes(9));
  sites.at(1).add(at(2), at(2), Bytes(9));
  sites.finish();
  EXPECT_EQ(sites.busiest(), 1U);
  EXPECT_EQ(sites.size(), 3U);
}

}  // namespace
}  // namespace picket::sim
