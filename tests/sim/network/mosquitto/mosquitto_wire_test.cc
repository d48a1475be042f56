// What a libmosquitto client and a mosquitto broker really say to each other on loopback, recorded by a proxy between them:
// without TLS it has to be, byte for byte, what mqtt_packet.h writes; with TLS the records have to be as large as
// tls_handshake.h and tls_tcp.h say. The client is a device of IoT Hub: its names, topics and token. The broker and the
// library are other people's work, which is what makes them a truth.

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <memory>
#include <thread>

#include "agent_core/message/message_marking.h"
#include "sim/network/hub_mqtt.h"
#include "sim/network/mqtt_packet.h"
#include "sim/network/tls_handshake.h"
#include "sim/network/tls_tcp.h"
#include "sim/network/wire_cost.h"
#include "tests/sim/network/mosquitto/mosquitto_broker.h"
#include "tests/sim/network/mosquitto/mosquitto_client.h"
#include "tests/sim/network/mosquitto/recording_proxy.h"
#include "tests/sim/network/mosquitto/test_certificates.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

using test::MosquittoBroker;
using test::MosquittoClient;
using test::RecordingProxy;
using test::TestCertificates;

/// Where a ping is waited for, the shortest that libmosquitto takes; else one that no pause of the machine reaches.
constexpr std::uint16_t keep_alive_of(bool ping) { return ping ? 5 : 600; }
constexpr std::string_view kHost = "localhost";

/// Packets of one direction, in order.
using Packets = std::vector<std::string>;

/// What a device says over its connection, and hears: the encoder's view.
struct Conversation {
  Packets up;
  Packets down;
};

struct Device {
  HubNames names{"contoso-hub.azure-devices.net", "dev-0001", "azureiotsecurity",
                 "&DeviceClientType=azure-iot-device%2F1.18.4%20(node%20v20.20.2%3B%20Debian%2012%3B%20x64)"};
  std::string token = sas_token(names, "+WxZethbUeYrzkea2LAbnemC+krqGppMkPfJvlAGYbQ=", 1'700'003'600);
  std::string topic = mqtt_topic(names.device, names.module, security_marking());
  std::string small = std::string(1'000, 'x');
  std::string large = std::string(40'000, 'y');  // three records of TLS
};

/// CONNECT, the subscriptions one by one and as a list, a question for the twin, two security messages, a ping if wanted,
/// DISCONNECT. libmosquitto numbers its packets from 1, and those at QoS 0 as well.
Conversation expected(const Device& device, bool token, bool ping) {
  const std::string client_id = hub_client_id(device.names);
  const std::string user_name = hub_user_name(device.names);
  MqttConnect connect{.client_id = client_id, .user_name = user_name, .password = std::nullopt, .keep_alive = keep_alive_of(ping),
                      .clean_session = false, .will = std::nullopt};
  if (token) connect.password = device.token;
  const std::string inputs = module_inputs(device.names);
  const std::array<MqttFilter, 1> answers{{{kTwinAnswers, 0}}};
  const std::array<MqttFilter, 3> list{{{kTwinChanges, 1}, {kMethodCalls, 1}, {inputs, 1}}};
  const std::array<std::uint8_t, 1> granted{0};
  const std::array<std::uint8_t, 3> all_granted{1, 1, 1};
  Conversation c;
  c.up = {encode_connect(connect), encode_subscribe(1, answers), encode_subscribe(2, list),
          encode_publish({.topic = twin_get_topic("5b2d"), .payload = kTwinGetBody, .qos = 0}),
          encode_publish({.topic = device.topic, .payload = device.small, .qos = 1, .packet_id = 4}),
          encode_publish({.topic = device.topic, .payload = device.large, .qos = 1, .packet_id = 5})};
  c.down = {encode_connack(false, 0), encode_suback(1, granted), encode_suback(2, all_granted), encode_puback(4), encode_puback(5)};
  if (ping) {
    c.up.push_back(encode_pingreq());
    c.down.push_back(encode_pingresp());
  }
  c.up.push_back(encode_disconnect());
  return c;
}

/// The same by libmosquitto, over the proxy.
void speak(const Device& device, MosquittoClient& client, RecordingProxy& proxy, bool token, bool ping) {
  client.log_in(hub_user_name(device.names), token ? device.token.c_str() : nullptr);
  client.connect(proxy.port(), keep_alive_of(ping));
  client.subscribe({std::string(kTwinAnswers)}, 0);
  client.subscribe({std::string(kTwinChanges), std::string(kMethodCalls), module_inputs(device.names)}, 1);
  client.publish(twin_get_topic("5b2d"), std::string(kTwinGetBody), 0);
  client.publish(device.topic, device.small, 1);
  client.publish(device.topic, device.large, 1);
  if (ping) {
    // Nothing else is said any more: what comes next is a ping and its answer.
    const std::size_t up = proxy.up().size();
    const std::size_t down = proxy.down().size();
    client.wait([&] { return proxy.up().size() > up && proxy.down().size() > down; });
  }
  client.disconnect();
  proxy.wait_for_end();
}

std::string joined(const Packets& packets) {
  std::string out;
  for (const std::string& packet : packets) out += packet;
  return out;
}

/// Whole records of TLS, with their headers: their sizes in order. What is left over at the end counts as one more.
std::vector<std::int64_t> record_sizes(const std::string& stream) {
  constexpr std::size_t kHeader = 5;
  std::vector<std::int64_t> sizes;
  for (std::size_t at = 0; at < stream.size();) {
    std::size_t size = stream.size() - at;
    if (size >= kHeader) {
      const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(stream[at + i])); };
      size = std::min(size, kHeader + (byte(3) << 8U) + byte(4));
    }
    sizes.push_back(static_cast<std::int64_t>(size));
    at += size;
  }
  return sizes;
}

/// Records that a packet is sent in.
std::vector<std::int64_t> records_of(const Packets& packets, TlsProtocol version) {
  std::vector<std::int64_t> sizes;
  for (const std::string& packet : packets) {
    for (std::size_t at = 0; at < packet.size(); at += kTlsRecordPlaintext) {
      const auto part = std::min<std::int64_t>(kTlsRecordPlaintext, static_cast<std::int64_t>(packet.size() - at));
      sizes.push_back(tls_bytes(part, version));
    }
  }
  return sizes;
}

std::int64_t sum(const std::vector<std::int64_t>& sizes) {
  std::int64_t total = 0;
  for (const std::int64_t size : sizes) total += size;
  return total;
}

void expect_within_one_percent(std::int64_t recorded, std::int64_t model, const std::string& what) {
  EXPECT_LE(std::abs(static_cast<double>(recorded - model)), 0.01 * static_cast<double>(recorded))
      << what << ": recorded " << recorded << ", model " << model;
}

/// The stream is the handshake, a record or more for each packet, and mostly a close_notify: packets are held to the byte, and the
/// handshake to one percent, so that it does not hide behind a large message.
void expect_records(const std::string& stream, std::int64_t handshake, const Packets& packets, TlsProtocol version) {
  std::vector<std::int64_t> records = record_sizes(stream);
  std::vector<std::int64_t> spoken = records_of(packets, version);
  spoken.push_back(tls_bytes(kTlsAlert, version));
  ASSERT_GT(records.size(), spoken.size());
  const auto end_of = [&records](std::size_t count) {
    return std::vector<std::int64_t>(records.end() - static_cast<std::ptrdiff_t>(count), records.end());
  };
  // A side that hears first that the other has closed sends no close_notify of its own.
  if (end_of(spoken.size()) != spoken) spoken.pop_back();
  const std::vector<std::int64_t> last = end_of(spoken.size());
  EXPECT_EQ(last, spoken);
  expect_within_one_percent(sum(records) - sum(last), handshake, "handshake");
  expect_within_one_percent(sum(records), handshake + sum(spoken), "all");
}

class MosquittoWire : public ::testing::Test {
 protected:
  void expect_tls(RecordingProxy& proxy, const TlsSettings& tls, const Conversation& said) const {
    const TlsHandshake handshake = full_handshake(tls);
    {
      SCOPED_TRACE("up");
      expect_records(proxy.up(), handshake.up(), said.up, tls.version);
    }
    {
      SCOPED_TRACE("down");
      expect_records(proxy.down(), handshake.down(), said.down, tls.version);
    }
  }
  TlsSettings tls_settings(TlsProtocol version) const {
    TlsSettings tls;
    tls.version = version;
    tls.server_name = kHost.size();
    tls.server = certificates_.server_chain();
    tls.asks_client_certificate = false;
    tls.session_extra = 11;
    return tls;
  }

