#include "sim/live/mqtt/connection_string.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "agent_core/base/closest_word.h"
#include "sim/live/mqtt/base64.h"

namespace picket::sim {
namespace {

enum class StringPart : std::uint8_t {
  kHostName, kDeviceId, kModuleId, kSharedAccessKey, kX509, kGatewayHostName, kSharedAccessKeyName, kSharedAccessSignature, kEndpoint,
  kEntityPath, kCount_
};
constexpr std::size_t kParts = static_cast<std::size_t>(StringPart::kCount_);
constexpr std::array<std::string_view, kParts> kPartNames{
    "HostName", "DeviceId", "ModuleId", "SharedAccessKey", "x509", "GatewayHostName", "SharedAccessKeyName", "SharedAccessSignature",
    "Endpoint", "EntityPath"};

constexpr std::size_t kMaxId = 128;
constexpr std::size_t kMaxHost = 253;
/// IoT Hub makes keys of 32 bytes and takes 16 to 64.
constexpr std::size_t kLeastKey = 16;
constexpr std::size_t kMostKey = 64;

bool letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool valid_host(std::string_view host) {
  if (host.empty() || host.size() > kMaxHost) return false;
  std::size_t label = 0;
  for (std::size_t i = 0; i <= host.size(); ++i) {
    if (i < host.size() && host[i] != '.') continue;
    const std::string_view name = host.substr(label, i - label);
    if (name.empty() || name.size() > 63 || name.front() == '-' || name.back() == '-') return false;
    if (!std::all_of(name.begin(), name.end(), [](char c) { return letter_or_digit(c) || c == '-'; })) return false;
    label = i + 1;
  }
  return true;
}

bool valid_id(std::string_view id) {
  constexpr std::string_view kAlso = "-.%_#*?!(),:=@$'";
  return !id.empty() && id.size() <= kMaxId &&
         std::all_of(id.begin(), id.end(), [&](char c) { return letter_or_digit(c) || kAlso.find(c) != std::string_view::npos; });
}

/// '#' and '+' have a meaning in topics; IoT Hub allows '#' in ids all the same.
bool fits_a_topic(std::string_view id) { return id.find('#') == std::string_view::npos; }

class ConnectionStringReader {
 public:
  explicit ConnectionStringReader(std::string_view text) : text_(text) {}

  ConnectionString read() {
    if (split()) {
      check_services();
      LiveIdentity identity;
      identity.names.host = host(StringPart::kHostName, true);
      identity.gateway = host(StringPart::kGatewayHostName, false);
      identity.names.device = id(StringPart::kDeviceId, true);
      identity.names.module = id(StringPart::kModuleId, false);
      read_proof(identity);
      if (problems_.empty()) return {std::move(identity), {}};
    }
    std::stable_sort(problems_.begin(), problems_.end(), [](const auto& a, const auto& b) { return a.part < b.part; });
    return {std::nullopt, std::move(problems_)};
  }

 private:
  struct Found {
    std::size_t part = 0;
    std::size_t character = 0;
    std::string_view value;
  };

  /// False if no more is worth saying.
  bool split() {
    if (text_.size() > kMaxConnectionString) {
      add({}, "longer than " + std::to_string(kMaxConnectionString) + " bytes", "give a connection string alone");
      return false;
    }
    std::size_t begin = text_.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) {
      add({}, "empty", "copy the device's or module's connection string from the portal, or ask 'az iot hub module-identity connection-string show'");
      return false;
    }
    const std::size_t end = text_.find_last_not_of(" \t\r\n;") + 1;
    std::size_t part = 0;
    while (begin < end) {
      const std::size_t stop = std::min(text_.find(';', begin), end);
      read_part(++part, begin, text_.substr(begin, stop - begin));
      begin = stop + 1;
    }
    const bool any = std::any_of(found_.begin(), found_.end(), [](const auto& f) { return f.has_value(); });
    if (!any && part == 1) {
      problems_.clear();
      add({}, "no connection string", "expected 'HostName=...;DeviceId=...;ModuleId=...;SharedAccessKey=...'");
      return false;
    }
    return true;
  }

  void read_part(std::size_t part, std::size_t begin, std::string_view text) {
    const Found at{part, begin + 1, {}};
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) {
      add(at, text.empty() ? "an empty part" : "a part without '='", "write name=value between semicolons");
      return;
    }
    const std::string_view name = text.substr(0, equals);
    const auto known = std::find(kPartNames.begin(), kPartNames.end(), name);
    if (known == kPartNames.end()) {
      // The name is not told: it may be the secret itself.
      const std::string meant = closest_word(name, kPartNames);
      add(at, "unknown name", meant.empty() ? "known are HostName, DeviceId, ModuleId, SharedAccessKey, x509 and GatewayHostName"
                                            : "did you mean '" + meant + "'?");
      if (!meant.empty()) meant_.push_back(meant);
      return;
    }
    auto& slot = found_[static_cast<std::size_t>(known - kPartNames.begin())];
    if (slot) {
      add(at, std::string(*known) + ": given twice", "remove one of the two");
      return;
    }
    slot = Found{part, begin + 1, text.substr(equals + 1)};
    if (slot->value.empty()) add(at, std::string(*known) + ": empty", "write its value behind the '=', or leave the part out");
  }

