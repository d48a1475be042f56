#include "sim/hub/provisioning_service.h"

#include <gtest/gtest.h>

#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using picket::test::at;

TEST(ProvisioningService, counts_registrations_and_polls_of_a_minute_together) {
  ProvisioningService service(3);
  EXPECT_EQ(service.request(RegistrationRequest::kRegister, at(1)), RegistrationAnswer::kAccepted);
  EXPECT_EQ(service.request(RegistrationRequest::kRegister, at(2)), RegistrationAnswer::kAccepted);
  EXPECT_EQ(service.request(RegistrationRequest::kStatusPoll, at(4)), RegistrationAnswer::kAccepted);
  EXPECT_EQ(service.request(RegistrationRequest::kStatusPoll, at(5)), RegistrationAnswer::kThrottled);
  EXPECT_EQ(service.request(RegistrationRequest::kRegister, at(59)), RegistrationAnswer::kThrottled);
  EXPECT_EQ(service.request(RegistrationRequest::kStatusPoll, at(60)), RegistrationAnswer::kAccepted);
  EXPECT_EQ(service.counts().registers, 3);
  EXPECT_EQ(service.counts().status_polls, 3);
  EXPECT_EQ(service.counts().requests(), 6);
  EXPECT_EQ(service.counts().throttled, 2);
}

// iot-dps-limits: 1,000 a minute for a service, and 5 polls in 10 s for a device.
TEST(ProvisioningService, has_the_published_limits) {
  ProvisioningService service(ProvisioningService::kRequestsPerMinute);
  for (int i = 0; i < 1'000; ++i) EXPECT_EQ(service.request(RegistrationRequest::kRegister, at(0.001 * i)), RegistrationAnswer::kAccepted);
  EXPECT_EQ(service.request(RegistrationRequest::kRegister, at(1)), RegistrationAnswer::kThrottled);
  EXPECT_EQ(ProvisioningService::kShortestPollInterval * 5, Duration::seconds(10));
}

}  // namespace
}  // namespace picket::sim