  Device device_;
  TemporaryFolder folder_;
  TestCertificates certificates_{folder_.path()};
  MosquittoBroker broker_{folder_.path(), certificates_};
};

// All three at once, as each waits its keep-alive out.
TEST_F(MosquittoWire, a_real_client_sends_the_bytes_of_the_encoder_in_records_of_the_model) {
  const Conversation said = expected(device_, true, true);
  RecordingProxy plain(broker_.plain_port());
  RecordingProxy tls12(broker_.tls_port());
  RecordingProxy tls13(broker_.tls_port());
  const auto speak_to = [&](RecordingProxy& proxy, std::optional<TlsProtocol> version) {
    // An identity of its own, of the same length: a broker, like a hub, closes the older of two connections.
    Device device = device_;
    device.names.device.back() = !version ? '1' : *version == TlsProtocol::kTls12 ? '2' : '3';
    MosquittoClient client(hub_client_id(device.names));
    if (version) client.use_tls(certificates_.path("root.pem"), *version);
    speak(device, client, proxy, true, true);
  };
  {
    std::jthread second(speak_to, std::ref(tls12), TlsProtocol::kTls12);
    std::jthread third(speak_to, std::ref(tls13), TlsProtocol::kTls13);
    speak_to(plain, std::nullopt);
  }
  EXPECT_EQ(plain.up(), joined(said.up));
  EXPECT_EQ(plain.down(), joined(said.down));
  {
    SCOPED_TRACE("TLS 1.2");
    expect_tls(tls12, tls_settings(TlsProtocol::kTls12), said);
  }
  {
    SCOPED_TRACE("TLS 1.3");
    expect_tls(tls13, tls_settings(TlsProtocol::kTls13), said);
  }
}

// As an X.509 identity: a certificate and no password.
TEST_F(MosquittoWire, a_real_client_with_a_certificate_sends_as_many_bytes_as_the_model) {
  const Conversation said = expected(device_, false, false);
  for (const TlsProtocol version : {TlsProtocol::kTls12, TlsProtocol::kTls13}) {
    SCOPED_TRACE(version == TlsProtocol::kTls12 ? "TLS 1.2" : "TLS 1.3");
    RecordingProxy proxy(broker_.mutual_port());
    Device device = device_;
    device.names.device.back() = version == TlsProtocol::kTls12 ? '2' : '3';
    MosquittoClient client(hub_client_id(device.names));
    client.use_tls(certificates_.path("root.pem"), version, certificates_.path("device.pem"), certificates_.path("device.key"));
    speak(device, client, proxy, false, false);
    TlsSettings tls = tls_settings(version);
    tls.asks_client_certificate = true;
    tls.client = certificates_.device_chain();
    expect_tls(proxy, tls, said);
  }
}

}  // namespace
}  // namespace picket::sim
