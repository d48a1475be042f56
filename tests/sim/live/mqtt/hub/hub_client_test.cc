// The client against the hub double: a mosquitto broker with TLS and our plugin, which shares no code with the client. Each fault
// has the outcome that is stated, and a text that says what to do.

#include "sim/live/mqtt/hub_client.h"

#include <gtest/gtest.h>

#include <csignal>
#include <set>

#include "sim/live/mqtt/sas_signature.h"
#include "tests/sim/live/mqtt/hub/live_client.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

using test::HubCertificates;
using test::HubDouble;
using test::HubEvent;
using test::LiveClient;

class HubClientAtHub : public ::testing::Test {
 protected:
  HubClientSettings settings() const { return LiveClient::settings(hub_, certificates_); }
  static std::string identities(const HubCertificates& certificates) {
    return std::string(LiveClient::kIdentity) + " sas " + LiveClient::kKey + "\ndev-0002 x509 " + test::thumbprint(certificates.path("device.pem")) +
           "\ndev-0003 x509 " + std::string(64, '0') + "\n";
  }
  HubClientSettings x509_settings(const std::string& device) const {
    HubClientSettings settings = this->settings();
    settings.identity = LiveIdentity{{HubDouble::kHost, device, "", ""}, {}, true, ""};
    settings.certificate = ClientCertificate{certificates_.path("device.pem"), Secret(content_of(certificates_.path("device.key")))};
    settings.port = hub_.mutual_port();
    return settings;
  }
  /// Runs until an end of that kind has been told, and returns its text.
  static std::string text_of_end(HubClientSettings settings, LinkEnd end) {
    LiveClient client(std::move(settings));
    client.start();
    EXPECT_TRUE(client.run_until([&] { return !client.ends.empty(); }));
    EXPECT_TRUE(client.ended_as(end)) << client.everything();
    EXPECT_TRUE(client.connected.empty());
    return client.text_of(end);
  }

  TemporaryFolder folder_;
  HubCertificates certificates_{folder_.path()};
  HubDouble hub_{folder_.path(), certificates_, identities(certificates_)};
};

void expect_part(const std::string& text, const std::string& part) { EXPECT_NE(text.find(part), std::string::npos) << text; }

