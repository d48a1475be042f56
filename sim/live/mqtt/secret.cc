#include "sim/live/mqtt/secret.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

namespace picket::sim {

Secret Secret::taken_from(std::string& text) {
  Secret secret(text);
  picket::sim::wipe(text);
  return secret;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  bytes_ = std::move(other.bytes_);
  other.bytes_.clear();
  return *this;
}

void Secret::with_c_string(const std::function<void(const char*)>& use) const {
  std::vector<char> text(bytes_.size() + 1, '\0');
  std::copy(bytes_.begin(), bytes_.end(), text.begin());
  use(text.data());
  OPENSSL_cleanse(text.data(), text.size());
}

void Secret::wipe() {
  if (!bytes_.empty()) OPENSSL_cleanse(bytes_.data(), bytes_.size());
  bytes_.clear();
}

void wipe(std::string& text) {
  // All that it has room for: an earlier, longer content may lie behind the end.
  text.resize(text.capacity());
  if (!text.empty()) OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

}  // namespace picket::sim
