#include "sim/live/mqtt/base64.h"

#include <openssl/evp.h>

#include <cstdint>

namespace picket::sim {
namespace {

constexpr std::string_view kBase64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string base64_encoded(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3), '\0');
  // It writes a zero behind the text, where a std::string has one.
  const int written = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                                      static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(written));
  return out;
}

// Not OpenSSL's: it takes blanks around the text and padding in the middle, and keeps the padding's zeros.
std::optional<Secret> base64_decoded(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  const std::string_view letters = text.substr(0, text.size() - padding);
  std::string bytes;
  bytes.reserve(letters.size() * 3 / 4 + 3);
  std::uint32_t bits = 0;
  int held = 0;
  bool valid = true;
  for (const char c : letters) {
    const std::size_t value = kBase64Alphabet.find(c);
    valid = valid && value != std::string_view::npos;
    bits = (bits << 6U) | (static_cast<std::uint32_t>(value) & 63U);
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes.push_back(static_cast<char>((bits >> static_cast<unsigned>(held)) & 255U));
    }
  }
  valid = valid && (bits & ((1U << static_cast<unsigned>(held)) - 1)) == 0;
  Secret decoded = Secret::taken_from(bytes);
  if (!valid) return std::nullopt;
  return decoded;
}

}  // namespace picket::sim
