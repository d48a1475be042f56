#include "pipeline_core/rules/field_reader.h"

#include <array>
#include <charconv>

#include "agent_core/base/ascii.h"
#include "agent_core/message/utc_text.h"

namespace picket {
namespace {

constexpr std::array<std::string_view, 3> kProcessWords{"FORK", "EXEC", "EXIT"};
constexpr std::array<std::string_view, 3> kProtocolWords{"tcp", "udp", "icmp"};
constexpr std::array<std::string_view, 3> kLoginWords{"Login", "Logout", "LoginFailed"};
constexpr std::array<std::string_view, 8> kFileWords{"Access", "Modified", "MetadataChanged", "Closed",
                                                     "Opened", "Moved",    "Created",         "Deleted"};

template <std::size_t N, class Enum>
std::string_view word_of(const std::array<std::string_view, N>& words, Enum value) {
  const auto i = static_cast<std::size_t>(value);
  return i < N ? words[i] : std::string_view{};
}

std::string_view truth(bool value) {
  return value ? "true" : "false";
}

/// Finds one field of a report by its name and spells it out.
struct ReportField {
  std::string_view name;
  const TextTable& texts;
  std::string& out;

  bool wanted(const FieldNames& n) const { return name == n.g2 || (n.g2.empty() && name == n.g1); }
  void text(const FieldNames& n, const Text& value) {
    if (wanted(n)) texts.append_to(value, out);
  }
  template <class Number>
  void any_number(const FieldNames& n, Number value) {
    if (wanted(n)) out = std::to_string(value);
  }
  void number(const FieldNames& n, const std::uint32_t& value) { any_number(n, value); }
  void number_text(const FieldNames& n, const std::uint32_t& value) { any_number(n, value); }
  void detail(const FieldNames& n, const std::uint32_t& value) { any_number(n, value); }
  void port(const FieldNames& n, const std::uint16_t& value) { any_number(n, value); }
  void position(const FieldNames& n, const std::uint16_t& value) { any_number(n, value); }
  void address(const FieldNames& n, const IpAddress& value) {
    if (wanted(n)) out = value.to_string();
  }
  void flag(const FieldNames& n, const bool& value) {
    if (wanted(n)) out = truth(value);
  }
  template <std::size_t N, class Enum>
  void word(const FieldNames& n, const std::array<std::string_view, N>& words, const Enum& value) {
    if (wanted(n)) out = word_of(words, value);
  }
  void absent() {}
};

}  // namespace

FieldReader::FieldReader(const FieldTable* table) : table_(table) {
  slots_.resize(table == nullptr ? kFields : table->size());
}

void FieldReader::reset(const Observation& observation, const TextTable& texts) {
  observation_ = &observation;
  texts_ = &texts;
  ++event_;
}

void FieldReader::reset(const FlatEvent& event) {
  observation_ = nullptr;
  ++event_;
  named_.clear();
  unnamed_count_ = 0;
  for (const auto& [name, value] : event.fields()) {
    const auto field = table_ == nullptr ? find_field(name) : table_->find(name);
    Slot* slot = field ? &slots_[static_cast<std::size_t>(*field)] : nullptr;
    const bool again = slot != nullptr && slot->loaded == event_;
    if (slot != nullptr && (!again || slot->presence == Presence::kNull)) {
      if (!again) named_.push_back(*field);
      set(*slot, value);
    } else if (value.kind() != FieldValue::Kind::kNull) {
      if (unnamed_count_ == unnamed_.size()) unnamed_.emplace_back();
      set(unnamed_[unnamed_count_++], value);
    }
  }
}

void FieldReader::set(Slot& slot, const FieldValue& value) {
  slot.loaded = event_;
  slot.folded_of = 0;
  slot.presence = value.kind() == FieldValue::Kind::kNull ? Presence::kNull : Presence::kValue;
  slot.text = value.spelling();
  slot.number =
      value.kind() == FieldValue::Kind::kNumber ? std::optional(value.value()) : std::optional<double>();
}

void FieldReader::fill(Field field, Slot& slot) {
  slot.loaded = event_;
  slot.folded_of = 0;
  slot.presence = Presence::kMissing;
  slot.text = {};
  slot.number.reset();
  if (observation_ == nullptr || field == Field::kWholeEvent) return;  // whose values are counted
  const EventKind kind = kind_of(observation_->record);
  if (!(table_ == nullptr ? carries(kind, field) : table_->carries(kind, field))) return;
  slot.buffer.clear();
  render(field, slot);
  if (slot.text.empty()) slot.text = slot.buffer;
  slot.presence = slot.text.empty() ? Presence::kBlank : Presence::kValue;
}

std::string_view FieldReader::fold(Slot& slot) {
  if (slot.folded_of != event_) {
    lower(slot.text, slot.folded);
    slot.folded_of = event_;
  }
  return slot.folded;
}

std::optional<double> FieldReader::number(Field field) {
  if (observation_ == nullptr) return load(field).number;
  const auto value = whole_number(field);
  return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
}

std::optional<std::uint64_t> FieldReader::whole_number(Field field) {
  if (const auto value = observed_number(field)) return value;
  if (!is_number(field) || !is_report(kind_of(observation_->record))) return std::nullopt;
  const std::string_view text = load(field).text;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || (text[0] == '0' && text.size() > 1))
    return std::nullopt;
  return number;
}

