#include "agent_core/aggregate/slot.h"

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket {
namespace {

template <std::size_t N>
void put(Octets<N>& out, std::uint64_t value) {
  std::memcpy(out.data(), &value, N);
}

template <std::size_t N>
std::uint64_t get(const Octets<N>& in) {
  std::uint64_t value = 0;
  std::memcpy(&value, in.data(), N);
  return value;
}

TextBytes bytes_of(Text text) {
  PICKET_CHECK(text.id < (1U << 24), "text id", text.id);
  TextBytes out;
  put(out.id, text.id);
  put(out.parameter, text.parameter);
  return out;
}

Text text_of(const TextBytes& in) {
  return {static_cast<std::uint32_t>(get(in.id)), static_cast<std::uint32_t>(get(in.parameter))};
}

std::uint8_t bits_of(EventKind kind, unsigned operation) {
  return static_cast<std::uint8_t>(static_cast<unsigned>(kind) | operation << kOperationShift);
}

unsigned operation_of(const Slot& slot) {
  return (slot.kind_and_bits & kOperationBits) >> kOperationShift;
}

template <class Body>
Body body_of(const Slot& slot) {
  Body body;
  std::memcpy(&body, slot.body.data(), sizeof body);
  return body;
}

/// Writes the body and clears what is behind it: entries are compared and copied whole.
template <class Body>
void set_body(Slot& slot, const Body& body) {
  slot.body.fill(0);
  std::memcpy(slot.body.data(), &body, sizeof body);
}

bool fits_in_v4(const IpAddress& address) {
  return address.is_v4() || address.is_unspecified();
}

struct Packer {
  Slot& slot;
  WideAddresses& wide;

  bool operator()(const ProcessRecord& r) const {
    ProcessBody body{bytes_of(r.commandline), bytes_of(r.executable), {}, {}, {}};
    put(body.process_id, r.process_id);
    put(body.parent_process_id, r.parent_process_id);
    put(body.user_id, r.user_id);
    slot.kind_and_bits = bits_of(EventKind::kProcess, static_cast<unsigned>(r.operation));
    set_body(slot, body);
    return false;
  }

  bool operator()(const NetworkRecord& r) const {
    NetworkBody body{};
    const bool is_wide = !fits_in_v4(r.local_address) || !fits_in_v4(r.remote_address);
    if (is_wide) {
      wide = {r.local_address, r.remote_address};
      body.form = kWide;
    } else {
      put(body.local_address, r.local_address.low() & 0xffffffffU);
      put(body.remote_address, r.remote_address.low() & 0xffffffffU);
      if (r.local_address.is_unspecified()) body.form |= kLocalUnspecified;
      if (r.remote_address.is_unspecified()) body.form |= kRemoteUnspecified;
    }
    put(body.local_port, r.local_port);
    put(body.remote_port, r.remote_port);
    put(body.user_id, r.user_id);
    body.commandline = bytes_of(r.commandline);
    put(body.bytes_in, std::min(r.bytes_in, kMaxByteSum));
    put(body.bytes_out, std::min(r.bytes_out, kMaxByteSum));
    slot.kind_and_bits = bits_of(EventKind::kNetwork, static_cast<unsigned>(r.protocol));
    if (r.direction == Direction::kInbound) slot.kind_and_bits |= kInboundBit;
    if (r.raw_socket) slot.kind_and_bits |= kRawSocketBit;
    set_body(slot, body);
    return is_wide;
  }

  bool operator()(const DnsRecord& r) const {
    slot.kind_and_bits = bits_of(EventKind::kDns, r.failed ? 1 : 0);
    set_body(slot, DnsBody{bytes_of(r.name)});
    return false;
  }

  bool operator()(const LoginRecord& r) const {
    LoginBody body{bytes_of(r.user_name), bytes_of(r.executable), {}, {}};
    const std::uint64_t halves[2] = {r.remote_address.high(), r.remote_address.low()};
    std::memcpy(body.remote_address.data(), halves, sizeof halves);
    put(body.process_id, r.process_id);
    slot.kind_and_bits = bits_of(EventKind::kLogin, static_cast<unsigned>(r.operation));
    set_body(slot, body);
    return false;
  }

  bool operator()(const FileRecord& r) const {
    slot.kind_and_bits = bits_of(EventKind::kFile, static_cast<unsigned>(r.operation));
    set_body(slot, FileBody{bytes_of(r.path)});
    return false;
  }

  bool operator()(const PeripheralRecord& r) const {
    slot.kind_and_bits = bits_of(EventKind::kPeripheral, r.connected ? 1 : 0);
    if (r.usb) slot.kind_and_bits |= kUsbBit;
    set_body(slot, PeripheralBody{bytes_of(r.name)});
    return false;
  }

  bool operator()(const SystemInformationRecord& r) const {
    slot.kind_and_bits = bits_of(EventKind::kSystemInformation, 0);
    set_body(slot, SystemInformationBody{bytes_of(r.os_name), bytes_of(r.os_version), bytes_of(r.hardware_vendor),
                                         bytes_of(r.hardware_model), bytes_of(r.firmware_version)});
    return false;
  }

  bool operator()(const HeartbeatRecord&) const {
    slot.kind_and_bits = bits_of(EventKind::kHeartbeat, 0);
    slot.body.fill(0);
    return false;
  }
};

NetworkRecord unpack_network(const Slot& slot, const WideAddresses& wide) {
  const auto body = body_of<NetworkBody>(slot);
  NetworkRecord r;
  if ((body.form & kWide) != 0) {
    r.local_address = wide.local;
    r.remote_address = wide.remote;
  } else {
    if ((body.form & kLocalUnspecified) == 0) {
      r.local_address = IpAddress::v4(static_cast<std::uint32_t>(get(body.local_address)));
    }
    if ((body.form & kRemoteUnspecified) == 0) {
      r.remote_address = IpAddress::v4(static_cast<std::uint32_t>(get(body.remote_address)));
    }
  }
  r.local_port = static_cast<std::uint16_t>(get(body.local_port));
  r.remote_port = static_cast<std::uint16_t>(get(body.remote_port));
  r.protocol = static_cast<TransportProtocol>((slot.kind_and_bits & kProtocolBits) >> kOperationShift);
  r.direction = (slot.kind_and_bits & kInboundBit) != 0 ? Direction::kInbound : Direction::kOutbound;
  r.raw_socket = (slot.kind_and_bits & kRawSocketBit) != 0;
  r.user_id = static_cast<std::uint32_t>(get(body.user_id));
  r.bytes_in = get(body.bytes_in);
  r.bytes_out = get(body.bytes_out);
  r.commandline = text_of(body.commandline);
  return r;
}

LoginRecord unpack_login(const Slot& slot) {
  const auto body = body_of<LoginBody>(slot);
  std::uint64_t halves[2];
  std::memcpy(halves, body.remote_address.data(), sizeof halves);
  return {text_of(body.user_name), text_of(body.executable), IpAddress::v6(halves[0], halves[1]),
          static_cast<std::uint32_t>(get(body.process_id)), static_cast<LoginOperation>(operation_of(slot))};
}

}  // namespace

bool pack(const Record& record, Slot& slot, WideAddresses& wide) {
  return std::visit(Packer{slot, wide}, record);
}

Record unpack(const Slot& slot, const WideAddresses& wide) {
  switch (kind_of(slot)) {
    case EventKind::kProcess: {
      const auto body = body_of<ProcessBody>(slot);
      return ProcessRecord{text_of(body.commandline),
                           text_of(body.executable),
                           static_cast<std::uint32_t>(get(body.process_id)),
                           static_cast<std::uint32_t>(get(body.parent_process_id)),
                           static_cast<std::uint32_t>(get(body.user_id)),
                           static_cast<ProcessOperation>(operation_of(slot))};
    }
    case EventKind::kNetwork:
      return unpack_network(slot, wide);
    case EventKind::kDns:
      return DnsRecord{text_of(body_of<DnsBody>(slot).name), operation_of(slot) != 0};
    case EventKind::kLogin:
      return unpack_login(slot);
    case EventKind::kFile:
      return FileRecord{text_of(body_of<FileBody>(slot).path), static_cast<FileOperation>(operation_of(slot))};
    case EventKind::kPeripheral:
      return PeripheralRecord{text_of(body_of<PeripheralBody>(slot).name), (operation_of(slot) & 1U) != 0,
                              (slot.kind_and_bits & kUsbBit) != 0};
    case EventKind::kSystemInformation: {
      const auto body = body_of<SystemInformationBody>(slot);
      return SystemInformationRecord{text_of(body.os_name), text_of(body.os_version), text_of(body.hardware_vendor),
                                     text_of(body.hardware_model), text_of(body.firmware_version)};
    }
    default:
      return HeartbeatRecord{};
  }
}

void add_bytes(Slot& slot, const NetworkRecord& record, std::uint64_t times) {
  __extension__ using Wide = unsigned __int128;
  const auto add = [&slot, times](std::size_t offset, std::uint64_t bytes) {
    Octets<5> field;
    std::memcpy(field.data(), slot.body.data() + offset, sizeof field);
    const Wide sum = Wide{bytes} * times + get(field);
    put(field, sum > kMaxByteSum ? kMaxByteSum : static_cast<std::uint64_t>(sum));
    std::memcpy(slot.body.data() + offset, field.data(), sizeof field);
  };
  add(offsetof(NetworkBody, bytes_in), record.bytes_in);
  add(offsetof(NetworkBody, bytes_out), record.bytes_out);
}

}  // namespace picket
