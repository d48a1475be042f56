#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "sim/network/tls_handshake.h"

namespace picket::sim::test {

/// A root, an intermediate and a leaf for "localhost" with an RSA key, as the hub's is; and a device's own certificate.
/// Made with the openssl command, in a folder that the caller removes.
class TestCertificates {
 public:
  explicit TestCertificates(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::ofstream(folder_ / "ca.ext") << "basicConstraints=critical,CA:TRUE\n";
    std::ofstream(folder_ / "leaf.ext") << "subjectAltName=DNS:localhost,DNS:*.azure-devices.net\n";
    const std::string ec = " -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes ";
    const std::string rsa = " -newkey rsa:2048 -nodes ";
    openssl("req -x509" + ec + "-keyout root.key -out root.pem -days 2 -subj '/CN=Test Root'");
    openssl("req" + ec + "-keyout inter.key -out inter.csr -subj '/CN=Test Intermediate'");
    openssl("x509 -req -in inter.csr -CA root.pem -CAkey root.key -set_serial 2 -out inter.pem -days 2 -extfile ca.ext");
    openssl("req" + rsa + "-keyout leaf.key -out leaf.csr -subj '/CN=localhost'");
    openssl("x509 -req -in leaf.csr -CA inter.pem -CAkey inter.key -set_serial 3 -out leaf.pem -days 2 -extfile leaf.ext");
    openssl("req" + ec + "-keyout device.key -out device.csr -subj '/CN=dev-0001'");
    openssl("x509 -req -in device.csr -CA root.pem -CAkey root.key -set_serial 4 -out device.pem -days 2 -extfile leaf.ext");
    std::ofstream(folder_ / "chain.pem") << text_of("leaf.pem") << text_of("inter.pem");
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  /// Of what the server sends.
  TlsChain server_chain() const {
    const std::int64_t leaf = der_bytes("leaf.pem");
    return {2, leaf + der_bytes("inter.pem"), leaf, TlsKey::kRsa2048};
  }
  /// Of what a client on OpenSSL sends: its certificate, and the root that it finds among those it trusts.
  TlsChain device_chain() const {
    const std::int64_t own = der_bytes("device.pem");
    return {2, own + der_bytes("root.pem"), own, TlsKey::kEcP256};
  }
  /// Of a name of that text alone in DER, with two bytes of length before it: a SEQUENCE of a SET of a SEQUENCE of a type and
  /// a text.
  static std::int64_t authority_bytes(const std::string& common_name) {
    return 2 + (2 + 2 + 2 + 5 + 2) + static_cast<std::int64_t>(common_name.size());
  }

 private:
  void openssl(const std::string& arguments) const {
    const std::string command = "cd '" + folder_.string() + "' && openssl " + arguments + " >/dev/null 2>openssl.log";
    ASSERT_EQ(std::system(command.c_str()), 0) << command << "\n" << text_of("openssl.log");
  }
  std::string text_of(const std::string& name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::int64_t der_bytes(const std::string& pem) const {
    openssl("x509 -in " + pem + " -outform der -out " + pem + ".der");
    return static_cast<std::int64_t>(std::filesystem::file_size(folder_ / (pem + ".der")));
  }

  std::filesystem::path folder_;
};

}  // namespace picket::sim::test
