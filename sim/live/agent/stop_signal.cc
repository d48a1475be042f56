#include "sim/live/agent/stop_signal.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include "agent_core/base/check.h"

namespace picket::sim {

StopSignal::StopSignal() {
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGTERM);
  sigaddset(&stops, SIGINT);
  PICKET_CHECK(::pthread_sigmask(SIG_BLOCK, &stops, &before_) == 0);
  file_ = OwnedFile(::signalfd(-1, &stops, SFD_NONBLOCK | SFD_CLOEXEC));
  PICKET_CHECK(static_cast<bool>(file_), "no signal descriptor");
}

StopSignal::~StopSignal() {
  while (take()) {}  // else it would come now, and kill the process
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

bool StopSignal::take() {
  signalfd_siginfo what{};
  return ::read(file_.fd(), &what, sizeof what) == static_cast<ssize_t>(sizeof what);
}

}  // namespace picket::sim
