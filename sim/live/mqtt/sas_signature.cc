#include "sim/live/mqtt/sas_signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "agent_core/base/check.h"
#include "agent_core/message/message_marking.h"
#include "sim/live/mqtt/base64.h"

namespace picket::sim {

std::string hmac_sha256(const Secret& key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  const std::string_view bytes = key.exposed();
  // A null key means "the one before" to OpenSSL.
  const unsigned char* done = HMAC(EVP_sha256(), bytes.empty() ? "" : bytes.data(), static_cast<int>(bytes.size()),
                                   reinterpret_cast<const unsigned char*>(text.data()), text.size(), out.data(), &size);
  PICKET_CHECK(done != nullptr && size == 32, "size", size);
  return {reinterpret_cast<const char*>(out.data()), size};
}

Secret signed_token(const HubNames& names, const Secret& key, Time expires) {
  std::string resource = names.host + "/devices/" + names.device;
  if (!names.module.empty()) resource += "/modules/" + names.module;
  const std::string text = percent_encoded(resource) + "\n" + std::to_string(expires.unix_seconds());
  std::string token = sas_token(names, base64_encoded(hmac_sha256(key, text)), expires.unix_seconds());
  return Secret::taken_from(token);
}

}  // namespace picket::sim
