// Two independent measurements with OpenSSL 3 of handshakes, in bytes of TLS records. The first gives bytes of each
// direction and the sizes of the certificates. The second gives sums of both directions and says nothing of the
// certificates; each chain was measured with TLS 1.2 and 1.3, so one figure gives its size and the other is predicted.

#include "sim/network/tls_handshake.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

// SNI "contoso-hub.azure-devices.net", the measured chain, no client certificate asked for.
constexpr TlsSettings measured(TlsProtocol version) {
  TlsSettings s;
  s.version = version;
  s.server = kMeasuredServerChain;
  s.asks_client_certificate = false;
  return s;
}
constexpr TlsSettings kTls12 = measured(TlsProtocol::kTls12);
constexpr TlsSettings kTls13 = measured(TlsProtocol::kTls13);

void expect_bytes(const TlsHandshake& handshake, std::int64_t up, std::int64_t down) {
  EXPECT_EQ(handshake.up(), up);
  EXPECT_EQ(handshake.down(), down);
}

TEST(TlsHandshake, full_in_tls_1_2) {
  expect_bytes(full_handshake(kTls12), 319, 3'713);
  TlsSettings node = kTls12;
  node.client_hello_extra = 56;
  expect_bytes(full_handshake(node), 375, 3'713);
  TlsSettings without_ticket = kTls12;
  without_ticket.sends_tickets = false;
  expect_bytes(full_handshake(without_ticket), 319, 3'550);
  EXPECT_EQ(resumed_handshake(without_ticket), full_handshake(without_ticket));
}

// As the hub does it: a client certificate is asked for and none is sent.
TEST(TlsHandshake, asks_for_a_certificate_that_is_not_sent) {
  TlsSettings asks = kTls12;
  asks.asks_client_certificate = true;
  expect_bytes(full_handshake(asks), 319 + 12, 3'713 + 57);
  asks.version = TlsProtocol::kTls13;  // an empty Certificate of 8 bytes, a request of 45, each in a record
  expect_bytes(full_handshake(asks), 343 + 30, 3'630 + 67 + 2 * 255);
}

// The request named one authority, of 19 bytes and two of length: only so are the tickets whole blocks larger.
TEST(TlsHandshake, with_a_client_certificate_in_tls_1_2) {
  TlsSettings mutual = kTls12;
  mutual.asks_client_certificate = true;
  mutual.authority_bytes = 21;
  mutual.client = kRsaClientChain;
  expect_bytes(full_handshake(mutual), 1'290, 4'479);
  mutual.client = kEcClientChain;
  expect_bytes(full_handshake(mutual), 901, 4'271);
}

TEST(TlsHandshake, resumed) {
  expect_bytes(resumed_handshake(kTls12), 485, 141);
  TlsHandshake tls13 = resumed_handshake(kTls13);
  EXPECT_EQ(tls13.finish_down, 255);
  tls13.finish_down = 0;  // the new ticket comes after the handshake
  expect_bytes(tls13, 614, 241);
}

// Tickets of 255 bytes with their records. Mosquitto keeps 11 bytes more, which need another block: the first measurement's
// 271.
TEST(TlsHandshake, full_in_tls_1_3) {
  TlsHandshake handshake = full_handshake(kTls13);
  EXPECT_EQ(handshake.finish_down, 2 * 255);
  handshake.finish_down = 0;
  expect_bytes(handshake, 343, 3'630);
  TlsSettings mosquitto = kTls13;
  mosquitto.session_extra = 11;
  EXPECT_EQ(full_handshake(mosquitto).finish_down, 2 * 271);
}

// OpenSSL's s_server and mosquitto, with a client certificate of the last size before a ticket grows by a block, and the first
// after.
TEST(TlsHandshake, tickets_grow_by_blocks) {
  struct Row {
    TlsProtocol version;
    std::int64_t session_extra;
    std::int64_t certificate;
    std::int64_t ticket;
  };
  for (const Row& row : {Row{TlsProtocol::kTls12, 0, 472, 640}, Row{TlsProtocol::kTls12, 0, 473, 656},
                         Row{TlsProtocol::kTls12, 11, 477, 656}, Row{TlsProtocol::kTls12, 11, 478, 672},
                         Row{TlsProtocol::kTls13, 0, 468, 672}, Row{TlsProtocol::kTls13, 0, 474, 688},
                         Row{TlsProtocol::kTls13, 11, 473, 688}, Row{TlsProtocol::kTls13, 11, 474, 704}}) {
    TlsSettings s;
    s.version = row.version;
    s.session_extra = row.session_extra;
    s.client = {1, row.certificate, row.certificate, TlsKey::kEcP256};
    EXPECT_EQ(session_ticket(s), row.ticket) << row.certificate;
  }
}

// Certificates of 779 (RSA) and 383 bytes (P-256) of a client, and a chain of 1,624 of the server: measured by themselves.
TEST(TlsHandshake, with_a_client_certificate_in_tls_1_3) {
  TlsSettings mutual = kTls13;
  mutual.asks_client_certificate = true;
  mutual.server.bytes = 1'624;
  mutual.client = {1, 779, 779, TlsKey::kRsa2048};
  expect_bytes(full_handshake(mutual), 1'443, 2'252 + 2 * (22 + 1'017));
  mutual.client = {1, 383, 383, TlsKey::kEcP256};
  expect_bytes(full_handshake(mutual), 863 - 1, 2'252 + 2 * (22 + 617));  // its signature happened to have 72 bytes
}

// No server name was sent, and tickets of TLS 1.3 were not counted.
class Sums {
 public:
  explicit Sums(TlsKey key) {
    settings_.server_name = 0;
    settings_.asks_client_certificate = false;
    settings_.server = {2, 0, 0, key};
  }
  std::int64_t full(TlsProtocol version) const { return sum(version, settings_.server); }
  void set_chain_from(std::int64_t full_12) {
    settings_.server.bytes = 0;
    settings_.server.bytes = full_12 - full(TlsProtocol::kTls12);
  }
  std::int64_t resumed(TlsProtocol version) const {
    TlsSettings s = settings_;
    s.version = version;
    const TlsHandshake h = resumed_handshake(s);
    return h.up() + h.down() - (version == TlsProtocol::kTls13 ? h.finish_down : 0);
  }

 private:
  std::int64_t sum(TlsProtocol version, const TlsChain& server) const {
    TlsSettings s = settings_;
    s.version = version;
    s.server = server;
    const TlsHandshake h = full_handshake(s);
    return h.up() + h.down() - (version == TlsProtocol::kTls13 ? h.finish_down : 0);
  }
  TlsSettings settings_;
};

TEST(TlsHandshake, predicts_tls_1_3_from_a_chain_that_was_measured_with_1_2) {
  Sums rsa(TlsKey::kRsa2048);
  rsa.set_chain_from(3'983);
  EXPECT_EQ(rsa.full(TlsProtocol::kTls13), 3'924);
  EXPECT_EQ(rsa.resumed(TlsProtocol::kTls12), 588);
  EXPECT_EQ(rsa.resumed(TlsProtocol::kTls13), 817);
  Sums ec(TlsKey::kEcP256);
  ec.set_chain_from(2'237);
  EXPECT_EQ(ec.full(TlsProtocol::kTls13), 2'178);
}

// Both sides send a chain of two: what the client adds in 1.2 gives the size of its chain, and 1.3 is predicted from it,
// within the byte by which a P-256 signature varies. The leaf of each is one whose ticket is larger by whole blocks, 1,008
// and 352 bytes. The server named its authority, as one does that verifies clients: how long the name is does not matter,
// as it is in both versions.
TEST(TlsHandshake, predicts_what_a_client_certificate_adds_in_tls_1_3) {
  struct Row {
    TlsKey key;
    std::int64_t added_12;
    std::int64_t added_13;
    std::int64_t leaf;
    std::int64_t tolerance;
  };
  for (const Row& row : {Row{TlsKey::kRsa2048, 7'801 - 3'983, 6'789 - 3'924, 1'003, 0},
                         Row{TlsKey::kEcP256, 3'655 - 2'237, 3'298 - 2'178, 347, 1}}) {
    const auto added = [&](TlsProtocol version, std::int64_t chain) {
      TlsSettings s;
      s.version = version;
      s.asks_client_certificate = false;
      const TlsHandshake plain = full_handshake(s);
      s.asks_client_certificate = true;
      s.authority_bytes = 21;
      s.client = {2, chain, row.leaf, row.key};
      const TlsHandshake mutual = full_handshake(s);
      const bool tls13 = version == TlsProtocol::kTls13;
      return mutual.up() + mutual.hello_down + (tls13 ? 0 : mutual.finish_down) -
             (plain.up() + plain.hello_down + (tls13 ? 0 : plain.finish_down));
    };
    const std::int64_t chain = row.added_12 - added(TlsProtocol::kTls12, 0);
    EXPECT_GT(chain, row.leaf);
    EXPECT_NEAR(static_cast<double>(added(TlsProtocol::kTls13, chain)), static_cast<double>(row.added_13),
                static_cast<double>(row.tolerance));
  }
}

// What runs had for IoT Hub before handshakes had parts: 331 bytes up and 3,770 + 475 down.
TEST(TlsHandshake, the_default_is_azure_with_a_token) {
  const TlsHandshake handshake = full_handshake({});
  expect_bytes(handshake, 331, 4'245);
  EXPECT_EQ(handshake.hello_down, 4'003);
}

TEST(TlsHandshake, a_server_name_adds_nine_bytes_and_itself) {
  TlsSettings s = kTls12;
  s.server_name = 0;
  EXPECT_EQ(full_handshake(s).hello_up, 188);
  s.server_name = 9;
  EXPECT_EQ(full_handshake(s).hello_up, 188 + 18);
}

TEST(TlsHandshake, takes_one_round_trip_less_if_resumed_or_1_3) {
  EXPECT_EQ(handshake_round_trips(TlsProtocol::kTls12, false), 2);
  EXPECT_EQ(handshake_round_trips(TlsProtocol::kTls12, true), 1);
  EXPECT_EQ(handshake_round_trips(TlsProtocol::kTls13, false), 1);
  EXPECT_EQ(handshake_round_trips(TlsProtocol::kTls13, true), 1);
}

}  // namespace
}  // namespace picket::sim
