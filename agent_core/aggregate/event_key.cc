#include "agent_core/aggregate/event_key.h"

#include "agent_core/base/hash.h"
#include "agent_core/policy/policy.h"

namespace picket {
namespace {

/// Collects words of a key into one hash.
struct Hasher {
  std::uint32_t fields;
  const TextTable& texts;
  std::uint64_t state;

  void add(std::uint64_t value) { state = hash_combine(state, value); }
  void add_text(KeyField field, Text text) {
    if ((fields & field) != 0) add(texts.hash(text));
  }
  void add_address(const IpAddress& address) {
    add(address.high());
    add(address.low());
  }

  void operator()(const ProcessRecord& r) {
    add_text(kKeyCommandline, r.commandline);
    add_text(kKeyExecutable, r.executable);
    if ((fields & (kKeyUser | kKeyOperation)) != 0) {
      add(((fields & kKeyUser) != 0 ? std::uint64_t{r.user_id} << 8 : 0) |
          ((fields & kKeyOperation) != 0 ? static_cast<std::uint64_t>(r.operation) : 0));
    }
  }
  void operator()(const NetworkRecord& r) {
    const bool in = r.direction == Direction::kInbound;
    const bool local_port = (fields & kKeyLocalPort) != 0 || ((fields & kKeyServicePort) != 0 && in);
    const bool remote_port = (fields & kKeyRemotePort) != 0 || ((fields & kKeyServicePort) != 0 && !in);
    std::uint64_t small = 0;
    if (local_port) small |= r.local_port;
    if (remote_port) small |= std::uint64_t{r.remote_port} << 16;
    if ((fields & kKeyProtocol) != 0) small |= static_cast<std::uint64_t>(r.protocol) << 32;
    if ((fields & (kKeyDirection | kKeyServicePort)) != 0) small |= std::uint64_t{in} << 40;
    add(small);
    // An address outside the key counts as one and the same, whatever its family.
    const IpAddress local = (fields & kKeyLocalAddress) != 0 ? r.local_address : IpAddress::v4(0);
    const IpAddress remote = (fields & kKeyRemoteAddress) != 0 ? r.remote_address : IpAddress::v4(0);
    if (local.is_v4() && remote.is_v4()) {
      add(std::uint64_t{local.v4_value()} << 32 | remote.v4_value());  // the common case costs one step
    } else {
      add_address(local);
      add_address(remote);
    }
    if ((fields & kKeyUser) != 0) add(r.user_id);
    add_text(kKeyCommandline, r.commandline);
  }
  void operator()(const DnsRecord& r) {
    add_text(kKeyName, r.name);
    if ((fields & kKeyOperation) != 0) add(r.failed ? 1 : 0);
  }
  void operator()(const LoginRecord& r) {
    add_text(kKeyUser, r.user_name);
    add_text(kKeyExecutable, r.executable);
    if ((fields & kKeyRemoteAddress) != 0) add_address(r.remote_address);
    if ((fields & kKeyOperation) != 0) add(static_cast<std::uint64_t>(r.operation));
  }
  void operator()(const FileRecord& r) {
    add_text(kKeyName, r.path);
    if ((fields & kKeyOperation) != 0) add(static_cast<std::uint64_t>(r.operation));
  }
  void operator()(const PeripheralRecord& r) {
    add_text(kKeyName, r.name);
    if ((fields & kKeyName) != 0) add(r.usb ? 1 : 0);
    if ((fields & kKeyOperation) != 0) add(r.connected ? 1 : 0);
  }
  /// Reports are not merged.
  template <class Report>
  void operator()(const Report&) {}
};

/// Sets the bytes of key fields in a slot that serves as a mask.
struct MaskWriter {
  Slot& slot;
  std::uint32_t fields;
  bool is_inbound;
  bool with_texts;

  void body(bool wanted, std::size_t offset, std::size_t size) {
    for (std::size_t i = 0; wanted && i < size; ++i) slot.body[offset + i] = 0xff;
  }
  void text(KeyField field, std::size_t offset) {
    body(with_texts && (fields & field) != 0, offset, sizeof(TextBytes));
  }
  void bits(bool wanted, std::uint8_t bits_of_kind) {
    if (wanted) slot.kind_and_bits |= bits_of_kind;
  }
  bool has(std::uint32_t wanted) const { return (fields & wanted) != 0; }

