#include "sim/live/collect/owned_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

namespace picket::sim {

OwnedFile::~OwnedFile() {
  if (fd_ >= 0) ::close(fd_);
}

OwnedFile& OwnedFile::operator=(OwnedFile&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = other.fd_;
    other.fd_ = -1;
  }
  return *this;
}

OwnedFile open_to_read(int folder, const char* path, int more_flags) {
  return OwnedFile(::openat(folder, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | more_flags));
}

std::optional<std::string> read_start_of(int folder, const char* path, std::size_t limit) {
  const OwnedFile file = open_to_read(folder, path);
  if (!file) return std::nullopt;
  std::string text;
  std::array<char, 4'096> block;
  while (text.size() < limit) {
    const ssize_t got = ::read(file.fd(), block.data(), std::min(block.size(), limit - text.size()));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    text.append(block.data(), static_cast<std::size_t>(got));
  }
  return text;
}

std::optional<std::string> read_start_of(const std::string& path, std::size_t limit) {
  return read_start_of(AT_FDCWD, path.c_str(), limit);
}

std::optional<std::string> link_target(int folder, const char* path) {
  std::array<char, PATH_MAX> target;
  const ssize_t length = ::readlinkat(folder, path, target.data(), target.size());
  if (length < 0) return std::nullopt;
  return std::string(target.data(), static_cast<std::size_t>(length));
}

}  // namespace picket::sim
