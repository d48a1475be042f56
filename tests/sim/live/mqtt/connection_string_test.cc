#include "sim/live/mqtt/connection_string.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

constexpr const char* kKey = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";

std::string problems_of(const std::string& text) {
  const ConnectionString read = read_connection_string(Secret(text));
  EXPECT_EQ(read.identity.has_value(), read.problems.empty());
  return describe(read.problems, "connection string");
}

TEST(ConnectionString, names_a_module_and_its_key) {
  const ConnectionString read = read_connection_string(
      Secret(std::string("HostName=contoso-hub.azure-devices.net;DeviceId=dev-0001;ModuleId=azureiotsecurity;SharedAccessKey=") + kKey + "\n"));
  ASSERT_TRUE(read.identity.has_value());
  EXPECT_EQ(read.identity->names.host, "contoso-hub.azure-devices.net");
  EXPECT_EQ(read.identity->names.device, "dev-0001");
  EXPECT_EQ(read.identity->names.module, "azureiotsecurity");
  EXPECT_EQ(read.identity->key.exposed(), "12345678901234567890123456789012");
  EXPECT_FALSE(read.identity->x509);
}

TEST(ConnectionString, takes_parts_in_any_order_and_a_certificate_instead_of_a_key) {
  const ConnectionString read =
      read_connection_string(Secret(" x509=true;DeviceId=a.b-c@d:1;HostName=h.example;GatewayHostName=edge-1; "));
  ASSERT_TRUE(read.identity.has_value());
  EXPECT_TRUE(read.identity->x509);
  EXPECT_TRUE(read.identity->key.empty());
  EXPECT_EQ(read.identity->names.device, "a.b-c@d:1");
  EXPECT_EQ(read.identity->names.module, "");
  EXPECT_EQ(read.identity->gateway, "edge-1");
}

TEST(ConnectionString, tells_every_problem_at_once) {
  EXPECT_EQ(problems_of("HostName=https://h;DeviceId=a b;DeviceId=c;ModulId=m;SharedAccessKey=abc;;x509=maybe"),
            "connection string, part 1 (character 1): error: HostName: no DNS name; letters, digits, '-' and '.', without 'https://' and "
            "without a port\n"
            "connection string, part 2 (character 20): error: DeviceId: no id of IoT Hub; 1 to 128 ASCII letters, digits and "
            "- . % _ * ? ! ( ) , : = @ $ '\n"
            "connection string, part 3 (character 33): error: DeviceId: given twice; remove one of the two\n"
            "connection string, part 4 (character 44): error: unknown name; did you mean 'ModuleId'?\n"
            "connection string, part 5 (character 54): error: SharedAccessKey: no base64; copy it whole: its length is a multiple of 4 and "
            "it often ends in '='\n"
            "connection string, part 6 (character 74): error: an empty part; write name=value between semicolons\n"
            "connection string, part 7 (character 75): error: x509: neither true nor false; write x509=true, or leave it out\n");
}

TEST(ConnectionString, says_what_is_missing) {
  EXPECT_EQ(problems_of("ModuleId=m"),
            "connection string: error: HostName: missing; add the hub's name, as 'HostName=contoso-hub.azure-devices.net'\n"
            "connection string: error: DeviceId: missing; add the device's id, as 'DeviceId=dev-0001'\n"
            "connection string: error: SharedAccessKey: missing; add it, or x509=true and give a certificate and its key\n");
  EXPECT_NE(problems_of("HostName=h;DeviceId=;x509=true").find("DeviceId: empty"), std::string::npos);
}

TEST(ConnectionString, knows_that_of_a_service) {
  const std::string service = problems_of(std::string("HostName=h;SharedAccessKeyName=iothubowner;SharedAccessKey=") + kKey);
  EXPECT_NE(service.find("SharedAccessKeyName: belongs to a connection string of services"), std::string::npos) << service;
  EXPECT_NE(service.find("DeviceId: missing"), std::string::npos) << service;
  const std::string token = problems_of("HostName=h;DeviceId=d;SharedAccessSignature=SharedAccessSignature sr=x&sig=y&se=1");
  EXPECT_NE(token.find("ready token"), std::string::npos) << token;
}

TEST(ConnectionString, refuses_names_that_no_hub_has) {
  for (const char* host : {"", "-a.b", "a-.b", "a..b", "a.b.", "a_b", "host:8883", "1.2.3.4/", "h\xc3\xa9"}) {
    EXPECT_FALSE(read_connection_string(Secret(std::string("DeviceId=d;x509=true;HostName=") + host)).problems.empty()) << host;
  }
  for (const std::string& id : {std::string("a/b"), std::string("a+b"), std::string("a#b"), std::string("\xc3\xa9"), std::string(129, 'a')}) {
    EXPECT_FALSE(read_connection_string(Secret("HostName=h;x509=true;DeviceId=" + id)).problems.empty()) << id;
  }
  EXPECT_TRUE(read_connection_string(Secret("HostName=h;x509=true;DeviceId=" + std::string(128, 'a'))).problems.empty());
}

// Whatever is wrong with it, no word of the text itself comes back, but the known names.
TEST(ConnectionString, tells_nothing_of_a_secret) {
  const std::string secret = "TopSecretTopSecretTopSecretTopSecret";
  const std::string texts[] = {secret,
                               secret + "=",
                               "SharedAccesKey=" + secret + "=",
                               "HostName=h;DeviceId=d;" + secret + "=;SharedAccessKey=" + secret,
                               "HostName=" + secret + "/;DeviceId=" + secret + " ;ModuleId=" + secret + "#",
                               "HostName=h;DeviceId=d;SharedAccessKey=\"" + secret + "\"",
                               "HostName=h;DeviceId=d;x509=" + secret,
                               std::string(kMaxConnectionString, 'x') + secret};
  for (const std::string& text : texts) {
    const std::string problems = problems_of(text);
    EXPECT_FALSE(problems.empty()) << text;
    for (std::size_t at = 0; at + 8 <= secret.size(); ++at) {
      ASSERT_EQ(problems.find(secret.substr(at, 8)), std::string::npos) << problems;
    }
  }
}

}  // namespace
}  // namespace picket::sim
