#include "sim/scenario/agent_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent_core/policy/generation_info.h"
#include "agent_core/twin/g1_properties.h"
#include "agent_core/twin/g2_properties.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

TEST(AgentPages, tell_everything_that_the_descriptions_hold) {
  const std::string generations = agent_page("generations");
  for (const GenerationInfo& info : generation_infos()) {
    EXPECT_THAT(generations, HasSubstr("## " + std::string(to_string(info.generation))));
    for (const AgentBehaviour& behaviour : info.behaviours) EXPECT_THAT(generations, HasSubstr(behaviour.says));
  }
  const std::string collectors = agent_page("collectors");
  for (std::size_t k = 0; k < kEventKinds; ++k) {
    EXPECT_THAT(collectors, HasSubstr("## " + std::string(to_string(static_cast<EventKind>(k)))));
  }
  EXPECT_THAT(collectors, HasSubstr("| CceId | BaselineCheckId | text | yes |"));
  const std::string g1 = agent_page("twin_g1");
  for (const PropertyInfo& info : g1_properties()) EXPECT_THAT(g1, HasSubstr("`" + std::string(info.name) + "`"));
  const std::string g2 = agent_page("twin_g2");
  for (const PropertyInfo& info : g2_properties()) EXPECT_THAT(g2, HasSubstr("`" + std::string(info.name) + "`"));
}

// Defaults come from where the code has them: the struct of a kind, and the tables of the twins.
TEST(AgentPages, tell_the_defaults_of_collectors) {
  const std::string page = agent_page("collectors");
  EXPECT_THAT(page, HasSubstr("| `collect` | true or false |  | `false` |"));
  EXPECT_THAT(page, HasSubstr("| `priority` | high, medium, low |  | `medium` |"));
  EXPECT_THAT(page, HasSubstr("| `cache_size` | whole number | 0 to 1000000 | `256` | published: micro agent twin settings: 256 |"));
  const auto section = [&page](const std::string& kind) {
    const std::size_t begin = page.find("\n## " + kind + "\n");
    return page.substr(begin, page.find("\n## ", begin + 1) - begin);
  };
  EXPECT_THAT(section("process"), HasSubstr("| `eventPriorityProcessCreate` | 1 | Low | Processes started. |\n"
                                            "| `aggregationEnabledProcessCreate` | 1 | true |"));
  EXPECT_THAT(section("process"), HasSubstr("| `aggregationIntervalProcessCreate` | 1 | PT1H |"));
  EXPECT_THAT(section("process"), HasSubstr("| `Process_MessageFrequency` | 2 | Medium |"));
  EXPECT_THAT(section("process"), HasSubstr("| `Process_CacheSize` | 2 | 256 |"));
  // Names have no collector of their own: they belong to network activity.
  EXPECT_THAT(section("dns"), HasSubstr("| `NetworkActivity_Disabled` | 2 | false |"));
  EXPECT_THAT(section("connected_hardware"), ::testing::Not(HasSubstr("property of the twin")));
}

TEST(AgentPages, there_is_a_page_for_every_name_and_for_no_other) {
  for (const std::string_view name : agent_page_names()) {
    EXPECT_TRUE(agent_page(name).starts_with("# ")) << name;
    EXPECT_EQ(agent_page(name).find("defender.md"), std::string::npos) << name;
  }
  EXPECT_EQ(agent_page("weather"), "");
}

}  // namespace
}  // namespace picket::sim
