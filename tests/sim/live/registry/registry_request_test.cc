// The requests of azure-iothub 1.16.6, as it sends them.

#include "sim/live/registry/registry_request.h"

#include <gtest/gtest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/live/mqtt/base64.h"

namespace picket::sim {
namespace {

NewIdentity keyed(std::string device, std::string module) { return {{std::move(device), std::move(module)}, Secret("AA=="), Secret("BB==")}; }

TEST(RegistryRequest, creates_a_device_whose_keys_the_hub_makes) {
  const RegistryRequest request = create_request({{"dev-0001", ""}, {}, {}});
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.target, "/devices/dev-0001?api-version=2021-04-12");
  EXPECT_EQ(request.if_match, "");
  EXPECT_EQ(request.body.exposed(), R"({"deviceId":"dev-0001","authentication":{"type":"sas","symmetricKey":{"primaryKey":"","secondaryKey":""}}})");
  EXPECT_EQ(request.operations, 1);
}

TEST(RegistryRequest, creates_a_module_with_keys_of_ours) {
  const RegistryRequest request = create_request(keyed("dev-0001", "azureiotsecurity"));
  EXPECT_EQ(request.target, "/devices/dev-0001/modules/azureiotsecurity?api-version=2021-04-12");
  EXPECT_EQ(request.body.exposed(), R"({"deviceId":"dev-0001","moduleId":"azureiotsecurity","authentication":{"type":"sas",)"
                                    R"("symmetricKey":{"primaryKey":"AA==","secondaryKey":"BB=="}}})");
}

TEST(RegistryRequest, replaces_and_deletes_whatever_version_is_there) {
  EXPECT_EQ(replace_request(keyed("dev-0001", "")).if_match, "\"*\"");
  const RegistryRequest request = delete_request({"dev-0001", ""});
  EXPECT_EQ(request.method, "DELETE");
  EXPECT_EQ(request.target, "/devices/dev-0001?api-version=2021-04-12");
  EXPECT_EQ(request.if_match, "\"*\"");
  EXPECT_TRUE(request.body.empty());
}

TEST(RegistryRequest, reads_one_identity_and_a_devices_modules) {
  EXPECT_EQ(get_request({"dev-0001", "m"}).method, "GET");
  EXPECT_EQ(get_request({"dev-0001", "m"}).target, "/devices/dev-0001/modules/m?api-version=2021-04-12");
  EXPECT_EQ(modules_request("dev-0001").target, "/devices/dev-0001/modules?api-version=2021-04-12");
}

TEST(RegistryRequest, ids_are_percent_encoded_in_the_path) {
  EXPECT_EQ(get_request({"a#b%(c)", ""}).target, "/devices/a%23b%25%28c%29?api-version=2021-04-12");
}

TEST(RegistryRequest, a_bulk_call_names_modes_and_costs_one_operation_an_identity) {
  std::vector<NewIdentity> identities;
  identities.push_back(keyed("dev-0001", ""));
  identities.push_back(keyed("dev-0001", "m"));
  const RegistryRequest create = bulk_create_request(identities);
  EXPECT_EQ(create.method, "POST");
  EXPECT_EQ(create.target, "/devices?api-version=2021-04-12");
  EXPECT_EQ(create.operations, 2);
  EXPECT_EQ(create.body.exposed(),
            R"([{"id":"dev-0001","importMode":"create","authentication":{"type":"sas","symmetricKey":{"primaryKey":"AA==","secondaryKey":"BB=="}}},)"
            R"({"id":"dev-0001","moduleId":"m","importMode":"create","authentication":{"type":"sas","symmetricKey":{"primaryKey":"AA==",)"
            R"("secondaryKey":"BB=="}}}])");
  const std::array<RegistryIdentity, 2> gone{RegistryIdentity{"dev-0001", "m"}, RegistryIdentity{"dev-0001", ""}};
  EXPECT_EQ(bulk_delete_request(gone).body.exposed(),
            R"([{"id":"dev-0001","moduleId":"m","importMode":"delete"},{"id":"dev-0001","importMode":"delete"}])");
}

TEST(RegistryRequest, a_query_is_quoted_and_paged) {
  const std::string query = "SELECT * FROM devices.modules WHERE deviceId = \"a\\b\n\"";
  const RegistryRequest request = query_request(query, 50, "next");
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/devices/query?api-version=2021-04-12");
  EXPECT_EQ(request.max_items, 50U);
  EXPECT_EQ(request.continuation, "next");
  EXPECT_EQ(nlohmann::json::parse(request.body.exposed()).at("query"), query);
}

TEST(RegistryRequest, random_keys_are_of_32_bytes_and_differ) {
  const NewIdentity one = with_random_keys({"dev-0001", ""});
  const NewIdentity two = with_random_keys({"dev-0001", ""});
  EXPECT_EQ(base64_decoded(one.primary_key.exposed()).value().size(), 32U);
  EXPECT_NE(one.primary_key.exposed(), one.secondary_key.exposed());
  EXPECT_NE(one.primary_key.exposed(), two.primary_key.exposed());
}

TEST(RegistryIdentity, is_written_as_device_and_module) {
  EXPECT_EQ(to_text(RegistryIdentity{"dev-0001", ""}), "dev-0001");
  EXPECT_EQ(to_text(RegistryIdentity{"dev-0001", "m"}), "dev-0001/m");
}

}  // namespace
}  // namespace picket::sim
