#pragma once

#include <csignal>

#include "sim/live/collect/owned_file.h"

namespace picket::sim {

/// SIGTERM and SIGINT as a file descriptor to wait on, for a loop that ends in good order. While it lives they do nothing else.
/// Limits: one thread; what the process was set to before comes back at the end.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  int fd() const { return file_.fd(); }
  /// Takes one that waits; false: there is none.
  bool take();

 private:
  sigset_t before_{};
  OwnedFile file_;
};

}  // namespace picket::sim
