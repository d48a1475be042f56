#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent_core/base/result.h"
#include "sim/live/collect/kernel_bytes.h"
#include "sim/live/collect/owned_file.h"

namespace picket::sim {

/// A netlink socket to the kernel: datagrams out and in, without waiting.
/// Source: netlink(7), socket(7).
class NetlinkSocket {
 public:
  enum class Receipt : std::uint8_t {
    kDatagram,
    kNothing,    ///< none waits
    kOverflow,   ///< the kernel dropped some, as the buffer was full (ENOBUFS); the next ones can be received
    kTruncated,  ///< longer than kMaxDatagram: dropped
    kFailed,     ///< anything else; `failure` says what
  };
  /// The kernel fills dumps up to 32 KiB (net/netlink/af_netlink.c, netlink_dump).
  static constexpr std::size_t kMaxDatagram = 64 * 1024;

  /// `groups`: bit n - 1 stands for group n. `buffer_bytes`: of the kernel's receive buffer; without CAP_NET_ADMIN it
  /// gives at most net.core.rmem_max.
  /// Errors: a sentence for a person.
  static Result<NetlinkSocket, std::string> open(int protocol, std::uint32_t groups, int buffer_bytes);

  int fd() const { return file_.fd(); }
  /// Errors: a sentence for a person.
  std::optional<std::string> send(KernelBytes datagram) const;
  /// The datagram is valid until the next call. What others than the kernel send is passed over.
  Receipt receive(KernelBytes& datagram);
  /// Waits up to `milliseconds` for something to receive.
  bool wait(int milliseconds) const;
  int failure() const { return failure_; }

 private:
  explicit NetlinkSocket(OwnedFile file) : file_(std::move(file)), buffer_(kMaxDatagram) {}

  OwnedFile file_;
  std::vector<std::byte> buffer_;
  int failure_ = 0;
};

}  // namespace picket::sim
