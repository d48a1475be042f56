// The client against a registry double: a server of HTTPS on loopback, with a PKI of its own, that shares no code with the client.

#include "sim/live/registry/registry_client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

#include "sim/live/mqtt/base64.h"
#include "tests/sim/results/temporary_folder.h"
#include "tests/support/hub/https_server.h"
#include "tests/support/hub/hub_certificates.h"
#include "tests/support/hub/registry_front.h"

namespace picket::sim {
namespace {

using hub_double::HttpAnswer;
using hub_double::HttpRequest;
using hub_double::RegistryFront;

constexpr const char* kRegistryHost = "contoso-hub.azure-devices.net";
constexpr std::int64_t kRegistryStart = 1'700'000'040;  // a minute begins

class RegistryClientAtHub : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    certificates_ = new test::HubCertificates(folder_->path());
  }
  static void TearDownTestSuite() {
    delete certificates_;
    delete folder_;
  }

  static std::string policy_key() { return "12345678901234567890123456789012"; }
  RegistrySettings settings() {
    RegistrySettings settings;
    settings.access = {kRegistryHost, "registryReadWrite", Secret(policy_key())};
    settings.roots = certificates_->path("root.pem");
    settings.address = "127.0.0.1";
    settings.port = server_.port();
    settings.operations_per_minute = 100'000;
    settings.patience = Duration::seconds(20);
    settings.now = [this] { return Time::from_unix_microseconds(clock_); };
    settings.wait = [this](Duration wait) {
      waits_.push_back(wait);
      clock_ += wait.count_microseconds();
      return !stopped_;
    };
    return settings;
  }
  static std::vector<NewIdentity> fleet(int devices) {
    std::vector<NewIdentity> identities;
    for (int i = 0; i < devices; ++i) identities.push_back(with_random_keys({"dev-" + std::to_string(i), ""}));
    for (int i = 0; i < devices; ++i) identities.push_back(with_random_keys({"dev-" + std::to_string(i), "azureiotsecurity"}));
    return identities;
  }
  static std::vector<RegistryIdentity> names_of(const std::vector<NewIdentity>& identities) {
    std::vector<RegistryIdentity> names;
    for (const NewIdentity& one : identities) names.push_back(one.identity);
    return names;
  }

  static TemporaryFolder* folder_;
  static test::HubCertificates* certificates_;
  std::atomic<std::int64_t> clock_ = kRegistryStart * 1'000'000;
  RegistryFront front_{kRegistryHost,
                       {{"registryReadWrite", policy_key()}, {"registryRead", policy_key()}},
                       [this] { return clock_ / 1'000'000; }};
  test::HttpsServer server_{certificates_->path("chain.pem"), certificates_->path("leaf.key"),
                            [this](const HttpRequest& request) { return front_.answer(request); }};
  std::vector<Duration> waits_;
  bool stopped_ = false;
};
TemporaryFolder* RegistryClientAtHub::folder_ = nullptr;
test::HubCertificates* RegistryClientAtHub::certificates_ = nullptr;

TEST_F(RegistryClientAtHub, creates_finds_and_removes_a_device_and_its_module) {
  RegistryClient client(settings());
  const NewIdentity device = with_random_keys({"dev-0001", ""});
  const NewIdentity module = with_random_keys({"dev-0001", "azureiotsecurity"});
  const auto created = client.create(device);
  ASSERT_TRUE(created.ok()) << client.explained(created.error(), "create");
  EXPECT_EQ(created.value().primary_key.exposed(), device.primary_key.exposed());
  ASSERT_TRUE(client.create(module).ok());
  EXPECT_EQ(front_.identities().at("dev-0001/azureiotsecurity"), module.primary_key.exposed());
  EXPECT_EQ(client.modules_of("dev-0001").value(), (std::vector<RegistryIdentity>{{"dev-0001", "azureiotsecurity"}}));
  EXPECT_TRUE(client.find(module.identity).value().enabled);
  EXPECT_TRUE(client.remove(device.identity).value());
  EXPECT_TRUE(front_.identities().empty());
  EXPECT_FALSE(client.remove(device.identity).value()) << "it is not there any more";
  EXPECT_EQ(client.find(device.identity).error().refusal, RegistryRefusal::kNotFound);
  EXPECT_EQ(client.counts().requests, 7U);
  EXPECT_EQ(server_.accepted(), 1) << "one connection for all";
}

