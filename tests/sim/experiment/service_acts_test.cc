// What attacks do with a back end's rights, by hand: one kiosk on a line whose ways are 50 ms. The attack begins at 1:00 of the measured
// period; times are milliseconds from there.

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <vector>

#include "tests/sim/experiment/carry_fixture.h"

namespace picket::sim {
namespace {

using test::CarryFixture;
using test::with_carry;
using testing::ElementsAre;

constexpr Duration kServiceBegin = Duration::minutes(1);

/// An attack whose only phase, of 60 s, does these acts.
std::vector<std::string> with_service_acts(const std::string& acts, std::vector<std::string> sets = {}) {
  sets.push_back("attacks=[{name: x, use: x, start: 1 min, targets: {device_class: kiosk, count: 1}}]");
  sets.push_back("attack_templates={x: {id: X, title: x, memory_only: false, deadline: 10 min, phases: [{id: p, duration: 60 s, hub: [" + acts + "]}]}}");
  return sets;
}

struct ServiceRecord {
  std::int64_t at = 0;
  OperationName operation = OperationName::kDeviceConnect;
  std::uint32_t result = 0;
  bool operator==(const ServiceRecord&) const = default;
};
void PrintTo(const ServiceRecord& s, std::ostream* out) { *out << s.at << " ms: " << operation_word(s.operation) << ' ' << s.result; }

std::vector<ServiceRecord> told_of_device(const CarryFixture& f) {
  std::vector<ServiceRecord> seen;
  for (const HubEvidence& e : f.carry.hub_acts().evidence_of(DeviceId(0))) {
    seen.push_back({(e.time - f.world.start() - kServiceBegin) / Duration::milliseconds(1), e.operation, e.result_type});
  }
  return seen;
}

// The device's own connection goes at 0, and whenever it comes back it is refused, until the identity is there again at 30 s. By
// then it is not there to be deleted: an error, which the log has. The agent's connection went too, and is back.
TEST(ServiceActs, a_device_whose_identity_is_deleted_is_refused_until_it_is_created_again) {
  const auto sets = with_service_acts("{kind: delete_identity, count: 2, spacing: 30 s}, {kind: create_identity}",
                              {"hubs[0].configuration.diagnostic_settings=[{name: all, categories: [DeviceIdentityOperations]}]"});
  with_carry(1, 1, sets, [](CarryFixture& f) {
    f.run_to(kServiceBegin + Duration::seconds(29));
    EXPECT_FALSE(f.carry.hubs()[0].connected(DeviceId(0))) << "the agent's connection";
    EXPECT_EQ(f.carry.hubs()[0].identities(), 0);
    f.run_to(Duration::minutes(20));
    EXPECT_TRUE(f.carry.hubs()[0].connected(DeviceId(0)));
    const std::vector<ServiceRecord> seen = told_of_device(f);
    ASSERT_GE(seen.size(), 4U);
    EXPECT_EQ(seen[0], (ServiceRecord{0, OperationName::kDeviceDisconnect, 401'003}));
    EXPECT_EQ(seen[1], (ServiceRecord{400, OperationName::kDeviceConnect, 401'003}));
    EXPECT_THAT(seen, testing::Contains(ServiceRecord{30'000, OperationName::kIdentityDelete, 404'001}));
    EXPECT_EQ(seen.back().operation, OperationName::kDeviceConnect);
    EXPECT_EQ(seen.back().result, 0U);
    EXPECT_GT(seen.back().at, 30'000);
    const OperationCounts& of = f.carry.hubs()[0].counts().of(HubOperation::kIdentityOperation);
    EXPECT_EQ(of.accepted, 2);
    EXPECT_EQ(of.unknown_identity, 1);
    EXPECT_GT(f.carry.hubs()[0].counts().connects_unknown_identity, 0);
  });
}

// Nobody has set the hub to log identity operations.
TEST(ServiceActs, errors_of_identity_operations_are_logged_where_a_setting_takes_them) {
  with_carry(1, 1, with_service_acts("{kind: create_identity}"), [](CarryFixture& f) {
    f.run_to(Duration::minutes(10));
    EXPECT_TRUE(told_of_device(f).empty());
    EXPECT_EQ(f.carry.hubs()[0].counts().of(HubOperation::kIdentityOperation).already_there_409001, 1);
  });
}

TEST(ServiceActs, a_twin_that_no_hub_takes_is_refused_and_changes_nothing) {
  const auto sets = with_service_acts("{kind: twin_update, desired_g2: {Process_Disabled: true, note: " + std::string(4'097, 'x') + "}}");
  with_carry(1, 1, sets, [](CarryFixture& f) {
    f.run_to(Duration::minutes(10));
    EXPECT_THAT(told_of_device(f), ElementsAre(ServiceRecord{0, OperationName::kC2dTwinUpdate, 400'004}));
    EXPECT_EQ(f.carry.hubs()[0].counts().of(HubOperation::kTwinUpdate).invalid_400004, 1);
    Policy policy;
    policy.generation = Generation::kG2Linux;
    EXPECT_FALSE(TwinRollout::is_changed_by(*f.world.attacks().hub_acts()[0].act, policy));
  });
}

}  // namespace
}  // namespace picket::sim
