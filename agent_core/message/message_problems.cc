#include "agent_core/message/message_problems.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <utility>

#include "agent_core/base/closest_word.h"
#include "agent_core/base/ip_address.h"
#include "agent_core/base/utf8.h"
#include "agent_core/message/g1_schema.h"
#include "agent_core/message/json_value.h"
#include "agent_core/message/message.h"
#include "agent_core/message/utc_text.h"

namespace picket {
namespace {

using g1_json::EventDefinition;
using g1_json::FieldType;
using g1_json::PayloadField;
using simdjson::dom::element;

constexpr std::size_t kUuidLength = 36;
constexpr std::size_t kShownLength = 60;  ///< of a value: enough to recognise it, too little to flood a log

/// `text` for one line of a log.
std::string shown(std::string_view text) {
  const std::string_view start = utf8_prefix(text, kShownLength);
  return printable(start) + (start.size() < text.size() ? "..." : "");
}

std::string describe(const element& value) {
  std::string_view text;
  if (read_text(value, text)) return "the text " + quoted_text(text);
  bool flag = false;
  if (value.get(flag) == simdjson::SUCCESS) return flag ? "true" : "false";
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  if (value.is_null()) return "null";
  return is_integer(value) ? "an integer" : "a number with a fraction";
}

std::string joined(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words) {
    if (!out.empty()) out += ", ";
    out += word;
  }
  return out;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> words) {
  const std::string near = closest_word(word, words);
  return near.empty() ? "" : "did you mean '" + near + "'?";
}

std::string item_path(std::string_view list, std::size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}
std::string child_path(const std::string& path, std::string_view key) {
  return path.empty() ? shown(key) : path + "." + shown(key);
}

std::string expectation(const PayloadField& field) {
  switch (field.type) {
    case FieldType::kText:
      return field.values.empty() ? "a text" : "one of " + joined(field.values);
    case FieldType::kInteger:
      return "an integer";
    case FieldType::kBoolean:
      return "true or false";
    case FieldType::kAddress:
      return "an IPv4 or IPv6 address as a text";
    case FieldType::kPort:
      return "a port as a text, for example \"443\"";
    case FieldType::kGuid:
      return "a text of 36 characters";
    case FieldType::kDetails:
      return "an object of texts";
  }
  return "";
}

bool fits(const PayloadField& field, const element& value) {
  std::string_view text;
  bool flag = false;
  switch (field.type) {
    case FieldType::kInteger:
      return is_integer(value);
    case FieldType::kBoolean:
      return value.get(flag) == simdjson::SUCCESS;
    case FieldType::kDetails:
      return value.is_object();
    default:
      break;
  }
  if (!read_text(value, text)) return false;
  if (field.type == FieldType::kAddress) return IpAddress::parse(text).has_value();
  if (field.type == FieldType::kGuid) return text.size() == kUuidLength;
  return field.values.empty() || std::find(field.values.begin(), field.values.end(), text) != field.values.end();
}

/// The names of an object's fields against those it must have.
constexpr std::array<std::string_view, 4> kEnvelope{"AgentVersion", "AgentId", "MessageSchemaVersion", "Events"};
constexpr std::array<std::string_view, 9> kEvent{"Category",       "EventType",    "Name",
                                                 "PayloadSchemaVersion", "Id",     "TimestampLocal",
                                                 "TimestampUTC",   "IsEmpty",      "Payload"};
enum EventField : std::size_t { kCategory, kType, kName, kVersion, kId, kLocal, kUtc, kIsEmpty, kPayload };

template <std::size_t N>
struct Fields {
  std::array<element, N> values;
  std::uint32_t present = 0;
  bool has(std::size_t i) const { return (present >> i & 1) != 0; }
};

class Validator {
 public:
  explicit Validator(std::size_t max_problems) : max_problems_(std::max<std::size_t>(1, max_problems)) {}

  void check(const element& root) {
    Fields<4> fields;
    if (!read_object(root, "", kEnvelope, fields)) return;
    for (std::size_t i = 0; i < 3; ++i) {
      if (fields.has(i)) text_field(fields.values[i], std::string(kEnvelope[i]), i == 1, i == 2 ? "1.0" : "");
    }
    if (!fields.has(3)) return;
    simdjson::dom::array events;
    if (fields.values[3].get(events) != simdjson::SUCCESS) {
      add("Events", describe(fields.values[3]), "a list of events");
      return;
    }
    std::size_t index = 0;
    for (const element event : events) {
      if (full()) return;
      check_event(event, item_path("Events", index++));
    }
    if (index == 0) add("Events", "an empty list", "at least one event");
  }

