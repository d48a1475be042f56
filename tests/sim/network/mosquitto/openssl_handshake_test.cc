// Handshakes of OpenSSL with itself, in memory: each flight has to be as large as tls_handshake.h says. An RSA signature and
// X25519 keys have one size, so that nothing is left to chance but the 70 to 72 bytes of a P-256 signature of the client.

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <memory>

#include "sim/network/tls_handshake.h"
#include "tests/sim/network/mosquitto/test_certificates.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

using test::TestCertificates;

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using Session = std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)>;

constexpr const char* kServerName = "contoso-hub.azure-devices.net";

Context context_of(const SSL_METHOD* method, TlsProtocol version) {
  Context context(SSL_CTX_new(method), &SSL_CTX_free);
  const int number = version == TlsProtocol::kTls12 ? TLS1_2_VERSION : TLS1_3_VERSION;
  EXPECT_EQ(SSL_CTX_set_min_proto_version(context.get(), number), 1);
  EXPECT_EQ(SSL_CTX_set_max_proto_version(context.get(), number), 1);
  return context;
}

void use(SSL_CTX* context, const TestCertificates& certificates, const char* chain, const char* key) {
  EXPECT_EQ(SSL_CTX_use_certificate_chain_file(context, certificates.path(chain).c_str()), 1);
  EXPECT_EQ(SSL_CTX_use_PrivateKey_file(context, certificates.path(key).c_str(), SSL_FILETYPE_PEM), 1);
}

struct Played {
  TlsHandshake flights;
  Session session{nullptr, &SSL_SESSION_free};
  bool resumed = false;
};

/// Both sides take turns over two buffers in memory, of which OpenSSL counts what was written.
Played play(SSL_CTX* client_context, SSL_CTX* server_context, const char* server_name, SSL_SESSION* session) {
  SSL* const client = SSL_new(client_context);
  SSL* const server = SSL_new(server_context);
  BIO* const up = BIO_new(BIO_s_mem());
  BIO* const down = BIO_new(BIO_s_mem());
  BIO_up_ref(up);
  BIO_up_ref(down);
  SSL_set_bio(client, down, up);
  SSL_set_bio(server, up, down);
  SSL_set_connect_state(client);
  SSL_set_accept_state(server);
  if (server_name != nullptr) {
    EXPECT_EQ(SSL_set_tlsext_host_name(client, server_name), 1);
  }
  if (session != nullptr) {
    EXPECT_EQ(SSL_set_session(client, session), 1);
  }
  const auto written = [](BIO* bio) { return static_cast<std::int64_t>(BIO_number_written(bio)); };
  Played played;
  SSL_do_handshake(client);
  played.flights.hello_up = written(up);
  SSL_do_handshake(server);
  played.flights.hello_down = written(down);
  SSL_do_handshake(client);
  played.flights.finish_up = written(up) - played.flights.hello_up;
  SSL_do_handshake(server);
  played.flights.finish_down = written(down) - played.flights.hello_down;
  SSL_do_handshake(client);
  char nothing;
  SSL_read(client, &nothing, 1);  // takes the tickets of TLS 1.3
  EXPECT_EQ(SSL_is_init_finished(client) + SSL_is_init_finished(server), 2);
  played.resumed = SSL_session_reused(client) == 1;
  played.session.reset(SSL_get1_session(client));
  SSL_shutdown(client);  // else the session counts as broken
  SSL_free(client);
  SSL_free(server);
  return played;
}

class OpensslHandshake : public ::testing::TestWithParam<TlsProtocol> {
 protected:
  OpensslHandshake()
      : client_(context_of(TLS_client_method(), GetParam())), server_(context_of(TLS_server_method(), GetParam())) {
    use(server_.get(), certificates_, "chain.pem", "leaf.key");
    // As long as that of OpenSSL's own s_server.
    const unsigned char name[4] = {};
    EXPECT_EQ(SSL_CTX_set_session_id_context(server_.get(), name, sizeof name), 1);
    settings_.version = GetParam();
    settings_.server = certificates_.server_chain();
    settings_.asks_client_certificate = false;
  }

  void ask_for_certificates() {
    SSL_CTX_set_verify(server_.get(), SSL_VERIFY_PEER, nullptr);
    EXPECT_EQ(SSL_CTX_load_verify_locations(server_.get(), certificates_.path("root.pem").c_str(), nullptr), 1);
    settings_.asks_client_certificate = true;
  }
  Played expect(const TlsHandshake& model, const char* server_name = kServerName, SSL_SESSION* session = nullptr, std::int64_t tolerance = 0) {
    Played played = play(client_.get(), server_.get(), server_name, session);
    EXPECT_EQ(played.flights.hello_up, model.hello_up);
    EXPECT_EQ(played.flights.hello_down, model.hello_down);
    EXPECT_NEAR(static_cast<double>(played.flights.finish_up), static_cast<double>(model.finish_up), static_cast<double>(tolerance));
    EXPECT_EQ(played.flights.finish_down, model.finish_down);
    return played;
  }

  TemporaryFolder folder_;
  TestCertificates certificates_{folder_.path()};
  Context client_;
  Context server_;
  TlsSettings settings_;
};

/// A DER signature of P-256 is 70 to 72 bytes, and one of 512 is shorter.
constexpr std::int64_t kEcSignatureTolerance = 4;

TEST_P(OpensslHandshake, has_the_flights_of_the_model) {
  {
    SCOPED_TRACE("full, then resumed");
    const Played first = expect(full_handshake(settings_));
    EXPECT_FALSE(first.resumed);
    const Played second = expect(resumed_handshake(settings_), kServerName, first.session.get());
    EXPECT_TRUE(second.resumed);
  }
  {
    SCOPED_TRACE("without a server's name");
    expect(full_handshake(settings_.to(0)), nullptr);
  }
  {
    SCOPED_TRACE("asked for a certificate, and none sent");
    ask_for_certificates();
    expect(full_handshake(settings_));
  }
  {
    SCOPED_TRACE("asked by a server that names an authority, and one sent");
    SSL_CTX_set_client_CA_list(server_.get(), SSL_load_client_CA_file(certificates_.path("root.pem").c_str()));
    settings_.authority_bytes = TestCertificates::authority_bytes("Test Root");
    use(client_.get(), certificates_, "device.pem", "device.key");
    const TlsChain with_root = certificates_.device_chain();
    settings_.client = {1, with_root.own_bytes, with_root.own_bytes, TlsKey::kEcP256};
    expect(full_handshake(settings_), kServerName, nullptr, kEcSignatureTolerance);
  }
  {
    SCOPED_TRACE("without tickets");
    SSL_CTX_set_options(server_.get(), SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(server_.get(), 0);
    settings_.sends_tickets = false;
    expect(full_handshake(settings_), kServerName, nullptr, kEcSignatureTolerance);
  }
}

INSTANTIATE_TEST_SUITE_P(Versions, OpensslHandshake, ::testing::Values(TlsProtocol::kTls12, TlsProtocol::kTls13),
                         [](const auto& version) { return version.param == TlsProtocol::kTls12 ? "tls_1_2" : "tls_1_3"; });

}  // namespace
}  // namespace picket::sim
