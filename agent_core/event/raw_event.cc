#include "agent_core/event/raw_event.h"

#include <algorithm>

#include "agent_core/base/check.h"
#include "agent_core/event/public_address.h"

namespace picket {
namespace {

constexpr std::uint32_t kEphemeralFirst = 32'768;  ///< Linux: net.ipv4.ip_local_port_range starts here
constexpr std::uint32_t kEphemeralCount = 28'232;  ///< ... and holds this many ports (to 60,999)

}  // namespace

std::uint32_t period_of(VaryingField vary) {
  switch (vary) {
    case VaryingField::kRemoteAddress:
      return kPublicAddresses;
    case VaryingField::kRemotePort:
      return 65'536;
    case VaryingField::kLocalPort:
      return kEphemeralCount;
    default:
      return 0;
  }
}

void set_varying_field(Record& record, const EventRun& run, std::uint32_t i) {
  const std::uint32_t n = run.first_index + i;
  switch (run.vary) {
    case VaryingField::kNone:
      return;
    case VaryingField::kRemoteAddress:
      if (auto* network = std::get_if<NetworkRecord>(&record)) {
        network->remote_address = IpAddress::v4(public_address_at(run.vary_key, n));
      }
      return;
    case VaryingField::kRemotePort:
      if (auto* network = std::get_if<NetworkRecord>(&record)) {
        network->remote_port = static_cast<std::uint16_t>(network->remote_port + n);
      }
      return;
    case VaryingField::kLocalPort:
      if (auto* network = std::get_if<NetworkRecord>(&record)) {
        // A port below the range counts as if it stood that far before the range's end.
        const std::uint32_t from = (network->local_port + 65'536U - kEphemeralFirst) % 65'536U % kEphemeralCount;
        network->local_port = static_cast<std::uint16_t>(kEphemeralFirst + (from + std::uint64_t{n}) % kEphemeralCount);
      }
      return;
    case VaryingField::kProcessId:
    case VaryingField::kRemoteLogin:
      if (auto* process = std::get_if<ProcessRecord>(&record)) process->process_id += n;
      if (auto* login = std::get_if<LoginRecord>(&record)) login->process_id += n;
      return;
  }
}

std::uint32_t steps_to(const EventRun& run, const NetworkRecord& target) {
  const auto* first = std::get_if<NetworkRecord>(&run.first.record);
  PICKET_CHECK(first != nullptr, "a run without a network record has no varying key");
  switch (run.vary) {
    case VaryingField::kRemoteAddress: {
      if (!target.remote_address.is_v4()) return kNotInRun;
      const std::uint32_t n = index_of_public_address(run.vary_key, target.remote_address.v4_value());
      if (n == kNotPublic) return kNotInRun;
      const std::uint32_t from = run.first_index % kPublicAddresses;
      return n >= from ? n - from : n + (kPublicAddresses - from);
    }
    case VaryingField::kRemotePort:
      return static_cast<std::uint16_t>(target.remote_port - first->remote_port - run.first_index);
    case VaryingField::kLocalPort: {
      if (target.local_port < kEphemeralFirst || target.local_port >= kEphemeralFirst + kEphemeralCount) {
        return kNotInRun;
      }
      Record at_start = run.first.record;
      set_varying_field(at_start, run, 0);
      const std::uint32_t from = std::get<NetworkRecord>(at_start).local_port;
      return (target.local_port + kEphemeralCount - from) % kEphemeralCount;
    }
    default:
      return kNotInRun;
  }
}

RawEvent event_at(const EventRun& run, std::uint32_t i) {
  RawEvent event = run.first;
  event.time += run.spacing * i;
  set_varying_field(event.record, run, i);
  return event;
}

EventRun take_events(EventRun& run, std::uint32_t n) {
  EventRun taken = run;
  taken.count = std::min(n, run.count);
  run.count -= taken.count;
  run.first_index += taken.count;
  run.first.time += run.spacing * taken.count;
  return taken;
}

EventRun take_before(EventRun& run, Time end) {
  if (run.count == 0 || run.first.time >= end) return take_events(run, 0);
  if (run.spacing <= Duration() || run.last_time() < end) return take_events(run, run.count);
  // The events at first, first + spacing, ... that are strictly before `end`.
  const std::int64_t span = (end - run.first.time).count_microseconds() - 1;
  return take_events(run, static_cast<std::uint32_t>(span / run.spacing.count_microseconds() + 1));
}

}  // namespace picket
