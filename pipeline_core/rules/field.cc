#include "pipeline_core/rules/field.h"

#include <algorithm>
#include <array>

#include "agent_core/base/check.h"

namespace picket {
namespace {

enum class FieldShape : std::uint8_t { kWord, kNumber, kAddress };

struct FieldRow {
  std::string_view name;
  std::uint32_t kinds;
  FieldShape shape;
};

constexpr std::uint32_t kProcess = bit(EventKind::kProcess);
constexpr std::uint32_t kNetwork = bit(EventKind::kNetwork);
constexpr std::uint32_t kDns = bit(EventKind::kDns);
constexpr std::uint32_t kLogin = bit(EventKind::kLogin);
constexpr std::uint32_t kFile = bit(EventKind::kFile);
constexpr std::uint32_t kPeripheral = bit(EventKind::kPeripheral);
constexpr std::uint32_t kEvery = (1U << kEventKinds) - 1;

constexpr std::array<FieldRow, kFields> kRows{{
    {"Image", kProcess | kLogin, FieldShape::kWord},
    {"CommandLine", kProcess | kNetwork, FieldShape::kWord},
    {"User", kProcess | kNetwork | kLogin, FieldShape::kWord},
    {"UserId", kProcess | kNetwork, FieldShape::kNumber},
    {"ProcessId", kProcess | kLogin, FieldShape::kNumber},
    {"ParentProcessId", kProcess, FieldShape::kNumber},
    {"Operation", kProcess, FieldShape::kWord},
    {"SourceIp", kNetwork | kLogin, FieldShape::kAddress},
    {"DestinationIp", kNetwork, FieldShape::kAddress},
    {"SourcePort", kNetwork, FieldShape::kNumber},
    {"DestinationPort", kNetwork, FieldShape::kNumber},
    {"Protocol", kNetwork, FieldShape::kWord},
    {"Initiated", kNetwork, FieldShape::kWord},
    {"LocalIp", kNetwork, FieldShape::kAddress},
    {"RemoteIp", kNetwork | kLogin, FieldShape::kAddress},
    {"LocalPort", kNetwork, FieldShape::kNumber},
    {"RemotePort", kNetwork, FieldShape::kNumber},
    {"RemoteScope", kNetwork | kLogin, FieldShape::kWord},
    {"BytesIn", kNetwork, FieldShape::kNumber},
    {"BytesOut", kNetwork, FieldShape::kNumber},
    {"QueryName", kDns, FieldShape::kWord},
    {"QueryFailed", kDns, FieldShape::kWord},
    {"LoginOperation", kLogin, FieldShape::kWord},
    {"TargetFilename", kFile, FieldShape::kWord},
    {"FileOperation", kFile, FieldShape::kWord},
    {"PeripheralName", kPeripheral, FieldShape::kWord},
    {"Connected", kPeripheral, FieldShape::kWord},
    {"PeripheralType", kPeripheral, FieldShape::kWord},
    {"HitCount", kEvery, FieldShape::kNumber},
    {"EventTime", kEvery, FieldShape::kWord},
    {"device", kEvery, FieldShape::kWord},
    {"", kEvery, FieldShape::kWord},
}};

struct Alias {
  std::string_view name;
  Field field;
};
/// Sigma's names for the generic sources `network` and `dns`.
/// Source: taxonomy appendix 2.1, "Network" (ECS names) and "DNS" (`query`).
constexpr std::array<Alias, 8> kAliases{{
    {"query", Field::kQueryName},
    {"dns.question.name", Field::kQueryName},
    {"source.ip", Field::kSourceIp},
    {"source.port", Field::kSourcePort},
    {"destination.ip", Field::kDestinationIp},
    {"destination.port", Field::kDestinationPort},
    {"network.transport", Field::kProtocol},
    {"user.name", Field::kUser},
}};

const FieldRow& row(Field field) {
  return kRows[static_cast<std::size_t>(field)];
}

/// Notes the name of each field that a record lists.
struct NameCollector {
  std::vector<std::string_view>& names;
  void add(const FieldNames& n) { names.push_back(n.g2.empty() ? n.g1 : n.g2); }
  template <class... Rest>
  void text(const FieldNames& n, Rest&...) { add(n); }
  template <class... Rest>
  void number(const FieldNames& n, Rest&...) { add(n); }
  template <class... Rest>
  void number_text(const FieldNames& n, Rest&...) { add(n); }
  template <class... Rest>
  void detail(const FieldNames& n, Rest&...) { add(n); }
  template <class... Rest>
  void port(const FieldNames& n, Rest&...) { add(n); }
  template <class... Rest>
  void position(const FieldNames& n, Rest&...) { add(n); }
  template <class... Rest>
  void address(const FieldNames& n, Rest&...) { add(n); }
  template <class... Rest>
  void flag(const FieldNames& n, Rest&...) { add(n); }
  template <class... Rest>
  void word(const FieldNames& n, Rest&&...) { add(n); }
  void absent() {}
};

std::array<std::vector<std::string_view>, kEventKinds> collect_report_fields() {
  std::array<std::vector<std::string_view>, kEventKinds> all;
  for (std::size_t kind = kActivityKinds; kind < kEventKinds; ++kind) {
    const Record record = default_record(static_cast<EventKind>(kind));
    NameCollector collector{all[kind]};
    visit_report_fields(record, collector);
  }
  return all;
}

}  // namespace

std::string_view to_string(Field field) {
  return is_built_in(field) ? row(field).name : std::string_view{};
}

std::optional<Field> find_field(std::string_view name) {
  if (name.empty()) return std::nullopt;
  for (std::size_t i = 0; i < kFields; ++i) {
    if (kRows[i].name == name) return static_cast<Field>(i);
  }
  for (const Alias& alias : kAliases) {
    if (alias.name == name) return alias.field;
  }
  return std::nullopt;
}

const std::vector<std::string_view>& report_fields(EventKind kind) {
  static const auto kAll = collect_report_fields();
  return kAll[static_cast<std::size_t>(kind)];
}

bool carries(EventKind kind, Field field) {
  if (!is_built_in(field)) return false;
  if ((row(field).kinds & bit(kind)) != 0) return true;
  if (!is_report(kind)) return false;
  const auto& names = report_fields(kind);
  return std::find(names.begin(), names.end(), row(field).name) != names.end();
}
bool is_number(Field field) {
  return is_built_in(field) && row(field).shape == FieldShape::kNumber;
}
bool is_address(Field field) {
  return is_built_in(field) && row(field).shape == FieldShape::kAddress;
}

FieldTable::FieldTable() {
  names_.reserve(kFields);
  for (std::size_t i = 0; i < kFields; ++i) {
    names_.emplace_back(kRows[i].name);
    if (!kRows[i].name.empty()) index_.emplace(kRows[i].name, static_cast<Field>(i));
  }
  for (const Alias& alias : kAliases) index_.emplace(alias.name, alias.field);
}

std::optional<Field> FieldTable::intern(std::string_view name) {
  if (const auto known = find(name)) return known;
  if (names_.size() >= kMaxFields) return std::nullopt;
  const auto field = static_cast<Field>(names_.size());
  names_.emplace_back(name);
  index_.emplace(name, field);
  return field;
}

void FieldTable::shrink_to(std::size_t size) {
  PICKET_CHECK(size >= kFields && size <= names_.size(), "size", size);
  for (std::size_t i = size; i < names_.size(); ++i) index_.erase(names_[i]);
  names_.resize(size);
}

std::optional<Field> FieldTable::find(std::string_view name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? std::nullopt : std::optional(found->second);
}

bool FieldTable::carries(EventKind kind, Field field) const {
  if (is_built_in(field)) return picket::carries(kind, field);
  if (!is_report(kind)) return false;
  const auto& names = report_fields(kind);
  return std::find(names.begin(), names.end(), name(field)) != names.end();
}

}  // namespace picket
