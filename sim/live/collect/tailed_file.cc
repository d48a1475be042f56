#include "sim/live/collect/tailed_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace picket::sim {

bool TailedFile::path_names_another() const {
  struct stat named {};
  if (::stat(path_.c_str(), &named) != 0) return false;  // moved away, and the new one is not there yet
  return named.st_ino != inode_ || named.st_dev != device_;
}

void TailedFile::open() {
  const bool first_look = !looked_;
  looked_ = true;
  OwnedFile file = open_to_read(AT_FDCWD, path_.c_str());
  struct stat opened {};
  // Neither a pipe nor a device is a log.
  if (!file || ::fstat(file.fd(), &opened) != 0 || !S_ISREG(opened.st_mode)) return;
  file_ = std::move(file);
  device_ = opened.st_dev;
  inode_ = opened.st_ino;
  const auto size = static_cast<std::uint64_t>(opened.st_size);
  offset_ = first_look ? size - size % unit_ : 0;
  anew_ = true;
}

KernelBytes TailedFile::read_open() {
  buffer_.resize(kMaxRead);
  ssize_t got = 0;
  do {
    got = ::pread(file_.fd(), buffer_.data(), buffer_.size(), static_cast<off_t>(offset_));
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return {};
  offset_ += static_cast<std::uint64_t>(got);
  return KernelBytes(buffer_).first(static_cast<std::size_t>(got));
}

KernelBytes TailedFile::read(bool& began_anew, MissedCounts& missed) {
  began_anew = false;
  more_ = false;
  if (!file_) open();
  if (!file_) return {};
  struct stat opened {};
  if (::fstat(file_.fd(), &opened) == 0 && static_cast<std::uint64_t>(opened.st_size) < offset_) {
    ++missed[Missed::kFileCut];
    offset_ = 0;
    anew_ = true;
  }
  KernelBytes bytes = read_open();
  if (bytes.empty() && path_names_another()) {
    open();
    bytes = read_open();
  }
  more_ = bytes.size() == kMaxRead;
  if (!bytes.empty()) {
    began_anew = anew_;
    anew_ = false;
  } else {
    // Logs are seldom written: the memory is better with others.
    buffer_ = {};
  }
  return bytes;
}

}  // namespace picket::sim
