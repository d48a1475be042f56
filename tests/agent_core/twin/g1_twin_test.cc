#include "agent_core/twin/g1_twin.h"

#include <gtest/gtest.h>

#include "tests/agent_core/twin/twin_documents.h"

namespace picket {
namespace {

using test::g1_member;
using test::g1_patch;
using test::g1_whole;

G1TwinOptions c_sharp() {
  G1TwinOptions options;
  options.agent = G1Agent::kCSharp;
  return options;
}

std::vector<TwinProblemKind> kinds(const G1Update& update) {
  std::vector<TwinProblemKind> kinds;
  for (const TwinProblem& problem : update.problems.list()) kinds.push_back(problem.kind);
  return kinds;
}
using Kinds = std::vector<TwinProblemKind>;

// defender.md 2.1; section 10 for the contradictions.
TEST(G1Twin, the_defaults_depend_on_agent_and_source) {
  EXPECT_EQ(G1Twin().settings().integer(G1Property::kMaxLocalCacheSizeInBytes), 10'485'760U);
  G1TwinOptions options;
  options.published_cache_default = true;
  EXPECT_EQ(G1Twin(options).settings().integer(G1Property::kMaxLocalCacheSizeInBytes), 2'560'000U);
  EXPECT_EQ(G1Twin(c_sharp()).settings().integer(G1Property::kMaxLocalCacheSizeInBytes), 2'560'000U);
  EXPECT_EQ(G1Twin().settings().event_priority(G1Property::kEventPriorityDiagnostic), EventPriority::kLow);
  options.diagnostic_off_by_default = true;
  EXPECT_EQ(G1Twin(options).settings().event_priority(G1Property::kEventPriorityDiagnostic), EventPriority::kOff);
  EXPECT_EQ(G1Twin().settings().duration(G1Property::kSnapshotFrequency), Duration::hours(13));
}

TEST(G1Twin, a_document_sets_what_it_names_and_the_rest_is_default) {
  G1Twin twin;
  const G1Update update = twin.update(
      g1_whole("\"$version\":3," + g1_member("maxMessageSizeInBytes", "8192") + "," +
               g1_member("lowPriorityMessageFrequency", "\"PT1H\"") + "," + g1_member("eventPriorityLogin", "\"OFF\"") +
               "," + g1_member("aggregationEnabledProcessCreate", "false") + "," +
               g1_member("baselineCustomChecksFilePath", "\"/etc/checks.xml\"")),
      TwinDocument::kWhole);
  EXPECT_EQ(update.outcome, G1Outcome::kApplied);
  EXPECT_TRUE(update.problems.list().empty());
  EXPECT_TRUE(update.errors.empty());
  G1Settings expected = default_g1_settings();
  expected[G1Property::kMaxMessageSizeInBytes] = 8'192U;
  expected[G1Property::kLowPriorityMessageFrequency] = Duration::hours(1);
  expected[G1Property::kEventPriorityLogin] = EventPriority::kOff;
  expected[G1Property::kAggregationEnabledProcessCreate] = false;
  expected[G1Property::kBaselineCustomChecksFilePath] = std::string("/etc/checks.xml");
  EXPECT_EQ(twin.settings(), expected);
}

// defender.md 2.3: a patch with the changed keys alone resets the others, since both agents build their
// configuration from the received JSON only.
TEST(G1Twin, a_patch_resets_what_it_omits_unless_it_merges) {
  for (const PatchSemantics semantics : {PatchSemantics::kReplacesAll, PatchSemantics::kMerges}) {
    const bool merges = semantics == PatchSemantics::kMerges;
    G1TwinOptions options;
    options.patches = semantics;
    G1Twin twin(options);
    twin.update(g1_patch(g1_member("snapshotFrequency", "\"PT1H\"") + "," + g1_member("maxMessageSizeInBytes", "8192")),
                TwinDocument::kPatch);
    twin.update(g1_patch(g1_member("maxMessageSizeInBytes", "4096")), TwinDocument::kPatch);
    EXPECT_EQ(twin.settings().integer(G1Property::kMaxMessageSizeInBytes), 4'096U);
    EXPECT_EQ(twin.settings().duration(G1Property::kSnapshotFrequency), Duration::hours(merges ? 1 : 13));
    // A patch of something else.
    twin.update("{}", TwinDocument::kPatch);
    EXPECT_EQ(twin.settings().integer(G1Property::kMaxMessageSizeInBytes), merges ? 4'096U : 204'800U);
    // What is null falls back: one property, or the whole object.
    twin.update(g1_patch("\"maxMessageSizeInBytes\":null"), TwinDocument::kPatch);
    EXPECT_EQ(twin.settings().integer(G1Property::kMaxMessageSizeInBytes), 204'800U);
    EXPECT_EQ(twin.settings().duration(G1Property::kSnapshotFrequency), Duration::hours(merges ? 1 : 13));
    twin.update("{\"" + std::string(kG1ConfigurationObject) + "\":null}", TwinDocument::kPatch);
    EXPECT_EQ(twin.settings(), default_g1_settings(options));
    // A whole document always says everything.
    twin.update(g1_patch(g1_member("snapshotFrequency", "\"PT1H\"")), TwinDocument::kPatch);
    twin.update(g1_whole(""), TwinDocument::kWhole);
    EXPECT_EQ(twin.settings(), default_g1_settings(options));
  }
}

TEST(G1Twin, one_wrong_value_changes_nothing_and_the_settings_in_use_are_reported) {
  for (const G1Agent agent : {G1Agent::kC, G1Agent::kCSharp}) {
    G1TwinOptions options;
    options.agent = agent;
    G1Twin twin(options);
    twin.update(g1_patch(g1_member("maxMessageSizeInBytes", "8192")), TwinDocument::kPatch);
    const G1Settings before = twin.settings();
    for (const std::string& wrong :
         {g1_member("highPriorityMessageFrequency", "420"), g1_member("highPriorityMessageFrequency", "\"7 min\""),
          g1_member("maxLocalCacheSizeInBytes", "\"big\""), g1_member("eventPriorityLogin", "\"Medium\""),
          g1_member("aggregationEnabledProcessCreate", "1"), g1_member("aggregationIntervalConnectionCreate", "\"P\""),
          g1_member("snapshotFrequency", "null"), std::string("\"snapshotFrequency\":\"PT1H\""),
          std::string("\"snapshotFrequency\":{}"), std::string("\"snapshotFrequency\":{\"Value\":\"PT1H\"}")}) {
      const G1Update update =
          twin.update(g1_patch(g1_member("maxMessageSizeInBytes", "16384") + "," + wrong), TwinDocument::kPatch);
      EXPECT_EQ(update.outcome, G1Outcome::kMismatch) << wrong;
      EXPECT_EQ(kinds(update), Kinds{TwinProblemKind::kWrongType}) << wrong;
      EXPECT_EQ(twin.settings(), before) << wrong;
      ASSERT_EQ(update.errors.size(), 1U) << wrong;
      EXPECT_EQ(update.errors[0].error_type, ConfigurationErrorType::kTypeMismatch);
      EXPECT_TRUE(update.configuration_error_event);
      EXPECT_EQ(update.reports, agent == G1Agent::kC);
    }
  }
}

TEST(G1Twin, a_mismatch_says_what_is_in_use) {
  G1Twin c;
  const G1Update of_c = c.update(g1_patch(g1_member("eventPriorityLogin", "7")), TwinDocument::kPatch);
  ASSERT_EQ(of_c.errors.size(), 1U);
  EXPECT_EQ(of_c.errors[0].used_configuration, c.reported());
  EXPECT_EQ(of_c.errors[0].message, "Couldn't parse the following conifgurations: eventPriorities");

  G1Twin sharp(c_sharp());
  const G1Update of_sharp = sharp.update(g1_patch(g1_member("eventPriorityLogin", "{}")), TwinDocument::kPatch);
  ASSERT_EQ(of_sharp.errors.size(), 1U);
  EXPECT_EQ(of_sharp.errors[0].message, "Couldn't parse the following configurations: eventPriorityLogin");
  EXPECT_TRUE(of_sharp.errors[0].used_configuration.starts_with(
      R"({"maxLocalCacheSizeInBytes":{"value":2560000},"maxMessageSizeInBytes":{"value":204800},)"
      R"("highPriorityMessageFrequency":{"value":"00:07:00"})"))
      << of_sharp.errors[0].used_configuration;
}

// defender.md 2.4: the C agent makes an event after every update, empty if nothing is wrong.
TEST(G1Twin, the_c_agent_makes_an_event_after_every_update) {
  G1Twin c;
  for (const std::string& json : {g1_patch(""), std::string("{}"), std::string("no JSON")}) {
    const G1Update update = c.update(json, TwinDocument::kPatch);
    EXPECT_TRUE(update.configuration_error_event) << json;
    EXPECT_TRUE(update.errors.empty()) << json;
    EXPECT_EQ(update.reports, json != "no JSON");
  }
  G1Twin sharp(c_sharp());
  EXPECT_FALSE(sharp.update(g1_patch(""), TwinDocument::kPatch).configuration_error_event);
  const G1Update update = sharp.update(g1_patch(g1_member("maxMessageSizeInBytes", "8193")), TwinDocument::kPatch);
  EXPECT_TRUE(update.configuration_error_event);
  ASSERT_EQ(update.errors.size(), 1U);
  EXPECT_EQ(update.errors[0].message, "Message size should be multiple of 4096");
}

TEST(G1Twin, a_configuration_that_is_no_object_is_a_mismatch) {
  const std::string json = "{\"" + std::string(kG1ConfigurationObject) + "\":[]}";
  G1Twin c;
  const G1Update of_c = c.update(json, TwinDocument::kPatch);
  EXPECT_EQ(of_c.outcome, G1Outcome::kMismatch);
  ASSERT_EQ(of_c.errors.size(), 1U);
  EXPECT_EQ(of_c.errors[0].message, "Couldn't parse the following conifgurations:");
  G1Twin sharp(c_sharp());
  const G1Update of_sharp = sharp.update(json, TwinDocument::kPatch);
  EXPECT_EQ(of_sharp.outcome, G1Outcome::kMismatch);
  EXPECT_TRUE(of_sharp.errors.empty());
  // A whole document without desired properties.
  EXPECT_EQ(c.update("{}", TwinDocument::kWhole).outcome, G1Outcome::kMismatch);
}

TEST(G1Twin, no_range_is_enforced_but_we_say_so) {
  G1Twin twin;
  const G1Update update =
      twin.update(g1_patch(g1_member("maxMessageSizeInBytes", "1") + "," + g1_member("maxLocalCacheSizeInBytes", "-1")),
                  TwinDocument::kPatch);
  EXPECT_EQ(update.outcome, G1Outcome::kApplied);
  EXPECT_EQ(kinds(update), Kinds{TwinProblemKind::kOutsideRange});  // 2^32 - 1 bytes of cache are above the minimum
  EXPECT_EQ(twin.settings().integer(G1Property::kMaxMessageSizeInBytes), 1U);
  EXPECT_EQ(twin.settings().integer(G1Property::kMaxLocalCacheSizeInBytes), 0xffff'ffffU);
  G1Twin sharp(c_sharp());
  EXPECT_EQ(sharp.update(g1_patch(g1_member("maxLocalCacheSizeInBytes", "-1")), TwinDocument::kPatch).outcome,
            G1Outcome::kMismatch);
}

TEST(G1Twin, keys_that_the_agent_does_not_read_are_ignored_even_if_wrong) {
  G1Twin c;
  const G1Update update = c.update(g1_patch("\"eventPriorityProcessTerminate\":7,\"hubResourceId\":7,\"$metadata\":{},"
                                            "\"eventPriorityNothing\":{\"value\":\"High\"}"),
                                   TwinDocument::kPatch);
  EXPECT_EQ(update.outcome, G1Outcome::kApplied);
  EXPECT_EQ(kinds(update), (Kinds{TwinProblemKind::kNotRead, TwinProblemKind::kNotRead, TwinProblemKind::kUnknownKey}));
  EXPECT_EQ(c.settings(), default_g1_settings());
  G1Twin sharp(c_sharp());
  EXPECT_EQ(sharp.update(g1_patch("\"eventPriorityOperational\":7"), TwinDocument::kPatch).outcome,
            G1Outcome::kApplied);
}

// The code of the C# agent reads hubResourceId without the object around the value.
TEST(G1Twin, the_hub_resource_id_is_a_plain_text) {
  G1Twin sharp(c_sharp());
  EXPECT_EQ(sharp.update(g1_patch(R"("hubResourceId":"/subscriptions/1")"), TwinDocument::kPatch).outcome,
            G1Outcome::kApplied);
  EXPECT_EQ(sharp.settings().text(G1Property::kHubResourceId), "/subscriptions/1");
  EXPECT_TRUE(sharp.reported().ends_with(R"("hubResourceId":"/subscriptions/1"}})")) << sharp.reported();
  EXPECT_EQ(sharp.update(g1_patch(g1_member("hubResourceId", "\"x\"")), TwinDocument::kPatch).outcome,
            G1Outcome::kMismatch);
}

// Key by key what the C agent's code writes for its defaults; texts that are not set are left out.
TEST(G1Twin, the_c_agent_reports_lower_case_priorities) {
  EXPECT_EQ(G1Twin().reported(),
            R"({"ms_iotn:urn_azureiot_Security_SecurityAgentConfiguration":{)"
            R"("maxLocalCacheSizeInBytes":{"value":10485760},"maxMessageSizeInBytes":{"value":204800},)"
            R"("highPriorityMessageFrequency":{"value":"PT7M"},"lowPriorityMessageFrequency":{"value":"PT5H"},)"
            R"("snapshotFrequency":{"value":"PT13H"},"baselineCustomChecksEnabled":{"value":false},)"
            R"("eventPriorityOSBaseline":{"value":"low"},"eventPriorityConnectionCreate":{"value":"low"},)"
            R"("eventPriorityDiagnostic":{"value":"low"},"eventPriorityFirewallConfiguration":{"value":"low"},)"
            R"("eventPriorityListeningPorts":{"value":"high"},"eventPriorityLocalUsers":{"value":"high"},)"
            R"("eventPriorityLogin":{"value":"high"},"eventPriorityOperational":{"value":"high"},)"
            R"("eventPriorityProcessCreate":{"value":"low"},"eventPrioritySystemInformation":{"value":"low"},)"
            R"("aggregationEnabledProcessCreate":{"value":true},"aggregationIntervalProcessCreate":{"value":"PT1H"},)"
            R"("aggregationEnabledConnectionCreate":{"value":true},)"
            R"("aggregationIntervalConnectionCreate":{"value":"PT1H"}}})");
}

TEST(G1Twin, the_c_sharp_agent_reports_all_it_knows) {
  const std::string reported = G1Twin(c_sharp()).reported();
  EXPECT_NE(reported.find(R"("eventPriorityLogin":{"value":"High"})"), std::string::npos);
  EXPECT_NE(reported.find(R"("aggregationIntervalProcessTerminate":{"value":"PT1H"})"), std::string::npos);
  EXPECT_EQ(reported.find("Operational\""), std::string::npos);
}

// Law: what an agent reports about itself configures another one the same way.
TEST(G1Twin, a_reported_document_is_a_desired_one) {
  for (const G1Agent agent : {G1Agent::kC, G1Agent::kCSharp}) {
    G1TwinOptions options;
    options.agent = agent;
    G1Twin twin(options);
    twin.update(
        g1_patch(g1_member("maxMessageSizeInBytes", "8192") + "," + g1_member("snapshotFrequency", "\"P1DT1S\"") + "," +
                 g1_member("eventPriorityLogin", "\"low\"")),
        TwinDocument::kPatch);
    G1Twin other(options);
    EXPECT_EQ(other.update(twin.reported(), TwinDocument::kPatch).outcome, G1Outcome::kApplied);
    EXPECT_EQ(other, twin);
  }
}

TEST(G1Twin, versions_are_remembered_seen_and_applied) {
  G1Twin twin;
  const auto patch = [](const std::string& version, const std::string& json) {
    std::string text = g1_patch(g1_member("maxMessageSizeInBytes", json));
    return text.insert(1, "\"$version\":" + version + ",");
  };
  EXPECT_EQ(twin.version_seen(), 0);
  twin.update(patch("5", "8192"), TwinDocument::kPatch);
  EXPECT_EQ(twin.version_seen(), 5);
  EXPECT_EQ(twin.version_applied(), 5);
  twin.update(patch("6", "\"x\""), TwinDocument::kPatch);
  EXPECT_EQ(twin.version_seen(), 6);
  EXPECT_EQ(twin.version_applied(), 5);
}

}  // namespace
}  // namespace picket