TEST_F(HubClientAtHub, a_message_of_a_module_arrives_as_it_was_marked) {
  LiveClient client(settings());
  client.start();
  client.send("{\"one\":1}");
  client.send(std::string(100'000, 'x'));
  ASSERT_TRUE(client.run_until_delivered(2)) << client.everything();
  const std::vector<HubEvent> events = hub_.events();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].client, LiveClient::kIdentity);
  EXPECT_EQ(events[0].properties, "%24.mid=00000000-0000-0007-0000-000000000001&" + std::string(kSecurityPropertyBag));
  EXPECT_EQ(events[0].body, "{\"one\":1}");
  EXPECT_EQ(events[1].body, std::string(100'000, 'x'));
  EXPECT_EQ(client.queue().size(), 0U);
  EXPECT_EQ(client.client().counts().repeated, 0U);
  client.client().stop(client.now());
  EXPECT_TRUE(client.run_until([&] { return hub_.connections().find("disconnect\t") != std::string::npos; }));
}

TEST_F(HubClientAtHub, a_certificate_proves_a_device) {
  LiveClient client(x509_settings("dev-0002"));
  client.start();
  client.send("x");
  ASSERT_TRUE(client.run_until_delivered(1)) << client.everything();
  EXPECT_EQ(hub_.events().at(0).client, "dev-0002");
  EXPECT_EQ(client.client().session().renew_at, Time::max()) << "a certificate has nothing to renew";
}

TEST_F(HubClientAtHub, the_twin_is_told_once_and_its_changes_as_they_come) {
  hub_.order("desired " + std::string(LiveClient::kIdentity) + " {\"a\":1}");
  LiveClient client(settings());
  client.start();
  ASSERT_TRUE(client.run_until([&] { return client.twins.size() == 1; })) << client.everything();
  EXPECT_EQ(client.twins[0].first, TwinDocument::kWhole);
  EXPECT_EQ(client.twins[0].second, R"({"desired":{"$version":2,"a":1},"reported":{"$version":1}})");
  client.client().report(client.now(), R"({"latest_state":"success"})");
  ASSERT_TRUE(client.run_until([&] { return client.reported == std::vector<int>{204}; }));
  EXPECT_EQ(hub_.order("reported " + std::string(LiveClient::kIdentity)), R"({"latest_state":"success"})");

  hub_.order("desired " + std::string(LiveClient::kIdentity) + " {\"a\":null,\"b\":2}");
  ASSERT_TRUE(client.run_until([&] { return client.twins.size() == 2; }));
  EXPECT_EQ(client.twins[1].first, TwinDocument::kPatch);
  EXPECT_EQ(client.twins[1].second, R"({"$version":3,"a":null,"b":2})");

  // The same twin after a new connection is no news; a change that was made in between is.
  hub_.order("kick " + std::string(LiveClient::kIdentity));
  ASSERT_TRUE(client.run_until_connected());
  ASSERT_TRUE(client.run_until([&] { return client.client().twin().wake_up() == Time::max(); }));
  EXPECT_EQ(client.twins.size(), 2U);
  hub_.order("desired " + std::string(LiveClient::kIdentity) + " {\"b\":3}");
  ASSERT_TRUE(client.run_until([&] { return client.twins.size() == 3; }));
  EXPECT_EQ(client.client().counts().unexpected, 0U);
}

TEST_F(HubClientAtHub, a_twin_that_the_hub_does_not_give_is_asked_for_again) {
  hub_.order("fail_twins 429 2");
  LiveClient client(settings());
  client.start();
  ASSERT_TRUE(client.run_until([&] { return client.twins.size() == 1; }, Duration::seconds(1))) << client.everything();
  hub_.order("fail_twins 400 1");
  client.client().report(client.now(), "{}");
  ASSERT_TRUE(client.run_until([&] { return client.reported == std::vector<int>{400}; }));
  EXPECT_FALSE(client.client().twin().report_is_open()) << "refused for good";
  // What is no twin is told as it is: who reads it says what is wrong with it.
  hub_.order("desired " + std::string(LiveClient::kIdentity) + " [malformed");
  ASSERT_TRUE(client.run_until([&] { return client.twins.size() == 2; }));
  EXPECT_EQ(client.twins[1].second, "[malformed");
}

TEST_F(HubClientAtHub, a_server_that_is_not_the_hub_is_refused_by_name) {
  HubClientSettings untrusted = settings();
  untrusted.roots = certificates_.path("device.pem");
  expect_part(text_of_end(std::move(untrusted), LinkEnd::kCertificateUntrusted), "leads to no root that is trusted here");

  HubClientSettings other = settings();
  other.identity.names.host = "contoso-hub.example";
  const std::string text = text_of_end(std::move(other), LinkEnd::kHostNameMismatch);
  expect_part(text, "whoever answers at contoso-hub.example (127.0.0.1:");
  expect_part(text, "has a certificate of another name (it is that of /CN=localhost, localhost, *.azure-devices.net)");

  HubClientSettings address = settings();
  address.identity.names.host = "127.0.0.1";
  text_of_end(std::move(address), LinkEnd::kHostNameMismatch);

  HubClientSettings expired = settings();
  expired.port = hub_.expired_port();
  expect_part(text_of_end(std::move(expired), LinkEnd::kCertificateExpired), "has expired, or this clock is ahead");

  HubClientSettings early = settings();
  early.port = hub_.early_port();
  expect_part(text_of_end(std::move(early), LinkEnd::kCertificateNotYetValid), "this clock is behind");
  EXPECT_EQ(hub_.connections(), "") << "nothing was told to any of them";
}

TEST_F(HubClientAtHub, an_identity_that_the_hub_does_not_take_is_told) {
  HubClientSettings wrong_key = settings();
  wrong_key.identity.key = Secret("another key of 32 bytes, or about");
  const std::string text = text_of_end(std::move(wrong_key), LinkEnd::kTokenRefused);
  expect_part(text, "the hub refused the token of dev-0001/azureiotsecurity: a wrong key");
  expect_part(text, "this machine's clock says 20");
  expect_part(hub_.connections(), "the signature is wrong");

  HubClientSettings unknown = settings();
  unknown.identity.names.device = "dev-0009";
  text_of_end(std::move(unknown), LinkEnd::kTokenRefused);

  hub_.order("disable " + std::string(LiveClient::kIdentity));
  text_of_end(settings(), LinkEnd::kTokenRefused);
  hub_.order("enable " + std::string(LiveClient::kIdentity));

  // A clock that is two hours behind the hub's signs tokens of an hour that ended an hour ago.
  hub_.order("clock_ahead 7200");
  expect_part(text_of_end(settings(), LinkEnd::kTokenRefused), "more than 5 minutes between the clocks is too much");
  expect_part(hub_.connections(), "the token has expired");

  expect_part(text_of_end(x509_settings("dev-0003"), LinkEnd::kTokenRefused), "registered with another thumbprint");
}

TEST_F(HubClientAtHub, a_place_without_a_hub_is_told) {
  HubClientSettings nobody = settings();
  {
    const test::ListeningSocket free;
    nobody.port = free.port();
  }
  expect_part(text_of_end(std::move(nobody), LinkEnd::kConnectionRefused), "nothing listens at contoso-hub.azure-devices.net (127.0.0.1:");
  const test::ListeningSocket silent;
  HubClientSettings waiting = settings();
  waiting.port = silent.port();
  LiveClient client(std::move(waiting));
  client.start();
  ASSERT_TRUE(client.run_until([&] { return !client.ends.empty(); }, Duration::seconds(5)));
  EXPECT_TRUE(client.ended_as(LinkEnd::kConnectTimedOut)) << client.everything();
}

TEST_F(HubClientAtHub, what_is_missing_to_begin_is_told_before) {
  HubClientSettings no_roots = settings();
  no_roots.roots = folder_.file("none.pem");
  expect_part(LiveClient(std::move(no_roots)).client().usable(), "none.pem: no certificates could be read");
  HubClientSettings no_certificate = x509_settings("dev-0002");
  no_certificate.certificate.reset();
  expect_part(LiveClient(std::move(no_certificate)).client().usable(), "no certificate is given");
  HubClientSettings other_key = x509_settings("dev-0002");
  other_key.certificate->key = Secret(content_of(certificates_.path("leaf.key")));
  expect_part(LiveClient(std::move(other_key)).client().usable(), "the private key is that of another certificate");
  HubClientSettings web = settings();
  web.preset.transport = Transport::kMqttWebSocket;
  expect_part(LiveClient(std::move(web)).client().usable(), "choose transport mqtt");
}

// The hub closes whenever a message comes: three times, and the session takes it for a throttle and waits a minute or more.
TEST_F(HubClientAtHub, throttled_by_closing_it_slows_down_and_loses_nothing) {
  hub_.order("throttle 1");
  LiveClient client(settings());
  client.start();
  client.send("one");
  client.send("two");
  ASSERT_TRUE(client.run_until([&] { return client.client().counts().ends[LinkEnd::kClosedWhileSending] >= 3; }, Duration::seconds(1)))
      << client.everything();
  expect_part(client.text_of(LinkEnd::kClosedWhileSending), "it is throttling, or the day's quota is used up");
  EXPECT_GT(client.client().session().wake_up - client.now(), Duration::seconds(50));
  EXPECT_TRUE(hub_.events().empty());
  hub_.order("throttle 0");
  ASSERT_TRUE(client.run_until([&] { return client.delivered.size() == 2; }, Duration::seconds(1))) << client.everything();
  const std::vector<HubEvent> events = hub_.events();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].body + events[1].body, "onetwo");
  EXPECT_GE(client.client().counts().repeated, 2U);
}

