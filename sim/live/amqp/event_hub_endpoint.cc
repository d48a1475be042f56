#include "sim/live/amqp/event_hub_endpoint.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "agent_core/base/closest_word.h"

namespace picket::sim {
namespace {

enum class EndpointPart : std::uint8_t { kEndpoint, kSharedAccessKeyName, kSharedAccessKey, kEntityPath, kHostName, kDeviceId, kSharedAccessSignature, kCount_ };
constexpr std::size_t kEndpointParts = static_cast<std::size_t>(EndpointPart::kCount_);
constexpr std::array<std::string_view, kEndpointParts> kEndpointPartNames{
    "Endpoint", "SharedAccessKeyName", "SharedAccessKey", "EntityPath", "HostName", "DeviceId", "SharedAccessSignature"};
constexpr std::string_view kWhereToFindIt =
    "copy the Event Hub-compatible endpoint from the portal (Built-in endpoints), or ask 'az iot hub connection-string show --default-eventhub'";

bool is_word_character(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'; }

/// Of hosts, entities and policies: what DNS and Event Hubs allow, and nothing that could change an address.
bool is_plain_name(std::string_view name) {
  constexpr std::size_t kMaxName = 260;
  return !name.empty() && name.size() <= kMaxName && std::all_of(name.begin(), name.end(), is_word_character) && name.front() != '.' && name.back() != '.';
}

class EndpointReader {
 public:
  explicit EndpointReader(std::string_view text) : text_(text) {}

  EventHubEndpointRead read() {
    if (split()) {
      check_kind();
      EventHubEndpoint endpoint;
      endpoint.host = host();
      endpoint.policy = name(EndpointPart::kSharedAccessKeyName, "the policy's name, as 'SharedAccessKeyName=service'");
      if (present(EndpointPart::kSharedAccessKey, "the policy's key")) endpoint.key = Secret(at(EndpointPart::kSharedAccessKey)->value);
      endpoint.entity = name(EndpointPart::kEntityPath, "the Event Hub-compatible name, as 'EntityPath=iothub-ehub-contoso-1234567-0123456789'");
      if (problems_.empty()) return {std::move(endpoint), {}};
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

  const std::optional<Found>& at(EndpointPart part) const { return found_[static_cast<std::size_t>(part)]; }
  static std::string word(EndpointPart part) { return std::string(kEndpointPartNames[static_cast<std::size_t>(part)]); }

  bool split() {
    if (text_.size() > kMaxConnectionString) {
      add({}, "longer than " + std::to_string(kMaxConnectionString) + " bytes", "give a connection string alone");
      return false;
    }
    std::size_t begin = text_.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) {
      add({}, "empty", std::string(kWhereToFindIt));
      return false;
    }
    const std::size_t end = text_.find_last_not_of(" \t\r\n;") + 1;
    std::size_t part = 0;
    while (begin < end) {
      const std::size_t stop = std::min(text_.find(';', begin), end);
      read_part(++part, begin, text_.substr(begin, stop - begin));
      begin = stop + 1;
    }
    if (part == 1 && std::none_of(found_.begin(), found_.end(), [](const auto& f) { return f.has_value(); })) {
      problems_.clear();
      add({}, "no connection string", "expected 'Endpoint=sb://...;SharedAccessKeyName=...;SharedAccessKey=...;EntityPath=...'");
      return false;
    }
    return true;
  }

  void read_part(std::size_t part, std::size_t begin, std::string_view text) {
    const Found here{part, begin + 1, {}};
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) {
      add(here, text.empty() ? "an empty part" : "a part without '='", "write name=value between semicolons");
      return;
    }
    const std::string_view name = text.substr(0, equals);
    const auto known = std::find(kEndpointPartNames.begin(), kEndpointPartNames.end(), name);
    if (known == kEndpointPartNames.end()) {
      // The name is not told: it may be the secret itself.
      const std::string meant = closest_word(name, kEndpointPartNames);
      add(here, "unknown name", meant.empty() ? "known are Endpoint, SharedAccessKeyName, SharedAccessKey and EntityPath" : "did you mean '" + meant + "'?");
      if (!meant.empty()) meant_.push_back(meant);
      return;
    }
    auto& slot = found_[static_cast<std::size_t>(known - kEndpointPartNames.begin())];
    if (slot) {
      add(here, std::string(*known) + ": given twice", "remove one of the two");
      return;
    }
    slot = Found{part, begin + 1, text.substr(equals + 1)};
    if (slot->value.empty()) add(here, std::string(*known) + ": empty", "write its value behind the '='");
  }

  void check_kind() {
    if (at(EndpointPart::kSharedAccessSignature)) {
      add(*at(EndpointPart::kSharedAccessSignature), "SharedAccessSignature: a ready token, which ends and cannot be renewed", "give SharedAccessKeyName and SharedAccessKey");
    }
    for (const EndpointPart part : {EndpointPart::kHostName, EndpointPart::kDeviceId}) {
      if (at(part)) add(*at(part), word(part) + ": belongs to another connection string, that of the hub or of a device", std::string(kWhereToFindIt));
    }
  }

  std::string host() {
    if (!present(EndpointPart::kEndpoint, "the address, as 'Endpoint=sb://ihsuprodxx.servicebus.windows.net/'")) return {};
    const Found& found = *at(EndpointPart::kEndpoint);
    std::string_view host = found.value;
    constexpr std::string_view kScheme = "sb://";
    if (host.starts_with(kScheme)) {
      host.remove_prefix(kScheme.size());
      if (host.ends_with('/')) host.remove_suffix(1);
      if (is_plain_name(host)) return std::string(host);
    }
    add(found, "Endpoint: no address of an Event Hub", "write sb://, the host's name and '/', without a port");
    return {};
  }

  std::string name(EndpointPart part, const char* what) {
    if (!present(part, what)) return {};
    if (is_plain_name(at(part)->value)) return std::string(at(part)->value);
    add(*at(part), word(part) + ": holds characters that no such name has", "letters, digits, '-', '.' and '_'");
    return {};
  }

  bool present(EndpointPart part, const char* what) {
    if (!at(part)) {
      // A part that is there under a mistyped name is not missing as well.
      if (std::find(meant_.begin(), meant_.end(), word(part)) == meant_.end()) add({}, word(part) + ": missing", std::string("add ") + what);
      return false;
    }
    return !at(part)->value.empty();  // said already
  }

  void add(const Found& where, std::string text, std::string hint) { problems_.push_back({where.part, where.character, std::move(text), std::move(hint)}); }

  std::string_view text_;
  std::array<std::optional<Found>, kEndpointParts> found_;
  std::vector<std::string> meant_;
  std::vector<SecretTextProblem> problems_;
};

}  // namespace

EventHubEndpointRead read_event_hub_endpoint(const Secret& text) { return EndpointReader(text.exposed()).read(); }

}  // namespace picket::sim
