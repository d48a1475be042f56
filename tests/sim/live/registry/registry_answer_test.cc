#include "sim/live/registry/registry_answer.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace picket::sim {
namespace {

RegistryAnswer answer_of(int status, std::string body) { return {status, {}, {}, {}, Secret(body)}; }

TEST(RegistryAnswer, a_success_is_no_failure) {
  EXPECT_FALSE(failure_of(answer_of(200, "{}")).has_value());
  EXPECT_FALSE(failure_of(answer_of(204, "")).has_value());
}

TEST(RegistryAnswer, each_status_has_its_refusal) {
  const std::vector<std::pair<int, RegistryRefusal>> expected{
      {301, RegistryRefusal::kOtherStatus},   {400, RegistryRefusal::kBadRequest}, {401, RegistryRefusal::kUnauthorized},
      {403, RegistryRefusal::kForbidden},     {404, RegistryRefusal::kNotFound},   {409, RegistryRefusal::kAlreadyExists},
      {412, RegistryRefusal::kChangedMeanwhile}, {413, RegistryRefusal::kTooLarge}, {429, RegistryRefusal::kThrottled},
      {500, RegistryRefusal::kServerFailed},  {503, RegistryRefusal::kServerFailed}};
  for (const auto& [status, refusal] : expected) {
    EXPECT_EQ(failure_of(answer_of(status, "not json")).value().refusal, refusal) << status;
  }
}

TEST(RegistryAnswer, the_hubs_name_of_an_error_is_read_from_header_and_body) {
  RegistryAnswer answer = answer_of(403, R"({"Message":"ErrorCode:IotHubQuotaExceeded;Total number of messages","ExceptionMessage":"x"})");
  EXPECT_EQ(failure_of(answer).value().code, "IotHubQuotaExceeded");
  EXPECT_EQ(failure_of(answer).value().refusal, RegistryRefusal::kQuotaExceeded);
  answer.error_code = "TooManyDevices";
  EXPECT_EQ(failure_of(answer).value().refusal, RegistryRefusal::kTooManyIdentities);
}

TEST(RegistryAnswer, a_name_that_is_none_is_not_shown) {
  RegistryAnswer answer = answer_of(400, R"({"Message":"ErrorCode:\u001b[31m;x"})");
  EXPECT_EQ(failure_of(answer).value().code, "");
  answer.error_code = std::string(65, 'a');
  EXPECT_EQ(failure_of(answer).value().code, "");
}

TEST(RegistryAnswer, retry_after_is_seconds_and_bounded) {
  EXPECT_EQ(read_retry_after("7"), Duration::seconds(7));
  EXPECT_EQ(read_retry_after("99999999"), kMostRetryAfter);
  for (const char* bad : {"", "-1", "1.5", "7 ", "Fri, 31 Dec 1999 23:59:59 GMT", "99999999999999999999"}) {
    EXPECT_FALSE(read_retry_after(bad).has_value()) << bad;
  }
}

TEST(RegistryAnswer, what_may_pass_is_tried_again_and_nothing_else) {
  std::vector<RegistryRefusal> passing;
  for (std::size_t i = 0; i < static_cast<std::size_t>(RegistryRefusal::kCount_); ++i) {
    if (may_pass(static_cast<RegistryRefusal>(i))) passing.push_back(static_cast<RegistryRefusal>(i));
  }
  EXPECT_EQ(passing, (std::vector{RegistryRefusal::kUnreachable, RegistryRefusal::kTimedOut, RegistryRefusal::kThrottled,
                                  RegistryRefusal::kServerFailed}));
}

TEST(RegistryRecord, is_read_with_its_key) {
  const std::optional<RegistryRecord> record = read_record(
      Secret(R"({"deviceId":"d","moduleId":"m","etag":"Zm9v","status":"disabled","authentication":{"symmetricKey":{"primaryKey":"AA=="}}})"));
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->identity, (RegistryIdentity{"d", "m"}));
  EXPECT_EQ(record->etag, "Zm9v");
  EXPECT_FALSE(record->enabled);
  EXPECT_EQ(record->primary_key.exposed(), "AA==");
}

TEST(RegistryRecord, of_other_proofs_has_no_key) {
  const std::optional<RegistryRecord> record = read_record(Secret(R"({"deviceId":"d","authentication":{"symmetricKey":null}})"));
  ASSERT_TRUE(record.has_value());
  EXPECT_TRUE(record->primary_key.empty());
  EXPECT_TRUE(record->enabled);
}

TEST(RegistryRecord, hostile_bytes_are_no_record) {
  for (const char* body : {"", "{", "[]", "{}", R"({"deviceId":7})", R"({"deviceId":""})", "\xff\xfe", "null"}) {
    EXPECT_FALSE(read_record(Secret(body)).has_value()) << body;
  }
  EXPECT_FALSE(read_record(Secret(std::string(100'000, '['))).has_value());
}

TEST(RegistryRows, are_all_good_or_none) {
  EXPECT_EQ(read_identities(Secret(R"([{"deviceId":"a"},{"deviceId":"a","moduleId":"m"}])")).value(),
            (std::vector<RegistryIdentity>{{"a", ""}, {"a", "m"}}));
  EXPECT_TRUE(read_identities(Secret("[]")).value().empty());
  EXPECT_FALSE(read_identities(Secret(R"([{"deviceId":"a"},{"count":3}])")).has_value());
  EXPECT_FALSE(read_identities(Secret("{}")).has_value());
}

TEST(BulkAnswer, refusals_come_by_number_or_by_name) {
  const auto refused = read_bulk_refusals(Secret(R"({"isSuccessful":false,"errors":[{"deviceId":"a","errorCode":409001,"errorStatus":"x"},)"
                                                 R"({"deviceId":"a","moduleId":"m","errorCode":"ThrottlingException"},)"
                                                 R"({"deviceId":"b","errorCode":"SomethingNew"}],"warnings":[]})"));
  ASSERT_TRUE(refused.has_value());
  ASSERT_EQ(refused->size(), 3U);
  EXPECT_EQ((*refused)[0].identity, (RegistryIdentity{"a", ""}));
  EXPECT_EQ((*refused)[0].failure.refusal, RegistryRefusal::kAlreadyExists);
  EXPECT_EQ((*refused)[0].failure.code, "409001");
  EXPECT_EQ((*refused)[1].identity, (RegistryIdentity{"a", "m"}));
  EXPECT_EQ((*refused)[1].failure.refusal, RegistryRefusal::kThrottled);
  EXPECT_EQ((*refused)[2].failure.refusal, RegistryRefusal::kBadRequest);
}

TEST(BulkAnswer, success_and_garbage_are_told_apart) {
  EXPECT_TRUE(read_bulk_refusals(Secret(R"({"isSuccessful":true,"errors":[],"warnings":[]})")).value().empty());
  EXPECT_TRUE(read_bulk_refusals(Secret(R"({"isSuccessful":true})")).value().empty());
  EXPECT_FALSE(read_bulk_refusals(Secret(R"({"Message":"ErrorCode:ArgumentInvalid"})")).has_value());
  EXPECT_FALSE(read_bulk_refusals(Secret(R"({"isSuccessful":false,"errors":[7]})")).has_value());
}

TEST(RegistryText, says_what_to_do_for_each_refusal) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(RegistryRefusal::kCount_); ++i) {
    const RegistryFailure failure{static_cast<RegistryRefusal>(i), 0, {}, {}, std::nullopt};
    EXPECT_GT(explain(failure, {"hub.net", "owner", "list"}).size(), std::string("registry: list: ").size() + 10) << kRegistryRefusalNames[i];
  }
  const RegistryFailure failure{RegistryRefusal::kUnauthorized, 401, "IotHubUnauthorizedAccess", {}, std::nullopt};
  EXPECT_EQ(explain(failure, {"contoso-hub.azure-devices.net", "registryReadWrite", "create dev-0001"}),
            "registry: create dev-0001: the hub refuses the key of policy registryReadWrite; copy the policy's connection string again, and "
            "check that this machine's clock is right to within 5 min (status 401 IotHubUnauthorizedAccess)");
}

}  // namespace
}  // namespace picket::sim
