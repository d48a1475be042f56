#include "sim/results/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace picket::sim {
namespace {

/// Zero, or the error number.
int write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t n = ::write(file, content.data(), content.size());
    if (n < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    content.remove_prefix(static_cast<std::size_t>(n));
  }
  return ::fsync(file) == 0 ? 0 : errno;
}

}  // namespace

std::optional<WriteError> write_file(const std::string& path, std::string_view content) {
  // Renaming would put a file in the place of a device, a pipe or a link to one.
  struct stat there {};
  if (::stat(path.c_str(), &there) == 0 && !S_ISREG(there.st_mode))
    return WriteError{path, S_ISDIR(there.st_mode) ? std::strerror(EISDIR) : "Not a regular file"};
  // Process numbers are a machine's own, and several machines may share a folder.
  utsname machine{};
  ::uname(&machine);
  const std::string temporary = path + ".tmp." + machine.nodename + "." + std::to_string(::getpid());
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return WriteError{path, std::strerror(errno), errno};
  int error = write_all(file, content);
  if (::close(file) != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error == 0) return std::nullopt;
  ::unlink(temporary.c_str());
  return WriteError{path, std::strerror(error), error};
}

}  // namespace picket::sim