  void add(std::string path, std::string found, std::string expected, std::string hint = "") {
    ++found_;
    if (problems_.size() < max_problems_) {
      problems_.push_back({std::move(path), std::move(found), std::move(expected), std::move(hint)});
    }
  }
  bool full() const { return found_ > max_problems_; }

  std::vector<MessageProblem> take() {
    if (full()) problems_.push_back({"", "more problems", "", "only the first are listed"});
    return std::move(problems_);
  }

 private:
  template <std::size_t N>
  bool read_object(const element& value, const std::string& path, const std::array<std::string_view, N>& names,
                   Fields<N>& fields) {
    simdjson::dom::object object;
    if (value.get(object) != simdjson::SUCCESS) {
      add(path, describe(value), "an object");
      return false;
    }
    for (const auto [key, field] : object) {
      if (full()) return false;
      const auto at = static_cast<std::size_t>(std::find(names.begin(), names.end(), key) - names.begin());
      if (at == N) {
        unknown_field(path, key, names);
      } else if (fields.has(at)) {
        add(child_path(path, key), "the name twice", "it once");
      } else {
        fields.values[at] = field;
        fields.present |= 1U << at;
      }
    }
    for (std::size_t i = 0; i < N; ++i) {
      if (!fields.has(i)) add(child_path(path, names[i]), "", "this field: it is required");
    }
    return true;
  }

  void unknown_field(const std::string& path, std::string_view key, std::span<const std::string_view> names) {
    add(child_path(path, key), "an unknown field", "one of " + joined(names), did_you_mean(key, names));
  }

  /// A text, of 36 characters or equal to `exactly` where that is asked for.
  void text_field(const element& value, const std::string& path, bool id, std::string_view exactly = "") {
    std::string_view text;
    const bool ok = read_text(value, text) && (!id || text.size() == kUuidLength) &&
                    (exactly.empty() || text == exactly);
    if (ok) return;
    add(path, describe(value),
        id ? "a text of 36 characters" : exactly.empty() ? "a text" : "the text '" + std::string(exactly) + "'");
  }

  void check_event(const element& value, const std::string& path) {
    Fields<9> fields;
    if (!read_object(value, path, kEvent, fields)) return;
    const auto at = [&](EventField field) { return child_path(path, kEvent[field]); };
    if (fields.has(kVersion)) text_field(fields.values[kVersion], at(kVersion), false, "1.0");
    if (fields.has(kId)) text_field(fields.values[kId], at(kId), true);
    if (fields.has(kLocal)) text_field(fields.values[kLocal], at(kLocal), false);
    std::string_view text;
    if (fields.has(kUtc) && (!read_text(fields.values[kUtc], text) || !parse_timestamp(text))) {
      add(at(kUtc), describe(fields.values[kUtc]), "a time, for example \"2026-01-31T23:59:59Z\"");
    }
    bool is_empty = false;
    const bool flag = fields.has(kIsEmpty) && fields.values[kIsEmpty].get(is_empty) == simdjson::SUCCESS;
    if (fields.has(kIsEmpty) && !flag) add(at(kIsEmpty), describe(fields.values[kIsEmpty]), "true or false");
    const EventDefinition* definition = fields.has(kName) ? definition_of(fields.values[kName], at(kName)) : nullptr;
    // What the other fields must be depends on the name alone; without it they would all seem wrong.
    if (definition == nullptr) return;
    if (fields.has(kCategory)) text_field(fields.values[kCategory], at(kCategory), false, definition->category);
    if (fields.has(kType)) text_field(fields.values[kType], at(kType), false, definition->event_type);
    if (fields.has(kPayload)) check_payload(fields.values[kPayload], at(kPayload), *definition, flag, is_empty, path);
  }

  const EventDefinition* definition_of(const element& value, const std::string& path) {
    std::string_view name;
    if (read_text(value, name)) {
      if (const EventDefinition* definition = g1_json::find_definition(name)) return definition;
    }
    std::vector<std::string_view> names;
    for (const EventDefinition& definition : g1_json::definitions()) names.push_back(definition.name);
    add(path, describe(value), "one of " + joined(names), did_you_mean(name, names));
    return nullptr;
  }

