#include "sim/live/mqtt/hub_topics.h"

#include <gtest/gtest.h>

#include "sim/network/hub_mqtt.h"

namespace picket::sim {
namespace {

TEST(HubTopics, answers_are_read_as_they_are_written) {
  const TwinAnswer whole = read_twin_answer(twin_answer_topic(200, "5b2d")).value();
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(whole.request, "5b2d");
  EXPECT_FALSE(whole.version.has_value());
  const TwinAnswer patch = read_twin_answer(twin_answer_topic(204, "7", 12)).value();
  EXPECT_EQ(patch.status, 204);
  EXPECT_EQ(patch.version, 12U);
  EXPECT_EQ(read_twin_answer("$iothub/twin/res/429/?$version=3&$rid=a").value().request, "a");
}

TEST(HubTopics, changes_tell_their_version) {
  EXPECT_EQ(read_twin_change(twin_change_topic(18'446'744'073'709'551'615U)), 18'446'744'073'709'551'615U);
  EXPECT_EQ(read_twin_change("$iothub/twin/PATCH/properties/desired/"), 0U);
  EXPECT_EQ(read_twin_change("$iothub/twin/PATCH/properties/desired/?other=1"), 0U);
}

TEST(HubTopics, anything_else_is_nothing) {
  for (const char* topic : {"", "$iothub/twin/res/", "$iothub/twin/res/200", "$iothub/twin/res/20/?$rid=1", "$iothub/twin/res/2000/?$rid=1",
                            "$iothub/twin/res/2x0/?$rid=1", "$iothub/twin/res/-20/?$rid=1", "$iothub/twin/res/200/?rid=1",
                            "$iothub/twin/res/204/?$rid=1&$version=x", "$iothub/twin/res/204/?$rid=1&$version=18446744073709551616"}) {
    EXPECT_FALSE(read_twin_answer(topic).has_value()) << topic;
  }
  for (const char* topic : {"", "$iothub/twin/PATCH/properties/desired", "$iothub/twin/PATCH/properties/desired/x",
                            "$iothub/twin/PATCH/properties/desired/?$version=-1", "$iothub/methods/POST/x/?$rid=1"}) {
    EXPECT_FALSE(read_twin_change(topic).has_value()) << topic;
  }
}

}  // namespace
}  // namespace picket::sim