  const std::optional<Found>& found(StringPart part) const { return found_[static_cast<std::size_t>(part)]; }
  static std::string name_of(StringPart part) { return std::string(kPartNames[static_cast<std::size_t>(part)]); }
  /// A part that is there under a mistyped name is not missing as well.
  bool mistyped(StringPart part) const { return std::find(meant_.begin(), meant_.end(), name_of(part)) != meant_.end(); }

  void check_services() {
    for (const StringPart part : {StringPart::kSharedAccessKeyName, StringPart::kEndpoint, StringPart::kEntityPath}) {
      if (!found(part)) continue;
      add(*found(part), name_of(part) + ": belongs to a connection string of services",
          "take that of the device or module, which has a DeviceId");
    }
    if (found(StringPart::kSharedAccessSignature)) {
      add(*found(StringPart::kSharedAccessSignature), "SharedAccessSignature: a ready token, which ends and cannot be renewed",
          "give SharedAccessKey, or x509=true and a certificate");
    }
  }

  std::string host(StringPart part, bool needed) {
    if (!present(part, needed, "the hub's name, as 'HostName=contoso-hub.azure-devices.net'")) return {};
    const Found& it = *found(part);
    if (valid_host(it.value)) return std::string(it.value);
    add(it, name_of(part) + ": no DNS name", "letters, digits, '-' and '.', without 'https://' and without a port");
    return {};
  }

  std::string id(StringPart part, bool needed) {
    if (!present(part, needed, "the device's id, as 'DeviceId=dev-0001'")) return {};
    const Found& it = *found(part);
    if (!valid_id(it.value)) {
      add(it, name_of(part) + ": no id of IoT Hub", "1 to 128 ASCII letters, digits and - . % _ * ? ! ( ) , : = @ $ '");
    } else if (!fits_a_topic(it.value)) {
      add(it, name_of(part) + ": holds '#', which cannot stand in a topic of MQTT", "register it under another id");
    } else {
      return std::string(it.value);
    }
    return {};
  }

  void read_proof(LiveIdentity& identity) {
    const std::optional<Found>& x509 = found(StringPart::kX509);
    const std::optional<Found>& key = found(StringPart::kSharedAccessKey);
    if (x509 && !x509->value.empty()) {
      identity.x509 = x509->value == "true";
      if (!identity.x509 && x509->value != "false") add(*x509, "x509: neither true nor false", "write x509=true, or leave it out");
    }
    if (key && identity.x509) add(*key, "SharedAccessKey: given beside x509=true", "remove one of the two");
    if (key && !key->value.empty()) read_key(*key, identity);
    if (!key && !identity.x509 && !mistyped(StringPart::kSharedAccessKey) && !mistyped(StringPart::kX509) && !found(StringPart::kSharedAccessSignature)) {
      add({}, "SharedAccessKey: missing", "add it, or x509=true and give a certificate and its key");
    }
  }

  void read_key(const Found& key, LiveIdentity& identity) {
    std::optional<Secret> decoded = base64_decoded(key.value);
    if (!decoded) {
      add(key, "SharedAccessKey: no base64", "copy it whole: its length is a multiple of 4 and it often ends in '='");
    } else if (decoded->size() < kLeastKey || decoded->size() > kMostKey) {
      add(key, "SharedAccessKey: not of 16 to 64 bytes", "copy it whole");
    } else {
      identity.key = std::move(*decoded);
    }
  }

  bool present(StringPart part, bool needed, const char* hint) {
    if (!found(part)) {
      if (needed && !mistyped(part)) add({}, name_of(part) + ": missing", std::string("add ") + hint);
      return false;
    }
    return !found(part)->value.empty();  // said already
  }

  void add(const Found& at, std::string text, std::string hint) { problems_.push_back({at.part, at.character, std::move(text), std::move(hint)}); }

  std::string_view text_;
  std::array<std::optional<Found>, kParts> found_;
  std::vector<std::string> meant_;
  std::vector<SecretTextProblem> problems_;
};

}  // namespace

ConnectionString read_connection_string(const Secret& text) { return ConnectionStringReader(text.exposed()).read(); }

std::string describe(const std::vector<SecretTextProblem>& problems, std::string_view source) {
  std::string out;
  for (const SecretTextProblem& problem : problems) {
    out += source;
    if (problem.part != 0) {
      out += ", part " + std::to_string(problem.part) + " (character " + std::to_string(problem.character) + ")";
    }
    out += ": error: " + problem.text;
    if (!problem.hint.empty()) out += "; " + problem.hint;
    out += "\n";
  }
  return out;
}

}  // namespace picket::sim
