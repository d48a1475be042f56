#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/live/collect/proc_net.h"
#include "sim/live/collect/sock_diag.h"

namespace picket::sim {

/// All sockets of the host: from sock_diag, and from /proc/net where that does not give a family.
/// Limits: those of this network namespace alone.
class SocketSource {
 public:
  /// `ends`: also be told of sockets that end (by sock_diag alone). `problem` says, where it is asked for, why there is
  /// no sock_diag.
  explicit SocketSource(bool ends, std::string* problem = nullptr, std::string proc = "/proc");
  /// From /proc/net alone.
  static SocketSource of_proc(std::string proc = "/proc");

  /// Every socket, at most kMaxSockets. False if not a single family could be read.
  bool read(std::vector<SocketRow>& rows, MissedCounts& missed);
  void take_ends(std::vector<SocketRow>& rows, MissedCounts& missed);
  /// Readable when a socket has ended; -1: it does not say.
  int fd() const { return diag_ ? diag_->fd() : -1; }
  bool has_sock_diag() const { return diag_.has_value(); }

 private:
  struct OfProc {};
  SocketSource(OfProc, std::string proc) : proc_(std::move(proc)) {}

  std::optional<SockDiag> diag_;
  std::string proc_;
};

}  // namespace picket::sim
