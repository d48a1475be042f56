#include "sim/scenario/agent_twin.h"

#include <gtest/gtest.h>

#include "tests/support/policies.h"

// How documents change a policy through the twin of its generation. Source: defender.md 1.2, 2.1, 2.3, 2.4.

namespace picket::sim {
namespace {

TwinChange change(std::string desired, TwinDocument document = TwinDocument::kWhole) {
  TwinChange c;
  c.document = document;
  c.desired = FreeMapping{std::move(desired)};
  return c;
}

std::string g1_object(const std::string& members) {
  return "{\"" + std::string(kG1ConfigurationObject) + "\": {" + members + "}}";
}

Duration interval(const AgentTwin& twin, Priority priority) {
  return twin.policy().intervals[static_cast<std::size_t>(priority)];
}

TEST(AgentTwin, is_delivered_with_the_hubs_version_unless_the_document_says_one) {
  EXPECT_EQ(twin_document(change("{}"), 2), R"({"desired": {"$version": 2}, "reported": {}})");
  EXPECT_EQ(twin_document(change(R"({"a": 1})", TwinDocument::kPatch), 3), R"({"a": 1, "$version": 3})");
  EXPECT_EQ(twin_document(change(R"({"$version": 7})", TwinDocument::kPatch), 3), R"({"$version": 7})");
}

// A whole document resets what it does not mention; a patch of generation 2 keeps it.
TEST(AgentTwin, of_generation_2_takes_whole_documents_and_patches) {
  Policy policy = picket::test::g2_linux_policy();
  policy.intervals = {Duration::minutes(10), Duration::minutes(20), Duration::minutes(60)};
  AgentTwin twin(policy, TwinPatches::kAgent, false);
  TwinOutcome outcome = twin.update(change(R"({"Process_CacheSize": 64})", TwinDocument::kPatch), 2);
  EXPECT_TRUE(outcome.applied);
  EXPECT_GT(outcome.reported_bytes, 0U);
  EXPECT_FALSE(outcome.error_event);
  EXPECT_EQ(twin.policy().of(EventKind::kProcess).cache_size, 64U);
  EXPECT_EQ(interval(twin, Priority::kMedium), Duration::minutes(20));
  outcome = twin.update(change(R"({"Login_Disabled": true})"), 3);
  EXPECT_TRUE(outcome.applied);
  EXPECT_FALSE(twin.policy().of(EventKind::kLogin).collect);
  EXPECT_EQ(twin.policy().of(EventKind::kProcess).cache_size, 256U);
  EXPECT_EQ(interval(twin, Priority::kMedium), Duration::minutes(120));
}

TEST(AgentTwin, of_generation_2_keeps_everything_when_a_value_is_wrong) {
  const Policy policy = picket::test::g2_linux_policy();
  AgentTwin twin(policy, TwinPatches::kAgent, false);
  const AgentTwin before = twin;
  const TwinOutcome outcome =
      twin.update(change(R"({"Login_Disabled": true, "CollectorsCore_PriorityIntervals": "5"})", TwinDocument::kPatch), 2);
  EXPECT_FALSE(outcome.applied);
  EXPECT_GT(outcome.reported_bytes, 0U) << "it says latest_state: failed";
  EXPECT_TRUE(twin.same_settings(before));
  EXPECT_TRUE(twin.policy().of(EventKind::kLogin).collect);
}

TEST(AgentTwin, fails_for_an_unknown_key_where_that_is_wanted) {
  const Policy policy = picket::test::g2_linux_policy();
  EXPECT_TRUE(AgentTwin(policy, TwinPatches::kAgent, false).update(change(R"({"X_Y": 1})"), 2).applied);
  EXPECT_FALSE(AgentTwin(policy, TwinPatches::kAgent, true).update(change(R"({"X_Y": 1})"), 2).applied);
}

// Both agents of generation 1 build their configuration from the patch alone; the switch makes it merge.
TEST(AgentTwin, of_generation_1_resets_by_a_patch_what_it_omits_unless_told_to_merge) {
  Policy policy = picket::test::g1_c_policy();
  policy.intervals = {Duration::minutes(3), Duration::hours(5), Duration::hours(1)};
  const TwinChange patch = change(g1_object(R"("snapshotFrequency": {"value": "PT2H"})"), TwinDocument::kPatch);
  AgentTwin agent(policy, TwinPatches::kAgent, false);
  const TwinOutcome outcome = agent.update(patch, 2);
  EXPECT_TRUE(outcome.applied);
  EXPECT_TRUE(outcome.error_event) << "the C agent makes one after every update";
  EXPECT_TRUE(outcome.errors.empty());
  EXPECT_EQ(agent.policy().snapshot_interval, Duration::hours(2));
  EXPECT_EQ(interval(agent, Priority::kHigh), Duration::minutes(7));
  EXPECT_EQ(interval(agent, Priority::kLow), Duration::hours(5));
  AgentTwin merging(policy, TwinPatches::kMerges, false);
  EXPECT_TRUE(merging.update(patch, 2).applied);
  EXPECT_EQ(interval(merging, Priority::kHigh), Duration::minutes(3));
  EXPECT_FALSE(merging.same_settings(agent));
}

TEST(AgentTwin, of_generation_1_tells_of_what_is_wrong_unless_its_operational_events_are_off) {
  const TwinChange wrong = change(g1_object(R"("snapshotFrequency": {"value": 7})"));
  AgentTwin c(picket::test::g1_c_policy(), TwinPatches::kAgent, false);
  TwinOutcome outcome = c.update(wrong, 2);
  EXPECT_FALSE(outcome.applied);
  EXPECT_TRUE(outcome.error_event);
  ASSERT_EQ(outcome.errors.size(), 1U);
  EXPECT_EQ(outcome.errors[0].error_type, ConfigurationErrorType::kTypeMismatch);
  EXPECT_GT(outcome.reported_bytes, 0U);
  AgentTwin csharp(picket::test::g1_csharp_policy(), TwinPatches::kAgent, false);
  outcome = csharp.update(wrong, 2);
  EXPECT_TRUE(outcome.error_event);
  EXPECT_EQ(outcome.reported_bytes, 0U) << "the C# agent reports after a success only";
  EXPECT_FALSE(csharp.update(change("{}"), 3).error_event) << "and has nothing to say then";
  const TwinOutcome off = c.update(change(g1_object(R"("eventPriorityOperational": {"value": "Off"})")), 3);
  EXPECT_TRUE(off.applied);
  EXPECT_FALSE(off.error_event);
}

// A live driver gives it the hub's bytes and sends what it answers.
TEST(AgentTwin, reports_what_it_made_of_a_document_as_it_came) {
  AgentTwin twin(picket::test::g2_linux_policy(), TwinPatches::kAgent, false);
  EXPECT_FALSE(twin.update(std::string(R"({"Process_Disabled": "perhaps"})"), TwinDocument::kPatch).applied);
  EXPECT_NE(twin.reported().find(R"("latest_invalid_fields":["Process_Disabled"])"), std::string::npos) << twin.reported();
  EXPECT_TRUE(twin.update(std::string(R"({"desired": {"Process_Disabled": true, "$version": 3}})"), TwinDocument::kWhole).applied);
  EXPECT_FALSE(twin.policy().of(EventKind::kProcess).collect);
  EXPECT_NE(twin.reported().find(R"("latest_invalid_fields":null)"), std::string::npos) << "the hub's copy of the failure goes";
  EXPECT_EQ(AgentTwin(picket::test::picket_policy(), TwinPatches::kAgent, false).reported(), "");
}

// The twin cannot say that a cache has no bound.
TEST(AgentTwin, states_any_policy) {
  Policy policy = picket::test::g2_linux_policy();
  policy.of(EventKind::kProcess).cache_size = 0;
  policy.intervals = {Duration::seconds(1), Duration::seconds(90), Duration::hours(24 * 366)};
  policy.message_timeout = {};
  AgentTwin twin(policy, TwinPatches::kAgent, false);
  EXPECT_TRUE(twin.update(change(R"({"Login_Disabled": true})", TwinDocument::kPatch), 2).applied);
  EXPECT_EQ(interval(twin, Priority::kHigh), Duration::minutes(1));
  EXPECT_EQ(twin.kind(), TwinKind::kG2);
  EXPECT_EQ(twin_kind_of(Generation::kG2Rtos), TwinKind::kNone);
  EXPECT_EQ(twin_kind_of(Generation::kPicket), TwinKind::kNone);
}

// The hub's answer to a device that reads: {"desired":{...,"$version":1},"reported":{...,"$version":1}}. The agent that takes it runs
// as before.
TEST(TwinRead, is_the_document_that_states_the_policy) {
  Policy policy = picket::test::g2_linux_policy();
  for (KindPolicy& kind : policy.kinds) kind.cache_size = 256;  // a cache without a bound has no word in the twin
  std::string document = g2_desired_of(policy);
  const std::size_t desired = document.size() - std::string(R"({"desired":})").size();
  G2Twin twin;
  ASSERT_TRUE(twin.update(document, TwinDocument::kWhole).success);
  document.insert(document.size() - 2, R"(,"$version":1)");
  std::string reported = twin.reported();
  reported.insert(reported.size() - 1, R"(,"$version":1)");
  document.insert(document.size() - 1, R"(,"reported":)" + reported);
  const TwinRead read = twin_read_of(policy);
  EXPECT_EQ(read.document_bytes, document.size());
  EXPECT_EQ(read.desired_bytes, desired);
  EXPECT_EQ(read.reported_bytes, 0U);
  ASSERT_TRUE(twin.update(document, TwinDocument::kWhole).success) << document;
  EXPECT_EQ(twin.version_applied(), 1);
}

TEST(TwinRead, is_answered_by_generation_1_alone_and_nothing_without_a_twin) {
  Policy policy = picket::test::g2_linux_policy();
  for (const Generation generation : {Generation::kG1C, Generation::kG1Csharp}) {
    policy.generation = generation;
    const TwinRead read = twin_read_of(policy);
    EXPECT_GT(read.reported_bytes, 500U);
    EXPECT_GT(read.document_bytes, read.reported_bytes + read.desired_bytes);
  }
  for (const Generation generation : {Generation::kNone, Generation::kStream, Generation::kPicket, Generation::kG2Rtos}) {
    policy.generation = generation;
    EXPECT_EQ(twin_read_of(policy).document_bytes, 0U);
    EXPECT_EQ(twin_reading_of(generation), TwinReading::kNever);
  }
  EXPECT_EQ(twin_reading_of(Generation::kG1C), TwinReading::kAtConnect);
  EXPECT_EQ(twin_reading_of(Generation::kG2Linux), TwinReading::kAtConnect);
  EXPECT_EQ(twin_reading_of(Generation::kG1Csharp), TwinReading::kAtStart);
}

}  // namespace
}  // namespace picket::sim
