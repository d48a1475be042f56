#include "sim/uncertainty/field_inputs.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/sim/experiment/small_study.h"
#include "tests/sim/uncertainty/small_inputs.h"

namespace picket::sim {
namespace {

const ReadyInput* input_of(const std::vector<ReadyInput>& inputs, std::string_view path) {
  const auto found = std::find_if(inputs.begin(), inputs.end(), [&](const ReadyInput& one) { return one.input.path == path; });
  return found == inputs.end() ? nullptr : &*found;
}

Scenario kiosks() { return test::small_scenario(test::few_kiosks()); }

TEST(FieldInputs, hold_the_range_grade_and_source_of_a_field) {
  const auto inputs = field_inputs(kiosks());
  const ReadyInput* delay = input_of(inputs, "pipeline.processing_delay");
  ASSERT_NE(delay, nullptr);
  EXPECT_TRUE(delay->is_field);
  ASSERT_EQ(delay->values.size(), 1U);
  EXPECT_EQ(delay->values[0].low, 5);
  EXPECT_EQ(delay->values[0].high, 60);
  EXPECT_EQ(delay->values[0].stated.number, 20);
  EXPECT_EQ(delay->input.range, "5 s..1 min");
  EXPECT_EQ(delay->input.shape, InputShape::kLogUniform) << "the ends are twelve times apart";
  EXPECT_EQ(delay->input.grade, Grade::kEstimated);
  EXPECT_EQ(delay->input.source, "own estimate");
  EXPECT_FALSE(delay->values[0].whole);
  const ReadyInput* price = input_of(inputs, "prices.log_analytics_ingest_gigabyte");
  ASSERT_NE(price, nullptr);
  EXPECT_EQ(price->input.shape, InputShape::kUniform);
  EXPECT_EQ(price->input.grade, Grade::kPublished);
}

TEST(FieldInputs, move_whole_numbers_in_whole_steps_and_distributions_by_their_first_parameter) {
  const auto inputs = field_inputs(kiosks());
  const ReadyInput* points = input_of(inputs, "pipeline.novelty_model.service_points");
  ASSERT_NE(points, nullptr);
  EXPECT_TRUE(points->values.at(0).whole);
  const ReadyInput* latency = input_of(inputs, "hubs[*].log_latency.median");
  ASSERT_NE(latency, nullptr);
  EXPECT_EQ(latency->values.at(0).path, "hubs[0].log_latency.median");
  EXPECT_EQ(latency->values.at(0).stated.number, 60);
}

TEST(FieldInputs, leave_values_outside_of_the_range_to_the_scenario) {
  Scenario scenario = kiosks();
  scenario.pipeline.processing_delay = Duration::seconds(600);
  EXPECT_EQ(input_of(field_inputs(scenario), "pipeline.processing_delay"), nullptr);
  scenario.pipeline.processing_delay = Duration::seconds(30);
  EXPECT_NE(input_of(field_inputs(scenario), "pipeline.processing_delay"), nullptr);
}

// Sizes of frames are inputs of the transport that has them.
TEST(FieldInputs, hold_the_estimates_of_the_transport_alone) {
  Scenario scenario = kiosks();
  EXPECT_EQ(input_of(field_inputs(scenario), "client.amqp.transfer"), nullptr);
  EXPECT_EQ(input_of(field_inputs(scenario), "client.https.request"), nullptr);
  scenario.client.transport = Transport::kAmqp;
  const auto amqp = field_inputs(scenario);
  ASSERT_NE(input_of(amqp, "client.amqp.transfer"), nullptr);
  EXPECT_EQ(input_of(amqp, "client.amqp.transfer")->values.at(0).high, 200);
  EXPECT_EQ(input_of(amqp, "client.https.request"), nullptr);
  scenario.client.transport = Transport::kHttps;
  EXPECT_NE(input_of(field_inputs(scenario), "client.https.request"), nullptr);
  EXPECT_EQ(input_of(field_inputs(scenario), "client.amqp.transfer"), nullptr);
}

TEST(FieldInputs, leave_out_what_a_run_does_not_read_and_what_a_study_compares) {
  Scenario scenario = kiosks();
  scenario.pipeline.behaviour = false;
  scenario.pipeline.egress = true;
  const auto inputs = field_inputs(scenario);
  EXPECT_NE(input_of(inputs, "pipeline.egress_model.factor"), nullptr);
  EXPECT_EQ(input_of(inputs, "pipeline.behaviour_model.threshold"), nullptr);
  EXPECT_EQ(input_of(inputs, "intel.listed_share"), nullptr) << "there is no attack";
  for (const ReadyInput& one : inputs) {
    EXPECT_FALSE(one.input.path.starts_with("policy_templates")) << one.input.path;
    EXPECT_FALSE(one.input.path.starts_with("fixed_hub")) << one.input.path;
  }
  scenario.pipeline.behaviour = true;
  scenario.pipeline.egress = false;
  const auto others = field_inputs(scenario);
  EXPECT_EQ(input_of(others, "pipeline.egress_model.factor"), nullptr);
  EXPECT_NE(input_of(others, "pipeline.behaviour_model.threshold"), nullptr);
}

TEST(FieldInputs, name_a_field_once_and_all_its_values_together) {
  Scenario scenario = kiosks();
  HubSettings second = scenario.hubs.at(0);
  second.name = "second";
  scenario.hubs.push_back(second);
  const auto inputs = field_inputs(scenario);
  const ReadyInput* wait = input_of(inputs, "hubs[*].throttle_wait_seconds");
  ASSERT_NE(wait, nullptr);
  EXPECT_EQ(wait->values.size(), 2U);
  EXPECT_EQ(std::count_if(inputs.begin(), inputs.end(), [](const ReadyInput& one) { return one.input.path == "hubs[*].throttle_wait_seconds"; }), 1);
}

}  // namespace
}  // namespace picket::sim
