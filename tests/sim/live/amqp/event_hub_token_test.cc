#include "sim/live/amqp/event_hub_token.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

EventHubEndpoint golden_endpoint() {
  EventHubEndpoint endpoint;
  endpoint.host = "ihsuprodxx-eh.servicebus.windows.net";
  endpoint.entity = "iothub-ehub-contoso-hub-1234567-0123456789";
  endpoint.policy = "service";
  endpoint.key = Secret("c2VydmljZWtleXNlcnZpY2VrZXlzZXJ2aWNla2V5MTI=");
  return endpoint;
}

// What Microsoft's own client signs with this key for this link, until 1700003600.
TEST(EventHubToken, is_that_of_the_client_of_others) {
  const EventHubEndpoint endpoint = golden_endpoint();
  const Secret token = event_hub_token(endpoint, partition_audience(endpoint, "$Default", 0), Time::from_unix_seconds(1'700'003'600));
  EXPECT_EQ(token.exposed(),
            "SharedAccessSignature sr=sb%3A%2F%2Fihsuprodxx-eh.servicebus.windows.net%2Fiothub-ehub-contoso-hub-1234567-0123456789%2FConsumerGroups%2F"
            "%24Default%2FPartitions%2F0&sig=zQ6FfNv3jSavxYHmHIAcALGoufhvQEAXbIHJFA3CT10%3D&se=1700003600&skn=service");
}

TEST(EventHubToken, audiences_and_addresses_are_of_the_link) {
  const EventHubEndpoint endpoint = golden_endpoint();
  EXPECT_EQ(management_audience(endpoint), "sb://ihsuprodxx-eh.servicebus.windows.net/iothub-ehub-contoso-hub-1234567-0123456789/$management");
  EXPECT_EQ(partition_address(endpoint, "picket", 31), "iothub-ehub-contoso-hub-1234567-0123456789/ConsumerGroups/picket/Partitions/31");
}

}  // namespace
}  // namespace picket::sim
