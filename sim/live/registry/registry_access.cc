#include "sim/live/registry/registry_access.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "agent_core/base/closest_word.h"
#include "agent_core/message/message_marking.h"
#include "sim/live/mqtt/base64.h"
#include "sim/live/mqtt/sas_signature.h"

namespace picket::sim {
namespace {

constexpr std::array<std::string_view, 7> kAccessParts{"HostName", "SharedAccessKeyName", "SharedAccessKey", "DeviceId",
                                                       "ModuleId", "EntityPath",          "Endpoint"};
constexpr std::size_t kNeededParts = 3;
constexpr std::size_t kLeastPolicyKey = 16;
constexpr std::size_t kMostPolicyKey = 64;
constexpr std::size_t kMostHost = 253;
constexpr std::size_t kMostPolicy = 64;
constexpr std::string_view kAccessForm = "expected 'HostName=...;SharedAccessKeyName=...;SharedAccessKey=...'";
constexpr std::string_view kAccessLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

bool host_of_a_hub(std::string_view host) {
  if (host.empty() || host.size() > kMostHost) return false;
  while (true) {
    const std::size_t dot = host.find('.');
    const std::string_view label = host.substr(0, dot);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    if (label.find_first_not_of(kAccessLetters) != std::string_view::npos) return false;
    if (dot == std::string_view::npos) return true;
    host.remove_prefix(dot + 1);
  }
}

class RegistryAccessReader {
 public:
  explicit RegistryAccessReader(std::string_view text) : text_(text) {}

  RegistryAccessRead read() {
    RegistryAccess access;
    if (split()) {
      for (std::size_t i = 0; i < kNeededParts; ++i) {
        if (!parts_[i] && !meant_[i]) add({}, std::string(kAccessParts[i]) + ": missing", std::string(kAccessForm));
      }
      for (std::size_t i = kNeededParts; i < kAccessParts.size(); ++i) {
        if (!parts_[i]) continue;
        add(*parts_[i], std::string(kAccessParts[i]) + ": belongs to a connection string of " + (i < 5 ? "a device" : "the built-in endpoint"),
            "take that of a shared access policy: 'az iot hub connection-string show --policy-name registryReadWrite'");
      }
      read_values(access);
    }
    std::stable_sort(problems_.begin(), problems_.end(), [](const auto& a, const auto& b) { return a.part < b.part; });
    if (!problems_.empty()) return {std::nullopt, std::move(problems_)};
    return {std::move(access), {}};
  }

 private:
  struct FoundPart {
    std::size_t part = 0;
    std::size_t character = 0;
    std::string_view value;
  };

  bool split() {
    constexpr std::string_view kBlanks = " \t\r\n";
    std::size_t begin = text_.find_first_not_of(kBlanks);
    if (text_.size() > kMaxConnectionString) {
      add({}, "longer than " + std::to_string(kMaxConnectionString) + " bytes", "give a connection string alone");
      return false;
    }
    if (begin == std::string_view::npos) {
      add({}, "empty", "ask 'az iot hub connection-string show --policy-name registryReadWrite'");
      return false;
    }
    const std::size_t end = text_.find_last_not_of(" \t\r\n;") + 1;
    std::size_t part = 0;
    while (begin < end) {
      const std::size_t stop = std::min(text_.find(';', begin), end);
      read_part({++part, begin + 1, text_.substr(begin, stop - begin)});
      begin = stop + 1;
    }
    if (part == 1 && std::none_of(parts_.begin(), parts_.end(), [](const auto& found) { return found.has_value(); })) {
      problems_.clear();
      add({}, "no connection string", std::string(kAccessForm));
      return false;
    }
    return true;
  }

  void read_part(const FoundPart& at) {
    const std::size_t equals = at.value.find('=');
    if (equals == std::string_view::npos) {
      add(at, at.value.empty() ? "an empty part" : "a part without '='", "write name=value between semicolons");
      return;
    }
    const std::string_view name = at.value.substr(0, equals);
    const auto known = std::find(kAccessParts.begin(), kAccessParts.end(), name);
    if (known == kAccessParts.end()) {
      // The name is not told: it may be the secret itself.
      const std::string meant = closest_word(name, kAccessParts);
      add(at, "unknown name", meant.empty() ? std::string(kAccessForm) : "did you mean '" + meant + "'?");
      const auto which = std::find(kAccessParts.begin(), kAccessParts.end(), meant);
      if (which != kAccessParts.end()) meant_[static_cast<std::size_t>(which - kAccessParts.begin())] = true;
      return;
    }
    auto& slot = parts_[static_cast<std::size_t>(known - kAccessParts.begin())];
    if (slot) {
      add(at, std::string(*known) + ": given twice", "remove one of the two");
      return;
    }
    slot = FoundPart{at.part, at.character, at.value.substr(equals + 1)};
    if (slot->value.empty()) add(at, std::string(*known) + ": empty", "write its value behind the '='");
  }

  void read_values(RegistryAccess& access) {
    const std::optional<FoundPart>& host = parts_[0];
    const std::optional<FoundPart>& policy = parts_[1];
    const std::optional<FoundPart>& key = parts_[2];
    if (host && !host->value.empty()) {
      access.host = host->value;
      if (!host_of_a_hub(host->value)) {
        add(*host, "HostName: no DNS name", "letters, digits, '-' and '.', without 'https://' and without a port");
      }
    }
    if (policy && !policy->value.empty()) {
      access.policy = policy->value;
      const bool plain = policy->value.find_first_not_of(kAccessLetters) == std::string_view::npos;
      if (!plain || policy->value.size() > kMostPolicy) {
        add(*policy, "SharedAccessKeyName: no name of a policy", "up to 64 letters, digits and '-', as registryReadWrite");
      }
    }
    if (!key || key->value.empty()) return;
    std::optional<Secret> decoded = base64_decoded(key->value);
    if (!decoded) {
      add(*key, "SharedAccessKey: no base64", "copy it whole: its length is a multiple of 4 and it often ends in '='");
    } else if (decoded->size() < kLeastPolicyKey || decoded->size() > kMostPolicyKey) {
      add(*key, "SharedAccessKey: not of 16 to 64 bytes", "copy it whole");
    } else {
      access.key = std::move(*decoded);
    }
  }

  void add(const FoundPart& at, std::string text, std::string hint) {
    problems_.push_back({at.part, at.character, std::move(text), std::move(hint)});
  }

  std::string_view text_;
  std::array<std::optional<FoundPart>, kAccessParts.size()> parts_;
  std::array<bool, kAccessParts.size()> meant_{};
  std::vector<SecretTextProblem> problems_;
};

}  // namespace

RegistryAccessRead read_registry_access(const Secret& text) { return RegistryAccessReader(text.exposed()).read(); }

Secret registry_token(const RegistryAccess& access, Time expires) {
  const std::string resource = percent_encoded(access.host);
  const std::string expiry = std::to_string(expires.unix_seconds());
  std::string signature = base64_encoded(hmac_sha256(access.key, resource + "\n" + expiry));
  std::string token = "SharedAccessSignature sr=" + resource + "&sig=" + percent_encoded(signature) + "&skn=" + percent_encoded(access.policy) +
                      "&se=" + expiry;
  wipe(signature);
  return Secret::taken_from(token);
}

}  // namespace picket::sim