  void process() {
    text(kKeyCommandline, offsetof(ProcessBody, commandline));
    text(kKeyExecutable, offsetof(ProcessBody, executable));
    body(has(kKeyUser), offsetof(ProcessBody, user_id), 4);
    bits(has(kKeyOperation), kOperationBits);
  }
  void network() {
    body(has(kKeyLocalAddress), offsetof(NetworkBody, local_address), 4);
    body(has(kKeyRemoteAddress), offsetof(NetworkBody, remote_address), 4);
    body(has(kKeyLocalPort) || (has(kKeyServicePort) && is_inbound), offsetof(NetworkBody, local_port), 2);
    body(has(kKeyRemotePort) || (has(kKeyServicePort) && !is_inbound), offsetof(NetworkBody, remote_port), 2);
    body(has(kKeyUser), offsetof(NetworkBody, user_id), 4);
    text(kKeyCommandline, offsetof(NetworkBody, commandline));
    std::uint8_t form = 0;
    if (has(kKeyLocalAddress)) form |= kLocalUnspecified;
    if (has(kKeyRemoteAddress)) form |= kRemoteUnspecified;
    slot.body[offsetof(NetworkBody, form)] = form;
    bits(has(kKeyProtocol), kProtocolBits);
    bits(has(kKeyDirection | kKeyServicePort), kInboundBit);
  }
  void login() {
    text(kKeyUser, offsetof(LoginBody, user_name));
    text(kKeyExecutable, offsetof(LoginBody, executable));
    body(has(kKeyRemoteAddress), offsetof(LoginBody, remote_address), 16);
    bits(has(kKeyOperation), kOperationBits);
  }
};

}  // namespace

std::uint32_t key_fields_of(EventKind kind) {
  switch (kind) {
    case EventKind::kProcess:
      return kKeyCommandline | kKeyExecutable | kKeyUser | kKeyOperation;
    case EventKind::kNetwork:
      return kKeyLocalAddress | kKeyRemoteAddress | kKeyLocalPort | kKeyRemotePort | kKeyServicePort | kKeyProtocol |
             kKeyDirection | kKeyUser | kKeyCommandline;
    case EventKind::kLogin:
      return kKeyUser | kKeyExecutable | kKeyRemoteAddress | kKeyOperation;
    case EventKind::kDns:
    case EventKind::kFile:
    case EventKind::kPeripheral:
      return kKeyName | kKeyOperation;
    default:
      return 0;
  }
}

EventKey::EventKey(EventKind kind, std::uint32_t fields) : kind_(kind), fields_(fields) {
  for (const bool is_inbound : {false, true}) {
    masks_[is_inbound] = mask_of(is_inbound, true);
    masks_without_texts_[is_inbound] = mask_of(is_inbound, false);
  }
}

EventKey::Words EventKey::mask_of(bool is_inbound, bool with_texts) const {
  Slot slot{0, 0, 0, kKindBits, {}};
  MaskWriter writer{slot, fields_, is_inbound, with_texts};
  switch (kind_) {
    case EventKind::kProcess:
      writer.process();
      break;
    case EventKind::kNetwork:
      writer.network();
      break;
    case EventKind::kLogin:
      writer.login();
      break;
    case EventKind::kDns:
      writer.text(kKeyName, offsetof(DnsBody, name));
      writer.bits(writer.has(kKeyOperation), kOperationBits);
      break;
    case EventKind::kFile:
      writer.text(kKeyName, offsetof(FileBody, path));
      writer.bits(writer.has(kKeyOperation), kOperationBits);
      break;
    case EventKind::kPeripheral:
      writer.text(kKeyName, offsetof(PeripheralBody, name));
      writer.bits(writer.has(kKeyName), kUsbBit);
      writer.bits(writer.has(kKeyOperation), 1U << kOperationShift);
      break;
    default:
      break;
  }
  Words words;
  for (std::size_t i = 0; i < kWords; ++i) words[i] = word_of(slot, i);
  return words;
}

std::uint64_t EventKey::hash(const Record& record, const TextTable& texts) const {
  Hasher hasher{fields_, texts, static_cast<std::uint64_t>(kind_)};
  switch (kind_) {
    case EventKind::kProcess:
      hasher(std::get<ProcessRecord>(record));
      break;
    case EventKind::kNetwork:
      hasher(std::get<NetworkRecord>(record));
      break;
    default:
      std::visit(hasher, record);
  }
  return hasher.state;
}

bool EventKey::may_match_in_run(const Slot& a, const Slot& b, VaryingField vary) const {
  if (vary == VaryingField::kNone) return may_match(a, b);
  Slot left{0, 0, 0, 0xff, {}};
  left.body.fill(0xff);
  std::size_t offset = offsetof(NetworkBody, local_port);
  std::size_t size = 2;
  if (vary == VaryingField::kRemotePort) offset = offsetof(NetworkBody, remote_port);
  if (vary == VaryingField::kRemoteAddress) {
    offset = offsetof(NetworkBody, remote_address);
    size = 4;
    left.body[offsetof(NetworkBody, form)] = static_cast<std::uint8_t>(~kRemoteUnspecified);
  }
  for (std::size_t i = 0; i < size; ++i) left.body[offset + i] = 0;
  Words mask = masks_without_texts_[inbound(a)];
  for (std::size_t i = 0; i < kWords; ++i) mask[i] &= word_of(left, i);
  return agree(a, b, mask);
}

bool EventKey::varies(const Record& record, VaryingField vary) const {
  const auto* network = std::get_if<NetworkRecord>(&record);
  if (network == nullptr) return false;
  const bool in = network->direction == Direction::kInbound;
  switch (vary) {
    case VaryingField::kRemoteAddress:
      return (fields_ & kKeyRemoteAddress) != 0;
    case VaryingField::kRemotePort:
      return (fields_ & kKeyRemotePort) != 0 || ((fields_ & kKeyServicePort) != 0 && !in);
    case VaryingField::kLocalPort:
      return (fields_ & kKeyLocalPort) != 0 || ((fields_ & kKeyServicePort) != 0 && in);
    default:
      return false;
  }
}

}  // namespace picket
