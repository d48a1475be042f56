#include "sim/live/collect/connection_table.h"

#include <algorithm>
#include <utility>

namespace picket::sim {
namespace {

bool is_loopback(const IpAddress& address) {
  if (address.is_v4()) return address.v4_value() >> 24 == 127;
  return address == IpAddress::v6(0, 1);
}

/// What is left of a connection that its process has closed: it may have other names than the socket had.
bool is_left_over(const SocketRow& row) {
  if (row.inode != 0) return false;
  return row.state == SocketState::kTimeWait || row.state == SocketState::kFinWait1 ||
         row.state == SocketState::kFinWait2 || row.state == SocketState::kLastAck ||
         row.state == SocketState::kClosing;
}

bool is_half_open(const SocketRow& row) {
  return row.state == SocketState::kSynReceived || row.state == SocketState::kNewSynReceived;
}

}  // namespace

ConnectionTable::Key ConnectionTable::key_of(const SocketRow& row) {
  return {row.protocol, row.local_address, row.local_port, row.remote_address, row.remote_port};
}

bool ConnectionTable::is_connection(const SocketRow& row) const {
  if (row.remote_port == 0 || row.listens()) return false;
  const bool own = row.local_address == row.remote_address || is_loopback(row.remote_address);
  return settings_.loopback || !own;
}

bool ConnectionTable::is_another(const Connection& known, const SocketRow& row) const {
  if (is_left_over(row) || is_half_open(known.row)) return false;
  if (known.ended) return row.cookie == 0 || row.cookie != known.row.cookie;
  if (row.cookie != 0 && known.row.cookie != 0) return row.cookie != known.row.cookie;
  return row.inode != 0 && known.row.inode != 0 && row.inode != known.row.inode;
}

ConnectionTable::Connection* ConnectionTable::begin(Time now, const SocketRow& row, bool was_before,
                                                    std::vector<ConnectionSighting>& out, MissedCounts& missed) {
  if (connections_.size() >= settings_.max_connections) {
    ++missed[Missed::kLimit];
    return nullptr;
  }
  const std::pair service(row.protocol, row.local_port);
  Connection& known = connections_[key_of(row)];
  known.row = row;
  known.seen_in = row.bytes_in.value_or(0);
  known.seen_out = row.bytes_out.value_or(0);
  known.last_seen = now;
  known.direction = std::binary_search(listeners_.begin(), listeners_.end(), service) ? Direction::kInbound
                                                                                      : Direction::kOutbound;
  if (was_before && is_left_over(row)) return &known;
  out.push_back({row, known.direction, true, nullptr});
  if (was_before) out.back().row.bytes_in = out.back().row.bytes_out = std::nullopt;
  return &known;
}

void ConnectionTable::update(Connection& known, const SocketRow& row) {
  if (row.inode != 0) {
    known.row.inode = row.inode;
    known.row.user_id = row.user_id;
  }
  if (row.cookie != 0) known.row.cookie = row.cookie;
  known.row.state = row.state;
  if (row.bytes_in) known.row.bytes_in = std::max(*row.bytes_in, known.row.bytes_in.value_or(0));
  if (row.bytes_out) known.row.bytes_out = std::max(*row.bytes_out, known.row.bytes_out.value_or(0));
}

void ConnectionTable::see_rest(Time now, Connection& known, std::vector<ConnectionSighting>& out) {
  const std::uint64_t in = known.row.bytes_in.value_or(0);
  const std::uint64_t out_bytes = known.row.bytes_out.value_or(0);
  if (in <= known.seen_in && out_bytes <= known.seen_out) return;
  ConnectionSighting sighting{known.row, known.direction, false, known.owner};
  sighting.row.bytes_in = in - known.seen_in;
  sighting.row.bytes_out = out_bytes - known.seen_out;
  known.seen_in = in;
  known.seen_out = out_bytes;
  known.last_seen = now;
  out.push_back(std::move(sighting));
}

void ConnectionTable::take_list(Time now, std::span<const SocketRow> rows, std::vector<ConnectionSighting>& out,
                                MissedCounts& missed) {
  ++list_;
  listeners_.clear();
  for (const SocketRow& row : rows) {
    if (row.listens()) listeners_.emplace_back(row.protocol, row.local_port);
  }
  std::sort(listeners_.begin(), listeners_.end());
  for (const SocketRow& row : rows) {
    if (!is_connection(row)) continue;
    const auto at = connections_.find(key_of(row));
    Connection* known = at == connections_.end() ? nullptr : &at->second;
    if (known != nullptr && is_another(*known, row)) {
      see_rest(now, *known, out);
      connections_.erase(at);
      known = nullptr;
    }
    if (known == nullptr) {
      known = begin(now, row, list_ == 1, out, missed);
    } else {
      update(*known, row);
      if (now - known->last_seen >= settings_.traffic_interval) see_rest(now, *known, out);
    }
    if (known != nullptr) known->list = list_;
  }
  for (auto at = connections_.begin(); at != connections_.end();) {
    Connection& known = at->second;
    // One that ended before it was listed is kept through one list, in case that still has what is left of it.
    if (known.list == list_ || (known.ended && known.list + 1 == list_)) {
      ++at;
      continue;
    }
    see_rest(now, known, out);
    at = connections_.erase(at);
  }
}

void ConnectionTable::take_end(Time now, const SocketRow& row, std::vector<ConnectionSighting>& out,
                               MissedCounts& missed) {
  if (!is_connection(row)) return;
  const auto at = connections_.find(key_of(row));
  Connection* known = at == connections_.end() ? nullptr : &at->second;
  if (known != nullptr && is_another(*known, row)) {
    see_rest(now, *known, out);
    connections_.erase(at);
    known = nullptr;
  }
  if (known == nullptr) {
    known = begin(now, row, false, out, missed);
    if (known == nullptr) return;
    known->list = list_;
  } else {
    update(*known, row);
    see_rest(now, *known, out);
  }
  known->ended = true;
}

void ConnectionTable::own(const SocketRow& row, std::shared_ptr<const SocketOwner> owner) {
  const auto at = connections_.find(key_of(row));
  if (at != connections_.end()) at->second.owner = std::move(owner);
}

}  // namespace picket::sim
