#include "agent_core/twin/configuration_error.h"

#include <gtest/gtest.h>

#include "agent_core/twin/g1_twin.h"

// Texts: defender.md 2.4, misspellings included.

namespace picket {
namespace {

using Type = ConfigurationErrorType;

G1Settings settings(std::uint32_t cache, std::uint32_t message, Duration high, Duration low) {
  G1Settings settings = default_g1_settings();
  settings[G1Property::kMaxLocalCacheSizeInBytes] = cache;
  settings[G1Property::kMaxMessageSizeInBytes] = message;
  settings[G1Property::kHighPriorityMessageFrequency] = high;
  settings[G1Property::kLowPriorityMessageFrequency] = low;
  return settings;
}

TEST(ConfigurationError, the_defaults_are_free_of_errors) {
  for (const G1Agent agent : {G1Agent::kC, G1Agent::kCSharp}) {
    G1TwinOptions options;
    options.agent = agent;
    EXPECT_TRUE(check_configuration(default_g1_settings(options), agent).empty());
  }
}

// 8,192 < 10,000 is a conflict; 10,000 = 2 * 4,096 + 1,808 is not optimal; 2 h > 1 h is a conflict.
TEST(ConfigurationError, the_c_agent_says_what_it_finds_in_its_own_words) {
  const auto errors = check_configuration(settings(8'192, 10'000, Duration::hours(2), Duration::hours(1)), G1Agent::kC);
  const std::vector<ConfigurationError> expected{
      {"maxLocalCacheSizeInBytes", Type::kConflict, "8192", "maxLocalCacheSize is lower than maxMessageSize"},
      {"maxMessageSizeInBytes", Type::kNotOptimal, "10000", "maxMessageSize is not optimal"},
      {"highPriorityMessageFrequency", Type::kConflict, "PT2H",
       "high priority frequency is higher than low priority frequency"}};
  EXPECT_EQ(errors, expected);
}

TEST(ConfigurationError, the_c_sharp_agent_has_other_words_and_another_order) {
  const auto errors =
      check_configuration(settings(8'192, 10'000, Duration::hours(2), Duration::hours(1)), G1Agent::kCSharp);
  const std::vector<ConfigurationError> expected{
      {"maxMessageSizeInBytes", Type::kNotOptimal, "10000", "Message size should be multiple of 4096"},
      {"maxLocalCacheSizeInBytes", Type::kConflict, "8192", "MaxLocalCacheSize is smaller than MaxMessageSize"},
      {"highPriorityMessageFrequency", Type::kConflict, "02:00:00",
       "High priority interval is longer than low priority interval"}};
  EXPECT_EQ(errors, expected);
}

TEST(ConfigurationError, equal_sizes_and_equal_frequencies_are_no_conflict) {
  for (const G1Agent agent : {G1Agent::kC, G1Agent::kCSharp}) {
    EXPECT_TRUE(check_configuration(settings(8'192, 8'192, Duration::hours(1), Duration::hours(1)), agent).empty());
  }
}

// 3,000,000,000 as a signed 32-bit number is 3,000,000,000 - 2^32 = -1,294,967,296, although it is compared
// without sign; 4,294,963,200 = 2^32 - 4,096 is a multiple of 4,096.
TEST(ConfigurationError, the_c_agent_prints_sizes_with_a_sign) {
  const auto errors =
      check_configuration(settings(3'000'000'000, 4'294'963'200, Duration::hours(1), Duration::hours(1)), G1Agent::kC);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].used_configuration, "-1294967296");
}

TEST(ConfigurationError, the_c_agent_names_five_properties_in_the_order_of_its_code) {
  const std::vector<G1Property> wrong{
      G1Property::kSnapshotFrequency,           G1Property::kHighPriorityMessageFrequency,
      G1Property::kLowPriorityMessageFrequency, G1Property::kMaxMessageSizeInBytes,
      G1Property::kEventPriorityLogin,          G1Property::kMaxLocalCacheSizeInBytes};
  const ConfigurationError error = type_mismatch(wrong, G1Agent::kC, "{}", false);
  EXPECT_EQ(error.configuration_name, "TwinConfiguration");
  EXPECT_EQ(error.error_type, Type::kTypeMismatch);
  EXPECT_EQ(error.used_configuration, "{}");
  EXPECT_EQ(error.message,
            "Couldn't parse the following conifgurations: maxLocalCacheSizeInBytes, maxMessageSizeInBytes, "
            "lowPriorityMessageFrequency, highPriorityMessageFrequency, snapshotFrequency");
}

TEST(ConfigurationError, the_c_agent_names_event_settings_as_one_and_only_if_they_are_all_that_is_wrong) {
  const auto message = [](std::vector<G1Property> wrong, bool cut = false) {
    return type_mismatch(wrong, G1Agent::kC, "", cut).message;
  };
  const std::string prefix = "Couldn't parse the following conifgurations:";
  EXPECT_EQ(message({G1Property::kEventPriorityLogin, G1Property::kAggregationIntervalProcessCreate}),
            prefix + " eventPriorities");
  EXPECT_EQ(message({G1Property::kBaselineCustomChecksEnabled, G1Property::kEventPriorityLogin}), prefix);
  EXPECT_EQ(message({G1Property::kEventPriorityLogin}, true), prefix + " eventPrioritie");
  // Without a name the two characters cut are the colon and the "s".
  EXPECT_EQ(message({}, true), "Couldn't parse the following conifguration");
}

TEST(ConfigurationError, the_c_sharp_agent_names_all_in_the_order_of_the_document) {
  const std::vector<G1Property> wrong{G1Property::kEventPriorityLogin, G1Property::kMaxMessageSizeInBytes};
  const ConfigurationError error = type_mismatch(wrong, G1Agent::kCSharp, "{}", true);
  EXPECT_EQ(error.configuration_name, "RemoteConfiguration");
  EXPECT_EQ(error.message, "Couldn't parse the following configurations: eventPriorityLogin, maxMessageSizeInBytes");
}

}  // namespace
}  // namespace picket