TEST_F(RegistryClientAtHub, sends_what_the_sdk_sends) {
  RegistryClient client(settings());
  ASSERT_TRUE(client.create({{"dev-0001", ""}, {}, {}}).ok());
  ASSERT_TRUE(client.remove({"dev-0001", ""}).ok());
  const std::vector<HttpRequest> requests = front_.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].method, "PUT");
  EXPECT_EQ(requests[0].target, "/devices/dev-0001?api-version=2021-04-12");
  EXPECT_EQ(requests[0].body, R"({"deviceId":"dev-0001","authentication":{"type":"sas","symmetricKey":{"primaryKey":"","secondaryKey":""}}})");
  EXPECT_EQ(requests[0].header("host"), kRegistryHost);
  EXPECT_EQ(requests[0].header("content-type"), "application/json; charset=utf-8");
  EXPECT_EQ(requests[0].headers.count("if-match"), 0U);
  const std::string token = "SharedAccessSignature sr=contoso-hub.azure-devices.net&sig=";
  EXPECT_EQ(requests[0].header("authorization").substr(0, token.size()), token);
  EXPECT_EQ(requests[1].method, "DELETE");
  EXPECT_EQ(requests[1].header("if-match"), "\"*\"");
  EXPECT_EQ(requests[1].body, "");
}

TEST_F(RegistryClientAtHub, gives_an_identity_other_keys) {
  RegistryClient client(settings());
  front_.put("dev-0001", "old=");
  const NewIdentity again = with_random_keys({"dev-0001", ""});
  EXPECT_EQ(client.create(again).error().refusal, RegistryRefusal::kAlreadyExists);
  ASSERT_TRUE(client.replace(again).ok());
  EXPECT_EQ(front_.identities().at("dev-0001"), again.primary_key.exposed());
}

TEST_F(RegistryClientAtHub, creates_and_removes_a_fleet_in_calls_of_a_hundred) {
  RegistryClient client(settings());
  const std::vector<NewIdentity> identities = fleet(125);
  std::vector<std::size_t> told;
  const BulkOutcome created = client.create_all(identities, [&](std::span<const NewIdentity> part) {
    told.push_back(part.size());
    EXPECT_EQ(front_.requests().size(), told.size() - 1) << "told before it is asked for";
    return true;
  });
  EXPECT_FALSE(created.ended.has_value());
  EXPECT_EQ(created.done, 250U);
  EXPECT_EQ(told, (std::vector<std::size_t>{100, 100, 50}));
  EXPECT_EQ(front_.identities().size(), 250U);
  const BulkOutcome removed = client.remove_all(names_of(identities));
  EXPECT_EQ(removed.done, 250U) << "modules that went with their devices count as removed";
  EXPECT_TRUE(removed.refused.empty());
  EXPECT_TRUE(front_.identities().empty());
}

TEST_F(RegistryClientAtHub, a_bulk_call_tells_what_was_refused_and_does_the_rest) {
  RegistryClient client(settings());
  front_.put("dev-1", "of somebody else");
  const BulkOutcome created = client.create_all(fleet(3));
  EXPECT_FALSE(created.ended.has_value());
  EXPECT_EQ(created.done, 5U);
  ASSERT_EQ(created.refused.size(), 1U);
  EXPECT_EQ(created.refused[0].identity, (RegistryIdentity{"dev-1", ""}));
  EXPECT_EQ(created.refused[0].failure.refusal, RegistryRefusal::kAlreadyExists);
  EXPECT_EQ(front_.identities().at("dev-1"), "of somebody else");
}

