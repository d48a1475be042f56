#include "sim/live/collect/listening_ports.h"

#include <algorithm>
#include <tuple>

namespace picket::sim {

std::vector<ListeningPortRecord> listening_ports(
    std::span<const SocketRow> rows, const std::map<std::uint64_t, std::shared_ptr<const SocketOwner>>& owners) {
  std::vector<ListeningPortRecord> ports;
  for (const SocketRow& row : rows) {
    if (!row.listens()) continue;
    const auto owner = owners.find(row.inode);
    const std::uint32_t process = owner == owners.end() ? 0 : owner->second->process;
    ports.push_back({row.local_address, row.local_port, row.protocol, process});
  }
  const auto place = [](const ListeningPortRecord& r) { return std::tuple(r.protocol, r.local_port, r.local_address); };
  std::sort(ports.begin(), ports.end(), [&](const auto& a, const auto& b) {
    return std::tuple(place(a), a.process_id) < std::tuple(place(b), b.process_id);
  });
  // Several sockets may share a port (SO_REUSEPORT): one entry, of the first process.
  const auto same = [&](const auto& a, const auto& b) { return place(a) == place(b); };
  ports.erase(std::unique(ports.begin(), ports.end(), same), ports.end());
  return ports;
}

}  // namespace picket::sim
