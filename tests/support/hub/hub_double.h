#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "tests/sim/network/mosquitto/recording_proxy.h"
#include "tests/support/hub/broker_process.h"
#include "tests/support/hub/hub_certificates.h"

namespace picket::sim::test {

/// What a device sent, as the hub took it.
struct HubEvent {
  std::string client;
  std::string properties;  ///< percent-encoded, the end of the topic
  std::string body;
};

/// An IoT Hub's front door on 127.0.0.1: a mosquitto broker with TLS, our plugin (tests/support/hub/plugin) and a PKI of its own.
/// Clients connect to 127.0.0.1 and check the certificate against the hub's real name.
///
/// Limits: see HubFront. A client certificate is asked for at mutual_port() alone, as mosquitto asks for one only where it insists.
class HubDouble {
 public:
  static constexpr const char* kHost = "contoso-hub.azure-devices.net";

  /// `identities`: as HubFront takes them.
  HubDouble(std::string folder, const HubCertificates& certificates, const std::string& identities) : folder_(std::move(folder)) {
    std::array<std::uint16_t, 4> ports{};
    {
      // Free now; another program could take one before mosquitto does, which would then end, and the test fail.
      const std::array<ListeningSocket, 4> free;
      for (std::size_t i = 0; i < ports.size(); ++i) ports[i] = free[i].port();
    }
    port_ = ports[0];
    mutual_port_ = ports[1];
    expired_port_ = ports[2];
    early_port_ = ports[3];
    std::ofstream(folder_ + "/identities") << identities;
    {
      std::ofstream out(folder_ + "/hub.conf");
      out << "per_listener_settings false\nallow_anonymous false\npersistence false\nlog_type all\nmax_inflight_messages 0\n";
      // Else it becomes the user "mosquitto", who may not read the key.
      if (::geteuid() == 0) out << "user root\n";
      out << "plugin " << HUB_PLUGIN << "\nplugin_opt_host " << kHost << "\nplugin_opt_identities " << folder_ << "/identities\nplugin_opt_folder "
          << folder_ << "\n";
      const auto listener = [&](std::uint16_t port, const std::string& chain) {
        out << "listener " << port << " 127.0.0.1\ncertfile " << certificates.path(chain) << "\nkeyfile " << certificates.path("leaf.key") << "\n";
      };
      listener(port_, "chain.pem");
      listener(mutual_port_, "chain.pem");
      out << "cafile " << certificates.path("root.pem") << "\nrequire_certificate true\n";
      listener(expired_port_, "expired.pem");
      listener(early_port_, "early.pem");
    }
    broker_ = std::make_unique<BrokerProcess>(folder_ + "/hub.conf", folder_ + "/hub.log", std::vector<std::uint16_t>(ports.begin(), ports.end()));
  }

  std::uint16_t port() const { return port_; }
  std::uint16_t mutual_port() const { return mutual_port_; }
  std::uint16_t expired_port() const { return expired_port_; }
  std::uint16_t early_port() const { return early_port_; }
  BrokerProcess& broker() { return *broker_; }

  /// Gives the plugin an order and returns its answer: see HubPlugin::obey.
  std::string order(const std::string& text) const {
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const std::string own = folder_ + "/asking";
    ::unlink(own.c_str());
    const sockaddr_un from = address_of(own);
    const sockaddr_un to = address_of(folder_ + "/control");
    EXPECT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&from), sizeof from), 0);
    EXPECT_EQ(::sendto(fd, text.data(), text.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to), static_cast<ssize_t>(text.size()));
    std::string answer(65'536, '\0');
    pollfd wanted{fd, POLLIN, 0};
    const ssize_t got = ::poll(&wanted, 1, 30'000) == 1 ? ::recv(fd, answer.data(), answer.size(), 0) : -1;
    ::close(fd);
    EXPECT_GE(got, 0) << "the plugin does not answer to " << text;
    answer.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return answer;
  }
  std::vector<HubEvent> events() const {
    std::vector<HubEvent> events;
    std::ifstream file(folder_ + "/events.tsv");
    for (std::string line; std::getline(file, line);) {
      std::istringstream in(line);
      HubEvent event;
      std::string hex;
      std::getline(in, event.client, '\t');
      std::getline(in, event.properties, '\t');
      std::getline(in, hex);
      for (std::size_t i = 0; i + 1 < hex.size(); i += 2) event.body.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
      events.push_back(event);
    }
    return events;
  }
  /// "connect", "refuse" and "disconnect", one a line.
  std::string connections() const {
    std::ifstream file(folder_ + "/connections.tsv");
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  static sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
  }

  std::string folder_;
  std::uint16_t port_ = 0;
  std::uint16_t mutual_port_ = 0;
  std::uint16_t expired_port_ = 0;
  std::uint16_t early_port_ = 0;
  std::unique_ptr<BrokerProcess> broker_;
};

}  // namespace picket::sim::test
