#pragma once

#include <unistd.h>

#include <array>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "tests/sim/network/mosquitto/recording_proxy.h"
#include "tests/sim/network/mosquitto/test_certificates.h"
#include "tests/support/hub/broker_process.h"

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
    process_ = std::make_unique<BrokerProcess>(file, folder + "/mosquitto.log", std::vector<std::uint16_t>{plain_, tls_, mutual_});
  }

  std::uint16_t plain_port() const { return plain_; }
  std::uint16_t tls_port() const { return tls_; }
  std::uint16_t mutual_port() const { return mutual_; }
  std::string log() const { return process_->log(); }

 private:
  std::uint16_t plain_ = 0;
  std::uint16_t tls_ = 0;
  std::uint16_t mutual_ = 0;
  std::unique_ptr<BrokerProcess> process_;
};

}  // namespace picket::sim::test