// The hub took the message, and its answer was lost: it has it twice then, with one identifier.
TEST_F(HubClientAtHub, a_lost_acknowledgement_repeats_the_message_with_its_identifier) {
  hub_.order("lose_answers 1");
  LiveClient client(settings());
  client.start();
  client.send("once");
  ASSERT_TRUE(client.run_until_delivered(1)) << client.everything();
  const std::vector<HubEvent> events = hub_.events();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].properties, events[1].properties);
  EXPECT_EQ(events[0].body, events[1].body);
}

TEST_F(HubClientAtHub, a_token_is_renewed_before_its_end_over_a_new_connection) {
  LiveClient client(settings());
  client.start();
  ASSERT_TRUE(client.run_until([&] { return client.twins.size() == 1; })) << client.everything();
  // As long before the hour as the preset says.
  EXPECT_LT(client.client().session().renew_at - client.now(), Duration::minutes(48) + Duration::seconds(1));
  client.skip(Duration::minutes(49));
  ASSERT_TRUE(client.run_until_connected());
  EXPECT_EQ(client.client().session().renewals, 1U);
  EXPECT_TRUE(client.ends.empty()) << client.everything();
  client.send("after");
  ASSERT_TRUE(client.run_until_delivered(1));
  EXPECT_EQ(client.twins.size(), 1U) << "nothing new in it";
}

