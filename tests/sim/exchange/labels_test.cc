#include "sim/exchange/labels.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "sim/results/utc_time.h"
#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

/// Cells of a line without quotes.
std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> out;
  std::istringstream stream(line + ",");
  for (std::string cell; std::getline(stream, cell, ',');) out.push_back(cell);
  return out;
}

class Labels : public ::testing::Test {
 protected:
  const Scenario scenario_ = test::small_scenario();
  const World world_{scenario_, 0};
  const std::vector<UnitWindow> windows_ = unit_windows(world_);
};

TEST_F(Labels, say_of_a_unit_who_when_and_what_arrived) {
  const AttackUnit& unit = world_.attacks().units()[0];
  const std::vector<std::string> header = cells(unit_header());
  const std::vector<std::string> line = cells(unit_line(world_, 0, windows_[0], {3, 17, unit.start + Duration::seconds(5)}));
  ASSERT_EQ(line.size(), header.size());
  const std::vector<std::string> expected{
      "0", "miner", "A09", "a09_miner", world_.fleet().device_name(unit.device), "iot_gateway", "hub", utc_text(unit.start),
      utc_text(unit.end), utc_text(windows_[0].end),
      line[10], "3", "17", utc_text(unit.start + Duration::seconds(5))};
  EXPECT_EQ(line, expected);
  EXPECT_EQ(std::stod(line[10]), scenario_.attack_templates.at("a09_miner").deadline.to_seconds());
  EXPECT_TRUE(unit_line(world_, 0, windows_[0], {}).ends_with(",0,0,")) << "nothing arrived: no time";
}

TEST_F(Labels, name_every_step_of_every_attack) {
  std::size_t phases = 0;
  for (const AttackInstance& attack : scenario_.attacks) phases += scenario_.attack_templates.at(attack.use).phases.size();
  const std::vector<std::string> lines = step_lines(world_);
  EXPECT_EQ(lines.size(), phases);
  EXPECT_EQ(cells(lines[0])[0], "miner");
  EXPECT_EQ(cells(lines[0])[1], "0");
  EXPECT_EQ(cells(lines[0]).size(), cells(step_header()).size());
}

// 30 devices of a class for three hours are 3.75 device-days.
TEST_F(Labels, give_the_exposure_of_each_class) {
  const std::vector<std::string> lines = exposure_lines(world_, windows_);
  ASSERT_EQ(lines.size(), 3U);
  for (const std::string& line : lines) {
    const std::vector<std::string> row = cells(line);
    ASSERT_EQ(row.size(), cells(exposure_header()).size());
    EXPECT_EQ(row[1], "30");
    EXPECT_EQ(row[2], "5");
    EXPECT_DOUBLE_EQ(std::stod(row[3]), 3.75);
    EXPECT_GT(std::stod(row[4]), 0);
    EXPECT_LT(std::stod(row[4]), 5 * 0.125 + 1e-9);
    EXPECT_DOUBLE_EQ(std::stod(row[4]) + std::stod(row[5]), 3.75);
  }
}

TEST_F(Labels, name_the_step_that_a_message_is_evidence_of) {
  MessageLabelRow row;
  row.hub = "hub";
  row.partition = "1";
  row.sequence_number = "12";
  row.device = "iot_gateway-000003";
  row.message = 4;
  row.observation = 2;
  row.row = "id";
  row.raw_events = 9;
  row.first_event = world_.start();
  const std::vector<std::string> expected{
      "hub", "1", "12", "iot_gateway-000003", "4", "false", "2", "id", "0", "miner",
      world_.fleet().device_name(world_.attacks().units()[0].device), "0",
      scenario_.attack_templates.at("a09_miner").phases[0].id, "9", utc_text(world_.start()), "true"};
  EXPECT_EQ(cells(message_line(world_, row)), expected);
  EXPECT_EQ(cells(message_header()).size(), expected.size());
}

}  // namespace
}  // namespace picket::sim