TEST_F(RegistryClientAtHub, an_owner_that_cannot_write_it_down_creates_nothing) {
  RegistryClient client(settings());
  const BulkOutcome created = client.create_all(fleet(1), [](std::span<const NewIdentity>) { return false; });
  EXPECT_EQ(created.ended.value().refusal, RegistryRefusal::kStopped);
  EXPECT_TRUE(front_.requests().empty());
}

TEST_F(RegistryClientAtHub, a_query_follows_its_pages) {
  RegistryClient client(settings());
  for (int i = 0; i < 25; ++i) front_.put("picket-" + std::to_string(i), "k"), front_.put("picket-" + std::to_string(i) + "/m", "k");
  front_.put("other", "k");
  const auto rows = client.query("SELECT deviceId, moduleId FROM devices.modules WHERE STARTS_WITH(deviceId, 'picket-')", 10);
  ASSERT_TRUE(rows.ok()) << client.explained(rows.error(), "query");
  EXPECT_EQ(rows.value().size(), 25U);
  EXPECT_EQ(rows.value().front(), (RegistryIdentity{"picket-0", "m"}));
  EXPECT_EQ(front_.requests().size(), 3U);
  EXPECT_EQ(client.query("SELECT deviceId FROM devices").value().size(), 26U);
}

TEST_F(RegistryClientAtHub, a_query_that_leads_to_itself_ends) {
  RegistryClient client(settings());
  const HttpAnswer again{200, {{"x-ms-continuation", "same"}}, R"([{"deviceId":"a"}])", false};
  front_.fail_next(again);
  front_.fail_next(again);
  EXPECT_EQ(client.query("SELECT deviceId FROM devices").error().refusal, RegistryRefusal::kAnswerNotUnderstood);
}

TEST_F(RegistryClientAtHub, keeps_to_the_pace_and_is_not_throttled) {
  front_.limit_operations_per_minute(100);
  RegistrySettings paced = settings();
  paced.operations_per_minute = 60;
  RegistryClient client(std::move(paced));
  for (int i = 0; i < 150; ++i) ASSERT_TRUE(client.create(with_random_keys({"dev-" + std::to_string(i), ""})).ok());
  EXPECT_EQ(client.counts().throttled, 0U);
  // 30 at once, then one a second.
  EXPECT_EQ(clock_ / 1'000'000 - kRegistryStart, 120);
  EXPECT_EQ(client.counts().waited, Duration::seconds(120));
}

TEST_F(RegistryClientAtHub, a_throttled_request_waits_as_long_as_the_hub_says) {
  front_.limit_operations_per_minute(2);
  RegistryClient client(settings());
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(client.create(with_random_keys({"dev-" + std::to_string(i), ""})).ok());
  EXPECT_EQ(waits_, (std::vector<Duration>{Duration::minutes(1)}));
  EXPECT_EQ(client.counts().throttled, 1U);
  EXPECT_EQ(client.counts().repeated, 1U);
}

TEST_F(RegistryClientAtHub, what_may_pass_is_tried_again_ever_later_and_then_given_up) {
  RegistryClient client(settings());
  for (int i = 0; i < 6; ++i) front_.fail_next(RegistryFront::refusal(503, "ServerBusy"));
  const auto found = client.find({"dev-0001", ""});
  EXPECT_EQ(found.error().refusal, RegistryRefusal::kServerFailed);
  EXPECT_EQ(found.error().code, "ServerBusy");
  EXPECT_EQ(waits_, (std::vector<Duration>{Duration::seconds(1), Duration::seconds(2), Duration::seconds(4), Duration::seconds(8),
                                           Duration::seconds(16)}));
  stopped_ = true;
  front_.fail_next(RegistryFront::refusal(503, "ServerBusy"));
  EXPECT_EQ(client.find({"dev-0001", ""}).error().refusal, RegistryRefusal::kStopped);
}

