#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent_core/message/record.h"
#include "sim/live/collect/host_collector.h"
#include "sim/live/collect/process_facts.h"
#include "sim/live/collect/socket_source.h"

namespace picket::sim {

/// The answer to an agent that wants a snapshot (Emission::snapshot_kinds): system information, listening ports, local
/// users. Heartbeat and statistics are the agent's own. Other kinds have no collector here and give nothing.
/// Cost:  a list of all sockets, and a look at the open files of processes, for the ports; else a few files.
class HostSnapshot {
 public:
  explicit HostSnapshot(SocketSource source, std::string root = "")
      : source_(std::move(source)), root_(std::move(root)), proc_(root_ + "/proc") {}

  /// What there is of the kinds whose bits are set, items of one kind together: what on_snapshot takes. The texts go
  /// into `out.texts`; nothing goes into `out.events`.
  std::vector<Record> take(std::uint32_t kinds, CollectedEvents& out);
  /// The bits of the kinds that it can answer.
  static std::uint32_t kinds();
  const MissedCounts& missed() const { return missed_; }

 private:
  void add_ports(std::vector<Record>& items);
  void add_users(std::vector<Record>& items, CollectedEvents& out);

  SocketSource source_;
  std::string root_;
  ProcFolder proc_;
  MissedCounts missed_;
};

}  // namespace picket::sim
