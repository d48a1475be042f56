#include "agent_core/twin/g2_twin.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

using Fields = std::vector<std::string>;

TEST(G2Twin, a_document_sets_what_it_names) {
  G2Twin twin;
  EXPECT_TRUE(twin.latest_success());
  const G2Update update = twin.update(
      R"({"desired":{"CollectorsCore_PriorityIntervals":"60,120,480","Process_Mode":3,"Process_CacheSize":1000,)"
      R"("Login_UsePAM":true,"Heartbeat_MessageFrequency":"High","FileSystem_Paths":"/etc,/usr/bin","$version":4,)"
      R"("$metadata":{}},"reported":{"latest_state":"failed"}})",
      TwinDocument::kWhole);
  EXPECT_TRUE(update.success);
  EXPECT_TRUE(update.problems.list().empty());
  G2Settings expected = default_g2_settings();
  expected[G2Property::kPriorityIntervals] = PriorityIntervals{{60, 120, 480}};
  expected[G2Property::kProcessMode] = 3U;
  expected[G2Property::kProcessCacheSize] = 1'000U;
  expected[G2Property::kLoginUsePAM] = true;
  expected[G2Property::kHeartbeatMessageFrequency] = Priority::kHigh;
  expected[G2Property::kFileSystemPaths] = std::string("/etc,/usr/bin");
  EXPECT_EQ(twin.settings(), expected);
  EXPECT_EQ(twin.version_applied(), 4);
}

TEST(G2Twin, a_failed_update_changes_nothing_and_names_its_fields_in_order) {
  G2Twin twin;
  twin.update(R"({"Process_CacheSize":100,"$version":1})", TwinDocument::kPatch);
  const G2Settings before = twin.settings();
  const G2Update update = twin.update(
      R"({"Process_Mode":4,"Login_UsePAM":true,"Peripheral_CacheSize":"256","Baseline_Disabled":"False",)"
      R"("CollectorsCore_PriorityIntervals":"30,120","IothubModule_MessageTimeout":0,"SBoM_MessageFrequency":"Never",)"
      R"("Statistics_CacheSize":2147483648,"NetworkActivity_Devices":["eth0"],"$version":2})",
      TwinDocument::kPatch);
  EXPECT_FALSE(update.success);
  EXPECT_EQ(twin.settings(), before);
  EXPECT_FALSE(twin.latest_success());
  EXPECT_EQ(twin.latest_invalid_fields(),
            (Fields{"Process_Mode", "Peripheral_CacheSize", "Baseline_Disabled", "CollectorsCore_PriorityIntervals",
                    "IothubModule_MessageTimeout", "SBoM_MessageFrequency", "Statistics_CacheSize",
                    "NetworkActivity_Devices"}));
  EXPECT_EQ(update.problems.list()[0].kind, TwinProblemKind::kOutsideRange);
  EXPECT_EQ(update.problems.list()[1].kind, TwinProblemKind::kWrongType);
  EXPECT_EQ(twin.version_seen(), 2);
  EXPECT_EQ(twin.version_applied(), 1);
  // The next good update forgets them.
  EXPECT_TRUE(twin.update(R"({"Process_Mode":2})", TwinDocument::kPatch).success);
  EXPECT_TRUE(twin.latest_success());
  EXPECT_TRUE(twin.latest_invalid_fields().empty());
}

// "False" as a text, 1 for true and 256 as a text are not what the documented example shows.
TEST(G2Twin, every_setting_refuses_a_value_of_another_type) {
  for (std::size_t i = 0; i < kG2Properties; ++i) {
    const PropertyInfo& info = info_of(static_cast<G2Property>(i));
    for (const std::string json : {"{}", "[]", "1.5", "-1", "true", "\"?\"", "7000000000"}) {
      const bool fits = (info.type == PropertyType::kBoolean && json == "true") ||
                        (info.type == PropertyType::kText && json == "\"?\"");
      G2Twin twin;
      const std::string document = "{\"" + std::string(info.name) + "\":" + json + "}";
      EXPECT_EQ(twin.update(document, TwinDocument::kPatch).success, fits) << document;
      EXPECT_EQ(twin.latest_invalid_fields(), fits ? Fields{} : Fields{std::string(info.name)}) << document;
    }
    G2Twin twin;
    EXPECT_TRUE(twin.update("{\"" + std::string(info.name) + "\":null}", TwinDocument::kPatch).success) << info.name;
    EXPECT_EQ(twin.settings(), default_g2_settings());
  }
}

