#pragma once

#include <string>
#include <vector>

#include "sim/live/collect/connection_table.h"
#include "sim/live/collect/host_collector.h"
#include "sim/live/collect/process_facts.h"
#include "sim/live/collect/socket_source.h"

namespace picket::sim {

/// The host's connections, TCP and UDP, by looks at the list of its sockets and by the kernel's word of those that end.
///
/// Output: one event for a connection that is new, and more with its later bytes (ConnectionTable). Command line and
///         user are those of the process that has it open; of one that came and went between two looks nobody knows
///         them (kOwnerUnknown).
/// Cost:   a look lists all sockets; one that finds a new connection also looks at the open files of processes.
/// Limits: sockets, not packets: UDP without connect(2), ICMP and raw sockets are not seen. Without sock_diag there are
///         no bytes and no ends: what comes and goes between two looks is seen by what is left of it for a minute
///         (TIME_WAIT), if it was this host that closed it.
class Connections : public HostCollector {
 public:
  struct Settings {
    Duration interval = Duration::seconds(2);  // estimate: long enough to cost nothing, short enough to find owners
    ConnectionTable::Settings table;
    std::string proc = "/proc";
  };
  Connections(SocketSource source, const Settings& settings)
      : source_(std::move(source)), table_(settings.table), proc_(settings.proc), interval_(settings.interval) {}

  std::string_view name() const override { return source_.has_sock_diag() ? "sockets" : "sockets of /proc/net"; }
  EventKind kind() const override { return EventKind::kNetwork; }
  int fd() const override { return source_.fd(); }
  Time next_read() const override { return next_; }
  void read(Time now, CollectedEvents& out) override;

 private:
  void add_events(Time now, CollectedEvents& out);

  SocketSource source_;
  ConnectionTable table_;
  ProcFolder proc_;
  Duration interval_;
  Time next_ = Time::min();
  std::vector<SocketRow> rows_;
  std::vector<ConnectionSighting> sightings_;
};

}  // namespace picket::sim
