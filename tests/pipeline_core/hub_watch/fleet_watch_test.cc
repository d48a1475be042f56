// Stage two speaks at multiples of a minute (PipelineSettings::fleet_interval); findings come 20 s later.
#include "pipeline_core/hub_watch/fleet_watch.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>

#include "tests/pipeline_core/hub_watch/hub_bench.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

HubConfiguration sound(Time time) {
  HubConfiguration c;
  c.time = time;
  c.hub = HubId(2);
  c.default_action_deny = true;
  c.diagnostic_settings = {{"all", {"Connections"}}};
  return c;
}

// ---- fleet silence

// 10 devices of one class; max(5, 3) are needed. Five are lost at 0:00, 0:01 ... 0:04 and stay away: the fifth is away
// at 0:14, when the alarm comes. It looks at 0:00 to 0:14.
TEST(FleetWatch, finds_a_class_that_falls_silent) {
  HubBench b;
  b.start(10);
  for (std::uint32_t d = 0; d < 10; ++d) b.connect(kStart - Duration::hours(1), "198.51.100.0", d);
  for (std::uint32_t d = 0; d < 5; ++d) b.disconnect(minute(d), 404'104, d);
  b.advance(minute(13));
  EXPECT_THAT(b.types(), IsEmpty());
  b.advance(minute(20));
  ASSERT_THAT(b.types(), ElementsAre("sim.fleet_silence"));
  const StoredFinding& f = b.sink->findings[0];
  EXPECT_EQ(f.time, minute(14) + kDelay);
  EXPECT_EQ(f.device, 4u);
  EXPECT_TRUE(f.absence);
  EXPECT_EQ(f.window_start, minute(0));
  EXPECT_EQ(f.window_end, minute(14));
}

// 100 devices of one class: 30 would be needed. Of a site with 8 of them max(5, 2.4): its line is cut at 0:00.
TEST(FleetWatch, finds_a_site_that_falls_silent) {
  HubBench b;
  b.start(100);
  for (std::uint32_t d = 0; d < 8; ++d) {
    IdentityRecord r = b.identity(kStart - Duration::hours(1), d);
    r.site = SiteId(4);
    b.core->ingest(r, *b.sink);
  }
  for (std::uint32_t d = 0; d < 8; ++d) b.disconnect(minute(0), 404'104, d);
  b.advance(minute(20));
  ASSERT_THAT(b.types(), ElementsAre("sim.fleet_silence"));
  EXPECT_EQ(b.sink->findings[0].time, minute(10) + kDelay);
  EXPECT_EQ(b.sink->findings[0].device, 4u);  // the fifth
}

// 12 devices of one class, 8 of them at one site: max(5, 3.6) and max(5, 2.4), so five are needed of both. The site's
// line is cut at 0:00: the fifth device completes both, at 0:10. That is one finding, and it says both.
TEST(FleetWatch, a_class_and_its_site_that_fall_silent_at_once_are_told_together) {
  HubBench b;
  b.start(12);
  for (std::uint32_t d = 0; d < 8; ++d) {
    IdentityRecord r = b.identity(kStart - Duration::hours(1), d);
    r.site = SiteId(4);
    b.core->ingest(r, *b.sink);
  }
  struct Reasons : FindingSink {
    explicit Reasons(const PipelineContent& given) : content(given) {}
    void on_finding(const Finding& f) override { texts.push_back(reason_text(content, f)); }
    const PipelineContent& content;
    std::vector<std::string> texts;
  } reasons(*b.content);
  for (std::uint32_t d = 0; d < 8; ++d) b.disconnect(minute(0), 404'104, d);
  b.core->advance(minute(20), reasons);
  EXPECT_THAT(reasons.texts, ElementsAre("picket model 'sim.fleet_silence': 5 of the 12 devices of its class, and 5 of "
                                         "the 8 devices of its site"));
  EXPECT_EQ(b.core->counts().suppressed, 0u);
}

// The same line, of 8 among 100 devices: thirty would be needed of the class.
TEST(FleetWatch, says_which_of_class_and_site_fell_silent) {
  HubBench b;
  b.start(100);
  for (std::uint32_t d = 0; d < 8; ++d) {
    IdentityRecord r = b.identity(kStart - Duration::hours(1), d);
    r.site = SiteId(4);
    b.core->ingest(r, *b.sink);
  }
  struct Reasons : FindingSink {
    void on_finding(const Finding& f) override { reasons.push_back(f.reason); }
    std::vector<Reason> reasons;
  } sink;
  for (std::uint32_t d = 0; d < 8; ++d) b.disconnect(minute(0), 404'104, d);
  b.core->advance(minute(20), sink);
  ASSERT_EQ(sink.reasons.size(), 1u);
  EXPECT_EQ(sink.reasons[0].kind, Reason::Kind::kSilence);
  EXPECT_THAT(sink.reasons[0].tests, ElementsAre(0u, 0u, 5u, 8u));
}

TEST(FleetWatch, one_silent_device_is_no_silent_fleet) {
  HubBench b;
  b.start(10, Duration::hours(1));
  b.disconnect(minute(0), 404'104, 3, true);
  b.advance(minute(30));
  EXPECT_THAT(b.types(), ElementsAre("sim.device_silent"));
}

// Messages promised every 10 min stop at 0:00 without any record: three missed intervals, silent at 0:30.
TEST(FleetWatch, counts_devices_whose_messages_stop) {
  HubBench b;
  b.start(6, Duration::minutes(10));
  for (std::uint32_t d = 0; d < 6; ++d) b.send(minute(0), {at(minute(0), DnsRecord{})}, d);
  b.advance(minute(31));
  EXPECT_EQ(b.sink->count("sim.device_silent"), 6u);
  ASSERT_EQ(b.sink->count("sim.fleet_silence"), 1u);
  for (const StoredFinding& f : b.sink->findings) EXPECT_EQ(f.time, minute(30) + kDelay);
}

// The line of a site of 50 is cut from 0:00 to 2:00; the hub notices after 6 min. All come back within 100 s, most
// with a new address, some while the hub still holds the old connection, some refused by the throttle at first, and
// send at once the 24 messages that they have queued, of 12 an hour (the flood's floor is 10 in 5 min here). What is
// raised is the silence, never the return.
TEST(FleetWatch, a_carriers_recovery_raises_nothing) {
  HubBench b;
  b.settings.hub_watch.flood.floor_messages = 10;
  b.start(50);
  constexpr std::uint32_t kDevices = 50;
  for (std::uint32_t d = 0; d < kDevices; ++d) {
    IdentityRecord r = b.identity(kStart - Duration::hours(2), d);
    r.site = SiteId(1);
    b.core->ingest(r, *b.sink);
  }
  b.core->set_learning(true);
  for (int i = -12; i < 0; ++i) {
    for (std::uint32_t d = 0; d < kDevices; ++d) b.send(minute(5 * i), {at(minute(5 * i), DnsRecord{})}, d);
  }
  b.advance(kStart - Duration::minutes(1));
  b.core->set_learning(false);
  for (std::uint32_t d = 0; d < kDevices; ++d) {
    if (d % 5 != 0) b.disconnect(minute(6), 404'104, d);
  }
  for (std::uint32_t d = 0; d < kDevices; ++d) {
    const Time back = minute(120) + Duration::seconds(2 * d);
    const std::string address = "100.64." + std::to_string(d % 7) + ".0";
    if (d % 3 == 0) b.operate(back, OperationName::kDeviceConnect, 429'002, d);
    if (d % 5 == 0) {
      b.take_over(back, address, d);
    } else {
      b.connect(back, address, d);
    }
    for (int i = 0; i < 24; ++i) b.send(back, {at(back, DnsRecord{})}, d);
  }
  b.advance(minute(240));
  EXPECT_THAT(b.types(), ElementsAre("sim.fleet_silence"));
  EXPECT_EQ(b.sink->findings[0].time, minute(16) + kDelay);
}

TEST(FleetWatch, raises_no_silence_while_it_learns) {
  HubBench b;
  b.start(10);
  b.core->set_learning(true);
  for (std::uint32_t d = 0; d < 10; ++d) b.disconnect(minute(0), 404'104, d);
  b.advance(minute(60));
  for (std::uint32_t d = 0; d < 10; ++d) b.connect(minute(61), "198.51.100.0", d);
  b.advance(minute(62));
  b.core->set_learning(false);
  for (std::uint32_t d = 0; d < 10; ++d) b.disconnect(minute(120), 404'104, d);  // the class's habit
  b.advance(minute(180));
  EXPECT_THAT(b.types(), IsEmpty());
}

// ---- recommendations

// Given at 0:00:30, told at 0:01; a day later sound again: resolved. The same snapshot again changes nothing.
TEST(FleetWatch, recommendations_about_a_hub_are_active_until_its_configuration_is_sound) {
  HubBench b;
  b.start();
  HubConfiguration c;
  c.time = second(30);
  c.hub = HubId(2);
  c.ip_filter_rules = {{"10.0.0.0/8", true}};
  c.minimum_tls = TlsVersion::kTls10;
  b.core->ingest(c, *b.sink);
  c.time = second(40);
  b.core->ingest(c, *b.sink);
  b.advance(minute(2));
  EXPECT_THAT(b.recommended(), ElementsAre("IoT_VulnerableTLSCipherSuite", "IoT_IPFilter_DenyAll",
                                     "IoT_IPFilter_PermissiveRule", "Enable diagnostics logs in IoT Hub"));
  for (const StoredRecommendation& f : b.sink->recommendations) {
    EXPECT_EQ(f.time, minute(1) + kDelay);
    EXPECT_EQ(f.since, second(30));
    EXPECT_EQ(hub_of_identity(DeviceId(f.device)), HubId(2));
    EXPECT_FALSE(f.resolved);
  }
  b.core->ingest(sound(minute(24 * 60)), *b.sink);
  b.advance(minute(24 * 60 + 1));
  ASSERT_EQ(b.recommended().size(), 8u);
  for (std::size_t i = 4; i < 8; ++i) EXPECT_TRUE(b.sink->recommendations[i].resolved);
  EXPECT_EQ(b.core->counts().hub_watch.configurations, 3u);
}

// Active, resolved and active again within the hour: each change is told, none is held back as a repeat.
TEST(FleetWatch, changes_of_a_recommendation_are_never_suppressed) {
  HubBench b;
  b.start();
  for (int i = 0; i < 3; ++i) {
    HubConfiguration c = sound(minute(10 * i) + Duration::seconds(1));
    if (i != 1) c.default_action_deny = false;
    b.core->ingest(c, *b.sink);
  }
  b.advance(minute(30));
  EXPECT_EQ(b.recommended().size(), 3u);
  EXPECT_EQ(b.core->counts().suppressed, 0u);
}

TEST(FleetWatch, a_credential_of_two_devices_is_recommended_against_for_both) {
  HubBench b;
  b.start(3);
  for (std::uint32_t d = 0; d < 3; ++d) {
    IdentityRecord r = b.identity(second(1 + d), d);
    if (d == 2) r.primary_credential = 1000;  // the primary one of device 0
    b.core->ingest(r, *b.sink);
  }
  b.advance(minute(2));
  ASSERT_THAT(b.recommended(), ElementsAre("IoT_SharedCredentials", "IoT_SharedCredentials"));
  EXPECT_EQ(b.sink->recommendations[0].device, 0u);
  EXPECT_EQ(b.sink->recommendations[1].device, 2u);
  b.core->ingest(b.identity(minute(3), 0), *b.sink);  // unchanged
  b.core->ingest(b.identity(minute(3), 2), *b.sink);  // a key of its own
  b.advance(minute(5));
  ASSERT_EQ(b.recommended().size(), 4u);
  EXPECT_TRUE(b.sink->recommendations[2].resolved);
  EXPECT_TRUE(b.sink->recommendations[3].resolved);
}

TEST(FleetWatch, a_device_without_the_security_module_should_get_it) {
  HubBench b;
  b.start();
  IdentityRecord r = b.identity(minute(0));
  r.has_security_module = false;
  b.core->ingest(r, *b.sink);
  b.advance(minute(1));
  EXPECT_THAT(b.recommended(), ElementsAre("IoT_InstallAgent"));
  r.time = minute(2);  // the next export says the same
  b.core->ingest(r, *b.sink);
  b.advance(minute(3));
  EXPECT_EQ(b.recommended().size(), 1u);
  r.time = minute(4);
  r.has_security_module = true;
  b.core->ingest(r, *b.sink);
  b.advance(minute(5));
  ASSERT_EQ(b.recommended().size(), 2u);
  EXPECT_TRUE(b.sink->recommendations[1].resolved);
  EXPECT_EQ(b.core->counts().hub_watch.identities, 3u);
}

TEST(FleetWatch, recommends_against_what_an_edge_manifest_allows_and_against_a_minority_of_settings) {
  HubBench b;
  b.settings.hub_watch.security_groups = {{"edge", {}}};
  b.start(4);
  const std::vector<EdgeModule> modules{{.privileged = true, .registry_is_acr = true, .logging_disabled = true}};
  for (std::uint32_t d = 0; d < 4; ++d) b.join(0, second(1), d);
  for (std::uint32_t d = 0; d < 4; ++d) {
    EdgeManifest m;
    m.time = second(2);
    m.device = DeviceId(d);
    m.settings = d == 0 ? 5 : 4;
    if (d == 0) m.modules = modules;
    m.heads_enabled = d == 0 ? 7 : 0;
    b.core->ingest(m, *b.sink);
  }
  b.advance(minute(1));
  EXPECT_THAT(b.recommended(),
              ElementsAre("IoT_PrivilegedDockerOptions", "IoT_ACRAuthentication", "IoT_InconsistentModuleSettings",
                          "IoT_EdgeHubMemOptimize", "IoT_EdgeLoggingOptions"));
  for (const StoredRecommendation& f : b.sink->recommendations) EXPECT_EQ(f.device, 0u);
  EXPECT_EQ(b.core->counts().hub_watch.manifests, 4u);
}

TEST(FleetWatch, a_device_that_speaks_old_tls_needs_an_upgrade_until_it_does_no_more) {
  HubBench b;
  b.start();
  OperationRecord r = b.record(minute(0), OperationName::kDeviceConnect);
  r.tls = TlsVersion::kTls11;
  b.ingest(r);
  r.time = minute(5);
  b.ingest(r);
  r.time = minute(10);
  r.tls = TlsVersion::kUnknown;
  b.ingest(r);
  r.time = minute(20);
  r.tls = TlsVersion::kTls12;
  b.ingest(r);
  b.advance(minute(30));
  ASSERT_THAT(b.recommended(), ElementsAre("IoT_VulnerableTLSCipherSuite", "IoT_VulnerableTLSCipherSuite"));
  EXPECT_FALSE(b.sink->recommendations[0].resolved);
  EXPECT_EQ(b.sink->recommendations[1].time, minute(20) + kDelay);
  EXPECT_TRUE(b.sink->recommendations[1].resolved);
}

// Traffic from two networks since 0:00: at the snapshot after 7 days rules are recommended, and no longer once they
// are there. Eleven networks are too many to write rules for.
TEST(FleetWatch, recommends_ip_rules_once_the_traffic_is_known) {
  for (const int networks : {2, 11}) {
    HubBench b;
    b.start();
    for (int i = 0; i < 40; ++i) {
      OperationRecord r = b.record(minute(i), OperationName::kDeviceConnect);
      r.hub = HubId(2);
      r.masked_address = *IpAddress::parse("198.51." + std::to_string(i % networks) + ".0");
      b.ingest(r);
    }
    HubConfiguration c = sound(kStart + Duration::days(6));
    c.default_action_deny = false;
    b.core->ingest(c, *b.sink);
    b.advance(kStart + Duration::days(6) + Duration::minutes(1));
    EXPECT_THAT(b.recommended(), ElementsAre("IoT_IPFilter_DenyAll"));
    c.time = kStart + Duration::days(7);
    b.core->ingest(c, *b.sink);
    b.core->ingest(sound(kStart + Duration::days(8)), *b.sink);
    b.advance(kStart + Duration::days(9));
    EXPECT_EQ(std::ranges::count(b.recommended(), "IoT_RecommendedIpRulesByBaseLine"), networks == 2 ? 2 : 0);
  }
}

TEST(FleetWatch, remembers_a_bounded_number_of_networks) {
  HubBench b;
  b.start();
  for (int i = 0; i < 5000; ++i) {
    OperationRecord r = b.record(second(i * 600), OperationName::kDeviceConnect);
    r.masked_address = IpAddress::v4(static_cast<std::uint32_t>(i) << 8 | 0x10000000U);
    b.ingest(r);
  }
  b.advance(second(5000 * 600));
  EXPECT_EQ(b.core->counts().hub_watch.origins_refused, 5000u - 256u);
}

// What was found while learning is not lost: it is told at the first minute after.
TEST(FleetWatch, tells_after_learning_what_it_found_while_learning) {
  HubBench b;
  b.start();
  b.core->set_learning(true);
  HubConfiguration c = sound(second(30));
  c.default_action_deny = false;
  b.core->ingest(c, *b.sink);
  b.advance(minute(90));
  EXPECT_THAT(b.recommended(), IsEmpty());
  b.core->set_learning(false);
  b.advance(minute(92));
  ASSERT_THAT(b.recommended(), ElementsAre("IoT_IPFilter_DenyAll"));
  EXPECT_EQ(b.sink->recommendations[0].time, minute(91) + kDelay);
  EXPECT_EQ(b.sink->recommendations[0].since, second(30));
}

TEST(FleetWatch, a_disabled_recommendation_is_not_given) {
  HubBench b;
  b.settings.recommendations.disabled.set(static_cast<std::size_t>(RecommendationType::kIpFilterDenyAll));
  b.start();
  HubConfiguration c = sound(minute(0));
  c.default_action_deny = false;
  b.core->ingest(c, *b.sink);
  b.advance(minute(1));
  EXPECT_THAT(b.recommended(), IsEmpty());
}

// The device's own client still speaks TLS 1.0, its module TLS 1.2: at one moment, in one order, for every device.
TEST(FleetWatch, judges_tls_in_the_order_in_which_connections_came) {
  HubBench b;
  b.start(40);
  for (std::uint32_t d = 0; d < 40; ++d) {
    OperationRecord r = b.record(minute(0), OperationName::kDeviceConnect, 0, d);
    r.tls = TlsVersion::kTls10;
    b.core->submit(r);
    r.module = true;
    r.tls = TlsVersion::kTls12;
    b.core->submit(r);
  }
  b.advance(minute(2));
  EXPECT_THAT(b.recommended(), IsEmpty());
}

// Ten devices that fall silent every night, by messages alone, have the habit.
TEST(FleetWatch, learns_silences_that_no_record_tells_of) {
  HubBench b;
  b.start(10, Duration::minutes(10));
  b.core->set_learning(true);
  const auto day = [&](int number) {
    for (int m = 0; m < 16 * 60; m += 10) {
      const Time time = kStart + Duration::days(number) + Duration::minutes(m);
      for (std::uint32_t d = 0; d < 10; ++d) b.send(time, {at(time, HeartbeatRecord{})}, d);
    }
  };
  day(0);
  day(1);
  b.advance(kStart + Duration::days(2) - Duration::minutes(1));
  b.core->set_learning(false);
  day(2);
  b.advance(kStart + Duration::days(3) - Duration::minutes(1));
  EXPECT_THAT(b.types(), ::testing::Not(::testing::Contains("sim.fleet_silence")));
}

}  // namespace
}  // namespace picket