  void check_payload(const element& value, const std::string& path, const EventDefinition& definition, bool flag_known,
                     bool is_empty, const std::string& event_path) {
    simdjson::dom::array items;
    if (value.get(items) != simdjson::SUCCESS) {
      add(path, describe(value), "a list of items");
      return;
    }
    std::size_t index = 0;
    for (const element item : items) {
      if (full()) return;
      check_item(item, item_path(path, index++), definition);
    }
    if (!flag_known) return;
    const bool may_be_empty = definition.category == "Periodic" && is_empty;
    if (index == 0 && !may_be_empty) {
      add(path, "an empty list", definition.category == "Periodic" ? "an item, or IsEmpty true" : "at least one item");
    } else if (is_empty && definition.category != "Periodic") {
      add(child_path(event_path, "IsEmpty"), "true", "false: only a Periodic event may be empty");
    }
  }

  void check_item(const element& value, const std::string& path, const EventDefinition& definition) {
    simdjson::dom::object object;
    if (value.get(object) != simdjson::SUCCESS) {
      add(path, describe(value), "an object");
      return;
    }
    const auto fields = definition.fields;
    std::uint32_t present = 0;
    for (const auto [key, field_value] : object) {
      if (full()) return;
      std::size_t at = 0;
      while (at < fields.size() && fields[at].name != key) ++at;
      if (at == fields.size()) {
        std::vector<std::string_view> names;
        for (const PayloadField& field : fields) names.push_back(field.name);
        unknown_field(path, key, names);
        continue;
      }
      const std::string at_path = child_path(path, key);
      if ((present >> at & 1) != 0) add(at_path, "the name twice", "it once");
      present |= 1U << at;
      if (!fits(fields[at], field_value)) {
        wrong_value(fields[at], field_value, at_path);
      } else if (fields[at].type == FieldType::kDetails) {
        check_details(field_value, at_path);
      }
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].required && (present >> i & 1) == 0) {
        add(child_path(path, fields[i].name), "", expectation(fields[i]));
      }
    }
    const bool has_user = (present >> g1_json::login::kUserId & 1) != 0 || (present >> g1_json::login::kUserName & 1) != 0;
    if (definition.name == "Login" && !has_user) add(path, "neither UserId nor UserName", "one of the two");
  }

  void wrong_value(const PayloadField& field, const element& value, const std::string& path) {
    std::string_view text;
    const bool word = !field.values.empty() && read_text(value, text);
    add(path, describe(value), expectation(field), word ? did_you_mean(text, field.values) : "");
  }

  void check_details(const element& value, const std::string& path) {
    simdjson::dom::object details;
    if (value.get(details) != simdjson::SUCCESS) return;
    std::set<std::string_view> seen;
    for (const auto [key, detail] : details) {
      if (full()) return;
      if (!seen.insert(key).second) add(child_path(path, key), "the name twice", "it once");
      if (!detail.is_string()) add(child_path(path, key), describe(detail), "a text: ExtraDetails holds texts only");
    }
  }

  std::size_t max_problems_;
  std::size_t found_ = 0;
  std::vector<MessageProblem> problems_;
};

}  // namespace

std::string quoted_text(std::string_view text) {
  return "'" + shown(text) + "'";
}

std::string to_string(const MessageProblem& problem) {
  std::string out = problem.path.empty() ? "message" : problem.path;
  out += problem.found.empty() ? ": missing" : ": found " + problem.found;
  if (!problem.expected.empty()) out += ", expected " + problem.expected;
  if (!problem.hint.empty()) out += "; " + problem.hint;
  return out;
}

std::vector<MessageProblem> find_message_problems(std::string_view json, std::size_t max_problems) {
  const std::size_t limit = DecodeLimits{}.max_bytes;
  if (json.size() > limit) {
    return {{"", std::to_string(json.size()) + " bytes", "at most " + std::to_string(limit), "send it in parts"}};
  }
  simdjson::dom::parser parser;
  const auto parsed = parser.parse(json.data(), json.size());
  element root;
  if (const auto error = parsed.get(root); error != simdjson::SUCCESS) {
    return {{"", "bytes that cannot be parsed", "JSON in UTF-8", simdjson::error_message(error)}};
  }
  Validator validator(max_problems);
  validator.check(root);
  return validator.take();
}

}  // namespace picket
