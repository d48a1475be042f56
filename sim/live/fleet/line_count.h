#pragma once

#include <cstdint>
#include <optional>

namespace picket::sim {

/// What TCP connections carried, as the kernel counts it.
struct LineCount {
  std::uint64_t connections = 0;     ///< that were counted
  std::uint64_t bytes_up = 0;        ///< of the stream, TLS included, what was sent again included
  std::uint64_t bytes_down = 0;      ///< of the stream
  std::uint64_t segments_up = 0;     ///< bare acknowledgements and the SYN included
  std::uint64_t segments_down = 0;
  std::uint64_t data_segments_up = 0;
  std::uint64_t segments_again = 0;  ///< of the data segments, those sent again

  LineCount& operator+=(const LineCount& other);
  bool operator==(const LineCount&) const = default;
  /// Bytes on the line, with kSegmentHeader of IPv4 and TCP for each segment, as the simulation counts.
  std::uint64_t line_up_bytes() const;
  std::uint64_t line_down_bytes() const;
};

/// Of one connection, up to now.
///
/// Output: nothing where `fd` is no TCP connection, or the kernel does not count bytes sent (Linux before 4.19).
/// Limits: what a connection carries after the last look, as a rule its end of some 250 bytes up, is not seen. A segment that was
///         sent again without need counts as one that was lost.
/// Source: Linux, include/uapi/linux/tcp.h, struct tcp_info.
std::optional<LineCount> line_count_of(int fd);

}  // namespace picket::sim
