#include "pipeline_core/findings/iot_alert.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

struct Alerts : Bench {
  Alerts() {
    add_own_rules(builder);
    start();
  }
  Finding finding(std::string_view alert, std::uint32_t device = 5) const {
    Finding f;
    f.time = kStart;
    f.alert = *content->find_alert(alert);
    f.device = DeviceId(device);
    f.window_start = kStart - Duration::hours(1);
    f.window_end = kStart - Duration::minutes(1);
    f.rule = content->rule_index(Detector::kLongSilence);
    return f;
  }
};

TEST(IotAlert, carries_what_the_products_object_has) {
  const Alerts a;
  const IotAlert alert = iot_alert(*a.content, a.finding("IoT_PrivilegedContainer"), Encoding::kG2FlatBuffers);
  EXPECT_EQ(alert.alert_type, "IoT_PrivilegedContainer");
  EXPECT_EQ(alert.alert_display_name, "Privileged container detected");
  EXPECT_EQ(alert.severity, Severity::kMedium);
  EXPECT_EQ(alert.compromised_entity, DeviceId(5));
  EXPECT_EQ(alert.start_time_utc, kStart - Duration::hours(1));
  EXPECT_EQ(alert.end_time_utc, kStart - Duration::minutes(1));
  EXPECT_EQ(alert.intent, "Exploitation,Execution");
  EXPECT_EQ(alert.provider_name, "IoTSecurity");
  EXPECT_EQ(alert.vendor_name, "Microsoft");
  EXPECT_FALSE(alert.description.empty() || alert.remediation_steps.empty() || alert.reason.empty());
  EXPECT_EQ(iot_alert(*a.content, a.finding("IoT_ReverseShell"), Encoding::kG2FlatBuffers).intent, "Unknown");
}

TEST(IotAlert, of_a_classic_agent_has_that_generations_name_and_severity) {
  const Alerts a;
  EXPECT_EQ(iot_alert(*a.content, a.finding("IoT_EgressData"), Encoding::kG1Json).alert_display_name,
            "Potential loss of data detected");
  EXPECT_EQ(iot_alert(*a.content, a.finding("IoT_CryptoMiner"), Encoding::kG1Json).severity, Severity::kMedium);
  EXPECT_EQ(iot_alert(*a.content, a.finding("IoT_CryptoMiner"), Encoding::kG2FlatBuffers).severity, Severity::kHigh);
}

TEST(IotAlert, ids_repeat_for_the_same_finding_and_differ_between_devices) {
  const Alerts a;
  const auto id = [&](std::uint32_t device) {
    return iot_alert(*a.content, a.finding("IoT_EgressData", device), Encoding::kG1Json).system_alert_id;
  };
  EXPECT_EQ(id(1), id(1));
  EXPECT_NE(to_string(id(1)), to_string(id(2)));
}

}  // namespace
}  // namespace picket