TEST_F(HubClientAtHub, messages_of_an_outage_arrive_in_order_when_the_hub_is_back) {
  LiveClient client(settings());
  client.start();
  client.send("before");
  ASSERT_TRUE(client.run_until_delivered(1)) << client.everything();
  hub_.broker().end(SIGKILL);
  std::vector<std::string> expected{"before"};
  for (int i = 0; i < 20; ++i) {
    client.send("during " + std::to_string(i));
    expected.push_back("during " + std::to_string(i));
    client.turn();
  }
  ASSERT_TRUE(client.run_until([&] { return client.ended_as(LinkEnd::kConnectionRefused); }, Duration::seconds(1))) << client.everything();
  EXPECT_EQ(client.queue().size(), 20U);
  hub_.broker().start();
  ASSERT_TRUE(client.run_until([&] { return client.delivered.size() == 21; }, Duration::seconds(1))) << client.everything();
  std::vector<std::string> bodies;
  std::set<std::string> identifiers;
  for (const HubEvent& event : hub_.events()) {
    bodies.push_back(event.body);
    identifiers.insert(event.properties);
  }
  EXPECT_EQ(bodies, expected);
  EXPECT_EQ(identifiers.size(), expected.size());
}

// The network is cut: no answer, and no word of it from TCP.
TEST_F(HubClientAtHub, a_hub_that_falls_silent_is_left_for_a_new_connection) {
  LiveClient client(settings());
  client.start();
  ASSERT_TRUE(client.run_until([&] { return client.twins.size() == 1; })) << client.everything();
  hub_.broker().pause();
  client.send("late");
  ASSERT_TRUE(client.run_until([&] { return client.ended_as(LinkEnd::kAcknowledgeTimedOut); }, Duration::seconds(5)));
  hub_.broker().resume();
  ASSERT_TRUE(client.run_until_delivered(1)) << client.everything();
  for (const HubEvent& event : hub_.events()) {
    EXPECT_EQ(event.body, "late");
  }
}

TEST_F(HubClientAtHub, two_programs_of_one_identity_are_told_so_and_do_not_race) {
  LiveClient first(settings());
  first.start();
  ASSERT_TRUE(first.run_until([&] { return first.twins.size() == 1; })) << first.everything();
  LiveClient second(settings());
  second.start();
  ASSERT_TRUE(first.run_until(
      [&] {
        second.turn();
        return first.client().counts().ends[LinkEnd::kClosedWhileIdle] + second.client().counts().ends[LinkEnd::kClosedWhileIdle] >= 6;
      },
      Duration::milliseconds(200)))
      << first.everything();
  expect_part(first.text_of(LinkEnd::kClosedWhileIdle) + second.text_of(LinkEnd::kClosedWhileIdle),
              "another program connects as dev-0001/azureiotsecurity");
  // Neither tries again at once any more.
  EXPECT_LT(first.connected.size() + second.connected.size(), 20U);
}

