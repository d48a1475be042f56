#pragma once

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "agent_core/message/record.h"
#include "sim/live/collect/socket_owners.h"
#include "sim/live/collect/socket_row.h"

namespace picket::sim {

/// What listens, of a list of sockets: TCP listeners and bound UDP sockets, each address, port and protocol once.
/// Output: sorted by protocol, port and address. `owners` by inode give the process; else it is 0.
std::vector<ListeningPortRecord> listening_ports(
    std::span<const SocketRow> rows, const std::map<std::uint64_t, std::shared_ptr<const SocketOwner>>& owners);

}  // namespace picket::sim
