#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include "tests/sim/network/mosquitto/recording_proxy.h"
#include "tests/sim/network/mosquitto/test_certificates.h"

namespace picket::sim::test {

/// A mosquitto broker of this test alone, on free ports of 127.0.0.1: one without TLS, one with, one that demands a client
/// certificate. A service that the system may run is not used. Ends with the object.
class MosquittoBroker {
 public:
  MosquittoBroker(const std::string& folder, const TestCertificates& certificates) {
    {
      // Free now; another program could take one before mosquitto does, which would then end, and the test fail.
      const std::array<ListeningSocket, 3> free;
      plain_ = free[0].port();
      tls_ = free[1].port();
      mutual_ = free[2].port();
    }
    const std::string file = folder + "/mosquitto.conf";
    const std::string keys = "certfile " + certificates.path("chain.pem") + "\nkeyfile " + certificates.path("leaf.key") + "\n";
    {
      std::ofstream out(file);
      out << "per_listener_settings false\nallow_anonymous true\npersistence false\nlog_type all\n";
      // Else it becomes the user "mosquitto", who may not read the key.
      if (::geteuid() == 0) out << "user root\n";
      out << "listener " << plain_ << " 127.0.0.1\n"
          << "listener " << tls_ << " 127.0.0.1\n" << keys
          << "listener " << mutual_ << " 127.0.0.1\n" << keys << "cafile " << certificates.path("root.pem")
          << "\nrequire_certificate true\n";
    }
    log_ = folder + "/mosquitto.log";
    process_ = ::fork();
    if (process_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // it does not outlive a test that is killed
      const int log = ::open(log_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      ::dup2(log, STDOUT_FILENO);
      ::dup2(log, STDERR_FILENO);
      ::execl(MOSQUITTO_PROGRAM, "mosquitto", "-c", file.c_str(), static_cast<char*>(nullptr));
      ::_exit(127);
    }
    for (int i = 0; i < 3'000 && !running(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_TRUE(running()) << "mosquitto did not start:\n" << log();
  }
  ~MosquittoBroker() {
    if (process_ <= 0) return;
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
  }
  MosquittoBroker(const MosquittoBroker&) = delete;
  MosquittoBroker& operator=(const MosquittoBroker&) = delete;

  std::uint16_t plain_port() const { return plain_; }
  std::uint16_t tls_port() const { return tls_; }
  std::uint16_t mutual_port() const { return mutual_; }
  std::string log() const {
    std::ifstream file(log_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  bool running() const { return answers(plain_) && answers(tls_) && answers(mutual_); }

  std::uint16_t plain_ = 0;
  std::uint16_t tls_ = 0;
  std::uint16_t mutual_ = 0;
  std::string log_;
  pid_t process_ = -1;
};

}  // namespace picket::sim::test
