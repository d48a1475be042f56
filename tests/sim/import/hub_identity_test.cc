#include "sim/import/hub_identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::variant<HubIdentity, IdentityProblem> read_entry(const std::string& text, std::vector<std::string> path = {"tags", "model"}) {
  return HubIdentityReader(std::move(path)).read({7, 3, text});
}
HubIdentity identity_of(const std::string& text, std::vector<std::string> path = {"tags", "model"}) {
  auto read = read_entry(text, std::move(path));
  if (const auto* problem = std::get_if<IdentityProblem>(&read)) ADD_FAILURE() << problem->at.says;
  return std::holds_alternative<HubIdentity>(read) ? std::get<HubIdentity>(read) : HubIdentity{};
}
IdentityProblem problem_in_entry(const std::string& text) {
  auto read = read_entry(text);
  if (!std::holds_alternative<IdentityProblem>(read)) {
    ADD_FAILURE() << "it was read";
    return {};
  }
  return std::get<IdentityProblem>(read);
}

TEST(HubIdentity, of_an_export_and_of_a_list_are_read_alike) {
  const HubIdentity exported = identity_of(
      R"({"id":"a","status":"disabled","authentication":{"type":"selfSigned"},"deviceScope":"ms-azure-iot-edge://g-1","tags":{"model":"m"}})");
  const HubIdentity listed = identity_of(
      R"({"deviceId":"a","status":"disabled","authenticationType":"selfSigned","deviceScope":null,"parentScopes":["ms-azure-iot-edge://g-1"],)"
      R"("connectionState":"Connected","lastActivityTime":"0001-01-01T00:00:00Z","tags":{"model":"m"},"capabilities":{"iotEdge":false}})");
  EXPECT_EQ(exported.id, listed.id);
  EXPECT_FALSE(exported.is_enabled);
  EXPECT_EQ(exported.auth, HubAuth::kSelfSigned);
  EXPECT_EQ(listed.auth, HubAuth::kSelfSigned);
  ASSERT_TRUE(exported.parent_scope);
  EXPECT_EQ(exported.parent_scope, listed.parent_scope);
  EXPECT_EQ(exported.group, "m");
  EXPECT_FALSE(exported.is_connected);
  EXPECT_EQ(listed.is_connected, true);
  EXPECT_EQ(listed.was_ever_active, false);
}

TEST(HubIdentity, names_what_its_children_name_if_it_is_a_gateway) {
  const HubIdentity gateway = identity_of(R"({"id":"g","deviceScope":"ms-azure-iot-edge://g-1","capabilities":{"iotEdge":true}})");
  const HubIdentity child = identity_of(R"({"id":"c","deviceScope":"ms-azure-iot-edge://g-1"})");
  EXPECT_TRUE(gateway.is_edge);
  ASSERT_TRUE(gateway.own_scope);
  EXPECT_EQ(gateway.own_scope, child.parent_scope);
  EXPECT_FALSE(gateway.parent_scope);
}

TEST(HubIdentity, authenticates_as_its_keys_tell_where_no_type_is_named) {
  EXPECT_EQ(identity_of(R"({"id":"a","authentication":{"symmetricKey":{"primaryKey":"abc="}}})").auth, HubAuth::kSas);
  EXPECT_EQ(identity_of(R"({"id":"a","authentication":{"symmetricKey":{"primaryKey":null},"x509Thumbprint":{"primaryThumbprint":"00"}}})").auth, HubAuth::kSelfSigned);
  EXPECT_EQ(identity_of(R"({"id":"a","authentication":{"symmetricKey":{"primaryKey":null}}})").auth, HubAuth::kNotSaid);
  EXPECT_EQ(identity_of(R"({"id":"a","authentication":null})").auth, HubAuth::kNotSaid);
}

TEST(HubIdentity, is_grouped_by_texts_numbers_and_truth_values_alone) {
  EXPECT_EQ(identity_of(R"({"id":"a","tags":{"model":7}})").group, "7");
  EXPECT_EQ(identity_of(R"({"id":"a","tags":{"model":true}})").group, "true");
  EXPECT_EQ(identity_of(R"({"id":"a","tags":{"at":{"site":"s"}}})", {"tags", "at", "site"}).group, "s");
  const HubIdentity list = identity_of(R"({"id":"a","tags":{"model":["x"]}})");
  EXPECT_FALSE(list.group);
  EXPECT_TRUE(list.has_unusable_group);
  EXPECT_FALSE(identity_of(R"({"id":"a"})").has_unusable_group);
}

TEST(HubIdentity, that_is_wrong_is_told_with_its_place_and_without_its_keys) {
  const std::string secret = R"({"id":"a","authentication":{"symmetricKey":{"primaryKey":"c2VjcmV0"}},"status":"enabeld"})";
  const IdentityProblem status = problem_in_entry(secret);
  EXPECT_EQ(status.fault, IdentityFault::kBadStatus);
  EXPECT_EQ(status.at.line, 7U);
  EXPECT_EQ(status.at.column, secret.find("\"enabeld\"") + 3);  // the record begins in column 3
  EXPECT_EQ(status.at.hint, "did you mean 'enabled'?");
  const IdentityProblem broken = problem_in_entry(R"({"id":"a","authentication":{"symmetricKey":{"primaryKey":"c2VjcmV0)");
  EXPECT_EQ(broken.fault, IdentityFault::kNotReadable);
  for (const IdentityProblem& problem : {status, broken}) {
    EXPECT_THAT(problem_text("d", problem.at), Not(HasSubstr("c2VjcmV0")));
    EXPECT_THAT(problem_text("d", problem.at), HasSubstr("primaryKey"));
  }
  EXPECT_EQ(problem_in_entry("[1]").fault, IdentityFault::kNoObject);
  EXPECT_EQ(problem_in_entry(R"({"status":"enabled"})").fault, IdentityFault::kNoId);
  EXPECT_EQ(problem_in_entry(R"({"id":7})").fault, IdentityFault::kNoId);
  EXPECT_EQ(problem_in_entry(R"({"id":"a","authenticationType":"password"})").fault, IdentityFault::kBadAuthentication);
  EXPECT_EQ(problem_in_entry(R"({"id":"a","capabilities":{"iotEdge":"yes"}})").fault, IdentityFault::kBadField);
  EXPECT_EQ(problem_in_entry(R"({"id":"a","parentScopes":"x"})").fault, IdentityFault::kBadField);
}

}  // namespace
}  // namespace picket::sim
