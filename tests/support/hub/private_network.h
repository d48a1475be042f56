#pragma once

#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <string>

namespace picket::sim::test {

/// A network namespace of this process alone, in which there is nothing but loopback: what a test connects to cannot be anybody else's, and
/// nobody can connect to its doubles. Entered before main, while there is one thread; where the kernel or the sandbox refuses, the test runs
/// in the network that it was started in.
///
/// Limits: the kernel's process connector does not answer in here, so programs that test it do not include this file.
class PrivateNetwork {
 public:
  static const PrivateNetwork& entered() {
    static const PrivateNetwork network;
    return network;
  }
  /// Empty: in a namespace of its own; else why not.
  const std::string& refusal() const { return refusal_; }

 private:
  PrivateNetwork() {
    const auto user = ::geteuid();
    const auto group = ::getegid();
    if (user == 0 ? ::unshare(CLONE_NEWNET) != 0 : ::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
      refusal_ = std::string("unshare: ") + std::strerror(errno);
      return;
    }
    if (user != 0) {
      write_file("/proc/self/setgroups", "deny");
      write_file("/proc/self/uid_map", std::to_string(user) + " " + std::to_string(user) + " 1");
      write_file("/proc/self/gid_map", std::to_string(group) + " " + std::to_string(group) + " 1");
    }
    raise_loopback();
  }

  static void write_file(const char* path, const std::string& text) {
    const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return;
    [[maybe_unused]] const auto written = ::write(fd, text.data(), text.size());
    ::close(fd);
  }
  /// A namespace begins with loopback down.
  void raise_loopback() {
    const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq request{};
    std::strncpy(request.ifr_name, "lo", sizeof request.ifr_name - 1);
    if (fd < 0 || ::ioctl(fd, SIOCGIFFLAGS, &request) != 0) {
      refusal_ = "there is no loopback";
    } else {
      request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
      if (::ioctl(fd, SIOCSIFFLAGS, &request) != 0) refusal_ = std::string("loopback stays down: ") + std::strerror(errno);
    }
    if (fd >= 0) ::close(fd);
  }

  std::string refusal_;
};

}  // namespace picket::sim::test
