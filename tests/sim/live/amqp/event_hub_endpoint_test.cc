#include "sim/live/amqp/event_hub_endpoint.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

std::string problems_of(const std::string& text) { return describe(read_event_hub_endpoint(Secret(text)).problems, "endpoint.txt"); }

TEST(EventHubEndpoint, reads_what_the_portal_gives) {
  const EventHubEndpointRead read = read_event_hub_endpoint(
      Secret(" SharedAccessKey=a2V5;Endpoint=sb://ihsuprodxx.servicebus.windows.net/;SharedAccessKeyName=service;EntityPath=iothub-ehub-contoso;\n"));
  ASSERT_TRUE(read.endpoint.has_value()) << describe(read.problems, "text");
  EXPECT_EQ(read.endpoint.value().host, "ihsuprodxx.servicebus.windows.net");
  EXPECT_EQ(read.endpoint.value().policy, "service");
  EXPECT_EQ(read.endpoint.value().entity, "iothub-ehub-contoso");
  EXPECT_EQ(read.endpoint.value().key.exposed(), "a2V5") << "the text itself, not what it decodes to";
}

TEST(EventHubEndpoint, tells_every_problem_at_once_and_nothing_of_the_key) {
  const std::string told = problems_of("Endpoint=https://x;SharedAccesKey=topsecret;EntityPath=a/b;EntityPath=c;oops");
  EXPECT_EQ(told,
            "endpoint.txt: error: SharedAccessKeyName: missing; add the policy's name, as 'SharedAccessKeyName=service'\n"
            "endpoint.txt, part 1 (character 1): error: Endpoint: no address of an Event Hub; write sb://, the host's name and '/', without a port\n"
            "endpoint.txt, part 2 (character 20): error: unknown name; did you mean 'SharedAccessKey'?\n"
            "endpoint.txt, part 3 (character 45): error: EntityPath: holds characters that no such name has; letters, digits, '-', '.' and '_'\n"
            "endpoint.txt, part 4 (character 60): error: EntityPath: given twice; remove one of the two\n"
            "endpoint.txt, part 5 (character 73): error: a part without '='; write name=value between semicolons\n");
  EXPECT_EQ(told.find("topsecret"), std::string::npos);
}

TEST(EventHubEndpoint, knows_the_connection_string_of_a_hub_or_device) {
  EXPECT_NE(problems_of("HostName=contoso.azure-devices.net;SharedAccessKeyName=service;SharedAccessKey=a2V5").find("belongs to another connection string"), std::string::npos);
  EXPECT_NE(problems_of("bare-key-in-the-wrong-place").find("no connection string"), std::string::npos);
  EXPECT_NE(problems_of(" \n").find("empty"), std::string::npos);
}

}  // namespace
}  // namespace picket::sim
