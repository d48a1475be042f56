#include "sim/scenario/own_estimates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "sim/scenario/scenario_fields.h"
#include "tests/sim/scenario/support.h"

namespace picket::sim {
namespace {

using test::kSmall;
using test::load;
using test::Loaded;

const OwnEstimate* estimate_named(const std::vector<OwnEstimate>& estimates, std::string_view name) {
  const auto found = std::ranges::find(estimates, name, &OwnEstimate::name);
  return found == estimates.end() ? nullptr : &*found;
}

/// Puts one element into every list, map and optional value that has none.
void add_one_of_each(const TypeInfo& type, void* object, int depth = 0) {
  if (depth > 9) return;
  switch (type.kind) {
    case TypeKind::kStruct:
      for (const Field& field : type.fields(object)) add_one_of_each(*field.type, field.value, depth + 1);
      break;
    case TypeKind::kList:
      if (type.size(object) == 0) type.append(object);
      for (std::size_t i = 0; i < type.size(object); ++i) add_one_of_each(type.element(), type.item(object, i), depth + 1);
      break;
    case TypeKind::kMap:
      if (type.keys(object).empty()) type.entry(object, "any");
      for (const std::string& key : type.keys(object)) add_one_of_each(type.element(), type.entry(object, key), depth + 1);
      break;
    case TypeKind::kOptional: {
      void* present = type.present(object);
      add_one_of_each(type.element(), present == nullptr ? type.emplace(object) : present, depth + 1);
      break;
    }
    default:
      break;
  }
}

/// A scenario that has everything and reads all of it.
Scenario one_of_everything() {
  Scenario s;
  add_one_of_each(type_of<Scenario>(), &s);
  s.fixed_hub.name = "fixed";
  s.fixed_hub.units = 1;
  s.hubs[0].units = 1;
  s.pipeline.novelty = s.pipeline.egress = s.pipeline.beacon = s.pipeline.behaviour = s.pipeline.silence = true;
  s.pipeline.risk.enabled = s.pipeline.freeze.enabled = true;
  s.pipeline.sightings.max = 1;
  s.intel.indicators.min_confidence = 1;
  s.prices.business_messages_device_day = 1;
  return s;
}

/// The keys that the reference page calls estimates, in the form of own_estimates_of.
std::vector<std::string> estimates_of_reference() {
  std::vector<std::string> out;
  std::istringstream page(scenario_reference_markdown());
  std::string section;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) {
      section = line.substr(3);
      for (std::size_t at = section.find("[]"); at != std::string::npos; at = section.find("[]")) section.replace(at, 2, "[*]");
      for (std::size_t at = section.find(".NAME"); at != std::string::npos; at = section.find(".NAME")) section.replace(at, 5, ".*");
      continue;
    }
    if (!line.starts_with("| `") || line.find("| estimate") == std::string::npos) continue;
    const std::string key = line.substr(3, line.find('`', 3) - 3);
    out.push_back(section == "scenario" ? key : section + "." + key);
  }
  return out;
}

TEST(OwnEstimates, has_every_key_that_the_reference_calls_an_estimate) {
  const std::vector<std::string> keys = estimates_of_reference();
  ASSERT_GT(keys.size(), 100U) << "the page of keys reads otherwise now";
  std::vector<OwnEstimate> estimates;  // one transport is read at a time
  for (const Transport transport : {Transport::kMqtt, Transport::kAmqp, Transport::kHttps}) {
    Scenario scenario = one_of_everything();
    scenario.client.transport = transport;
    for (OwnEstimate& one : own_estimates_of(scenario)) estimates.push_back(std::move(one));
  }
  for (const std::string& key : keys) {
    const bool listed = estimate_named(estimates, key) != nullptr || estimate_named(estimates, key + ".*") != nullptr;
    EXPECT_TRUE(listed) << key;
  }
}

TEST(OwnEstimates, says_everything_of_every_row) {
  for (const OwnEstimate& one : own_estimates_of(one_of_everything())) {
    EXPECT_FALSE(one.value.empty()) << one.name;
    EXPECT_FALSE(one.says.empty()) << one.name;
    EXPECT_TRUE(one.origin == estimate_origin::kDefault || one.origin == estimate_origin::kScenario || one.origin == estimate_origin::kBuiltIn)
        << one.name;
  }
}

TEST(OwnEstimates, leaves_out_what_a_run_does_not_read) {
  const Loaded l = load(kSmall);
  ASSERT_TRUE(l.result.ok()) << l.text();
  Scenario s = *l.result.scenario;
  EXPECT_EQ(estimate_named(own_estimates_of(s), "hubs[*].throttle_burst_seconds"), nullptr) << "a hub that is sized throttles nothing";
  EXPECT_NE(estimate_named(own_estimates_of(s, EstimateReader::kPlan), "hubs[*].throttle_burst_seconds"), nullptr);
  s.hubs[0].units = 1;
  EXPECT_NE(estimate_named(own_estimates_of(s), "hubs[*].throttle_burst_seconds"), nullptr);
  EXPECT_NE(estimate_named(own_estimates_of(s), "hubs[*].ingress_latency"), nullptr);
  EXPECT_EQ(estimate_named(own_estimates_of(s), "fixed_hub.ingress_latency"), nullptr);
  s.fixed_hub.name = "small";
  EXPECT_NE(estimate_named(own_estimates_of(s), "fixed_hub.ingress_latency"), nullptr);

  ASSERT_NE(estimate_named(own_estimates_of(s), "pipeline.silence_intervals"), nullptr);
  s.pipeline.silence = false;
  EXPECT_EQ(estimate_named(own_estimates_of(s), "pipeline.silence_intervals"), nullptr);
  EXPECT_EQ(estimate_named(own_estimates_of(s), "prices.business_peak_ratio"), nullptr);
  s.prices.business_messages_device_day = 1;
  EXPECT_NE(estimate_named(own_estimates_of(s), "prices.business_peak_ratio"), nullptr);
}