TEST_F(RegistryClientAtHub, what_does_not_pass_is_not_tried_again) {
  RegistryClient client(settings());
  front_.fail_next(RegistryFront::refusal(403, "IotHubQuotaExceeded"));
  EXPECT_EQ(client.create(with_random_keys({"dev-0001", ""})).error().refusal, RegistryRefusal::kQuotaExceeded);
  front_.limit_identities(0);
  EXPECT_EQ(client.create(with_random_keys({"dev-0001", ""})).error().refusal, RegistryRefusal::kTooManyIdentities);
  EXPECT_EQ(client.counts().requests, 2U);
  EXPECT_TRUE(waits_.empty());
}

TEST_F(RegistryClientAtHub, a_creation_whose_answer_was_lost_counts_as_done_if_it_was_ours) {
  RegistryClient client(settings());
  const HttpAnswer lost{0, {}, {}, true};
  front_.fail_next(lost, true);
  EXPECT_TRUE(client.create(with_random_keys({"dev-0001", ""})).ok());
  EXPECT_EQ(client.counts().repeated, 1U);
  front_.fail_next(lost, true);
  const std::vector<NewIdentity> identities = fleet(2);
  const BulkOutcome created = client.create_all(identities);
  EXPECT_EQ(created.done, 4U);
  EXPECT_TRUE(created.refused.empty());
  EXPECT_EQ(client.counts().repeated, 1U) << "the second loss was on a kept connection, and libcurl repeated it by itself";
  // Somebody else's stays somebody else's.
  front_.put("dev-0002", "of somebody else");
  front_.fail_next(lost, false);
  EXPECT_EQ(client.create(with_random_keys({"dev-0002", ""})).error().refusal, RegistryRefusal::kAlreadyExists);
}

