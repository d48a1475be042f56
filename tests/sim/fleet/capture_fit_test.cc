// smart_speaker and smart_hub against the captures that they are fitted to: flows of an Amazon Echo in 5.5 hours and
// of a Philips Hue bridge in 21.9. A class is lived through for as long as its capture, by forty devices that are
// alike, and held to the tolerances of the workload survey, section 5: flows an hour within x1.5, Fano factor at 60 s
// within x2, Kolmogorov-Smirnov distance of the (log) inter-arrival times at most 0.2, distinct five-tuples in 30 and
// 120 minutes within x1.5 (median) and x2 (maximum), share of windows above 256 keys within 0.15. The distance does
// not change under the logarithm. Capture times of whole seconds are compared with times cut to whole seconds.
// The table of scenarios/profiles/README.md is what this test counts; UPDATE_GOLDEN=1 writes it anew.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <tuple>

#include "sim/fleet/zeek_conn_reader.h"
#include "tests/sim/fleet/life_measure.h"
#include "tests/sim/fleet/readme_section.h"
#include "tests/sim/fleet/trace_file.h"

namespace picket::sim {
namespace {

struct Flow {
  double seconds = 0;  ///< since the first
  std::tuple<IpAddress, IpAddress, std::uint16_t, std::uint16_t, TransportProtocol> key;
};

Flow flow_of(const NetworkRecord& n, double seconds) {
  return {seconds, {n.local_address, n.remote_address, n.local_port, n.remote_port, n.protocol}};
}

/// What is counted of the flows of one device.
struct Shape {
  double flows_per_hour = 0;
  double fano = 0;
  double idle_minutes = 0;        ///< share of the minutes without a flow
  std::array<double, 2> median{};  ///< distinct keys in windows of 30 and 120 minutes
  std::array<double, 2> max{};
  double above_256 = 0;  ///< share of the windows of 120 minutes
};

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n == 0 ? 0 : (values[(n - 1) / 2] + values[n / 2]) / 2;
}

Shape shape_of(const std::vector<Flow>& flows, double seconds) {
  Shape shape;
  shape.flows_per_hour = static_cast<double>(flows.size()) * 3'600 / seconds;
  std::vector<double> minutes(static_cast<std::size_t>(seconds / 60));
  for (const Flow& flow : flows) {
    const auto minute = static_cast<std::size_t>(flow.seconds / 60);
    if (minute < minutes.size()) minutes[minute] += 1;
  }
  double sum = 0, squares = 0;
  for (const double n : minutes) {
    sum += n;
    squares += n * n;
    shape.idle_minutes += n == 0 ? 1 / static_cast<double>(minutes.size()) : 0;
  }
  const double mean = sum / static_cast<double>(minutes.size());
  shape.fano = (squares / static_cast<double>(minutes.size()) - mean * mean) / mean;
  for (std::size_t k = 0; k < 2; ++k) {
    const double window = k == 0 ? 1'800 : 7'200;
    std::vector<double> distinct;
    for (double from = 0; from < seconds; from += window) {
      std::set<decltype(Flow::key)> keys;
      for (const Flow& flow : flows) {
        if (flow.seconds >= from && flow.seconds < from + window) keys.insert(flow.key);
      }
      // The last window counts if at least half of it was recorded.
      if (from == 0 || from + window / 2 <= seconds) distinct.push_back(static_cast<double>(keys.size()));
    }
    shape.median[k] = median_of(distinct);
    shape.max[k] = *std::max_element(distinct.begin(), distinct.end());
    if (k == 1) {
      const auto above = std::count_if(distinct.begin(), distinct.end(), [](double n) { return n > 256; });
      shape.above_256 = static_cast<double>(above) / static_cast<double>(distinct.size());
    }
  }
  return shape;
}

std::vector<double> gaps_of(const std::vector<Flow>& flows, bool whole_seconds) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < flows.size(); ++i) {
    const double a = flows[i - 1].seconds;
    const double b = flows[i].seconds;
    gaps.push_back(whole_seconds ? std::floor(b) - std::floor(a) : b - a);
  }
  return gaps;
}

