#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/live/collect/host_collector.h"
#include "sim/live/collect/process_facts.h"

namespace picket::sim {

/// Processes as /proc shows them at each look: what is used where the process connector cannot be.
///
/// Model:  a look reads how many processes and threads were begun since boot, and goes through /proc only if there were
///         any. A process that was not there at the last look is an exec; if its command line or program is another one
///         at the next look (a shell that has become what it was to run), that is one more. What runs already at the
///         first look is no event.
/// Output: execs alone, as the simulated sensor shows them: neither fork nor exit. Threads of the kernel are none.
/// Cost:   of an idle host one read of /proc/stat a look; else one file a process, and four for a new one.
/// Limits: what begins and ends between two looks is not seen. kBetweenReads counts it as begun less seen, without the
///         threads that are still there: at most so many, as threads that have ended are in it, and in a
///         container those of the whole machine. A process that becomes another program later than at its second look
///         is not seen; one that forks without an exec is taken for one.
/// Source: Process_Mode 3 and Process_PollingInterval of the micro agent (defender.md 1.2).
class ProcessPolling : public HostCollector {
 public:
  explicit ProcessPolling(Duration interval = Duration::milliseconds(100), std::string proc = "/proc")
      : interval_(interval), proc_(std::move(proc)) {}

  std::string_view name() const override { return "process polling"; }
  EventKind kind() const override { return EventKind::kProcess; }
  Time next_read() const override { return next_; }
  void read(Time now, CollectedEvents& out) override;

 private:
  struct Known {
    std::uint32_t process = 0;
    std::uint64_t start_ticks = 0;
    std::uint64_t program = 0;  ///< hash of what it ran when it was seen first
    bool young = false;         ///< seen first at the last look
  };
  /// Looks once more at a process that was new at the last look, or for the first time at one that is new now.
  void look_at(Known& known, bool is_new, Time now, CollectedEvents& out);
  void count_between(std::uint64_t forks, std::uint64_t seen, std::uint64_t threads);

  Duration interval_;
  ProcFolder proc_;
  Time next_ = Time::min();
  std::vector<Known> known_;  ///< by number
  bool began_ = false;
  bool any_young_ = false;
  std::uint64_t forks_ = 0;
  std::uint64_t threads_ = 0;  ///< at the last look, beyond one for each process
  std::uint64_t seen_ahead_ = 0;  ///< seen at the last look though they were begun after its count
};

}  // namespace picket::sim
