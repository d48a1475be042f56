// What a message costs in the kernel, its timer and its place in the calendar included.
//
// A process can hold one kernel only, so each iteration runs in a child that reports its processor
// time without the building of the platform. `us_per_message` is the number to read.

#include <benchmark/benchmark.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <functional>
#include <queue>
#include <string>
#include <vector>

#include "agent_core/base/check.h"
#include "agent_core/base/random.h"
#include "sim/kernel/calendar.h"
#include "sim/kernel/kernel.h"

namespace picket::sim {
namespace {

constexpr Time kEpoch = Time::from_unix_seconds(1'772'496'000);

double processor_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

struct Outcome {
  double seconds = 0;
  std::uint64_t messages = 0;
  std::uint64_t in_flight_max = 0;
  std::uint64_t flows_max = 0;
};

// Sends `total` messages of 200 to 3,000 bytes; a device sends its next one `think` after the last.
class Devices : public KernelSink {
 public:
  Devices(std::uint32_t sites, std::uint64_t total, Duration think_max)
      : sites_(sites), left_(total), think_max_(think_max.count_microseconds()) {}
  void attach(Kernel& kernel) { kernel_ = &kernel; }
  void on_timer(std::uint64_t device, Time) override {
    if (left_ == 0) return;
    --left_;
    const auto bytes = static_cast<std::int64_t>(200 + random_.below(2'800));
    kernel_->submit(SiteId(static_cast<std::uint32_t>(device % sites_)), Bytes(bytes), device);
  }
  void on_transfer(std::uint64_t device, Time now, bool delivered) override {
    PICKET_CHECK(delivered && now >= last_);
    last_ = now;
    if (think_max_ == 0) return;
    const auto think = static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(think_max_)));
    kernel_->schedule(now + Duration::microseconds(think), device);
  }
  RandomStream& random() { return random_; }

 private:
  Kernel* kernel_ = nullptr;
  std::uint32_t sites_;
  std::uint64_t left_;
  std::int64_t think_max_;
  Time last_ = Time::min();
  RandomStream random_{1, 0, 0, Purpose::kTest};
};

struct Load {
  Backend backend = Backend::kFast;
  Sharing sharing = Sharing::kFifo;
  std::uint32_t sites = 1;
  double bytes_per_second = 1.25e6;
  std::uint64_t devices = 1;
  Duration first_within;  ///< the devices' first messages are spread evenly over this
  Duration think_max;     ///< 0: one message a device
  std::uint64_t messages = 1;
  std::uint32_t sites_per_cell = 0;  ///< that share a tenth of their speeds; 0: none do
};

Platform platform_of(const Load& load) {
  Platform platform;
  platform.sites.assign(load.sites, {load.bytes_per_second});
  if (load.sites_per_cell == 0) return platform;
  platform.cells.assign((load.sites + load.sites_per_cell - 1) / load.sites_per_cell, {load.bytes_per_second * load.sites_per_cell / 10});
  for (std::uint32_t s = 0; s < load.sites; ++s) platform.sites[s].cell = s / load.sites_per_cell;
  return platform;
}

Outcome run(const Load& load) {
  const Platform platform = platform_of(load);
  Devices devices(load.sites, load.messages, load.think_max);
  Kernel kernel(platform, load.backend, load.sharing, kEpoch, devices);
  devices.attach(kernel);
  const double before = processor_seconds();
  for (std::uint64_t d = 0; d < load.devices; ++d) {
    const auto us = devices.random().below(static_cast<std::uint64_t>(load.first_within.count_microseconds()));
    kernel.schedule(kEpoch + Duration::microseconds(static_cast<std::int64_t>(us)), d);
  }
  while (!kernel.idle()) kernel.run_until(kernel.now() + Duration::minutes(10));
  return {processor_seconds() - before, kernel.transfers_completed(), kernel.in_flight_max(), kernel.flows_max()};
}

Outcome run_in_child(const Load& load) {
  int fds[2];
  PICKET_CHECK(pipe(fds) == 0);
  const pid_t child = fork();
  PICKET_CHECK(child >= 0);
  if (child == 0) {
    const Outcome outcome = run(load);
    _exit(write(fds[1], &outcome, sizeof outcome) == sizeof outcome ? 0 : 1);
  }
  close(fds[1]);
  Outcome outcome;
  PICKET_CHECK(read(fds[0], &outcome, sizeof outcome) == sizeof outcome);
  close(fds[0]);
  PICKET_CHECK(waitpid(child, nullptr, 0) == child);
  return outcome;
}

void measure(benchmark::State& state, const Load& load) {
  Outcome last;
  double seconds = 0;
  std::uint64_t messages = 0;
  for (auto _ : state) {
    last = run_in_child(load);
    PICKET_CHECK(last.messages == load.messages, "told", last.messages, "sent", load.messages);
    state.SetIterationTime(last.seconds);
    seconds += last.seconds;
    messages += last.messages;
  }
  state.counters["us_per_message"] = 1e6 * seconds / static_cast<double>(messages);
  state.counters["in_flight_max"] = static_cast<double>(last.in_flight_max);
  state.counters["flows_max"] = static_cast<double>(last.flows_max);
}

void add(const std::string& name, const Load& load) {
  benchmark::RegisterBenchmark(name.c_str(), [load](benchmark::State& s) { measure(s, load); })
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond);
}

// `n` devices over up to 100 lines, each with a message under way nearly always.
Load circulating(Backend backend, std::uint64_t n, std::uint64_t messages) {
  return {.backend = backend,
          .sites = static_cast<std::uint32_t>(std::min<std::uint64_t>(n, 100)),
          .devices = n,
          .first_within = Duration::milliseconds(10),
          .think_max = Duration::milliseconds(1),
          .messages = messages};
}

// As above with a line each: what SimGrid 3.32 does with many flows under way.
Load all_lines_busy(Backend backend, std::uint32_t n, std::uint64_t messages) {
  Load load = circulating(backend, n, messages);
  load.sites = n;
  return load;
}

Load fair(Load load) {
  load.sharing = Sharing::kFair;
  return load;
}

// Everybody once within 10 s, 1,000 devices a line of 1 Mbit/s.
Load herd(Backend backend, std::uint64_t n) {
  return {.backend = backend,
          .sites = static_cast<std::uint32_t>(std::max<std::uint64_t>(1, n / 1'000)),
          .bytes_per_second = 125'000,
          .devices = n,
          .first_within = Duration::seconds(10),
          .think_max = {},
          .messages = n};
}

// A quiet hour of a large fleet: a million entries in the calendar, few transfers at once.
Load hour(Backend backend, std::uint64_t n) {
  return {.backend = backend,
          .sites = static_cast<std::uint32_t>(std::max<std::uint64_t>(1, n / 1'000)),
          .devices = n,
          .first_within = Duration::hours(1),
          .think_max = {},
          .messages = n};
}

// The same over `sites` lines that share cells, `sites_per_cell` of them each.
Load in_cells(Load load, std::uint32_t sites, std::uint32_t sites_per_cell) {
  load.sites = sites;
  load.sites_per_cell = sites_per_cell;
  return load;
}

// The calendar alone: `n` entries; each one taken comes back up to an hour later.
template <class Queue>
void hold(benchmark::State& state, std::size_t n) {
  Queue queue;
  RandomStream random(1, 0, 0, Purpose::kTest);
  std::uint64_t sequence = 0;
  for (std::size_t i = 0; i < n; ++i) {
    queue.add({.tick = static_cast<std::int64_t>(random.below(3'600'000'000)), .sequence = sequence++});
  }
  std::int64_t last = 0;
  for (auto _ : state) {
    Calendar::Entry entry = queue.take_first();
    PICKET_CHECK(entry.tick >= last);
    last = entry.tick;
    entry.tick += static_cast<std::int64_t>(random.below(3'600'000'000));
    entry.sequence = sequence++;
    queue.add(entry);
  }
}

struct Wheel : Calendar {
  Entry take_first() {
    PICKET_CHECK(next_tick(kNever) != kNever);
    return take();
  }
};

struct BinaryHeap {
  static bool later(const Calendar::Entry& a, const Calendar::Entry& b) {
    return a.tick != b.tick ? a.tick > b.tick : a.sequence > b.sequence;
  }
  std::priority_queue<Calendar::Entry, std::vector<Calendar::Entry>, decltype(&later)> heap{&later};
  void add(const Calendar::Entry& entry) { heap.push(entry); }
  Calendar::Entry take_first() {
    const Calendar::Entry entry = heap.top();
    heap.pop();
    return entry;
  }
};

const bool registered = [] {
  for (const std::size_t n : {1'000, 1'000'000}) {
    const std::string size = n == 1'000 ? "small" : "1000000";
    benchmark::RegisterBenchmark(("calendar/" + size).c_str(), [n](benchmark::State& s) { hold<Wheel>(s, n); });
    benchmark::RegisterBenchmark(("binary_heap/" + size).c_str(), [n](benchmark::State& s) { hold<BinaryHeap>(s, n); });
  }
  for (const Backend backend : {Backend::kS4u, Backend::kFast}) {
    const std::string end = backend == Backend::kS4u ? "/s4u/" : "/fast/";
    add("in_flight" + end + "small", circulating(backend, 10, 100));
    add("in_flight_fair" + end + "small", fair(circulating(backend, 10, 100)));
    add("herd" + end + "small", herd(backend, 100));
    add("herd_in_cells" + end + "small", in_cells(herd(backend, 100), 100, 50));
    add("hour_in_cells" + end + "200000", in_cells(hour(backend, 200'000), 2'000, 50));
    for (const std::uint32_t sites : {50, 1'000}) {
      add("herd_in_cells" + end + std::to_string(sites), in_cells(herd(backend, 20'000), 1'000, sites));
      Load full = in_cells(herd(backend, 20'000), 1'000, sites);
      full.bytes_per_second = 12'500;  // nearly all lines of a cell send at once
      add("herd_in_full_cells" + end + std::to_string(sites), full);
    }
    for (const std::uint64_t n : {1, 100, 1'000, 10'000}) {
      add("in_flight" + end + std::to_string(n), circulating(backend, n, 200'000));
    }
    for (const std::uint32_t n : {1'000, 10'000}) {
      add("all_lines_busy" + end + std::to_string(n), all_lines_busy(backend, n, 2ULL * n));
    }
    add("in_flight_fair" + end + "100", fair(circulating(backend, 100, 100'000)));
    add("in_flight_fair" + end + "1000", fair(circulating(backend, 1'000, 50'000)));
    add("herd" + end + "100000", herd(backend, 100'000));
    add("hour" + end + "1000000", hour(backend, 1'000'000));
  }
  return true;
}();

}  // namespace
}  // namespace picket::sim
