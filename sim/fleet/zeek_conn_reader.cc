#include "sim/fleet/zeek_conn_reader.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

namespace picket::sim {
namespace {

constexpr std::array<std::string_view, 14> kConnColumns{
    "ts",         "id.orig_h",  "id.orig_p",  "id.resp_h", "id.resp_p",      "proto",      "orig_bytes",
    "resp_bytes", "local_orig", "label",      "detailed-label", "conn_state", "orig_pkts", "orig_ip_bytes"};
constexpr std::size_t kColumnsToProto = 6;  // every connection has them
constexpr std::uint64_t kMaxBytes = 1ULL << 50;

/// Zeek writes unset fields as "-" and empty sets as "(empty)".
bool unset(std::string_view text) {
  return text.empty() || text == "-" || text == "(empty)";
}

std::optional<TransportProtocol> protocol_of(std::string_view text) {
  if (text == "tcp") return TransportProtocol::kTcp;
  if (text == "udp") return TransportProtocol::kUdp;
  if (text == "icmp") return TransportProtocol::kIcmp;
  return std::nullopt;
}

std::string text_of(const nlohmann::json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "T" : "F";
  if (value.is_number()) return value.dump();
  return "";
}

}  // namespace

ZeekConnReader::ZeekConnReader(const std::string& path, std::uint64_t max_events, std::size_t max_devices)
    : lines_(path, report_), max_events_(max_events), max_devices_(max_devices) {}

bool ZeekConnReader::fail(TraceFault fault, const std::string& line) {
  report_.add(fault, lines_.number(), line);
  return false;
}

bool ZeekConnReader::next(TraceEvent& event) {
  std::string line;
  while (lines_.next(line)) {
    if (line.empty()) continue;
    if (format_ == Format::kUnknown)
      format_ = line[0] == '{' ? Format::kJson : line[0] == '#' ? Format::kTsv : Format::kCsv;
    if (format_ == Format::kTsv && line[0] == '#') {
      if (!line.starts_with("#fields\t")) continue;
      split_at(std::string_view(line).substr(8), '\t', split_);
      have_header_ = take_header(split_);
      if (!have_header_) fail(TraceFault::kNoHeader, line);
      continue;
    }
    if (format_ == Format::kCsv && column_count_ == 0) {
      have_header_ = split_csv(line, split_) && take_header(split_);
      column_count_ = std::max<std::size_t>(split_.size(), 1);
      if (!have_header_) fail(TraceFault::kNoHeader, line);
      continue;
    }
    if (!parse_line(line) || !build(line, event)) continue;
    if (report_.events == max_events_) {
      fail(TraceFault::kTooManyEvents, line);
      return false;
    }
    ++report_.events;
    return true;
  }
  return false;
}

bool ZeekConnReader::take_header(const std::vector<std::string>& names) {
  column_count_ = names.size();
  column_.fill(kAbsent);
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t c = 0; c < kColumns; ++c) {
      const bool same = names[i] == kConnColumns[c] || (c == kDetail && names[i] == "detailedlabel");
      if (same && column_[c] == kAbsent) column_[c] = i;
    }
  }
  return std::none_of(column_.begin(), column_.begin() + kColumnsToProto, [](std::size_t c) { return c == kAbsent; });
}

bool ZeekConnReader::parse_line(const std::string& line) {
  if (format_ == Format::kJson) return parse_json(line);
  if (!have_header_) return fail(TraceFault::kNoHeader, line);
  if (format_ == Format::kTsv) {
    split_at(line, '\t', split_);
  } else if (!split_csv(line, split_)) {
    return fail(TraceFault::kBadQuote, line);
  }
  if (split_.size() != column_count_) return fail(TraceFault::kFieldCount, line);
  for (std::size_t c = 0; c < kColumns; ++c) {
    flow_[c].clear();
    if (column_[c] != kAbsent && !unset(split_[column_[c]])) flow_[c] = split_[column_[c]];
  }
  return true;
}

