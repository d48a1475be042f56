#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <tuple>
#include <vector>

#include "agent_core/base/time.h"
#include "sim/live/collect/host_collector.h"
#include "sim/live/collect/socket_owners.h"
#include "sim/live/collect/socket_row.h"

namespace picket::sim {

/// A connection, or some traffic of one.
struct ConnectionSighting {
  SocketRow row;            ///< its bytes are those since the last sighting of it
  Direction direction = Direction::kOutbound;
  bool first = true;        ///< false: more traffic of one that was seen before
  std::shared_ptr<const SocketOwner> owner;  ///< of one that was seen before, where `own` was called for it
};

/// What changes between two lists of sockets: the connections.
///
/// Model:  a connection is seen when it is first in a list (or when it ends without having been in one), with its bytes
///         so far; again once its bytes have grown and `traffic_interval` has passed; and a last time when it is gone,
///         with the rest. So its bytes add up, and each sighting is a fact of its own time.
///         It is inbound if its local port is one on which something listens by the same protocol, else outbound. An
///         attempt (a SYN that was sent or received) is a connection already.
///         Connections of the first list are seen, with the bytes that come from then on, so that an agent that starts
///         again tells nobody's bytes twice; but not those of it that only wait for their last packets.
/// Limits: what comes and goes between two lists is seen only where the source tells of ends. A connection whose
///         listener has gone before it was seen counts as outbound. Beyond max_connections, new ones are not seen
///         (counted as kLimit).
class ConnectionTable {
 public:
  struct Settings {
    /// Also connections of the host with itself: to 127/8, ::1 or its own address. Off, as packets of the loopback
    /// device are not captured by the micro agent (NetworkActivity_Devices, defender.md 1.2).
    bool loopback = false;
    Duration traffic_interval = Duration::minutes(5);  // estimate
    std::size_t max_connections = 8'192;               // estimate: about 250 bytes each
  };
  explicit ConnectionTable(const Settings& settings) : settings_(settings) {}
  ConnectionTable() : ConnectionTable(Settings{}) {}

  /// Takes the list of all sockets; adds what is seen to `out`, new ones in the order of the list, then ended ones in
  /// that of their addresses.
  void take_list(Time now, std::span<const SocketRow> rows, std::vector<ConnectionSighting>& out,
                 MissedCounts& missed);
  /// Takes a socket that has ended.
  void take_end(Time now, const SocketRow& row, std::vector<ConnectionSighting>& out, MissedCounts& missed);
  /// Remembers whose the connection is, for its later sightings.
  void own(const SocketRow& row, std::shared_ptr<const SocketOwner> owner);
  std::size_t size() const { return connections_.size(); }

 private:
  using Key = std::tuple<TransportProtocol, IpAddress, std::uint16_t, IpAddress, std::uint16_t>;
  struct Connection {
    SocketRow row;  ///< as it was last listed; user, inode and cookie as they were when it had them
    std::uint64_t seen_in = 0;
    std::uint64_t seen_out = 0;  ///< bytes of the sightings so far
    Time last_seen;
    std::uint64_t list = 0;      ///< the last list that has it
    Direction direction = Direction::kOutbound;
    bool ended = false;          ///< it may still be listed, waiting for its last packets
    std::shared_ptr<const SocketOwner> owner;
  };
  static Key key_of(const SocketRow& row);
  bool is_connection(const SocketRow& row) const;
  bool is_another(const Connection& known, const SocketRow& row) const;
  /// `was_before`: it is in the first list.
  Connection* begin(Time now, const SocketRow& row, bool was_before, std::vector<ConnectionSighting>& out,
                    MissedCounts& missed);
  static void update(Connection& known, const SocketRow& row);
  /// A sighting of the bytes since the last one; nothing if there are none.
  static void see_rest(Time now, Connection& known, std::vector<ConnectionSighting>& out);

  Settings settings_;
  std::map<Key, Connection> connections_;
  std::vector<std::pair<TransportProtocol, std::uint16_t>> listeners_;  ///< sorted
  std::uint64_t list_ = 0;
};

}  // namespace picket::sim