TEST(OwnEstimates, says_what_was_set) {
  const Loaded l = load(kSmall, {"hubs=[{name: main, units: 2, throttle_queue_seconds: 30}]"});
  ASSERT_TRUE(l.result.ok()) << l.text();
  const std::vector<OwnEstimate> estimates = own_estimates_of(*l.result.scenario);
  const OwnEstimate* queue = estimate_named(estimates, "hubs[*].throttle_queue_seconds");
  const OwnEstimate* burst = estimate_named(estimates, "hubs[*].throttle_burst_seconds");
  ASSERT_TRUE(queue != nullptr && burst != nullptr);
  EXPECT_EQ(queue->value, "30");
  EXPECT_EQ(queue->unit, "s");
  EXPECT_EQ(queue->origin, estimate_origin::kScenario);
  EXPECT_EQ(burst->value, "90");
  EXPECT_EQ(burst->origin, estimate_origin::kDefault);
  EXPECT_EQ(burst->plausible, "60 to 120");
}

TEST(OwnEstimates, shows_the_different_values_of_a_key_once) {
  Scenario s = *load(kSmall).result.scenario;
  s.hubs.resize(6);
  for (std::size_t i = 0; i < s.hubs.size(); ++i) {
    s.hubs[i].units = 1;
    s.hubs[i].throttle_wait_seconds = i < 2 ? 60 : 10.0 * static_cast<double>(i);
  }
  const std::vector<OwnEstimate> estimates = own_estimates_of(s);
  EXPECT_EQ(estimate_named(estimates, "hubs[*].throttle_wait_seconds")->value, "60, 20, 30, ... (5 values)");
  EXPECT_EQ(estimate_named(estimates, "hubs[*].throttle_burst_seconds")->value, "90");
}

TEST(OwnEstimates, has_the_parameters_of_a_fault_that_nobody_gave) {
  Scenario s = *load(kSmall).result.scenario;
  Fault fault;
  fault.name = "storm";
  fault.kind = FaultKind::kRegistrationStorm;
  s.faults = {fault};
  std::vector<OwnEstimate> estimates = own_estimates_of(s);
  ASSERT_NE(estimate_named(estimates, "faults[*].retry_after"), nullptr);
  EXPECT_EQ(estimate_named(estimates, "faults[*].retry_after")->value, "30 s");
  EXPECT_EQ(estimate_named(estimates, "faults[*].retry_after")->origin, estimate_origin::kDefault);
  EXPECT_NE(estimate_named(estimates, "provisioning.polls_count"), nullptr);
  EXPECT_EQ(estimate_named(estimates, "faults[*].boot"), nullptr) << "of another kind of fault";
  s.faults[0].retry_after = Duration::seconds(5);
  estimates = own_estimates_of(s);
  EXPECT_EQ(estimate_named(estimates, "faults[*].retry_after")->value, "5 s");
  EXPECT_EQ(estimate_named(estimates, "faults[*].retry_after")->origin, estimate_origin::kScenario);
}

TEST(OwnEstimates, read_for_people) {
  const Loaded l = load(kSmall, {"hubs=[{name: main, units: 1, throttle_wait_seconds: 20}]"});
  ASSERT_TRUE(l.result.ok()) << l.text();
  const std::vector<OwnEstimate> estimates = own_estimates_of(*l.result.scenario);
  std::vector<OwnEstimate> shown;
  for (const OwnEstimate& one : estimates) {
    if (one.name.starts_with("hubs[") || one.name.starts_with("intel.listed") || one.origin == estimate_origin::kBuiltIn) shown.push_back(one);
  }
  test::expect_golden(test::source_path("tests/golden/scenario/own_estimates.txt"), own_estimates_text(shown) + own_estimates_brief(shown));
  EXPECT_EQ(own_estimates_text({}), "");
  EXPECT_EQ(own_estimates_brief({}), "");
}

TEST(OwnEstimates, end_what_explain_says) {
  const Loaded l = load(kSmall);
  const std::string estimates = own_estimates_text(own_estimates_of(*l.result.scenario));
  EXPECT_TRUE(explain_text(l.result).ends_with("\n" + estimates));
  EXPECT_EQ(explain_text(l.result, "estimates"), estimates);
  EXPECT_EQ(explain_text(l.result, "hubs").find(estimates), std::string::npos);
}

}  // namespace
}  // namespace picket::sim
