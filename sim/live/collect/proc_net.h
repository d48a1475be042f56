#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/live/collect/host_collector.h"
#include "sim/live/collect/sock_diag.h"
#include "sim/live/collect/socket_row.h"

namespace picket::sim {

/// A line of /proc/net/tcp, tcp6, udp or udp6; the number of digits of its addresses tells the version of IP.
/// Output: no cookie and no bytes. False for the line of column names, and if damaged.
/// Source: proc(5); net/ipv4/tcp_ipv4.c (get_tcp4_sock), net/ipv6/tcp_ipv6.c: addresses are written as numbers of 32
///         bits in the host's byte order, ports as numbers.
bool read_proc_net_line(std::string_view line, TransportProtocol protocol, SocketRow& row);

/// Adds the sockets of such a file's text to `rows`, at most to kMaxSockets; bad lines are counted (kDamaged).
void read_proc_net(std::string_view text, TransportProtocol protocol, std::vector<SocketRow>& rows,
                   MissedCounts& missed);

/// The same of the file itself, in `proc` ("/proc"). False if it cannot be read: a kernel without IPv6, say.
bool read_proc_net_file(const std::string& proc, SocketFamily family, std::vector<SocketRow>& rows,
                        MissedCounts& missed);

}  // namespace picket::sim
