#include "tests/support/hub/plugin/hub_front.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <sstream>
#include <utility>
#include <vector>

namespace picket::hub_double {
namespace {

using nlohmann::json;

std::string decoded_percent(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out.push_back(static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16)));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

std::string decoded_base64(const std::string& text) {
  std::vector<unsigned char> out(text.size() + 1);
  const int size = EVP_DecodeBlock(out.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) return {};
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  return {reinterpret_cast<const char*>(out.data()), static_cast<std::size_t>(size) - padding};
}

std::string signature_of(const std::string& key, const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), &size);
  std::array<unsigned char, 64> out{};
  const int written = EVP_EncodeBlock(out.data(), mac.data(), static_cast<int>(size));
  return {reinterpret_cast<const char*>(out.data()), static_cast<std::size_t>(written)};
}

/// "a=1&b=2", the values as they stand there.
std::map<std::string, std::string> fields_of(const std::string& text) {
  std::map<std::string, std::string> fields;
  std::istringstream in(text);
  for (std::string pair; std::getline(in, pair, '&');) {
    const std::size_t equals = pair.find('=');
    if (equals != std::string::npos) fields[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  return fields;
}

/// "devices/D" or "devices/D/modules/M".
std::string path_of(const std::string& client) {
  const std::size_t slash = client.find('/');
  if (slash == std::string::npos) return "devices/" + client;
  return "devices/" + client.substr(0, slash) + "/modules/" + client.substr(slash + 1);
}

json with_version(json section, std::int64_t version) {
  section["$version"] = version;
  return section;
}

constexpr std::string_view kGet = "$iothub/twin/GET/?$rid=";
constexpr std::string_view kPatch = "$iothub/twin/PATCH/properties/reported/?$rid=";

}  // namespace

HubFront::HubFront(std::string host, const std::string& identities) : host_(std::move(host)) {
  add(identities);
}

void HubFront::add(const std::string& identities) {
  std::istringstream in(identities);
  std::string client;
  std::string kind;
  std::string proof;
  while (in >> client >> kind >> proof) {
    Identity identity;
    identity.x509 = kind == "x509";
    identity.proof = identity.x509 ? proof : decoded_base64(proof);
    identities_[client] = identity;
  }
}

std::string HubFront::token_problem(Identity& identity, const std::string& client, const std::string& token, std::int64_t now) const {
  constexpr std::string_view kBegin = "SharedAccessSignature ";
  if (!token.starts_with(kBegin)) return "the password is no token";
  const std::map<std::string, std::string> fields = fields_of(token.substr(kBegin.size()));
  if (fields.size() != 3 || !fields.contains("sr") || !fields.contains("sig") || !fields.contains("se")) return "the token has other fields";
  if (decoded_percent(fields.at("sr")) != host_ + "/" + path_of(client)) return "the token is for another resource";
  if (signature_of(identity.proof, fields.at("sr") + "\n" + fields.at("se")) != decoded_percent(fields.at("sig"))) return "the signature is wrong";
  std::int64_t end = 0;
  std::istringstream(fields.at("se")) >> end;
  if (end + kGrace < now) return "the token has expired";
  identity.token_end = end;
  return {};
}

std::string HubFront::login_problem(const std::string& client, const std::string& user, const std::string& password,
                                    const std::string& thumbprint, std::int64_t now) {
  const auto found = identities_.find(client);
  if (found == identities_.end()) return "no such identity";
  const std::string expected = host_ + "/" + client + "/?api-version=2021-04-12";
  if (user != expected && !user.starts_with(expected + "&DeviceClientType=")) return "the user name is not that of the client identifier";
  Identity& identity = found->second;
  if (!identity.enabled) return "the identity is disabled";
  if (!identity.x509) return token_problem(identity, client, password, now);
  identity.token_end.reset();
  if (!password.empty()) return "a password beside a certificate";
  return thumbprint == identity.proof ? "" : "the certificate is another one";
}

HubFront::Right HubFront::may_publish(const std::string& client, std::string_view topic, int qos) const {
  if (qos > 1) return Right::kClosed;
  if (properties_of(client, topic) || topic.starts_with(kGet) || topic.starts_with(kPatch)) return Right::kAllowed;
  return topic.starts_with("$iothub/methods/res/") ? Right::kAllowed : Right::kClosed;
}

HubFront::Right HubFront::may_subscribe(const std::string& client, std::string_view filter) const {
  const bool documented = filter == "$iothub/twin/res/#" || filter == "$iothub/twin/PATCH/properties/desired/#" ||
                          filter == "$iothub/methods/POST/#" || filter == path_of(client) + "/inputs/#" ||
                          filter == path_of(client) + "/messages/devicebound/#";
  return documented ? Right::kAllowed : Right::kDenied;
}

std::optional<std::string> HubFront::properties_of(const std::string& client, std::string_view topic) {
  const std::string begin = path_of(client) + "/messages/events/";
  if (!topic.starts_with(begin)) return std::nullopt;
  return std::string(topic.substr(begin.size()));
}

std::optional<HubFront::Answer> HubFront::twin_answer(const std::string& client, std::string_view topic, std::string_view payload) {
  const bool is_get = topic.starts_with(kGet);
  if (!is_get && !topic.starts_with(kPatch)) return std::nullopt;
  const std::string request(topic.substr(is_get ? kGet.size() : kPatch.size()));
  const auto answer = [&](int status, const std::string& more, const std::string& body) {
    return Answer{"$iothub/twin/res/" + std::to_string(status) + "/?$rid=" + request + more, body};
  };
  if (twin_failures_ > 0) {
    --twin_failures_;
    return answer(twin_status_, "", "");
  }
  Twin& twin = twins_[client];
  if (is_get) {
    const json document{{"desired", with_version(twin.desired, twin.desired_version)}, {"reported", with_version(twin.reported, twin.reported_version)}};
    return answer(200, "", document.dump());
  }
  const json patch = json::parse(payload, nullptr, false);
  if (!patch.is_object()) return answer(400, "", "");
  twin.reported.merge_patch(patch);
  return answer(204, "&$version=" + std::to_string(++twin.reported_version), "");
}

HubFront::Answer HubFront::change_desired(const std::string& client, const std::string& patch) {
  Twin& twin = twins_[client];
  const json change = json::parse(patch, nullptr, false);
  ++twin.desired_version;
  const std::string topic = "$iothub/twin/PATCH/properties/desired/?$version=" + std::to_string(twin.desired_version);
  // No hub sends what is no object; a client has to live with it all the same.
  if (!change.is_object()) return {topic, patch};
  twin.desired.merge_patch(change);
  return {topic, with_version(change, twin.desired_version).dump()};
}

std::optional<std::int64_t> HubFront::token_end(const std::string& client) const {
  const auto found = identities_.find(client);
  return found == identities_.end() ? std::nullopt : found->second.token_end;
}

}  // namespace picket::hub_double
