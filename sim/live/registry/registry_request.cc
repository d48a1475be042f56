#include "sim/live/registry/registry_request.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <array>
#include <utility>

#include "agent_core/base/check.h"
#include "agent_core/message/message_marking.h"
#include "sim/live/mqtt/base64.h"

namespace picket::sim {
namespace {

/// A text of JSON, with quotes. Ids have none of the characters that need it; queries may.
std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      constexpr std::string_view kHex = "0123456789abcdef";
      out += "\\u00";
      out += kHex[byte >> 4U];
      out += kHex[byte & 0xfU];
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string target_of(std::string path) {
  path += "?api-version=";
  path += kRegistryApiVersion;
  return path;
}

std::string path_of(const RegistryIdentity& identity) {
  std::string path = "/devices/" + percent_encoded(identity.device);
  if (!identity.module.empty()) path += "/modules/" + percent_encoded(identity.module);
  return path;
}

/// "type" and keys, as an object of JSON, written into `out` in place so that no copy of a key is left behind.
void write_authentication(std::string& out, const NewIdentity& identity) {
  out += R"("authentication":{"type":"sas","symmetricKey":{"primaryKey":")";
  out += identity.primary_key.exposed();
  out += R"(","secondaryKey":")";
  out += identity.secondary_key.exposed();
  out += R"("}})";
}

void check_keys(const NewIdentity& identity) { PICKET_CHECK(identity.primary_key.empty() == identity.secondary_key.empty()); }

/// Room for one identity, keys included, so that the text does not move as it grows.
constexpr std::size_t kMostBody = 1'024;

RegistryRequest put_request(const NewIdentity& identity, std::string if_match) {
  check_keys(identity);
  std::string body;
  body.reserve(kMostBody);
  body += "{\"deviceId\":" + json_text(identity.identity.device) + ",";
  if (!identity.identity.module.empty()) body += "\"moduleId\":" + json_text(identity.identity.module) + ",";
  write_authentication(body, identity);
  body += "}";
  return {"PUT", target_of(path_of(identity.identity)), std::move(if_match), Secret::taken_from(body), 1, 0, {}};
}

std::string bulk_names(const RegistryIdentity& identity, std::string_view mode) {
  std::string out = "{\"id\":" + json_text(identity.device);
  if (!identity.module.empty()) out += ",\"moduleId\":" + json_text(identity.module);
  return out + ",\"importMode\":\"" + std::string(mode) + "\"";
}

Secret random_key() {
  std::array<unsigned char, 32> bytes{};
  PICKET_CHECK(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
  std::string raw(bytes.begin(), bytes.end());
  OPENSSL_cleanse(bytes.data(), bytes.size());
  std::string text = base64_encoded(raw);
  wipe(raw);
  return Secret::taken_from(text);
}

}  // namespace

std::string to_text(const RegistryIdentity& identity) {
  return identity.module.empty() ? identity.device : identity.device + "/" + identity.module;
}

NewIdentity with_random_keys(RegistryIdentity identity) { return {std::move(identity), random_key(), random_key()}; }

RegistryRequest create_request(const NewIdentity& identity) { return put_request(identity, {}); }

RegistryRequest replace_request(const NewIdentity& identity) { return put_request(identity, "\"*\""); }

RegistryRequest delete_request(const RegistryIdentity& identity) {
  return {"DELETE", target_of(path_of(identity)), "\"*\"", {}, 1, 0, {}};
}

RegistryRequest get_request(const RegistryIdentity& identity) { return {"GET", target_of(path_of(identity)), {}, {}, 1, 0, {}}; }

RegistryRequest modules_request(std::string_view device) {
  return {"GET", target_of("/devices/" + percent_encoded(device) + "/modules"), {}, {}, 1, 0, {}};
}

RegistryRequest bulk_create_request(std::span<const NewIdentity> identities) {
  PICKET_CHECK(!identities.empty() && identities.size() <= kMaxBulk, "identities", identities.size());
  std::string body;
  body.reserve(kMostBody * identities.size());
  for (const NewIdentity& identity : identities) {
    check_keys(identity);
    body += body.empty() ? '[' : ',';
    body += bulk_names(identity.identity, "create") + ",";
    write_authentication(body, identity);
    body += "}";
  }
  body += "]";
  return {"POST", target_of("/devices"), {}, Secret::taken_from(body), static_cast<std::int64_t>(identities.size()), 0, {}};
}

RegistryRequest bulk_delete_request(std::span<const RegistryIdentity> identities) {
  PICKET_CHECK(!identities.empty() && identities.size() <= kMaxBulk, "identities", identities.size());
  std::string body;
  for (const RegistryIdentity& identity : identities) {
    body += body.empty() ? '[' : ',';
    body += bulk_names(identity, "delete") + "}";
  }
  body += "]";
  return {"POST", target_of("/devices"), {}, Secret::taken_from(body), static_cast<std::int64_t>(identities.size()), 0, {}};
}

RegistryRequest query_request(std::string_view query, std::uint32_t page, std::string_view continuation) {
  PICKET_CHECK(page <= kMaxPage, "page", page);
  std::string body = "{\"query\":" + json_text(query) + "}";
  return {"POST", target_of("/devices/query"), {}, Secret::taken_from(body), 1, page, std::string(continuation)};
}

}  // namespace picket::sim
