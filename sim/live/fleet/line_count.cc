#include "sim/live/fleet/line_count.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>

#include "sim/network/tls_tcp.h"

namespace picket::sim {

LineCount& LineCount::operator+=(const LineCount& other) {
  connections += other.connections;
  bytes_up += other.bytes_up;
  bytes_down += other.bytes_down;
  segments_up += other.segments_up;
  segments_down += other.segments_down;
  data_segments_up += other.data_segments_up;
  segments_again += other.segments_again;
  return *this;
}

std::uint64_t LineCount::line_up_bytes() const { return bytes_up + segments_up * static_cast<std::uint64_t>(kSegmentHeader); }
std::uint64_t LineCount::line_down_bytes() const { return bytes_down + segments_down * static_cast<std::uint64_t>(kSegmentHeader); }

std::optional<LineCount> line_count_of(int fd) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return std::nullopt;
  if (size < offsetof(tcp_info, tcpi_bytes_retrans)) return std::nullopt;
  return LineCount{1, info.tcpi_bytes_sent, info.tcpi_bytes_received, info.tcpi_segs_out, info.tcpi_segs_in, info.tcpi_data_segs_out, info.tcpi_total_retrans};
}

}  // namespace picket::sim
