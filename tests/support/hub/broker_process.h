#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/sim/network/mosquitto/recording_proxy.h"

namespace picket::sim::test {

/// A mosquitto broker of a test alone, with this configuration file. Ends with the object.
class BrokerProcess {
 public:
  /// `ports`: all it listens at, on 127.0.0.1. It is up when the constructor returns.
  BrokerProcess(std::string configuration, std::string log, std::vector<std::uint16_t> ports)
      : configuration_(std::move(configuration)), log_(std::move(log)), ports_(std::move(ports)) {
    start();
  }
  ~BrokerProcess() { end(SIGTERM); }
  BrokerProcess(const BrokerProcess&) = delete;
  BrokerProcess& operator=(const BrokerProcess&) = delete;

  void start() {
    process_ = ::fork();
    if (process_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // it does not outlive a test that is killed
      sigset_t none;                       // nor does it keep what the test blocks at the moment
      ::sigemptyset(&none);
      ::sigprocmask(SIG_SETMASK, &none, nullptr);
      const int log = ::open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
      ::dup2(log, STDOUT_FILENO);
      ::dup2(log, STDERR_FILENO);
      // What it inherited open would stay open when the test closes it, and its epoll would go on to tell of it.
      ::close_range(3, ~0U, 0);
      ::execl(MOSQUITTO_PROGRAM, "mosquitto", "-c", configuration_.c_str(), static_cast<char*>(nullptr));
      ::_exit(127);
    }
    for (int i = 0; i < 3'000 && !running(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_TRUE(running()) << "mosquitto did not start:\n" << log();
  }
  void end(int signal) {
    if (process_ <= 0) return;
    ::kill(process_, SIGCONT);
    ::kill(process_, signal);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
  }
  /// Its sockets stay, and nothing answers; until resume().
  void pause() { ::kill(process_, SIGSTOP); }
  void resume() { ::kill(process_, SIGCONT); }
  std::string log() const {
    std::ifstream file(log_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  bool running() const {
    for (const std::uint16_t port : ports_) {
      if (!answers(port)) return false;
    }
    return true;
  }

  std::string configuration_;
  std::string log_;
  std::vector<std::uint16_t> ports_;
  pid_t process_ = -1;
};

}  // namespace picket::sim::test
