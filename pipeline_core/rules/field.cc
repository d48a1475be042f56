#include "pipeline_core/rules/field.h"

#include <array>

#include "agent_core/base/hash.h"

namespace picket {
namespace {

enum class Shape : std::uint8_t { kWord, kNumber, kAddress };

struct FieldRow {
  std::string_view name;
  std::uint32_t kinds;
  Shape shape;
};

constexpr std::uint32_t kProcess = bit(EventKind::kProcess);
constexpr std::uint32_t kNetwork = bit(EventKind::kNetwork);
constexpr std::uint32_t kDns = bit(EventKind::kDns);
constexpr std::uint32_t kLogin = bit(EventKind::kLogin);
constexpr std::uint32_t kFile = bit(EventKind::kFile);
constexpr std::uint32_t kPeripheral = bit(EventKind::kPeripheral);
constexpr std::uint32_t kEvery = (1U << kEventKinds) - 1;

constexpr std::array<FieldRow, kFields> kRows{{
    {"Image", kProcess | kLogin, Shape::kWord},
    {"CommandLine", kProcess | kNetwork, Shape::kWord},
    {"User", kProcess | kNetwork | kLogin, Shape::kWord},
    {"UserId", kProcess | kNetwork, Shape::kNumber},
    {"ProcessId", kProcess | kLogin, Shape::kNumber},
    {"ParentProcessId", kProcess, Shape::kNumber},
    {"Operation", kProcess, Shape::kWord},
    {"SourceIp", kNetwork | kLogin, Shape::kAddress},
    {"DestinationIp", kNetwork, Shape::kAddress},
    {"SourcePort", kNetwork, Shape::kNumber},
    {"DestinationPort", kNetwork, Shape::kNumber},
    {"Protocol", kNetwork, Shape::kWord},
    {"Initiated", kNetwork, Shape::kWord},
    {"LocalIp", kNetwork, Shape::kAddress},
    {"RemoteIp", kNetwork | kLogin, Shape::kAddress},
    {"LocalPort", kNetwork, Shape::kNumber},
    {"RemotePort", kNetwork, Shape::kNumber},
    {"RemoteScope", kNetwork | kLogin, Shape::kWord},
    {"BytesIn", kNetwork, Shape::kNumber},
    {"BytesOut", kNetwork, Shape::kNumber},
    {"QueryName", kDns, Shape::kWord},
    {"QueryFailed", kDns, Shape::kWord},
    {"LoginOperation", kLogin, Shape::kWord},
    {"TargetFilename", kFile, Shape::kWord},
    {"FileOperation", kFile, Shape::kWord},
    {"PeripheralName", kPeripheral, Shape::kWord},
    {"Connected", kPeripheral, Shape::kWord},
    {"PeripheralType", kPeripheral, Shape::kWord},
    {"HitCount", kEvery, Shape::kNumber},
    {"device", kEvery, Shape::kWord},
}};

constexpr std::array<std::string_view, 3> kProcessWords{"FORK", "EXEC", "EXIT"};
constexpr std::array<std::string_view, 3> kProtocolWords{"tcp", "udp", "icmp"};
constexpr std::array<std::string_view, 3> kLoginWords{"Login", "Logout", "LoginFailed"};
constexpr std::array<std::string_view, 8> kFileWords{"Access", "Modified", "MetadataChanged", "Closed",
                                                     "Opened", "Moved",    "Created",         "Deleted"};

const FieldRow& row(Field field) {
  return kRows[static_cast<std::size_t>(field)];
}

template <std::size_t N, class Enum>
std::string_view word_of(const std::array<std::string_view, N>& words, Enum value) {
  const auto i = static_cast<std::size_t>(value);
  return i < N ? words[i] : std::string_view{};
}

std::string_view truth(bool value) {
  return value ? "true" : "false";
}

char fold(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

}  // namespace

std::string_view to_string(Field field) {
  return row(field).name;
}

std::optional<Field> find_field(std::string_view name) {
  for (std::size_t i = 0; i < kFields; ++i) {
    if (kRows[i].name == name) return static_cast<Field>(i);
  }
  return std::nullopt;
}

bool carries(EventKind kind, Field field) {
  return (row(field).kinds & bit(kind)) != 0;
}
bool is_number(Field field) {
  return row(field).shape == Shape::kNumber;
}
bool is_address(Field field) {
  return row(field).shape == Shape::kAddress;
}

void FieldReader::reset(const Observation& observation, const TextTable& texts) {
  observation_ = &observation;
  texts_ = &texts;
  rendered_ = 0;
  folded_mask_ = 0;
}

std::optional<std::uint64_t> FieldReader::number(Field field) const {
  if (field == Field::kHitCount) return observation_->hit_count;
  if (const auto* p = std::get_if<ProcessRecord>(&observation_->record)) {
    if (field == Field::kUserId) return p->user_id;
    if (field == Field::kProcessId) return p->process_id;
    if (field == Field::kParentProcessId) return p->parent_process_id;
  } else if (const auto* n = std::get_if<NetworkRecord>(&observation_->record)) {
    const bool out = n->direction == Direction::kOutbound;
    switch (field) {
      case Field::kUserId:
        return n->user_id;
      case Field::kSourcePort:
        return out ? n->local_port : n->remote_port;
      case Field::kDestinationPort:
        return out ? n->remote_port : n->local_port;
      case Field::kLocalPort:
        return n->local_port;
      case Field::kRemotePort:
        return n->remote_port;
      case Field::kBytesIn:
        return n->bytes_in;
      case Field::kBytesOut:
        return n->bytes_out;
      default:
        break;
    }
  } else if (const auto* l = std::get_if<LoginRecord>(&observation_->record)) {
    if (field == Field::kProcessId) return l->process_id;
  }
  return std::nullopt;
}

std::optional<IpAddress> FieldReader::address(Field field) const {
  if (const auto* n = std::get_if<NetworkRecord>(&observation_->record)) {
    const bool out = n->direction == Direction::kOutbound;
    switch (field) {
      case Field::kSourceIp:
        return out ? n->local_address : n->remote_address;
      case Field::kDestinationIp:
        return out ? n->remote_address : n->local_address;
      case Field::kLocalIp:
        return n->local_address;
      case Field::kRemoteIp:
        return n->remote_address;
      default:
        return std::nullopt;
    }
  }
  if (const auto* l = std::get_if<LoginRecord>(&observation_->record)) {
    const bool asked = field == Field::kSourceIp || field == Field::kRemoteIp;
    if (asked && !l->remote_address.is_unspecified()) return l->remote_address;
  }
  return std::nullopt;
}

void FieldReader::render_image(Text executable, Text commandline, std::string& out) const {
  texts_->append_to(executable, out);
  if (out.empty() && !commandline.empty()) {
    texts_->append_to(commandline, out);
    out.resize(std::min(out.find(' '), out.size()));
  }
  if (!out.empty() && out.find('/') == std::string::npos) out.insert(out.begin(), '/');
}

void FieldReader::render(Field field, std::string& out) const {
  if (is_number(field)) {
    if (const auto value = number(field)) out = std::to_string(*value);
    return;
  }
  if (is_address(field)) {
    if (const auto value = address(field)) out = value->to_string();
    return;
  }
  const auto user_name = [](std::uint32_t id) { return id == 0 ? std::string("root") : std::to_string(id); };
  if (const auto* p = std::get_if<ProcessRecord>(&observation_->record)) {
    if (field == Field::kImage) render_image(p->executable, p->commandline, out);
    if (field == Field::kCommandLine) texts_->append_to(p->commandline, out);
    if (field == Field::kUser) out = user_name(p->user_id);
    if (field == Field::kOperation) out = word_of(kProcessWords, p->operation);
  } else if (const auto* n = std::get_if<NetworkRecord>(&observation_->record)) {
    if (field == Field::kCommandLine) texts_->append_to(n->commandline, out);
    if (field == Field::kUser) out = user_name(n->user_id);
    if (field == Field::kProtocol) out = word_of(kProtocolWords, n->protocol);
    if (field == Field::kInitiated) out = truth(n->direction == Direction::kOutbound);
    if (field == Field::kRemoteScope) out = n->remote_address.is_private() ? "private" : "public";
  } else if (const auto* d = std::get_if<DnsRecord>(&observation_->record)) {
    if (field == Field::kQueryName) texts_->append_to(d->name, out);
    if (field == Field::kQueryFailed) out = truth(d->failed);
  } else if (const auto* l = std::get_if<LoginRecord>(&observation_->record)) {
    if (field == Field::kImage) render_image(l->executable, {}, out);
    if (field == Field::kUser) texts_->append_to(l->user_name, out);
    if (field == Field::kLoginOperation) out = word_of(kLoginWords, l->operation);
    if (field == Field::kRemoteScope && !l->remote_address.is_unspecified()) {
      out = l->remote_address.is_private() ? "private" : "public";
    }
  } else if (const auto* f = std::get_if<FileRecord>(&observation_->record)) {
    if (field == Field::kTargetFilename) texts_->append_to(f->path, out);
    if (field == Field::kFileOperation) out = word_of(kFileWords, f->operation);
  } else if (const auto* u = std::get_if<PeripheralRecord>(&observation_->record)) {
    if (field == Field::kPeripheralName) texts_->append_to(u->name, out);
    if (field == Field::kConnected) out = truth(u->connected);
    if (field == Field::kPeripheralType) out = u->usb ? "usb" : "ethernet";
  }
}

std::string_view FieldReader::text(Field field) {
  std::string& out = text_[static_cast<std::size_t>(field)];
  if ((rendered_ & bit(field)) == 0) {
    out.clear();
    render(field, out);
    rendered_ |= bit(field);
  }
  return out;
}

std::string_view FieldReader::folded(Field field) {
  std::string& out = folded_text_[static_cast<std::size_t>(field)];
  if ((folded_mask_ & bit(field)) == 0) {
    out = text(field);
    for (char& c : out) c = fold(c);
    folded_mask_ |= bit(field);
  }
  return out;
}

std::uint64_t FieldReader::hash(Field field) {
  if (const auto value = address(field)) return hash_combine(mix64(value->high()), value->low());
  if (const auto value = number(field)) return mix64(*value + 1);
  return fnv1a(text(field));
}

}  // namespace picket
