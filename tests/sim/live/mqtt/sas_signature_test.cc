#include "sim/live/mqtt/sas_signature.h"

#include <gtest/gtest.h>

#include "sim/live/mqtt/base64.h"

namespace picket::sim {
namespace {

// RFC 4231, test case 2.
TEST(HmacSha256, has_the_value_of_its_standard) {
  EXPECT_EQ(base64_encoded(hmac_sha256(Secret("Jefe"), "what do ya want for nothing?")),
            "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
}

// Tokens that Microsoft's azure-iot-common made of this key.
TEST(SignedToken, is_that_of_the_sdk) {
  const Secret key = base64_decoded("MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=").value();
  HubNames names{"contoso-hub.azure-devices.net", "dev-0001", "azureiotsecurity", ""};
  const Time expires = Time::from_unix_seconds(1'700'003'600);
  EXPECT_EQ(signed_token(names, key, expires).exposed(),
            "SharedAccessSignature sr=contoso-hub.azure-devices.net%2Fdevices%2Fdev-0001%2Fmodules%2Fazureiotsecurity"
            "&sig=%2BWxZethbUeYrzkea2LAbnemC%2BkrqGppMkPfJvlAGYbQ%3D&se=1700003600");
  names.module.clear();
  EXPECT_EQ(signed_token(names, key, expires).exposed(),
            "SharedAccessSignature sr=contoso-hub.azure-devices.net%2Fdevices%2Fdev-0001"
            "&sig=Mc%2FxwpyHEzadi2Sj1XpCXvFl%2Fq5rgztTJzmL23Gk8bo%3D&se=1700003600");
}

}  // namespace
}  // namespace picket::sim