TEST_F(RegistryClientAtHub, a_wrong_key_a_policy_without_the_right_and_a_wrong_clock_are_told) {
  RegistrySettings wrong = settings();
  wrong.access.key = Secret("another key of another hub......");
  RegistryClient stranger(std::move(wrong));
  const auto refused = stranger.find({"dev-0001", ""});
  EXPECT_EQ(refused.error().refusal, RegistryRefusal::kUnauthorized);
  EXPECT_EQ(stranger.explained(refused.error(), "find dev-0001"),
            "registry: find dev-0001: the hub refuses the key of policy registryReadWrite; copy the policy's connection string again, and check "
            "that this machine's clock is right to within 5 min (status 401 IotHubUnauthorizedAccess)");
  RegistrySettings reader = settings();
  reader.access.policy = "registryRead";
  EXPECT_EQ(RegistryClient(std::move(reader)).create(with_random_keys({"dev-0001", ""})).error().refusal, RegistryRefusal::kForbidden);
  RegistrySettings late = settings();
  late.now = [] { return Time::from_unix_seconds(kRegistryStart - 2 * 3'600); };
  EXPECT_EQ(RegistryClient(std::move(late)).find({"dev-0001", ""}).error().refusal, RegistryRefusal::kUnauthorized);
}

TEST_F(RegistryClientAtHub, a_token_is_renewed_before_it_ends) {
  RegistryClient client(settings());
  front_.put("dev-0001", "k");
  ASSERT_TRUE(client.find({"dev-0001", ""}).ok());
  clock_ += 30 * 60'000'000LL;
  ASSERT_TRUE(client.find({"dev-0001", ""}).ok());
  clock_ += 40 * 60'000'000LL;  // 10 min behind the first one's end
  ASSERT_TRUE(client.find({"dev-0001", ""}).ok());
  const std::vector<HttpRequest> requests = front_.requests();
  EXPECT_EQ(requests[0].header("authorization"), requests[1].header("authorization"));
  EXPECT_NE(requests[1].header("authorization"), requests[2].header("authorization"));
}

TEST_F(RegistryClientAtHub, a_server_that_is_not_the_hub_is_told_nothing) {
  RegistrySettings other = settings();
  other.access.host = "contoso-hub.example.org";
  RegistryClient misled(std::move(other));
  const auto found = misled.find({"dev-0001", ""});
  EXPECT_EQ(found.error().refusal, RegistryRefusal::kCertificateRefused) << misled.explained(found.error(), "find");
  RegistrySettings untrusting = settings();
  untrusting.roots.clear();
  EXPECT_EQ(RegistryClient(std::move(untrusting)).find({"dev-0001", ""}).error().refusal, RegistryRefusal::kCertificateRefused);
  test::HttpsServer expired(certificates_->path("expired.pem"), certificates_->path("leaf.key"),
                            [this](const HttpRequest& request) { return front_.answer(request); });
  RegistrySettings past = settings();
  past.port = expired.port();
  EXPECT_EQ(RegistryClient(std::move(past)).find({"dev-0001", ""}).error().refusal, RegistryRefusal::kCertificateRefused);
  EXPECT_TRUE(front_.requests().empty());
}

TEST_F(RegistryClientAtHub, a_redirect_is_not_followed) {
  RegistryClient client(settings());
  front_.fail_next({302, {{"Location", "https://contoso-hub.azure-devices.net/devices/dev-0001"}}, {}, false});
  EXPECT_EQ(client.find({"dev-0001", ""}).error().refusal, RegistryRefusal::kOtherStatus);
  EXPECT_EQ(front_.requests().size(), 1U);
}

TEST_F(RegistryClientAtHub, hostile_answers_are_refused_and_bounded) {
  RegistryClient client(settings());
  front_.fail_next({200, {}, "<html>", false});
  EXPECT_EQ(client.find({"dev-0001", ""}).error().refusal, RegistryRefusal::kAnswerNotUnderstood);
  front_.fail_next({200, {}, std::string(RegistryClient::kMaxAnswer + 1, ' '), false});
  EXPECT_EQ(client.find({"dev-0001", ""}).error().refusal, RegistryRefusal::kAnswerTooLarge);
  front_.fail_next({200, {}, R"({"isSuccessful":false,"errors":[{"deviceId":"a"},{"deviceId":"b"},{"deviceId":"c"}]})", false});
  EXPECT_EQ(client.create_all(fleet(1)).ended.value().refusal, RegistryRefusal::kAnswerNotUnderstood) << "more refused than asked for";
}

TEST_F(RegistryClientAtHub, nobody_there_is_told) {
  RegistrySettings nowhere = settings();
  {
    const test::ListeningSocket free;
    nowhere.port = free.port();
  }
  nowhere.tries = 2;
  RegistryClient client(std::move(nowhere));
  const auto found = client.find({"dev-0001", ""});
  EXPECT_EQ(found.error().refusal, RegistryRefusal::kUnreachable);
  EXPECT_EQ(waits_.size(), 1U);
}

TEST_F(RegistryClientAtHub, roots_that_cannot_be_read_are_told) {
  RegistrySettings blind = settings();
  blind.roots = folder_->file("nothing.pem");
  EXPECT_EQ(RegistryClient(std::move(blind)).find({"dev-0001", ""}).error().refusal, RegistryRefusal::kRootsUnreadable);
}

TEST_F(RegistryClientAtHub, no_text_holds_a_key_or_a_token) {
  RegistryClient client(settings());
  const NewIdentity identity = with_random_keys({"dev-0001", ""});
  std::string said;
  for (const int status : {400, 401, 403, 404, 409, 412, 413, 429, 500}) {
    const std::string quoting = R"({"Message":"ErrorCode:)" + std::string(identity.primary_key.exposed()) + R"(;)" +
                                std::string(identity.primary_key.exposed()) + R"("})";
    const int tries = status == 429 || status == 500 ? 6 : 1;
    for (int i = 0; i < tries; ++i) front_.fail_next({status, {}, quoting, false});
    const auto created = client.create(identity);
    ASSERT_FALSE(created.ok());
    said += client.explained(created.error(), "create " + to_text(identity.identity));
  }
  EXPECT_EQ(said.find(identity.primary_key.exposed().substr(0, 8)), std::string::npos) << said;
  EXPECT_EQ(said.find("sig="), std::string::npos);
}

}  // namespace
}  // namespace picket::sim
