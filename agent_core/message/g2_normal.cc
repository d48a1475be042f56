#include <algorithm>
#include <limits>

#include "agent_core/message/g2_flatbuffers.h"
#include "agent_core/message/g2_report.h"

namespace picket::g2_flatbuffers {
namespace {

constexpr std::int64_t kU32Max = std::numeric_limits<std::uint32_t>::max();

std::uint32_t clamped_to_u32(std::int64_t value) {
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, kU32Max));
}

IpAddress zero_as_unspecified(const IpAddress& address) {
  return address == IpAddress::v4(0) ? IpAddress() : address;
}

/// Kinds whose tables have a hit count; the first and last time come with it.
bool has_hit_count(EventKind kind) { return !is_report(kind); }

bool collected_in_window(const Observation& o) {
  const EventKind kind = kind_of(o.record);
  return kind == EventKind::kNetwork || is_list(kind) || o.aggregated || o.hit_count != 1;
}

NetworkRecord received_flow(NetworkRecord flow, bool extended) {
  flow.local_address = zero_as_unspecified(flow.local_address);
  flow.remote_address = zero_as_unspecified(flow.remote_address);
  flow.bytes_in = std::min<std::uint64_t>(flow.bytes_in, kU32Max);
  flow.bytes_out = std::min<std::uint64_t>(flow.bytes_out, kU32Max);
  flow.user_id = std::min<std::uint32_t>(flow.user_id, std::numeric_limits<std::uint16_t>::max());
  flow.raw_socket = false;
  flow.interface = NetworkInterface::kEth0;
  if (!extended) flow.direction = guessed_direction(flow.local_port, flow.remote_port);
  return flow;
}

}  // namespace

std::uint32_t event_seconds(const SecurityMessage& message, const Observation& observation) {
  const Time time = collected_in_window(observation) ? message.created : observation.last_time;
  return clamped_to_u32(time.unix_seconds());
}

std::uint32_t interval_seconds(const SecurityMessage& message, const Observation& observation) {
  return collected_in_window(observation) ? clamped_to_u32(message.collection_interval.count_seconds()) : 0;
}

Direction guessed_direction(std::uint16_t local_port, std::uint16_t remote_port) {
  // Sentinel's parser calls a flow outbound if its local port is the larger one. It leaves equal ports
  // (ICMP, NTP peers) and unknown local ports open; devices mostly begin such flows themselves.
  return local_port == 0 || local_port >= remote_port ? Direction::kOutbound : Direction::kInbound;
}

void wire_order(std::span<const Observation> observations, std::vector<std::uint32_t>& order) {
  std::uint32_t done = 0;  // kinds whose shared event has been seen
  const auto add_all = [&](auto&& wanted) {
    for (std::uint32_t i = 0; i < observations.size(); ++i) {
      if (wanted(observations[i].record)) order.push_back(i);
    }
  };
  for (std::uint32_t i = 0; i < observations.size(); ++i) {
    const EventKind kind = kind_of(observations[i].record);
    if (kind != EventKind::kNetwork && !is_list(kind)) {
      order.push_back(i);
      continue;
    }
    if ((done >> static_cast<unsigned>(kind) & 1) != 0) continue;
    done |= 1U << static_cast<unsigned>(kind);
    if (kind != EventKind::kNetwork && kind != EventKind::kListeningPorts) {
      add_all([kind](const Record& r) { return kind_of(r) == kind; });
      continue;
    }
    for (const bool ipv6 : {false, true}) {
      add_all([kind, ipv6](const Record& r) {
        if (kind_of(r) != kind) return false;
        const auto* flow = std::get_if<NetworkRecord>(&r);
        return (flow != nullptr ? travels_as_ipv6(*flow) : travels_as_ipv6(std::get<ListeningPortRecord>(r))) == ipv6;
      });
    }
  }
}

Observation as_received(const AgentIdentity& identity, const SecurityMessage& message, const Observation& observation) {
  Observation received = observation;
  const EventKind kind = kind_of(observation.record);
  const std::uint32_t seconds = event_seconds(message, observation);
  const std::uint32_t interval = interval_seconds(message, observation);
  const bool network = kind == EventKind::kNetwork;
  if (!has_hit_count(kind) || (network && !identity.extended)) received.hit_count = 1;
  const bool timed = identity.extended && has_hit_count(kind);
  const auto at = [](std::uint32_t s) { return Time::from_unix_seconds(s); };
  const std::uint32_t last_before = timed ? seconds_before(seconds, observation.last_time) : 0;
  const std::uint32_t first_before = timed ? seconds_before(seconds, observation.first_time) : 0;
  received.first_time = at(seconds - std::max(first_before, last_before));
  received.last_time = at(seconds - last_before);
  received.window_start = interval != 0 ? at(seconds - std::min(seconds, interval)) : received.first_time;
  received.window_end = interval != 0 ? at(seconds) : received.last_time;
  received.aggregated = interval != 0 || received.hit_count != 1;
  if (auto* flow = std::get_if<NetworkRecord>(&received.record)) {
    *flow = received_flow(*flow, identity.extended);
  } else if (auto* login = std::get_if<LoginRecord>(&received.record)) {
    login->remote_address = zero_as_unspecified(login->remote_address);
  } else {
    ReportLoss loss;
    visit_report_fields(received.record, loss);
  }
  return received;
}

}  // namespace picket::g2_flatbuffers
