// The table of sim/network/README.md says what the models say.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "sim/network/amqp_cost.h"
#include "sim/network/https_cost.h"
#include "sim/network/wire_cost.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

std::string readme() {
  std::ifstream file(std::string(PICKET_SOURCE_DIR) + "/sim/network/README.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string with_commas(std::int64_t number) {
  std::string text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

/// A row's cells; a cost that has payload is written without it.
class TableRow {
 public:
  explicit TableRow(const std::string& name) : text_("| " + name + " |") {}
  TableRow& cell(Bytes total, Bytes payload = Bytes(0)) {
    text_ += " " + with_commas((total - payload).count()) + (payload > Bytes(0) ? " + P" : "") + " |";
    return *this;
  }
  TableRow& costs(const WireCost& usual, const WireCost& tls13, const WireCost& websocket) {
    cell(usual.up.total(), usual.up.payload).cell(usual.down.total());
    for (const WireCost* cost : {&usual, &tls13, &websocket}) cell(cost->total(), cost->up.payload);
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

struct Models {
  WireModel usual;
  WireModel tls13;
  WireModel websocket;
};

Models models(bool uses_token = true, const TlsChain& client = {}, bool resumes = false) {
  MqttIdentity identity;
  identity.uses_token = uses_token;
  WireSettings usual;
  usual.tls.client = client;
  usual.resumes_tls = resumes;
  WireSettings tls13 = usual;
  tls13.tls.version = TlsProtocol::kTls13;
  WireSettings websocket = usual;
  websocket.transport = Transport::kMqttWebSocket;
  return {WireModel(identity, usual), WireModel(identity, tls13), WireModel(identity, websocket)};
}

TEST(NetworkReadme, says_the_bytes_of_every_exchange) {
  const std::string text = readme();
  const auto expect_row = [&text](const std::string& name, const Models& m, const auto& cost) {
    EXPECT_THAT(text, HasSubstr(TableRow(name).costs(cost(m.usual), cost(m.tls13), cost(m.websocket)).text()));
  };
  const auto connect = [](const WireModel& m) { return m.connect(); };
  const Models token = models();
  expect_row("connect, from SYN to CONNACK", token, connect);
  expect_row("the same, TLS session resumed", models(true, {}, true), [](const WireModel& m) { return m.reconnect(); });
  expect_row("the same, X.509 with RSA (687 bytes)", models(false, kRsaClientChain), connect);
  expect_row("the same, X.509 with P-256 (483 bytes)", models(false, kEcClientChain), connect);
  expect_row("subscribe to answers and changes of the twin", token, [](const WireModel& m) { return m.subscribe(); });
  expect_row("those two and methods in one packet", token, [](const WireModel& m) {
    return m.subscribe_to({static_cast<std::int64_t>(kTwinAnswers.size()), static_cast<std::int64_t>(kTwinChanges.size()),
                           static_cast<std::int64_t>(kMethodCalls.size())});
  });
  expect_row("security message with a body of P bytes, in one segment", token, [](const WireModel& m) { return m.publish(Bytes(1'000)); });
  expect_row("the same at QoS 0", token, [](const WireModel& m) { return m.publish_qos0_on(security_topic({}), Bytes(1'000)); });
  expect_row("twin GET of a document of 1,000 bytes", token, [](const WireModel& m) { return m.twin_get(Bytes(1'000)); });
  expect_row("twin PATCH of 100 bytes", token, [](const WireModel& m) { return m.twin_patch(Bytes(100)); });
  expect_row("change of the desired twin, 100 bytes", token, [](const WireModel& m) { return m.twin_change(Bytes(100)); });
  expect_row("direct method, name of 10, call and answer of 100", token,
             [](const WireModel& m) { return m.direct_method(10, Bytes(100), Bytes(100)); });
  expect_row("ping", token, [](const WireModel& m) { return m.ping(); });
  expect_row("disconnect", token, [](const WireModel& m) { return m.disconnect(); });
  expect_row("renewal of a token: disconnect and connect", token, [](const WireModel& m) { return m.renewal(); });
}

TEST(NetworkReadme, says_what_the_estimates_give) {
  const std::string text = readme();
  const AmqpModel amqp{MqttIdentity{}};
  AmqpSettings settings;
  settings.in_websocket = true;
  const AmqpModel websocket(MqttIdentity{}, settings);
  const HttpsModel https{MqttIdentity{}};
  EXPECT_THAT(text, HasSubstr(TableRow("connect").cell(amqp.connect().total()).cell(websocket.connect().total()).cell(https.connect().total()).text()));
  EXPECT_THAT(text, HasSubstr(TableRow("two links for the twin").cell(amqp.twin_links().total()).cell(websocket.twin_links().total()).text()));
  EXPECT_THAT(text, HasSubstr(TableRow("message with a body of P bytes, in one segment")
                                  .cell(amqp.message(Bytes(500)).total(), Bytes(500))
                                  .cell(websocket.message(Bytes(500)).total(), Bytes(500))
                                  .cell(https.message(Bytes(500)).total(), Bytes(500))
                                  .text()));
  const Bytes opened = https.connect().total() + https.message(Bytes(500)).total() + https.disconnect().total() - Bytes(500);
  EXPECT_THAT(text, HasSubstr("| the same, opened and closed for it | | | " + with_commas(opened.count()) + " + P |"));
  EXPECT_THAT(text, HasSubstr(TableRow("twin GET of a document of 1,000 bytes")
                                  .cell(amqp.twin_get(Bytes(1'000)).total())
                                  .cell(websocket.twin_get(Bytes(1'000)).total())
                                  .text()));
  EXPECT_THAT(text, HasSubstr("| renewal of a token | " + with_commas(amqp.token_renewal().total().count()) + ", on the same connection | " +
                              with_commas(websocket.token_renewal().total().count()) + " |"));
  EXPECT_THAT(text, HasSubstr(TableRow("keep-alive, both sides").cell(amqp.keep_alive().total()).cell(websocket.keep_alive().total()).text()));
}

}  // namespace
}  // namespace picket::sim
