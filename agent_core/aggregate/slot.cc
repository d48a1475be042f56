#include "agent_core/aggregate/slot.h"

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket {
namespace {

template <std::size_t N>
std::uint64_t get(const Octets<N>& in) {
  std::uint64_t value = 0;
  std::memcpy(&value, in.data(), N);
  return value;
}

/// Gathers a slot's kind and body in registers and stores them as the five words in which keys are
/// compared. Bytes written one by one would make each comparison wait for the store buffer: a third
/// of the time that `observe` took.
class SlotWords {
 public:
  template <std::size_t kOffset, std::size_t kSize>
  void put(std::uint64_t value) {
    static_assert(kSize >= 1 && kSize < 8 && kOffset + kSize <= sizeof(Slot::body));
    constexpr std::size_t kAt = offsetof(Slot, body) - offsetof(Slot, last_ms) + kOffset;
    constexpr unsigned kShift = kAt % 8 * 8;
    value &= (std::uint64_t{1} << kSize * 8) - 1;
    words_[kAt / 8] |= value << kShift;
    if constexpr (kShift + kSize * 8 > 64) words_[kAt / 8 + 1] |= value >> (64 - kShift);
  }
  template <std::size_t kOffset>
  void put_text(Text text) {
    PICKET_CHECK(text.id < (1U << 24), "text id", text.id);
    put<kOffset, 7>(text.id | std::uint64_t{text.parameter} << 24);
  }
  void store(Slot& slot, std::uint8_t kind_and_bits) {
    words_[0] |= slot.last_ms | std::uint64_t{kind_and_bits} << 32;
    char* const at = reinterpret_cast<char*>(&slot) + offsetof(Slot, last_ms);
    for (std::size_t i = 0; i < 5; ++i) {
      std::uint64_t word = words_[i];
      // Else the compiler joins two words into one of 16 bytes by way of the stack, and reading 16 bytes that were
      // written as two words waits for the store buffer: a tenth of the time that `observe` took.
      __asm__("" : "+r"(word));
      std::memcpy(at + i * 8, &word, 8);
    }
  }

 private:
  std::uint64_t words_[5] = {};
};
static_assert(offsetof(Slot, kind_and_bits) == offsetof(Slot, last_ms) + 4);
static_assert(sizeof(Slot) == offsetof(Slot, last_ms) + 40);
static_assert(sizeof(TextBytes) == 7);

Text text_of(const TextBytes& in) {
  return {static_cast<std::uint32_t>(get(in.id)), static_cast<std::uint32_t>(get(in.parameter))};
}

std::uint8_t bits_of(EventKind kind, unsigned operation) {
  return static_cast<std::uint8_t>(static_cast<unsigned>(kind) | operation << kOperationShift);
}

unsigned operation_of(const Slot& slot) {
  return (slot.kind_and_bits & kOperationBits) >> kOperationShift;
}

std::uint8_t bits_of_report(EventKind kind) {
  const unsigned distance = static_cast<unsigned>(kind) - static_cast<unsigned>(EventKind::kHeartbeat);
  return static_cast<std::uint8_t>(kKindBits | distance << kOperationShift);
}

/// Lays a report's fields one after the other into a slot's body (kWrite), or reads them from it.
template <bool kWrite>
class ReportBody {
 public:
  using Bytes = std::conditional_t<kWrite, std::uint8_t*, const std::uint8_t*>;
  ReportBody(Bytes begin, std::size_t size) : at_(begin), left_(size) {}

  template <class T>
  void text(const FieldNames&, T& text) {
    PICKET_CHECK(text.id < (1U << 24), "text id", text.id);
    bytes(&text.id, 3);
    bytes(&text.parameter, 4);
  }
  template <class T>
  void number(const FieldNames&, T& value) {
    bytes(&value, 4);
  }
  template <class T>
  void number_text(const FieldNames&, T& value) {
    bytes(&value, 4);
  }
  template <class T>
  void detail(const FieldNames&, T& value) {
    bytes(&value, 4);
  }
  template <class T>
  void port(const FieldNames&, T& value) {
    bytes(&value, 2);
  }
  template <class T>
  void position(const FieldNames&, T& value) {
    bytes(&value, 2);
  }
  template <class T>
  void flag(const FieldNames&, T& value) {
    bytes(&value, 1);
  }
  template <class Words, class T>
  void word(const FieldNames&, const Words&, T& value) {
    bytes(&value, 1);
  }
  void address(const FieldNames&, const IpAddress& address) {
    std::uint64_t halves[2] = {address.high(), address.low()};
    bytes(halves, sizeof halves);
  }
  void address(const FieldNames&, IpAddress& address) {
    std::uint64_t halves[2] = {address.high(), address.low()};
    bytes(halves, sizeof halves);
    address = IpAddress::v6(halves[0], halves[1]);
  }
  void absent() {}

 private:
  template <class T>
  void bytes(T* value, std::size_t size) {
    PICKET_CHECK(size <= left_, "a report does not fit its slot");
    if constexpr (kWrite) {
      std::memcpy(at_, value, size);
    } else {
      std::memcpy(const_cast<std::remove_const_t<T>*>(value), at_, size);
    }
    at_ += size;
    left_ -= size;
  }

  Bytes at_;
  std::size_t left_;
};

template <class Body>
Body body_of(const Slot& slot) {
  Body body;
  std::memcpy(&body, slot.body.data(), sizeof body);
  return body;
}

bool fits_in_v4(const IpAddress& address) {
  return address.is_v4() || address.is_unspecified();
}

struct Packer {
  Slot& slot;
  WideAddresses& wide;

  bool operator()(const ProcessRecord& r) const {
    SlotWords words;
    words.put_text<offsetof(ProcessBody, commandline)>(r.commandline);
    words.put_text<offsetof(ProcessBody, executable)>(r.executable);
    words.put<offsetof(ProcessBody, process_id), 4>(r.process_id);
    words.put<offsetof(ProcessBody, parent_process_id), 4>(r.parent_process_id);
    words.put<offsetof(ProcessBody, user_id), 4>(r.user_id);
    words.store(slot, bits_of(EventKind::kProcess, static_cast<unsigned>(r.operation)));
    return false;
  }

  bool operator()(const NetworkRecord& r) const {
    SlotWords words;
    const bool is_wide = !fits_in_v4(r.local_address) || !fits_in_v4(r.remote_address);
    unsigned form = 0;
    if (is_wide) {
      wide = {r.local_address, r.remote_address};
      form = kWide;
    } else {
      words.put<offsetof(NetworkBody, local_address), 4>(r.local_address.low());
      words.put<offsetof(NetworkBody, remote_address), 4>(r.remote_address.low());
      if (r.local_address.is_unspecified()) form |= kLocalUnspecified;
      if (r.remote_address.is_unspecified()) form |= kRemoteUnspecified;
    }
    words.put<offsetof(NetworkBody, local_port), 2>(r.local_port);
    words.put<offsetof(NetworkBody, remote_port), 2>(r.remote_port);
    words.put<offsetof(NetworkBody, user_id), 4>(r.user_id);
    words.put_text<offsetof(NetworkBody, commandline)>(r.commandline);
    words.put<offsetof(NetworkBody, bytes_in), 5>(std::min(r.bytes_in, kMaxByteSum));
    words.put<offsetof(NetworkBody, bytes_out), 5>(std::min(r.bytes_out, kMaxByteSum));
    words.put<offsetof(NetworkBody, form), 1>(form);
    unsigned bits = bits_of(EventKind::kNetwork, static_cast<unsigned>(r.protocol));
    if (r.direction == Direction::kInbound) bits |= kInboundBit;
    if (r.raw_socket) bits |= kRawSocketBit;
    words.store(slot, static_cast<std::uint8_t>(bits));
    return is_wide;
  }

  bool operator()(const DnsRecord& r) const {
    SlotWords words;
    words.put_text<offsetof(DnsBody, name)>(r.name);
    words.store(slot, bits_of(EventKind::kDns, r.failed ? 1 : 0));
    return false;
  }

  bool operator()(const LoginRecord& r) const {
    SlotWords words;
    constexpr std::size_t kAddress = offsetof(LoginBody, remote_address);
    words.put_text<offsetof(LoginBody, user_name)>(r.user_name);
    words.put_text<offsetof(LoginBody, executable)>(r.executable);
    words.put<kAddress, 4>(r.remote_address.high());
    words.put<kAddress + 4, 4>(r.remote_address.high() >> 32);
    words.put<kAddress + 8, 4>(r.remote_address.low());
    words.put<kAddress + 12, 4>(r.remote_address.low() >> 32);
    words.put<offsetof(LoginBody, process_id), 4>(r.process_id);
    words.store(slot, bits_of(EventKind::kLogin, static_cast<unsigned>(r.operation)));
    return false;
  }

  bool operator()(const FileRecord& r) const {
    SlotWords words;
    words.put_text<offsetof(FileBody, path)>(r.path);
    words.store(slot, bits_of(EventKind::kFile, static_cast<unsigned>(r.operation)));
    return false;
  }

  bool operator()(const PeripheralRecord& r) const {
    SlotWords words;
    words.put_text<offsetof(PeripheralBody, name)>(r.name);
    const unsigned bits = bits_of(EventKind::kPeripheral, r.connected ? 1 : 0) | (r.usb ? kUsbBit : 0U);
    words.store(slot, static_cast<std::uint8_t>(bits));
    return false;
  }

  bool operator()(const SystemInformationRecord& r) const {
    SlotWords words;
    words.put_text<offsetof(SystemInformationBody, os_name)>(r.os_name);
    words.put_text<offsetof(SystemInformationBody, os_version)>(r.os_version);
    words.put_text<offsetof(SystemInformationBody, hardware_vendor)>(r.hardware_vendor);
    words.put_text<offsetof(SystemInformationBody, hardware_model)>(r.hardware_model);
    words.put_text<offsetof(SystemInformationBody, firmware_version)>(r.firmware_version);
    words.store(slot, bits_of(EventKind::kSystemInformation, 0));
    return false;
  }

  bool operator()(const HeartbeatRecord&) const {
    SlotWords().store(slot, bits_of_report(EventKind::kHeartbeat));
    return false;
  }

  bool operator()(const StatisticsRecord& r) const {
    SlotWords words;
    words.put<0, 4>(r.count);
    words.put<4, 1>(static_cast<std::uint64_t>(r.collector));
    words.put<5, 1>(static_cast<std::uint64_t>(r.event));
    words.store(slot, bits_of_report(EventKind::kStatistics));
    return false;
  }

  template <class Report>
  bool operator()(const Report& r) const {
    static_assert(kListsFields<Report>);
    SlotWords().store(slot, bits_of_report(kind_of(Record(r))));
    ReportBody<true> body(slot.body.data(), slot.body.size());
    Report::fields(r, body);
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
  // The two kinds that nearly all events are, without the jump through a table.
  const Packer packer{slot, wide};
  if (const auto* process = std::get_if<ProcessRecord>(&record)) return packer(*process);
  if (const auto* network = std::get_if<NetworkRecord>(&record)) return packer(*network);
  return std::visit(packer, record);
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
    case EventKind::kStatistics: {
      StatisticsRecord record;
      std::memcpy(&record.count, slot.body.data(), sizeof record.count);
      record.collector = static_cast<EventKind>(slot.body[4]);
      record.event = static_cast<StatisticsEvent>(slot.body[5]);
      return record;
    }
    default: {
      Record record = default_record(kind_of(slot));
      ReportBody<false> body(slot.body.data(), slot.body.size());
      visit_report_fields(record, body);
      return record;
    }
  }
}

void add_bytes(Slot& slot, const NetworkRecord& record, std::uint64_t times) {
  __extension__ using Wide = unsigned __int128;
  const auto add = [&slot, times](std::size_t offset, std::uint64_t bytes) {
    Octets<5> field;
    std::memcpy(field.data(), slot.body.data() + offset, sizeof field);
    const Wide sum = Wide{bytes} * times + get(field);
    const std::uint64_t kept = sum > kMaxByteSum ? kMaxByteSum : static_cast<std::uint64_t>(sum);
    std::memcpy(slot.body.data() + offset, &kept, sizeof field);
  };
  add(offsetof(NetworkBody, bytes_in), record.bytes_in);
  add(offsetof(NetworkBody, bytes_out), record.bytes_out);
}

}  // namespace picket
