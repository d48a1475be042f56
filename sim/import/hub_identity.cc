#include "sim/import/hub_identity.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <utility>

#include "agent_core/base/closest_word.h"
#include "agent_core/base/hash.h"
#include "agent_core/base/utf8.h"
#include "sim/import/json_tree.h"
#include "sim/import/part_name.h"

namespace picket::sim {
namespace {

namespace dom = simdjson::dom;

constexpr auto kStatusWords = std::to_array<std::string_view>({"enabled", "disabled"});
constexpr auto kAuthWords = std::to_array<std::string_view>({"sas", "selfSigned", "certificateAuthority", "none"});
/// Of both generations of agent. Source: defender.md 2 (azureiotsecurity; DefenderIotMicroAgent).
constexpr auto kSecurityModules = std::to_array<std::string_view>({"azureiotsecurity", "defenderiotmicroagent"});
constexpr std::size_t kMaxIdBytes = 128;  // iot-hub-devguide-identity-registry: up to 128 characters of 7-bit ASCII

/// A problem before it has a place: the keys that lead to the value.
struct EntryFault {
  IdentityFault fault{};
  std::vector<std::string> path;
  std::string says;
  std::string hint{};
};

/// The member, or nothing if it is missing or null.
std::optional<dom::element> given(const dom::object& object, std::string_view key) {
  dom::element value;
  if (object.at_key(key).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return value;
}

std::optional<std::string_view> text_of_element(const dom::element& element) {
  std::string_view text;
  if (element.get_string().get(text) != simdjson::SUCCESS) return std::nullopt;
  return text;
}

std::optional<dom::object> object_of(const std::optional<dom::element>& element) {
  dom::object object;
  if (!element || element->get_object().get(object) != simdjson::SUCCESS) return std::nullopt;
  return object;
}

bool holds_text(const std::optional<dom::object>& object, std::string_view key) {
  if (!object) return false;
  const auto value = given(*object, key);
  const auto text = value ? text_of_element(*value) : std::nullopt;
  return text && !text->empty();
}

/// Reads one entry; throws nothing, and leaves the first thing that is wrong.
class IdentityEntry {
 public:
  IdentityEntry(const dom::object& entry, const std::vector<std::string>& group_path, std::vector<std::string>& tag_names)
      : entry_(entry), group_path_(group_path), tag_names_(tag_names) {}

  std::variant<HubIdentity, EntryFault> read() {
    HubIdentity out;
    if (!identify(out) || !read_status(out) || !read_auth(out) || !read_scopes(out) || !read_activity(out)) return std::move(fault_);
    read_twin(out);
    return out;
  }

 private:
  bool refuse(IdentityFault fault, std::vector<std::string> path, std::string says, std::string hint = "") {
    fault_ = {fault, std::move(path), std::move(says), std::move(hint)};
    return false;
  }

  /// A text that may be missing. False, with a fault, if it is something else.
  bool text(std::string_view key, std::optional<std::string_view>& out) {
    const auto value = given(entry_, key);
    if (!value) return true;
    out = text_of_element(*value);
    return out || refuse(IdentityFault::kBadField, {std::string(key)}, fmt::format("{} is no text", key));
  }

  bool identify(HubIdentity& out) {
    const std::string_view key = given(entry_, "id") || !given(entry_, "deviceId") ? "id" : "deviceId";
    const auto value = given(entry_, key);
    const auto id = value ? text_of_element(*value) : std::nullopt;
    if (!id || id->empty()) return refuse(IdentityFault::kNoId, {}, "neither 'id' nor 'deviceId' names the device");
    if (id->size() > kMaxIdBytes) {
      return refuse(IdentityFault::kNoId, {std::string(key)}, fmt::format("{} has {} bytes, and an identity has at most {}", key, id->size(), kMaxIdBytes));
    }
    std::optional<std::string_view> module;
    if (!text("moduleId", module)) return false;
    out.id = fnv1a(*id);
    if (module && !module->empty()) {
      out.is_module = true;
      out.id = fnv1a(*module, fnv1a("/", out.id));
      out.is_security_module = std::ranges::find(kSecurityModules, lower_case(*module)) != kSecurityModules.end();
    }
    out.id = mix64(out.id);
    return true;
  }

  bool read_status(HubIdentity& out) {
    std::optional<std::string_view> status;
    if (!text("status", status)) return false;
    if (!status) return true;
    const std::string word = lower_case(*status);
    if (std::ranges::find(kStatusWords, word) == kStatusWords.end()) {
      const std::string near = closest_word(word, kStatusWords);
      return refuse(IdentityFault::kBadStatus, {"status"}, "status is neither enabled nor disabled", near.empty() ? "" : fmt::format("did you mean '{}'?", near));
    }
    out.is_enabled = word == "enabled";
    return true;
  }

  bool read_auth(HubIdentity& out) {
    const auto given_auth = given(entry_, "authentication");
    const auto auth = object_of(given_auth);
    if (given_auth && !auth) return refuse(IdentityFault::kBadField, {"authentication"}, "authentication is no object");
    std::vector<std::string> path{"authenticationType"};
    auto type = given(entry_, "authenticationType");
    if (!type && auth) {
      type = given(*auth, "type");
      path = {"authentication", "type"};
    }
    if (type) {
      const std::string word = lower_case(text_of_element(*type).value_or(""));
      if (word == "sas") out.auth = HubAuth::kSas;
      else if (word == "selfsigned") out.auth = HubAuth::kSelfSigned;
      else if (word == "certificateauthority") out.auth = HubAuth::kCertificateAuthority;
      else if (word != "none") {
        return refuse(IdentityFault::kBadAuthentication, std::move(path), "it is no type of authentication",
                      fmt::format("one of {}", fmt::join(kAuthWords, ", ")));
      }
      if (out.auth != HubAuth::kNotSaid) return true;
    }
    if (!auth) return true;
    if (holds_text(object_of(given(*auth, "x509Thumbprint")), "primaryThumbprint")) out.auth = HubAuth::kSelfSigned;
    else if (holds_text(object_of(given(*auth, "symmetricKey")), "primaryKey")) out.auth = HubAuth::kSas;
    return true;
  }

  bool read_scopes(HubIdentity& out) {
    const auto capabilities = given(entry_, "capabilities");
    const auto object = object_of(capabilities);
    if (capabilities && !object) return refuse(IdentityFault::kBadField, {"capabilities"}, "capabilities is no object");
    if (const auto edge = object ? given(*object, "iotEdge") : std::nullopt) {
      if (edge->get_bool().get(out.is_edge) != simdjson::SUCCESS) {
        return refuse(IdentityFault::kBadField, {"capabilities", "iotEdge"}, "iotEdge is neither true nor false");
      }
    }
    std::optional<std::string_view> scope;
    if (!text("deviceScope", scope)) return false;
    std::optional<std::string_view> parent;
    if (const auto parents = given(entry_, "parentScopes")) {
      dom::array list;
      if (parents->get_array().get(list) != simdjson::SUCCESS) return refuse(IdentityFault::kBadField, {"parentScopes"}, "parentScopes is no list");
      if (list.size() > 0) parent = text_of_element(*list.begin());
      if (list.size() > 0 && !parent) return refuse(IdentityFault::kBadField, {"parentScopes"}, "a parent scope is no text");
    }
    const auto hash_of = [](const std::optional<std::string_view>& text) {
      return text && !text->empty() ? std::optional<std::uint64_t>(mix64(fnv1a(*text))) : std::nullopt;
    };
    // An IoT Edge device's scope is its own; that of others is their gateway's.
    if (out.is_edge) out.own_scope = hash_of(scope);
    out.parent_scope = out.is_edge || !hash_of(scope) ? hash_of(parent) : hash_of(scope);
    return true;
  }

  bool read_activity(HubIdentity& out) {
    std::optional<std::string_view> state;
    std::optional<std::string_view> last;
    if (!text("connectionState", state) || !text("lastActivityTime", last)) return false;
    if (state) out.is_connected = lower_case(*state) == "connected";
    if (last) out.was_ever_active = !last->starts_with("0001-");  // the hub's word for never
    return true;
  }

  void read_twin(HubIdentity& out) {
    if (const auto tags = object_of(given(entry_, "tags"))) {
      for (const auto field : *tags) {
        if (tag_names_.size() >= HubIdentityReader::kMaxTagNames) break;
        const std::string_view name = utf8_prefix(field.key, HubIdentityReader::kMaxGroupBytes);
        if (std::ranges::find(tag_names_, name) == tag_names_.end()) tag_names_.emplace_back(name);
      }
    }
    if (const auto properties = object_of(given(entry_, "properties"))) {
      for (const std::string_view part : {"desired", "reported"}) {
        const auto object = object_of(given(*properties, part));
        if (!object) continue;
        for (const auto field : *object) out.has_twin_properties = out.has_twin_properties || !field.key.starts_with('$');
      }
    }
    read_group(out);
  }

  void read_group(HubIdentity& out) {
    if (group_path_.empty()) return;
    dom::object at = entry_;
    for (std::size_t i = 0; i + 1 < group_path_.size(); ++i) {
      const auto next = given(at, group_path_[i]);
      const auto object = object_of(next);
      out.has_unusable_group = next && !object;
      if (!object) return;
      at = *object;
    }
    const auto value = given(at, group_path_.back());
    if (!value) return;
    std::string text;
    if (value->is_string()) text = *text_of_element(*value);
    else if (value->is_number() || value->is_bool()) text = simdjson::minify(*value);
    if (text.empty() || text.size() > HubIdentityReader::kMaxGroupBytes) out.has_unusable_group = true;
    else out.group = std::move(text);
  }

  dom::object entry_;
  const std::vector<std::string>& group_path_;
  std::vector<std::string>& tag_names_;
  EntryFault fault_;
};

/// The line of a text of several, from 1.
std::string_view line_of_text(std::string_view text, std::uint64_t line) {
  for (; line > 1 && !text.empty(); --line) text.remove_prefix(std::min(text.size(), text.find('\n') + 1));
  text = text.substr(0, text.find('\n'));
  return text.ends_with('\r') ? text.substr(0, text.size() - 1) : text;
}

/// A problem at a place that counts from the record's start.
IdentityProblem problem_in(const JsonRecord& record, Where where, EntryFault fault) {
  const std::uint64_t line = std::max<std::uint32_t>(where.line, 1);
  const std::uint32_t column = std::max<std::uint32_t>(where.column, 1);
  const std::string shown = masked_json(line_of_text(record.text, line));
  ImportProblem at = import_problem(record.line + line - 1, column, std::move(fault.says), std::move(fault.hint), shown);
  if (line == 1) at.column += record.column - 1;
  return {fault.fault, std::move(at)};
}

/// Reads the record again with the parser that knows places.
IdentityProblem located(const JsonRecord& record, EntryFault fault) {
  Diagnostics diagnostics;
  const auto tree = parse_json(record.text, diagnostics.add_source("record", ""), diagnostics);
  if (!tree) {
    // Its words name forms and places, never what the text holds.
    const bool told = fault.fault == IdentityFault::kNotReadable && !diagnostics.all().empty();
    if (told) fault.says = diagnostics.all().front().message;
    return problem_in(record, told ? diagnostics.all().front().where : Where{}, std::move(fault));
  }
  const YamlNode* node = &*tree;
  for (const std::string& key : fault.path) {
    const YamlNode* next = node->find(key);
    if (next == nullptr) break;
    node = next;
  }
  return problem_in(record, node->where, std::move(fault));
}

}  // namespace

std::string_view to_string(HubAuth auth) {
  static constexpr std::array<std::string_view, 4> kWords{"not said", "SAS", "X.509 self-signed", "X.509 by an authority"};
  return kWords[static_cast<std::size_t>(auth)];
}

std::string_view to_string(IdentityFault fault) {
  static constexpr std::array<std::string_view, static_cast<std::size_t>(IdentityFault::kCount_)> kWords{
      "cannot be read as JSON",
      "no object",
      "too long",
      "cut off",
      "without an id",
      "with a status that is none",
      "with a type of authentication that is none",
      "with a field of another kind",
      "given before",
      "beyond the limit; the rest was not read"};
  return kWords[static_cast<std::size_t>(fault)];
}

IdentityProblem problem_of(const JsonRecord& record, IdentityFault fault, std::string says, std::string hint) {
  return problem_in(record, Where{}, {fault, {}, std::move(says), std::move(hint)});
}

struct HubIdentityReader::Impl {
  std::vector<std::string> group_path;
  std::vector<std::string> tag_names;
  dom::parser parser;
};

HubIdentityReader::HubIdentityReader(std::vector<std::string> group_path) : impl_(std::make_unique<Impl>()) {
  impl_->group_path = std::move(group_path);
}
HubIdentityReader::~HubIdentityReader() = default;

std::span<const std::string> HubIdentityReader::tag_names() const { return impl_->tag_names; }

std::variant<HubIdentity, IdentityProblem> HubIdentityReader::read(const JsonRecord& record) {
  if (record.too_long) {
    return problem_of(record, IdentityFault::kTooLong, fmt::format("longer than {} bytes", JsonRecords::kMaxRecordBytes));
  }
  if (record.is_cut_off) return problem_of(record, IdentityFault::kCutOff, "the file ends before this is closed");
  dom::element element;
  if (impl_->parser.parse(record.text.data(), record.text.size()).get(element) != simdjson::SUCCESS) {
    return located(record, {IdentityFault::kNotReadable, {}, "not JSON"});
  }
  dom::object entry;
  if (element.get_object().get(entry) != simdjson::SUCCESS) {
    return problem_of(record, IdentityFault::kNoObject, "an object was expected, '{ ... }'");
  }
  auto read = IdentityEntry(entry, impl_->group_path, impl_->tag_names).read();
  if (auto* fault = std::get_if<EntryFault>(&read)) return located(record, std::move(*fault));
  return std::get<HubIdentity>(read);
}

}  // namespace picket::sim