std::optional<IpAddress> FieldReader::address(Field field) {
  if (observation_ != nullptr && is_address(field)) return observed_address(field);
  const Slot& slot = load(field);
  return slot.presence == Presence::kValue ? IpAddress::parse(slot.text) : std::nullopt;
}

std::size_t FieldReader::value_count() {
  if (parts_of_ == event_) return parts_.size();
  parts_of_ = event_;
  parts_.clear();
  const auto add = [&](Field field) {
    if (field == Field::kHitCount || field == Field::kEventTime || field == Field::kDevice) return;
    Slot& slot = load(field);
    if (slot.presence == Presence::kValue) parts_.push_back(&slot);
  };
  if (observation_ == nullptr) {
    for (const Field field : named_) add(field);
    for (std::size_t i = 0; i < unnamed_count_; ++i) parts_.push_back(&unnamed_[i]);
    return parts_.size();
  }
  const EventKind kind = kind_of(observation_->record);
  for (std::size_t i = 0; i < static_cast<std::size_t>(Field::kHitCount); ++i) {
    if (carries(kind, static_cast<Field>(i))) add(static_cast<Field>(i));
  }
  for (std::size_t i = kFields; i < slots_.size() && is_report(kind); ++i) add(static_cast<Field>(i));
  return parts_.size();
}

std::optional<std::uint64_t> FieldReader::observed_number(Field field) const {
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

std::optional<IpAddress> FieldReader::observed_address(Field field) const {
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

void FieldReader::render_text(Text text, Slot& slot) const {
  if (texts_->is_template(text))
    texts_->append_to(text, slot.buffer);
  else
    slot.text = texts_->literal(text);
}

void FieldReader::render_image(Text executable, Text commandline, Slot& slot) const {
  if (!executable.empty()) {
    render_text(executable, slot);
  } else if (!commandline.empty()) {
    render_text(commandline, slot);
    if (slot.text.empty())
      slot.buffer.resize(std::min(slot.buffer.find(' '), slot.buffer.size()));
    else
      slot.text = slot.text.substr(0, slot.text.find(' '));
  }
  const std::string_view image = slot.text.empty() ? std::string_view(slot.buffer) : slot.text;
  if (image.empty() || image.find('/') != std::string_view::npos) return;
  slot.buffer = '/' + std::string(image);
  slot.text = {};
}

void FieldReader::render_report(Field field, Slot& slot) const {
  const std::string_view name = table_ == nullptr ? to_string(field) : table_->name(field);
  ReportField visitor{name, *texts_, slot.buffer};
  visit_report_fields(observation_->record, visitor);
}

void FieldReader::render(Field field, Slot& slot) const {
  if (field == Field::kEventTime) {
    slot.buffer.resize(kUtcTextLength);
    write_utc(observation_->first_time, slot.buffer.data());
    return;
  }
  if (is_number(field)) {
    if (const auto value = observed_number(field)) {
      slot.buffer = std::to_string(*value);
      return;
    }
  }
  if (is_address(field)) {
    if (const auto value = observed_address(field)) slot.buffer = value->to_string();
    return;
  }
  const auto user_name = [](std::uint32_t id) { return id == 0 ? std::string("root") : std::to_string(id); };
  if (const auto* p = std::get_if<ProcessRecord>(&observation_->record)) {
    if (field == Field::kImage) render_image(p->executable, p->commandline, slot);
    if (field == Field::kCommandLine) render_text(p->commandline, slot);
    if (field == Field::kUser) slot.buffer = user_name(p->user_id);
    if (field == Field::kOperation) slot.text = word_of(kProcessWords, p->operation);
  } else if (const auto* n = std::get_if<NetworkRecord>(&observation_->record)) {
    if (field == Field::kCommandLine) render_text(n->commandline, slot);
    if (field == Field::kUser) slot.buffer = user_name(n->user_id);
    if (field == Field::kProtocol) slot.text = word_of(kProtocolWords, n->protocol);
    if (field == Field::kInitiated) slot.text = truth(n->direction == Direction::kOutbound);
    if (field == Field::kRemoteScope) slot.text = n->remote_address.is_private() ? "private" : "public";
  } else if (const auto* d = std::get_if<DnsRecord>(&observation_->record)) {
    if (field == Field::kQueryName) render_text(d->name, slot);
    if (field == Field::kQueryFailed) slot.text = truth(d->failed);
  } else if (const auto* l = std::get_if<LoginRecord>(&observation_->record)) {
    if (field == Field::kImage) render_image(l->executable, {}, slot);
    if (field == Field::kUser) render_text(l->user_name, slot);
    if (field == Field::kLoginOperation) slot.text = word_of(kLoginWords, l->operation);
    if (field == Field::kRemoteScope && !l->remote_address.is_unspecified()) {
      slot.text = l->remote_address.is_private() ? "private" : "public";
    }
  } else if (const auto* f = std::get_if<FileRecord>(&observation_->record)) {
    if (field == Field::kTargetFilename) render_text(f->path, slot);
    if (field == Field::kFileOperation) slot.text = word_of(kFileWords, f->operation);
  } else if (const auto* u = std::get_if<PeripheralRecord>(&observation_->record)) {
    if (field == Field::kPeripheralName) render_text(u->name, slot);
    if (field == Field::kConnected) slot.text = truth(u->connected);
    if (field == Field::kPeripheralType) slot.text = u->usb ? "usb" : "ethernet";
  } else {
    render_report(field, slot);
  }
}

}  // namespace picket
