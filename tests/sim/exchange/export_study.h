#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "sim/exchange/export_run.h"
#include "tests/sim/experiment/in_child.h"
#include "tests/sim/experiment/small_study.h"

namespace picket::sim::test {

/// A study, and exports of its runs, each made in a process of its own.
class ExportStudy : public ::testing::Test {
 protected:
  explicit ExportStudy(const std::vector<std::string>& sets = {}, const std::string& text = kSmallScenario) {
    const Scenario scenario = small_scenario(sets, text);
    StudySettings settings = settings_for(scenario, folder_.path());
    rules_ = settings.rules;
    const StudyOutcome outcome = run_study(scenario, settings);
    EXPECT_EQ(outcome.exit_code, 0);
    study_ = outcome.directory;
  }

  ChosenRun run_of(const std::string& policy, std::optional<std::uint64_t> replication = std::nullopt) const {
    return choose_run({study_, policy, replication});
  }
  /// The folder of an export.
  std::string exported(const std::string& policy, const ExportForms& forms = {}) const {
    const std::string directory = folder_.file("export_" + policy + std::to_string(exports_++));
    in_child([&] {
      const ChosenRun run = run_of(policy);
      export_run(run, scenario_of(run), {rules_, {}, 1, true}, {directory, false, forms});
    });
    return directory;
  }

  static std::vector<std::string> lines_of(const std::string& path) {
    std::vector<std::string> lines;
    std::istringstream stream(content_of(path));
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
  }
  static std::vector<nlohmann::json> json_lines(const std::string& path) {
    std::vector<nlohmann::json> out;
    for (const std::string& line : lines_of(path)) out.push_back(nlohmann::json::parse(line));
    return out;
  }
  static nlohmann::json manifest_of(const std::string& directory) {
    return nlohmann::json::parse(content_of(directory + "/manifest.json"));
  }
  /// Rows of a table without quoted cells, its header first.
  static std::vector<std::vector<std::string>> table_of(const std::string& path) {
    std::vector<std::vector<std::string>> rows;
    for (const std::string& line : lines_of(path)) {
      rows.emplace_back();
      std::istringstream stream(line + ",");
      for (std::string cell; std::getline(stream, cell, ',');) rows.back().push_back(cell);
    }
    return rows;
  }

  TemporaryFolder folder_;
  RuleTexts rules_;
  std::string study_;

 private:
  mutable int exports_ = 0;
};

}  // namespace picket::sim::test
