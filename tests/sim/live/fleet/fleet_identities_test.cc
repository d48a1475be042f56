// Identities of a run, made and removed at the registry double.

#include "sim/live/fleet/fleet_identities.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tests/sim/results/temporary_folder.h"
#include "tests/support/hub/https_server.h"
#include "tests/support/hub/hub_certificates.h"
#include "tests/support/hub/registry_front.h"

namespace picket::sim {
namespace {

using hub_double::HttpAnswer;
using hub_double::HttpRequest;
using hub_double::RegistryFront;

constexpr const char* kFleetHub = "contoso-hub.azure-devices.net";

class FleetIdentitiesAtHub : public ::testing::Test {
 protected:
  static std::string fleet_key() { return "12345678901234567890123456789012"; }
  RegistrySettings settings() {
    RegistrySettings settings;
    settings.access = {kFleetHub, "registryReadWrite", Secret(fleet_key())};
    settings.roots = certificates_.path("root.pem");
    settings.address = "127.0.0.1";
    settings.port = server_.port();
    settings.operations_per_minute = 100'000;
    settings.now = [this] { return Time::from_unix_microseconds(clock_); };
    settings.wait = [this](Duration wait) {
      clock_ += wait.count_microseconds();
      return true;
    };
    return settings;
  }
  IdentityJournal journal(const std::string& prefix = "picket-1-") {
    return std::move(IdentityJournal::create(path_, kFleetHub, prefix)).value();
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.file("identities");
  test::HubCertificates certificates_{folder_.path()};
  std::atomic<std::int64_t> clock_ = 1'700'000'040'000'000;
  RegistryFront front_{kFleetHub, {{"registryReadWrite", fleet_key()}}, [this] { return clock_ / 1'000'000; }};
  test::HttpsServer server_{certificates_.path("chain.pem"), certificates_.path("leaf.key"),
                            [this](const HttpRequest& request) { return front_.answer(request); }};
  RegistryClient registry_{settings()};
};

TEST_F(FleetIdentitiesAtHub, a_fleet_is_made_and_removed_and_others_stay) {
  front_.put("production-7", "k");
  IdentityJournal journal = this->journal();
  const FleetIdentities fleet = make_fleet_identities(registry_, journal, 120, "azureiotsecurity");
  ASSERT_TRUE(fleet.problems.empty()) << fleet.problems.front();
  ASSERT_EQ(fleet.made.size(), 120U);
  EXPECT_EQ(fleet.made[3].identity, (RegistryIdentity{"picket-1-0000003", "azureiotsecurity"}));
  EXPECT_EQ(front_.identities().size(), 241U);
  EXPECT_EQ(front_.identities().at("picket-1-0000003/azureiotsecurity"), fleet.made[3].primary_key.exposed());
  const FleetRemoval removal = remove_fleet_identities(registry_, kFleetHub, journal);
  EXPECT_TRUE(removal.problems.empty());
  EXPECT_EQ(removal.removed, 120U);
  EXPECT_EQ(front_.identities().size(), 1U);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(FleetIdentitiesAtHub, without_a_module_the_devices_connect_themselves) {
  IdentityJournal journal = this->journal();
  const FleetIdentities fleet = make_fleet_identities(registry_, journal, 2, "");
  ASSERT_EQ(fleet.made.size(), 2U);
  EXPECT_EQ(fleet.made[1].identity, (RegistryIdentity{"picket-1-0000001", ""}));
}

// The program ends after the hub has made the devices and before it has answered; the next life removes them by the file alone.
TEST_F(FleetIdentitiesAtHub, what_a_crash_left_is_removed_by_the_journal) {
  {
    RegistrySettings dying = settings();
    dying.tries = 1;
    RegistryClient registry(std::move(dying));
    IdentityJournal journal = this->journal();
    front_.fail_next({0, {}, {}, true}, true);
    const FleetIdentities fleet = make_fleet_identities(registry, journal, 30, "azureiotsecurity");
    EXPECT_TRUE(fleet.made.empty());
    ASSERT_EQ(fleet.problems.size(), 1U);
    EXPECT_NE(fleet.problems[0].find("create identities, of which 0 of 30 are done"), std::string::npos) << fleet.problems[0];
  }
  EXPECT_EQ(front_.identities().size(), 30U);
  Result<IdentityJournal, std::string> left = IdentityJournal::open(path_);
  ASSERT_TRUE(left.ok()) << left.error();
  const FleetRemoval removal = remove_fleet_identities(registry_, kFleetHub, left.value());
  EXPECT_TRUE(removal.problems.empty());
  EXPECT_TRUE(front_.identities().empty());
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(FleetIdentitiesAtHub, a_device_that_somebody_else_has_is_told_and_stays) {
  front_.put("picket-1-0000001", "of somebody else");
  IdentityJournal journal = this->journal();
  const FleetIdentities fleet = make_fleet_identities(registry_, journal, 3, "azureiotsecurity");
  EXPECT_TRUE(fleet.made.empty());
  ASSERT_EQ(fleet.problems.size(), 1U);
  EXPECT_EQ(fleet.problems[0],
            "registry: create picket-1-0000001: the identity exists already; choose another name, or remove it (status 409 409001)");
  const FleetRemoval removal = remove_fleet_identities(registry_, kFleetHub, journal);
  EXPECT_EQ(removal.removed, 2U);
  EXPECT_EQ(front_.identities(), (std::map<std::string, std::string>{{"picket-1-0000001", "of somebody else"}}));
}

TEST_F(FleetIdentitiesAtHub, a_removal_that_fails_keeps_the_journal) {
  IdentityJournal journal = this->journal();
  ASSERT_TRUE(make_fleet_identities(registry_, journal, 2, "").problems.empty());
  front_.fail_next(RegistryFront::refusal(401, "IotHubUnauthorizedAccess"));
  EXPECT_EQ(remove_fleet_identities(registry_, kFleetHub, journal).problems.size(), 1U);
  EXPECT_TRUE(std::filesystem::exists(path_));
  EXPECT_TRUE(remove_fleet_identities(registry_, kFleetHub, journal).problems.empty());
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(FleetIdentitiesAtHub, a_journal_of_another_hub_removes_nothing) {
  IdentityJournal journal = this->journal();
  ASSERT_TRUE(make_fleet_identities(registry_, journal, 1, "").problems.empty());
  const FleetRemoval removal = remove_fleet_identities(registry_, "other-hub.azure-devices.net", journal);
  ASSERT_EQ(removal.problems.size(), 1U);
  EXPECT_EQ(removal.problems[0], path_ + ": is of the hub contoso-hub.azure-devices.net, and the connection string is of "
                                         "other-hub.azure-devices.net; give that of the same hub. Nothing was removed");
  EXPECT_EQ(front_.identities().size(), 1U);
}

TEST_F(FleetIdentitiesAtHub, many_refusals_are_not_all_told) {
  for (int i = 0; i < 9; ++i) front_.put("picket-1-000000" + std::to_string(i), "k");
  IdentityJournal journal = this->journal();
  const FleetIdentities fleet = make_fleet_identities(registry_, journal, 9, "");
  ASSERT_EQ(fleet.problems.size(), 6U);
  EXPECT_EQ(fleet.problems[5], "registry: create: and 4 more");
}

TEST(IdentityPrefix, is_random_and_sorts_devices_by_their_number) {
  const std::string prefix = random_identity_prefix();
  EXPECT_EQ(prefix.size(), 24U);
  EXPECT_EQ(prefix.rfind("picket-", 0), 0U);
  EXPECT_NE(prefix, random_identity_prefix());
  EXPECT_EQ(device_id_of("p-", 42), "p-0000042");
  EXPECT_EQ(device_id_of("p-", 12'345'678), "p-12345678");
}

}  // namespace
}  // namespace picket::sim
