#include "sim/live/mqtt/secret_source.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace picket::sim {
namespace {

SecretRead secret_not_read(std::string error) { return {std::nullopt, std::move(error), {}}; }

/// Descriptor that closes itself.
struct OpenFile {
  explicit OpenFile(const std::string& path) : fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~OpenFile() {
    if (fd >= 0) ::close(fd);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  const int fd;
};

/// Up to one byte more than allowed; false on an error, which errno tells.
bool read_bytes(int fd, std::string& bytes) {
  bytes.reserve(kMaxSecretFile + 1);  // so that no copy is left behind where the text grew
  std::array<char, 4'096> buffer{};
  ssize_t got = 0;
  while (bytes.size() <= kMaxSecretFile && (got = ::read(fd, buffer.data(), buffer.size())) > 0) {
    bytes.append(buffer.data(), std::min(static_cast<std::size_t>(got), kMaxSecretFile + 1 - bytes.size()));
  }
  OPENSSL_cleanse(buffer.data(), buffer.size());
  return got >= 0;
}

}  // namespace

SecretRead read_secret_file(const std::string& path) {
  const OpenFile file(path);
  if (file.fd < 0) return secret_not_read(path + ": cannot be read: " + std::strerror(errno));
  struct stat about {};
  if (::fstat(file.fd, &about) != 0 || !S_ISREG(about.st_mode)) return secret_not_read(path + ": is no regular file");
  std::string bytes;
  if (!read_bytes(file.fd, bytes)) {
    const int error = errno;
    wipe(bytes);
    return secret_not_read(path + ": cannot be read: " + std::strerror(error));
  }
  const bool too_large = bytes.size() > kMaxSecretFile;
  while (!bytes.empty() && (bytes.back() == '\n' || bytes.back() == '\r')) bytes.pop_back();
  const bool is_empty = bytes.empty();
  SecretRead read;
  read.secret = Secret::taken_from(bytes);
  if (too_large) return secret_not_read(path + ": larger than " + std::to_string(kMaxSecretFile) + " bytes, which no secret is");
  if (is_empty) return secret_not_read(path + ": is empty");
  if ((about.st_mode & (S_IRGRP | S_IROTH)) != 0) read.warning = path + ": others can read it; run 'chmod 600' on it";
  return read;
}

SecretRead take_secret_of_environment(const std::string& variable) {
  char* value = std::getenv(variable.c_str());
  if (value == nullptr) return secret_not_read("environment variable " + variable + " is not set");
  SecretRead read;
  read.secret = Secret(value);
  OPENSSL_cleanse(value, std::strlen(value));
  ::unsetenv(variable.c_str());
  if (read.secret->empty()) return secret_not_read("environment variable " + variable + " is empty");
  return read;
}

}  // namespace picket::sim
