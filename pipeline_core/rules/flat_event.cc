#include "pipeline_core/rules/flat_event.h"

#include <simdjson.h>

#include <algorithm>

#include "pipeline_core/rules/number_spelling.h"

namespace picket {
namespace {

constexpr std::size_t kMaxBytes = 1U << 20;
constexpr std::size_t kMaxJsonDepth = 32;
constexpr std::size_t kMaxFields = 4096;
constexpr std::size_t kMaxNameBytes = 1024;

/// Walks a JSON value; `leaves` counts its values, of a name given again as well. Output: what is wrong, or null.
const char* flatten(const simdjson::dom::element& element, const std::string& name, std::size_t& leaves, FlatEvent& out) {
  using Type = simdjson::dom::element_type;
  if (name.size() > kMaxNameBytes) return "the name of a field is longer than 1,024 bytes";
  if (element.type() == Type::OBJECT) {
    for (const auto& member : simdjson::dom::object(element)) {
      const std::string key(member.key);
      if (const char* wrong = flatten(member.value, name.empty() ? key : name + '.' + key, leaves, out)) return wrong;
    }
    return nullptr;
  }
  if (element.type() == Type::ARRAY) {
    std::size_t at = 0;
    for (const auto& item : simdjson::dom::array(element)) {
      if (const char* wrong = flatten(item, name + '.' + std::to_string(at++), leaves, out)) return wrong;
    }
    return nullptr;
  }
  if (++leaves > kMaxFields) return "an event has more than 4,096 fields";
  switch (element.type()) {
    case Type::STRING:
      out.set(name, FieldValue::text(std::string(std::string_view(element))));
      break;
    case Type::BOOL:
      out.set(name, FieldValue::truth(bool(element)));
      break;
    case Type::NULL_VALUE:
      out.set(name, FieldValue::null());
      break;
    default:
      out.set(name, FieldValue::number(double(element)));
      break;
  }
  return nullptr;
}

}  // namespace

FieldValue FieldValue::text(std::string value) {
  FieldValue v;
  v.kind_ = Kind::kText;
  v.spelling_ = std::move(value);
  return v;
}

FieldValue FieldValue::number(double value) {
  FieldValue v;
  v.kind_ = Kind::kNumber;
  v.number_ = value;
  v.spelling_ = spell_number(value);
  return v;
}

FieldValue FieldValue::truth(bool value) {
  FieldValue v;
  v.kind_ = Kind::kTruth;
  v.spelling_ = value ? "true" : "false";
  return v;
}

void FlatEvent::set(std::string_view name, FieldValue value) {
  std::string key(name);
  std::erase(key, ' ');
  const auto known = std::find_if(fields_.begin(), fields_.end(), [&](const Entry& e) { return e.first == key; });
  if (known != fields_.end())
    known->second = std::move(value);
  else
    fields_.emplace_back(std::move(key), std::move(value));
}

const FieldValue* FlatEvent::find(std::string_view name) const {
  const auto found = std::find_if(fields_.begin(), fields_.end(), [&](const Entry& e) { return e.first == name; });
  return found == fields_.end() ? nullptr : &found->second;
}

Result<FlatEvent, std::string> FlatEvent::from_json(std::string_view json) {
  if (json.size() > kMaxBytes) return std::string("an event is larger than 1 MiB");
  simdjson::dom::parser parser;
  if (parser.allocate(std::max<std::size_t>(json.size(), 64), kMaxJsonDepth) != simdjson::SUCCESS)
    return std::string("no memory for the event");
  simdjson::dom::element root;
  const auto error = parser.parse(json.data(), json.size()).get(root);
  if (error != simdjson::SUCCESS) return std::string(simdjson::error_message(error));
  if (!root.is_object()) return std::string("expected a JSON object");
  FlatEvent event;
  std::size_t leaves = 0;
  if (const char* wrong = flatten(root, {}, leaves, event)) return std::string(wrong);
  return event;
}

}  // namespace picket
