#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace picket::sim {

/// A file descriptor that is closed with its owner; -1: none.
class OwnedFile {
 public:
  OwnedFile() = default;
  explicit OwnedFile(int fd) : fd_(fd) {}
  ~OwnedFile();
  OwnedFile(OwnedFile&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  OwnedFile& operator=(OwnedFile&& other) noexcept;
  OwnedFile(const OwnedFile&) = delete;
  OwnedFile& operator=(const OwnedFile&) = delete;

  int fd() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

/// Opens for reading, closed in children; never waits for a writer of a pipe. None if it cannot be opened.
/// `folder`: an open directory that a relative `path` begins at, or AT_FDCWD.
OwnedFile open_to_read(int folder, const char* path, int more_flags = 0);

/// The first `limit` bytes of a file such as those of /proc, whose size nobody says. None if it cannot be read: a
/// process that has ended, say. `folder` as above.
std::optional<std::string> read_start_of(int folder, const char* path, std::size_t limit);
std::optional<std::string> read_start_of(const std::string& path, std::size_t limit);
/// Where a symbolic link points; none if it cannot be read.
std::optional<std::string> link_target(int folder, const char* path);

}  // namespace picket::sim