bool ZeekConnReader::parse_json(const std::string& line) {
  const auto document = nlohmann::json::parse(line, nullptr, false);
  if (!document.is_object()) return fail(TraceFault::kBadJson, line);
  for (std::size_t c = 0; c < kColumns; ++c) {
    const auto found = document.find(kConnColumns[c]);
    flow_[c] = found == document.end() ? std::string() : text_of(*found);
  }
  return true;
}

bool ZeekConnReader::assign_device(const IpAddress& address, std::uint32_t& device) {
  const auto found = numbers_.find(address);
  if (found != numbers_.end()) {
    device = found->second;
    return true;
  }
  if (devices_.size() == max_devices_) return false;
  device = static_cast<std::uint32_t>(devices_.size());
  numbers_.emplace(address, device);
  devices_.push_back(address);
  return true;
}

bool ZeekConnReader::attempt_bytes(TransportProtocol protocol, std::uint64_t& bytes) const {
  const std::string& state = flow_[kConnState];
  if (protocol != TransportProtocol::kTcp || (state != "S0" && state != "REJ")) return true;
  if (!flow_[kOrigIpBytes].empty() && !parse_trace_number(flow_[kOrigIpBytes], kMaxBytes, bytes)) return false;
  if (bytes != 0) return true;
  constexpr std::uint64_t kMaxPackets = 1ULL << 40;
  std::uint64_t packets = 0;
  if (!flow_[kOrigPackets].empty() && !parse_trace_number(flow_[kOrigPackets], kMaxPackets, packets)) return false;
  bytes = std::max<std::uint64_t>(packets, 1) * kSynBytes;
  return true;
}

bool ZeekConnReader::build(const std::string& line, TraceEvent& event) {
  event = {};
  Time time;
  if (!parse_trace_time(flow_[kTs], time)) return fail(TraceFault::kBadTime, line);
  const auto originator = IpAddress::parse(flow_[kOrigH]);
  const auto responder = IpAddress::parse(flow_[kRespH]);
  if (!originator || !responder) return fail(TraceFault::kBadAddress, line);
  std::uint64_t originator_port = 0;
  std::uint64_t responder_port = 0;
  if (!parse_trace_number(flow_[kOrigP], 65'535, originator_port)) return fail(TraceFault::kBadPort, line);
  if (!parse_trace_number(flow_[kRespP], 65'535, responder_port)) return fail(TraceFault::kBadPort, line);
  const auto protocol = protocol_of(flow_[kProto]);
  if (!protocol) return fail(TraceFault::kBadProtocol, line);
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  if (!flow_[kOrigBytes].empty() && !parse_trace_number(flow_[kOrigBytes], kMaxBytes, sent))
    return fail(TraceFault::kBadNumber, line);
  if (!flow_[kRespBytes].empty() && !parse_trace_number(flow_[kRespBytes], kMaxBytes, received))
    return fail(TraceFault::kBadNumber, line);
  std::uint64_t attempt = 0;
  if (!attempt_bytes(*protocol, attempt)) return fail(TraceFault::kBadNumber, line);
  if (sent == 0 && received == 0) sent = attempt;

  const std::string& said = flow_[kLocalOrig];
  const bool guess = originator->is_private() || originator->is_unspecified() || *originator == IpAddress::v4(0);
  const bool outbound = said.empty() ? guess : said == "T";
  NetworkRecord record;
  record.direction = outbound ? Direction::kOutbound : Direction::kInbound;
  record.local_address = outbound ? *originator : *responder;
  record.remote_address = outbound ? *responder : *originator;
  record.local_port = static_cast<std::uint16_t>(outbound ? originator_port : responder_port);
  record.remote_port = static_cast<std::uint16_t>(outbound ? responder_port : originator_port);
  record.bytes_out = outbound ? sent : received;
  record.bytes_in = outbound ? received : sent;
  record.protocol = *protocol;
  if (!assign_device(record.local_address, event.device)) return fail(TraceFault::kTooManyDevices, line);
  event.run.first = {time, record};
  event.label = flow_[kLabel];
  if (!flow_[kDetail].empty()) event.label += (event.label.empty() ? "" : " ") + flow_[kDetail];
  return true;
}

}  // namespace picket::sim
