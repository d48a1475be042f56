#include "sim/hub/refusal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "sim/hub/hub.h"
#include "tests/sim/hub/sample_device.h"
#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using picket::test::at;
using test::kDevice;
using ::testing::HasSubstr;

std::string hub_readme_text() {
  std::ifstream file(std::string(PICKET_SOURCE_DIR) + "/sim/hub/README.md");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Refusal, over_mqtt_is_a_connection_that_ends) {
  for (const std::uint32_t code : {hub_code::kThrottleBacklogLimitExceeded, hub_code::kQuotaExceeded, hub_code::kMessageTooLarge}) {
    for (const Transport transport : {Transport::kMqtt, Transport::kMqttWebSocket}) {
      EXPECT_EQ(refusal_of(transport, code).form, RefusalForm::kConnectionCloses);
      EXPECT_EQ(refusal_of(transport, code).says, "");
      EXPECT_FALSE(is_told(refusal_of(transport, code)));
    }
  }
}

// Each code's row of the README says what AMQP and HTTPS say.
TEST(Refusal, is_what_the_readme_says) {
  const std::string text = hub_readme_text();
  struct Row {
    const char* begins;
    std::uint32_t code;
    const char* form;
  };
  for (const Row& row : {Row{"| 429001, 429002, 429003 | closes |", hub_code::kThrottlingBacklogTimeout, "rejected"},
                         Row{"| 403002 | closes |", hub_code::kQuotaExceeded, "rejected"},
                         Row{"| 413001 | closes |", hub_code::kMessageTooLarge, "link detached"},
                         Row{"| 401003 | closes |", hub_code::kUnauthorized, "closes"},
                         Row{"| 503005 | closes |", hub_code::kServerBusy, "closes"}}) {
    const Refusal amqp = refusal_of(Transport::kAmqp, row.code);
    const Refusal https = refusal_of(Transport::kHttps, row.code);
    EXPECT_THAT(text, HasSubstr(std::string(row.begins) + " " + row.form + ", `" + amqp.says + "` | " + https.says + " |"));
    const RefusalForm form = std::string(row.form) == "rejected"      ? RefusalForm::kRejected
                             : std::string(row.form) == "link detached" ? RefusalForm::kLinkDetaches
                                                                        : RefusalForm::kConnectionCloses;
    EXPECT_EQ(amqp.form, form);
    EXPECT_EQ(refusal_of(Transport::kAmqpWebSocket, row.code).says, amqp.says);
    EXPECT_EQ(https.form, RefusalForm::kStatus);
  }
  EXPECT_EQ(refusal_of(Transport::kAmqp, hub_code::kConnectionForcefullyClosedOnNewConnection).says, "amqp:link:stolen");
}

// A unit of F1 has 8,000 blocks of 512 bytes a day: what is beyond is refused, and only over MQTT does the connection end.
TEST(Refusal, leaves_a_connection_of_amqp_open) {
  HubSettings settings;
  settings.sku = Sku::kF1;
  settings.ingress_latency = Distribution::constant(0.05);
  for (const Transport transport : {Transport::kMqtt, Transport::kAmqp, Transport::kHttps}) {
    Hub hub(settings, 1);
    ASSERT_TRUE(hub.add_identity(kDevice, false));
    if (has_connection_state(transport)) hub.assume_connected(kDevice);
    hub.spend_quota(at(1), 1.0);
    const Hub::SendAnswer answer = hub.send(kDevice, at(2), Bytes(100), 0.5, transport);
    EXPECT_EQ(answer.result_type, hub_code::kQuotaExceeded);
    EXPECT_EQ(answer.closed, transport == Transport::kMqtt);
    EXPECT_EQ(hub.connected(kDevice), transport == Transport::kAmqp);
    EXPECT_EQ(hub.counts().over_quota_403002, 1);
    EXPECT_EQ(hub.counts().sends, hub.counts().messages_accepted + hub.counts().refused_sends());
  }
}

TEST(Refusal, needs_no_connection_over_https) {
  HubSettings settings;
  settings.ingress_latency = Distribution::constant(0.05);
  Hub hub(settings, 1);
  ASSERT_TRUE(hub.add_identity(kDevice, false));
  const Hub::SendAnswer taken = hub.send(kDevice, at(1), Bytes(100), 0.5, Transport::kHttps);
  EXPECT_EQ(taken.result_type, hub_code::kOk);
  EXPECT_EQ(taken.enqueued_time, at(1.05));
  EXPECT_EQ(hub.counts().not_connected, 0);
  EXPECT_EQ(hub.send(kDevice, at(2), Bytes(100), 0.5, Transport::kAmqp).result_type, hub_code::kDeviceConnectionClosedRemotely);
  EXPECT_EQ(hub.send(kDevice, at(3), Bytes(300'000), 0.5, Transport::kHttps).result_type, hub_code::kMessageTooLarge);
  hub.set_available(false);
  EXPECT_EQ(hub.send(kDevice, at(4), Bytes(100), 0.5, Transport::kHttps).result_type, hub_code::kServerBusy);
  EXPECT_EQ(hub.counts().sends, 4);
  EXPECT_EQ(hub.counts().refused_sends(), 3);
}

}  // namespace
}  // namespace picket::sim