/// The largest difference between the two shares of values up to x.
double kolmogorov_smirnov(std::vector<double> a, std::vector<double> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  double largest = 0;
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    const double x = std::min(a[i], b[j]);
    while (i < a.size() && a[i] <= x) ++i;
    while (j < b.size() && b[j] <= x) ++j;
    largest = std::max(largest, std::abs(static_cast<double>(i) / static_cast<double>(a.size()) -
                                         static_cast<double>(j) / static_cast<double>(b.size())));
  }
  return largest;
}

TEST(CaptureFit, the_distance_of_two_samples_is_the_largest_gap_between_their_shares) {
  EXPECT_DOUBLE_EQ(kolmogorov_smirnov({1, 2, 3, 4}, {1, 2, 3, 4}), 0);
  EXPECT_DOUBLE_EQ(kolmogorov_smirnov({1, 1}, {2, 2}), 1);
  EXPECT_DOUBLE_EQ(kolmogorov_smirnov({1, 2, 3, 4}, {3, 4, 5, 6}), 0.5);  // at 2: 2/4 against 0
  EXPECT_DOUBLE_EQ(kolmogorov_smirnov({0, 0, 0, 7}, {0, 7, 7, 7}), 0.5);  // ties count together
}

TEST(CaptureFit, counts_of_a_small_life_come_out_as_by_hand) {
  // Two hours: two flows of one key in the first minute, one of another key after 31 minutes.
  const auto key = [](std::uint16_t port) {
    return std::tuple(IpAddress::v4(1), IpAddress::v4(2), port, std::uint16_t{443}, TransportProtocol::kTcp);
  };
  const Shape shape = shape_of({{1, key(5)}, {2, key(5)}, {1'860, key(6)}}, 7'200);
  EXPECT_DOUBLE_EQ(shape.flows_per_hour, 1.5);
  // 120 minutes hold 2, 1 and 118 times 0: mean 3/120, mean square 5/120.
  EXPECT_NEAR(shape.fano, (5.0 / 120 - 9.0 / 14'400) / (3.0 / 120), 1e-12);
  EXPECT_NEAR(shape.idle_minutes, 118.0 / 120, 1e-12);
  EXPECT_DOUBLE_EQ(shape.median[0], 0.5);  // 1, 1, 0, 0
  EXPECT_DOUBLE_EQ(shape.max[0], 1);
  EXPECT_DOUBLE_EQ(shape.median[1], 2);
  EXPECT_DOUBLE_EQ(shape.above_256, 0);
}

struct Capture {
  std::vector<Flow> flows;
  double seconds = 0;
  bool whole_seconds = true;
};

Capture read_capture(const std::string& path) {
  Capture capture;
  ZeekConnReader reader(path);
  TraceEvent event;
  std::vector<std::pair<Time, NetworkRecord>> records;
  while (reader.next(event)) {
    const Time time = event.run.first.time;
    records.emplace_back(time, std::get<NetworkRecord>(event.run.first.record));
    capture.whole_seconds = capture.whole_seconds && time.unix_microseconds() % 1'000'000 == 0;
  }
  EXPECT_EQ(reader.report().faults.total(), 0);
  std::stable_sort(records.begin(), records.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [time, record] : records) {
    capture.flows.push_back(flow_of(record, (time - records.front().first).to_seconds()));
  }
  capture.seconds = capture.flows.back().seconds;
  return capture;
}

/// The flows of forty devices of a class, each as long as the capture.
std::vector<std::vector<Flow>> lived(const std::string& name, double seconds) {
  Scenario scenario = world_of(name, 40);
  make_alike(scenario);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  DeviceLives lives(fleet, scenario.start_utc);
  std::vector<std::vector<Flow>> all;
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    std::vector<EventRun> events;
    lives.advance(fleet, DeviceId(d), scenario.start_utc + Duration::from_seconds(seconds), events);
    std::vector<Flow>& flows = all.emplace_back();
    for (const EventRun& e : events) {
      const auto* record = std::get_if<NetworkRecord>(&e.first.record);
      if (record != nullptr) flows.push_back(flow_of(*record, (e.first.time - scenario.start_utc).to_seconds()));
    }
  }
  return all;
}

struct Fit {
  std::string what;
  double wanted;
  double obtained;
  double factor;  ///< tolerance; negative: of the difference; 0: none is stated
};

std::vector<Fit> fits_of(const Capture& capture, const std::vector<std::vector<Flow>>& devices) {
  const Shape wanted = shape_of(capture.flows, capture.seconds);
  std::vector<double> gaps, fano, idle;
  std::array<std::vector<double>, 2> median, max;
  double flows = 0, above = 0;
  const auto n = static_cast<double>(devices.size());
  for (const auto& device : devices) {
    const Shape shape = shape_of(device, capture.seconds);
    flows += shape.flows_per_hour / n;
    above += shape.above_256 / n;
    fano.push_back(shape.fano);
    idle.push_back(shape.idle_minutes);
    for (std::size_t k = 0; k < 2; ++k) {
      median[k].push_back(shape.median[k]);
      max[k].push_back(shape.max[k]);
    }
    const auto own = gaps_of(device, capture.whole_seconds);
    gaps.insert(gaps.end(), own.begin(), own.end());
  }
  const double distance = kolmogorov_smirnov(gaps_of(capture.flows, capture.whole_seconds), gaps);
  return {
      {"flows an hour", wanted.flows_per_hour, flows, 1.5},
      {"Fano factor at 60 s", wanted.fano, median_of(fano), 2},
      {"idle minutes, share", wanted.idle_minutes, median_of(idle), 0},
      {"distance of inter-arrival times (KS)", 0, distance, -0.2},
      {"five-tuples in 30 min, median", wanted.median[0], median_of(median[0]), 1.5},
      {"five-tuples in 30 min, maximum", wanted.max[0], median_of(max[0]), 2},
      {"five-tuples in 120 min, median", wanted.median[1], median_of(median[1]), 1.5},
      {"five-tuples in 120 min, maximum", wanted.max[1], median_of(max[1]), 2},
      {"windows of 120 min above 256 keys, share", wanted.above_256, above, -0.15},
  };
}

bool is_within(const Fit& fit) {
  if (fit.factor == 0) return true;
  if (fit.factor < 0) return std::abs(fit.obtained - fit.wanted) <= -fit.factor;
  return fit.obtained >= fit.wanted / fit.factor && fit.obtained <= fit.wanted * fit.factor;
}

TEST(CaptureFit, the_two_measured_classes_live_as_their_captures_within_the_tolerances) {
  struct Source {
    const char* device_class;
    const char* file;
    const char* origin;
  };
  std::string text = "\n";
  for (const Source& source :
       {Source{"smart_speaker", "net/iot23_benign_amazon_echo_5-1.csv.gz", "Amazon Echo, IoT-23 5-1"},
        Source{"smart_hub", "net/iot23_benign_philips_hue_4-1.csv.gz", "Philips Hue bridge, IoT-23 4-1"}}) {
    const std::string path = data_file(source.file);
    if (path.empty()) GTEST_SKIP() << "PICKET_DATA has no workloads/" << source.file;
    const Capture capture = read_capture(path);
    text += fmt::format("### {}, as the {}\n\n", source.device_class, source.origin);
    text += "| What | Capture | Class | Tolerance | Verdict |\n|---|---|---|---|---|\n";
    for (const Fit& fit : fits_of(capture, lived(source.device_class, capture.seconds))) {
      const std::string tolerance = fit.factor == 0  ? "none stated"
                                    : fit.factor > 0 ? fmt::format("x{:.3g}", fit.factor)
                                                     : fmt::format("{:.3g}", -fit.factor);
      text += fmt::format("| {} | {:.3g} | {:.3g} | {} | {} |\n", fit.what, fit.wanted, fit.obtained, tolerance,
                          fit.factor == 0 ? "-" : is_within(fit) ? "within" : "missed");
      EXPECT_TRUE(is_within(fit)) << source.device_class << " " << fit.what << ": " << fit.obtained << " for "
                                  << fit.wanted;
    }
    text += "\n";
  }
  expect_section("scenarios/profiles/README.md", "captures", text);
}

}  // namespace
}  // namespace picket::sim
