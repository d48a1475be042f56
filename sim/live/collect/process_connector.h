#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include "agent_core/base/result.h"
#include "sim/live/collect/host_collector.h"
#include "sim/live/collect/netlink_socket.h"
#include "sim/live/collect/proc_event.h"
#include "sim/live/collect/process_facts.h"

namespace picket::sim {

/// Processes as the kernel tells them: each fork, exec and exit, through the process connector.
///
/// Output: forks and exits carry numbers alone, an exec also its command line, program and user, read from /proc
///         when the message comes. A process that has ended by then gives an exec without them (kGoneBeforeRead);
///         its parent is that of its fork. Threads are passed over.
/// Cost:   one small system call for each message, about ten for an exec.
/// Limits: messages that the kernel could not deliver are counted by its own numbering (kSequenceGap), forks and exits
///         and what we pass over among them. The names of programs are those of this mount namespace.
/// Source: Process_Mode 2 of the micro agent (defender.md 1.2); drivers/connector/cn_proc.c.
class ProcessConnector : public HostCollector {
 public:
  struct Settings {
    /// Of the kernel's buffer: about 5,000 messages, as each takes 768 bytes of it. Estimate for a burst of 1,000 execs
    /// while the driver is busy for a second.
    int buffer_bytes = 4 << 20;
    std::string proc = "/proc";
  };
  /// Errors: a sentence for a person: no privilege (CAP_NET_ADMIN), a kernel without CONFIG_PROC_EVENTS, or a network,
  ///         process or user namespace that is not the first (there the kernel does not answer).
  static Result<std::unique_ptr<ProcessConnector>, std::string> open(const Settings& settings);
  static Result<std::unique_ptr<ProcessConnector>, std::string> open() { return open(Settings{}); }
  ~ProcessConnector() override;

  std::string_view name() const override { return "process connector"; }
  EventKind kind() const override { return EventKind::kProcess; }
  int fd() const override { return socket_.fd(); }
  void read(Time now, CollectedEvents& out) override;

  /// Takes one datagram as the kernel sends it; `read` does so with each. For tests and recorded streams.
  void take(KernelBytes datagram, Time now, CollectedEvents& out);

 private:
  ProcessConnector(NetlinkSocket socket, const std::string& proc) : socket_(std::move(socket)), proc_(proc) {}
  void take_event(const ProcEvent& event, Time now, CollectedEvents& out);

  /// Parents of living processes by their forks: 24 bytes each. Where exits were lost they would never go.
  static constexpr std::size_t kMaxParents = 65'536;
  static constexpr int kMaxDatagrams = 4'096;  ///< in one read, so that other collectors get their turn

  NetlinkSocket socket_;
  ProcFolder proc_;
  ProcSequence sequence_;
  std::unordered_map<std::uint32_t, std::uint32_t> parents_;  ///< never iterated
};

}  // namespace picket::sim