TEST(G2Twin, unknown_keys_are_ignored_unless_they_fail) {
  const std::string_view json = R"({"Process_CacheSize":7,"Process_CacheSise":8})";
  G2Twin ignoring;
  const G2Update update = ignoring.update(json, TwinDocument::kPatch);
  EXPECT_TRUE(update.success);
  ASSERT_EQ(update.problems.list().size(), 1U);
  EXPECT_EQ(update.problems.list()[0].kind, TwinProblemKind::kUnknownKey);
  EXPECT_EQ(update.problems.list()[0].key, "Process_CacheSise");
  EXPECT_EQ(ignoring.settings().integer(G2Property::kProcessCacheSize), 7U);

  G2TwinOptions options;
  options.unknown_keys_fail = true;
  G2Twin failing(options);
  EXPECT_FALSE(failing.update(json, TwinDocument::kPatch).success);
  EXPECT_EQ(failing.latest_invalid_fields(), Fields{"Process_CacheSise"});
  EXPECT_EQ(failing.settings(), default_g2_settings());
}

TEST(G2Twin, a_patch_merges_unless_it_replaces) {
  for (const PatchSemantics semantics : {PatchSemantics::kReplacesAll, PatchSemantics::kMerges}) {
    G2TwinOptions options;
    options.patches = semantics;
    G2Twin twin(options);
    twin.update(R"({"Process_CacheSize":7,"Process_Mode":2})", TwinDocument::kPatch);
    twin.update(R"({"Process_Mode":3})", TwinDocument::kPatch);
    EXPECT_EQ(twin.settings().integer(G2Property::kProcessCacheSize), semantics == PatchSemantics::kMerges ? 7U : 256U);
    EXPECT_EQ(twin.settings().integer(G2Property::kProcessMode), 3U);
    twin.update(R"({"desired":{"Login_UsePAM":true}})", TwinDocument::kWhole);
    EXPECT_EQ(twin.settings().integer(G2Property::kProcessMode), 1U);
  }
}

TEST(G2Twin, a_document_that_cannot_be_read_fails_without_fields) {
  G2Twin twin;
  for (const std::string_view json : {"", "[]", "{", R"({"Process_Mode":1e999})"}) {
    EXPECT_FALSE(twin.update(json, TwinDocument::kPatch).success) << json;
    EXPECT_FALSE(twin.latest_success());
    EXPECT_TRUE(twin.latest_invalid_fields().empty());
  }
  EXPECT_FALSE(twin.update("{}", TwinDocument::kWhole).success);
  EXPECT_FALSE(twin.update(R"({"Process_Mode":1,"Process_Mode":2})", TwinDocument::kPatch).success);
  EXPECT_EQ(twin.latest_invalid_fields(), Fields{"Process_Mode"});
}

// defender.md 1.2: each interval should be a multiple of the next shorter one; 120 is no multiple of 50.
TEST(G2Twin, intervals_that_are_no_multiples_are_applied_with_a_remark) {
  G2Twin twin;
  const G2Update update = twin.update(R"({"CollectorsCore_PriorityIntervals":"50,120,1440"})", TwinDocument::kPatch);
  EXPECT_TRUE(update.success);
  ASSERT_EQ(update.problems.list().size(), 1U);
  EXPECT_EQ(update.problems.list()[0].kind, TwinProblemKind::kNotMultiple);
  EXPECT_TRUE(twin.update(R"({"CollectorsCore_PriorityIntervals":"2,120,1440"})", TwinDocument::kPatch)
                  .problems.list()
                  .empty());
}

TEST(G2Twin, reports_state_fields_and_settings_in_effect) {
  G2Twin twin;
  const std::string success = twin.reported();
  EXPECT_TRUE(success.starts_with(
      R"({"CollectorsCore_PriorityIntervals":"30,120,1440","IothubModule_MessageTimeout":2880,)"
      R"("Baseline_Disabled":false,"Baseline_MessageFrequency":"Low","SystemInformation_Disabled":false,)"))
      << success;
  EXPECT_TRUE(success.ends_with(R"("Statistics_CacheSize":256,"latest_state":"success"})")) << success;
  twin.update(R"({"Process_Mode":9,"SBoM_Disabled":0})", TwinDocument::kPatch);
  EXPECT_TRUE(twin.reported().ends_with(
      R"(,"latest_state":"failed","latest_invalid_fields":["Process_Mode","SBoM_Disabled"]})"))
      << twin.reported();
}

// Names come from outside: quotes are escaped, long ones cut, many are left out.
TEST(G2Twin, reported_fields_are_bounded) {
  G2TwinOptions options;
  options.unknown_keys_fail = true;
  G2Twin twin(options);
  std::string json = R"({"a\"b":1)";
  for (int i = 0; i < 200; ++i) json += ",\"" + std::string(140, 'x') + std::to_string(i) + "\":1";
  twin.update(json + "}", TwinDocument::kPatch);
  EXPECT_EQ(twin.latest_invalid_fields().size(), 64U);
  EXPECT_EQ(twin.latest_invalid_fields()[0], "a\"b");
  EXPECT_EQ(twin.latest_invalid_fields()[1].size(), 128U);
  EXPECT_NE(twin.reported().find(R"(["a\"b",)"), std::string::npos);
}

}  // namespace
}  // namespace picket