// What the double is for: it is no softer than a hub with those who break the rules.
TEST_F(HubClientAtHub, the_double_closes_on_what_a_hub_does_not_take) {
  const HubClientSettings own = settings();
  for (const auto& [topic, qos] : std::vector<std::pair<std::string, int>>{{"devices/dev-0002/messages/events/", 1},
                                                                          {"devices/dev-0001/messages/events/", 1},
                                                                          {mqtt_topic("dev-0001", "azureiotsecurity", {}), 2},
                                                                          {"anything", 0}}) {
    TlsContext tls(HubDouble::kHost, own.roots, std::nullopt);
    const Time expires = Time::from_unix_seconds(4'000'000'000);
    MqttLogin login{hub_client_id(own.identity.names), hub_user_name(own.identity.names), signed_token(own.identity.names, own.identity.key, expires), 60};
    MqttLink link(tls, login, "127.0.0.1", own.port);
    bool published = false;
    for (int i = 0; i < 500 && !link.end(); ++i) {
      std::optional<pollfd> wanted = link.wanted();
      if (wanted && ::poll(&*wanted, 1, 20) > 0) link.on_ready(wanted->revents);
      if (link.accepted() && !std::exchange(published, true)) {
        EXPECT_NE(link.publish(topic, "x", qos), 0);
      }
    }
    EXPECT_TRUE(published);
    ASSERT_TRUE(link.end().has_value()) << topic;
    EXPECT_EQ(*link.end(), LinkEnd::kClosedWhileIdle) << topic;
  }
  EXPECT_TRUE(hub_.events().empty());
}

// One context, and each connection keeps its own notes: what a client is told is never what happened to another.
TEST_F(HubClientAtHub, clients_that_share_tls_are_told_each_its_own_end) {
  const auto tls = std::make_shared<TlsContext>(HubDouble::kHost, certificates_.path("root.pem"), std::nullopt);
  HubClientSettings good = settings();
  good.tls = tls;
  HubClientSettings expired = settings();
  expired.tls = tls;
  expired.port = hub_.expired_port();
  HubClientSettings early = settings();
  early.tls = tls;
  early.port = hub_.early_port();
  LiveClient first(std::move(good));
  LiveClient second(std::move(expired));
  LiveClient third(std::move(early));
  for (LiveClient* client : {&first, &second, &third}) client->start();
  const auto all = [&] { return !first.connected.empty() && !second.ends.empty() && !third.ends.empty(); };
  ASSERT_TRUE(first.run_until([&] {
    second.turn();
    third.turn();
    return all();
  })) << first.everything();
  EXPECT_TRUE(first.ends.empty()) << first.everything();
  EXPECT_EQ(second.ends.at(0).first, LinkEnd::kCertificateExpired) << second.everything();
  EXPECT_EQ(third.ends.at(0).first, LinkEnd::kCertificateNotYetValid) << third.everything();
}

TEST_F(HubClientAtHub, tls_of_another_host_is_refused) {
  HubClientSettings other = settings();
  other.tls = std::make_shared<TlsContext>("other.azure-devices.net", certificates_.path("root.pem"), std::nullopt);
  LiveClient client(std::move(other));
  EXPECT_EQ(client.client().usable(), "TLS is set up for other.azure-devices.net, and the hub is contoso-hub.azure-devices.net");
}

// A second between messages is what the pace says, and the clock is put ahead rather than waited for.
TEST_F(HubClientAtHub, an_allowance_paces_connects_and_messages_and_ends_with_its_budget) {
  HubAllowance allowance{{1, Duration::seconds(40), 1}, {1, Duration::seconds(1), 1}, 3};
  HubClientSettings paced = settings();
  paced.allowance = &allowance;
  LiveClient client(std::move(paced));
  allowance.connects.begin(client.now());  // somebody else has just connected
  client.start();
  const Time started = client.now();
  for (const char* body : {"1", "2", "3", "4", "5"}) client.send(body);
  EXPECT_FALSE(client.client().wanted().has_value());
  ASSERT_TRUE(client.run_until([&] { return !client.connected.empty(); }, Duration::seconds(1))) << client.everything();
  EXPECT_GE(client.now() - started, Duration::seconds(39)) << "longer than connect_timeout, which the wait for a turn is none of";
  EXPECT_TRUE(client.ends.empty()) << client.everything();
  const Time connected = client.now();
  ASSERT_TRUE(client.run_until([&] { return client.delivered.size() == 3; }, Duration::milliseconds(100))) << client.everything();
  EXPECT_GE(client.now() - connected, Duration::seconds(2));
  EXPECT_EQ(allowance.messages, 0U);
  for (int i = 0; i < 20; ++i) client.turn(Duration::seconds(1));
  EXPECT_EQ(hub_.events().size(), 3U);
  EXPECT_EQ(client.queue().size(), 2U) << "what the budget does not cover stays";
}

TEST_F(HubClientAtHub, no_secret_is_in_anything_that_is_said_or_logged) {
  {
    LiveClient client(settings());
    client.start();
    client.send("x");
    ASSERT_TRUE(client.run_until_delivered(1)) << client.everything();
    hub_.order("disable " + std::string(LiveClient::kIdentity));
    hub_.order("kick " + std::string(LiveClient::kIdentity));
    ASSERT_TRUE(client.run_until([&] { return client.ended_as(LinkEnd::kTokenRefused); }));
    const std::string all = client.everything() + hub_.broker().log() + hub_.connections();
    EXPECT_GT(all.size(), 200U);
    for (const std::string& secret : {std::string(LiveClient::kKey).substr(0, 16), std::string("12345678901234567890"), std::string("SharedAccessSignature"),
                                      std::string("sig="), std::string("PRIVATE KEY")}) {
      EXPECT_EQ(all.find(secret), std::string::npos) << secret;
    }
  }
}

}  // namespace
}  // namespace picket::sim
