#include "sim/scenario/endpoint_checks.h"

#include "tests/sim/scenario/support.h"

// The texts are in tests/golden/scenario/endpoint.txt; here is what stops a run and what does not.

namespace picket::sim {
namespace {

test::Loaded load_hub(const std::string& hub) {
  return test::load(test::kSmall, {"duration=100 h", "hubs=[{name: hub, " + hub + "}]"});
}

TEST(EndpointChecks, have_nothing_to_say_of_an_endpoint_that_can_be_read) {
  const test::Loaded loaded = load_hub(
      "partitions: 32, retention: 7 d, consumer_groups: [siem], reader: {consumer_group: siem, messages_per_second: 200, outages: [{start: 6 h, "
      "duration: 30 h}, {start: 7 h, duration: 1 min}]}");
  ASSERT_TRUE(loaded.result.ok()) << loaded.text();
  for (const Code code : {Code::kEndpoint, Code::kReaderOutageTooLate}) EXPECT_EQ(test::told(loaded, code), 0U) << loaded.text();
  const HubSettings& hub = loaded.result.scenario->hubs[0];
  EXPECT_EQ(hub.partitions, 32U);
  EXPECT_EQ(hub.retention, Duration::days(7));
  EXPECT_EQ(hub.reader.outages[0].duration, Duration::hours(30));
  EXPECT_TRUE(hub.reader.may_lag());
  const std::string written = write_scenario_yaml(*loaded.result.scenario);
  const test::Loaded again = test::load(written);
  ASSERT_TRUE(again.result.ok()) << again.text();
  EXPECT_EQ(again.result.scenario->hubs[0].reader, hub.reader);
}

TEST(EndpointChecks, take_the_default_group_although_it_is_not_listed) {
  EXPECT_TRUE(load_hub("consumer_groups: [siem], reader: {consumer_group: $Default}").result.ok());
  EXPECT_TRUE(load_hub("consumer_groups: []").result.ok());
}

TEST(EndpointChecks, stop_groups_that_cannot_be) {
  std::string many;
  for (int i = 0; i < 21; ++i) many += (i == 0 ? "g" : ", g") + std::to_string(i);
  for (const std::string& wrong : {std::string("reader: {consumer_group: siem}"), std::string("consumer_groups: [a, b, a]"),
                                   std::string("consumer_groups: ['']"), "consumer_groups: [" + many + "]"}) {
    const test::Loaded loaded = load_hub(wrong);
    EXPECT_FALSE(loaded.result.ok()) << wrong;
    EXPECT_EQ(test::told(loaded, Code::kEndpoint), 1U) << wrong << "\n" << loaded.text();
  }
}

TEST(EndpointChecks, stop_numbers_that_no_hub_has) {
  for (const char* wrong : {"partitions: 0", "partitions: 33", "retention: 23 h", "retention: 8 d", "reader: {messages_per_second: -1}",
                            "reader: {outages: [{start: 1 h}]}"}) {
    EXPECT_FALSE(load_hub(wrong).result.ok()) << wrong;
  }
}

TEST(EndpointChecks, warn_of_an_outage_that_will_not_happen) {
  const test::Loaded loaded = load_hub("reader: {outages: [{start: 100 h, duration: 1 h}, {start: 99 h, duration: 1 h}]}");
  EXPECT_TRUE(loaded.result.ok()) << loaded.text();
  EXPECT_EQ(test::told(loaded, Code::kReaderOutageTooLate), 1U) << loaded.text();
}

TEST(EndpointChecks, take_routes_and_say_what_is_wrong_with_them) {
  const test::Loaded good = load_hub(
      "fallback_route: false, routes: [{name: a, condition: \"mti = '2.3-1-1-0'\", endpoint: storage}, {name: b, source: TwinChangeEvents}]");
  ASSERT_TRUE(good.result.ok()) << good.text();
  EXPECT_EQ(test::told(good, Code::kRouteTakesNothing), 0U) << good.text();
  EXPECT_EQ(good.result.scenario->hubs[0].routes[1].source, RouteSource::kTwinChangeEvents);
  for (const char* wrong : {"routes: [{name: ''}]", "routes: [{name: a}, {name: a}]", "routes: [{name: a, endpoint: ''}]",
                            "routes: [{name: a, condition: \"x = 1\"}]"}) {
    const test::Loaded loaded = load_hub(wrong);
    EXPECT_FALSE(loaded.result.ok()) << wrong;
    EXPECT_EQ(test::told(loaded, Code::kRoute), 1U) << wrong << "\n" << loaded.text();
  }
}

TEST(EndpointChecks, warn_of_routes_that_leave_endpoints_empty) {
  for (const char* empty : {"fallback_route: false", "fallback_route: false, routes: [{name: a, enabled: false}]",
                            "fallback_route: false, routes: [{name: a, source: TwinChangeEvents}]",
                            "routes: [{name: a, source: DeviceLifecycleEvents}]"}) {
    const test::Loaded loaded = load_hub(empty);
    EXPECT_TRUE(loaded.result.ok()) << loaded.text();
    EXPECT_EQ(test::told(loaded, Code::kRouteTakesNothing), 1U) << empty << "\n" << loaded.text();
  }
}

}  // namespace
}  // namespace picket::sim
