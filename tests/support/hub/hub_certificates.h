#pragma once

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "tests/sim/network/mosquitto/test_certificates.h"

namespace picket::sim::test {

struct FreeX509 {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Certificate = std::unique_ptr<X509, FreeX509>;

inline Certificate certificate_in(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "r");
  EXPECT_NE(file, nullptr) << path;
  Certificate certificate(PEM_read_X509(file, nullptr, nullptr, nullptr));
  std::fclose(file);
  EXPECT_NE(certificate, nullptr) << path;
  return certificate;
}

/// SHA-256 of a certificate, in hex, as a hub registers it.
inline std::string thumbprint(const std::string& path) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EXPECT_EQ(X509_digest(certificate_in(path).get(), EVP_sha256(), digest.data(), &size), 1);
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    std::array<char, 3> hex{};
    std::snprintf(hex.data(), hex.size(), "%02x", digest[i]);
    text += hex.data();
  }
  return text;
}

/// The PKI of the hub double: that of TestCertificates, and servers' certificates that are no longer or not yet valid.
class HubCertificates : public TestCertificates {
 public:
  explicit HubCertificates(const std::filesystem::path& folder) : TestCertificates(folder) {
    write_chain("expired.pem", -20, -10);
    write_chain("early.pem", 10, 20);
  }

 private:
  /// The leaf again, of other days from now on, with its intermediate.
  void write_chain(const std::string& name, int from, int to) const {
    const Certificate leaf = certificate_in(path("leaf.pem"));
    std::FILE* file = std::fopen(path("inter.key").c_str(), "r");
    ASSERT_NE(file, nullptr);
    EVP_PKEY* key = PEM_read_PrivateKey(file, nullptr, nullptr, nullptr);
    std::fclose(file);
    X509_gmtime_adj(X509_getm_notBefore(leaf.get()), from * 86'400L);
    X509_gmtime_adj(X509_getm_notAfter(leaf.get()), to * 86'400L);
    EXPECT_GT(X509_sign(leaf.get(), key, EVP_sha256()), 0);
    EVP_PKEY_free(key);
    std::FILE* out = std::fopen(path(name).c_str(), "w");
    ASSERT_NE(out, nullptr);
    EXPECT_EQ(PEM_write_X509(out, leaf.get()), 1);
    std::fclose(out);
    std::ifstream intermediate(path("inter.pem"));
    std::ofstream(path(name), std::ios::app) << std::string{std::istreambuf_iterator<char>(intermediate), {}};
  }
};

}  // namespace picket::sim::test
