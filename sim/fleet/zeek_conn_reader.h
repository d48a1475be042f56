#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "agent_core/base/ip_address.h"
#include "sim/fleet/trace_lines.h"

namespace picket::sim {

/// Flows of a Zeek conn log as network events of the devices in it, one at a time.
///
/// Input:  TSV with a `#fields` line, JSON lines, or CSV whose first line names Zeek's columns; with
///         or without `label`; plain or gzip. The format is told by the first line.
/// Model:  a flow belongs to its originator if that is local (column `local_orig`, else a private or
///         unspecified address), and is outbound; else to its responder, inbound. Devices are
///         numbered in the order of their first flow.
/// Output: time, addresses, ports, protocol and byte counts as recorded, which are those of payload. A TCP connection that
///         nobody accepted (`conn_state` S0 or REJ) has none: its originator sent what its packets have in all
///         (`orig_ip_bytes`, else kSynBytes for each of `orig_pkts`, one at least), as a sensor that sees packets shows it
///         and as attack templates write it, and got nothing back. An accepted one without payload stays at 0.
/// Errors: bad lines are counted by reason in `report()` with their first examples, and skipped.
/// Limits: at most `max_events` events and `max_devices` devices.
class ZeekConnReader {
 public:
  explicit ZeekConnReader(const std::string& path, std::uint64_t max_events = 50'000'000,
                          std::size_t max_devices = 1'000'000);
  /// False at the end.
  bool next(TraceEvent& event);
  const TraceReport& report() const { return report_; }
  /// Addresses by device number.
  const std::vector<IpAddress>& devices() const { return devices_; }

  /// A SYN without options: 20 bytes of IPv4 and 20 of TCP.
  static constexpr std::uint64_t kSynBytes = 40;

 private:
  enum class Format : std::uint8_t { kUnknown, kTsv, kJson, kCsv };
  /// The columns that matter, in the order of `fields_of_flow_`.
  enum Column : std::size_t {
    kTs,
    kOrigH,
    kOrigP,
    kRespH,
    kRespP,
    kProto,
    kOrigBytes,
    kRespBytes,
    kLocalOrig,
    kLabel,
    kDetail,
    kConnState,
    kOrigPackets,
    kOrigIpBytes,
    kColumns
  };
  static constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);

  bool take_header(const std::vector<std::string>& names);
  bool parse_line(const std::string& line);
  bool parse_json(const std::string& line);
  bool build(const std::string& line, TraceEvent& event);
  /// Bytes of all packets of an attempt that nobody accepted; 0 if the flow is none. False if a number cannot be read.
  bool attempt_bytes(TransportProtocol protocol, std::uint64_t& bytes) const;
  bool fail(TraceFault fault, const std::string& line);
  bool assign_device(const IpAddress& address, std::uint32_t& device);

  TraceReport report_;
  TraceLines lines_;
  std::uint64_t max_events_;
  std::size_t max_devices_;
  Format format_ = Format::kUnknown;
  bool have_header_ = false;
  std::size_t column_count_ = 0;
  std::array<std::size_t, kColumns> column_{};
  std::array<std::string, kColumns> flow_;  ///< text of each column; empty: unset
  std::vector<std::string> split_;
  std::map<IpAddress, std::uint32_t> numbers_;
  std::vector<IpAddress> devices_;
};

}  // namespace picket::sim
