#include "sim/live/registry/registry_access.h"

#include <gtest/gtest.h>

#include <string>

#include "sim/live/mqtt/base64.h"

namespace picket::sim {
namespace {

constexpr const char* kPolicyKey = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";

std::string problems_of(const std::string& text) {
  const RegistryAccessRead read = read_registry_access(Secret(text));
  EXPECT_FALSE(read.access.has_value());
  return describe(read.problems, "policy");
}

TEST(RegistryAccess, is_read_from_a_policys_connection_string) {
  const RegistryAccessRead read = read_registry_access(
      Secret(std::string(" SharedAccessKeyName=iothubowner;HostName=contoso-hub.azure-devices.net;SharedAccessKey=") + kPolicyKey + ";\n"));
  ASSERT_TRUE(read.access.has_value()) << describe(read.problems, "policy");
  EXPECT_EQ(read.access->host, "contoso-hub.azure-devices.net");
  EXPECT_EQ(read.access->policy, "iothubowner");
  EXPECT_EQ(read.access->key.exposed(), "12345678901234567890123456789012");
}

TEST(RegistryAccess, tells_all_that_is_wrong_at_once_and_quotes_no_value) {
  EXPECT_EQ(problems_of("HostName=https://hub/;SharedAccesKeyName=owner;SharedAccessKey=short;SharedAccessKey=Zm9v;DeviceId=dev-0001;junk"),
            "policy, part 1 (character 1): error: HostName: no DNS name; letters, digits, '-' and '.', without 'https://' and without a port\n"
            "policy, part 2 (character 23): error: unknown name; did you mean 'SharedAccessKeyName'?\n"
            "policy, part 3 (character 48): error: SharedAccessKey: no base64; copy it whole: its length is a multiple of 4 and it often ends "
            "in '='\n"
            "policy, part 4 (character 70): error: SharedAccessKey: given twice; remove one of the two\n"
            "policy, part 5 (character 91): error: DeviceId: belongs to a connection string of a device; take that of a shared access policy: "
            "'az iot hub connection-string show --policy-name registryReadWrite'\n"
            "policy, part 6 (character 109): error: a part without '='; write name=value between semicolons\n");
}

TEST(RegistryAccess, a_bare_key_is_no_connection_string_and_is_not_quoted) {
  const std::string text = problems_of(kPolicyKey);
  EXPECT_EQ(text, "policy: error: no connection string; expected 'HostName=...;SharedAccessKeyName=...;SharedAccessKey=...'\n");
}

TEST(RegistryAccess, nothing_and_too_much_are_told) {
  EXPECT_NE(problems_of(" \n").find("policy: error: empty"), std::string::npos);
  EXPECT_NE(problems_of(std::string(kMaxConnectionString + 1, 'x')).find("longer than 4096 bytes"), std::string::npos);
}

TEST(RegistryAccess, the_endpoints_connection_string_is_told_apart) {
  const std::string text = problems_of("Endpoint=sb://ihsu.servicebus.windows.net/;SharedAccessKeyName=service;SharedAccessKey=" +
                                       std::string(kPolicyKey));
  EXPECT_NE(text.find("Endpoint: belongs to a connection string of the built-in endpoint"), std::string::npos) << text;
  EXPECT_NE(text.find("HostName: missing"), std::string::npos) << text;
}

TEST(RegistryAccess, a_key_of_another_size_is_refused) {
  const std::string text = problems_of("HostName=h.net;SharedAccessKeyName=p;SharedAccessKey=Zm9v");
  EXPECT_EQ(text, "policy, part 3 (character 38): error: SharedAccessKey: not of 16 to 64 bytes; copy it whole\n");
}

// A token that Microsoft's azure-iot-common made of this key.
TEST(RegistryToken, is_that_of_the_sdk) {
  const RegistryAccess access{"contoso-hub.azure-devices.net", "iothubowner", base64_decoded(kPolicyKey).value()};
  EXPECT_EQ(registry_token(access, Time::from_unix_seconds(1'700'003'600)).exposed(),
            "SharedAccessSignature sr=contoso-hub.azure-devices.net&sig=J2gmKEhqr0gnWC4uM%2FB0rgxY8aKRurbH23HnZ14SUbk%3D&skn=iothubowner"
            "&se=1700003600");
}

}  // namespace
}  // namespace picket::sim
