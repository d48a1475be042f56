#include "sim/live/collect/proc_net.h"

#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "sim/live/collect/owned_file.h"
#include "sim/live/collect/process_facts.h"

namespace picket::sim {
namespace {

constexpr std::size_t kProcNetBytes = 16 << 20;  // kMaxSockets lines of 150 bytes, and some more

std::optional<std::uint32_t> hex_number(std::string_view text) {
  std::uint32_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (text.empty() || result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

/// "0100007F:1F90", or four such words before the colon.
bool read_end(std::string_view text, IpAddress& address, std::uint16_t& port) {
  const std::size_t colon = text.find(':');
  if (colon != 8 && colon != 32) return false;
  std::uint64_t words[4] = {};
  for (std::size_t i = 0; i < colon / 8; ++i) {
    const auto word = hex_number(text.substr(8 * i, 8));
    if (!word) return false;
    words[i] = ntohl(*word);
  }
  address = colon == 8 ? IpAddress::v4(static_cast<std::uint32_t>(words[0]))
                       : IpAddress::v6(words[0] << 32 | words[1], words[2] << 32 | words[3]);
  const auto number = hex_number(text.substr(colon + 1));
  if (!number || *number > 0xffff) return false;
  port = static_cast<std::uint16_t>(*number);
  return true;
}

bool is_head_line(std::string_view line) { return line.find("local_address") != std::string_view::npos; }

}  // namespace

bool read_proc_net_line(std::string_view line, TransportProtocol protocol, SocketRow& row) {
  // sl, local, remote, st, tx:rx, tr:when, retrnsmt, uid, timeout, inode
  std::string_view words[10];
  for (std::string_view& word : words) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    word = line.substr(0, line.find(' '));
    line.remove_prefix(word.size());
    if (word.empty()) return false;
  }
  row = {};
  row.protocol = protocol;
  if (!read_end(words[1], row.local_address, row.local_port)) return false;
  if (!read_end(words[2], row.remote_address, row.remote_port)) return false;
  const auto state = hex_number(words[3]);
  const auto user = whole_number(words[7]);
  const auto inode = whole_number(words[9]);
  if (!state || !user || *user > 0xffff'ffffU || !inode) return false;
  if (*state <= static_cast<std::uint32_t>(SocketState::kNewSynReceived)) row.state = static_cast<SocketState>(*state);
  row.user_id = static_cast<std::uint32_t>(*user);
  row.inode = *inode;
  return true;
}

void read_proc_net(std::string_view text, TransportProtocol protocol, std::vector<SocketRow>& rows,
                   MissedCounts& missed) {
  for (bool first = true; !text.empty(); first = false) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || (first && is_head_line(line))) continue;
    SocketRow row;
    if (!read_proc_net_line(line, protocol, row))
      ++missed[Missed::kDamaged];
    else if (rows.size() >= kMaxSockets)
      ++missed[Missed::kLimit];
    else
      rows.push_back(row);
  }
}

bool read_proc_net_file(const std::string& proc, SocketFamily family, std::vector<SocketRow>& rows,
                        MissedCounts& missed) {
  const std::string name = family.protocol == TransportProtocol::kTcp ? "tcp" : "udp";
  const auto text = read_start_of(proc + "/net/" + name + (family.ipv6 ? "6" : ""), kProcNetBytes);
  if (!text) return false;
  read_proc_net(*text, family.protocol, rows, missed);
  return true;
}

}  // namespace picket::sim
