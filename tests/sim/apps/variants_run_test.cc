// What the head of scenarios/smoke/variants.yaml derives, and that variants are the same attacks under another seed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
namespace fs = std::filesystem;

class VariantsRun : public Program {
 protected:
  nlohmann::json measures_of(const std::string& study) const {
    const fs::directory_iterator runs(fs::path(file(study)) / "runs");
    return nlohmann::json::parse(content_of((runs->path() / "measures.json").string()));
  }
};

TEST_F(VariantsRun, guess_as_their_scenario_derives) {
  const Said said = picket("run " + scenario("smoke/variants.yaml") + " --quiet --out variants");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  const auto measures = measures_of("variants/latest");
  const auto& units = measures.at("units");  // in the order of the attacks, of which each has one device
  ASSERT_EQ(units.size(), 6U);
  const auto events = [&units](std::size_t i) { return units[i].at("events").get<int>(); };
  const int first = events(1);
  EXPECT_EQ(events(0), 10);
  EXPECT_GE(first, 5);
  EXPECT_LE(first, 20);
  EXPECT_EQ(events(2), first);
  EXPECT_GE(events(3), 40);
  EXPECT_LE(events(3), 60);
  EXPECT_EQ(events(4), 30);
  EXPECT_EQ(events(5), 29);
  for (std::size_t i = 0; i < units.size(); ++i) {
    EXPECT_EQ(units[i].at("detected"), i == 3 || i == 4) << i;
    if (units[i].at("detected")) {
      EXPECT_GE(units[i].at("detected_us"), 165'000'000) << i;
    }
  }

  // What is kept is complete: it runs again, without the library, to the same result.
  const Said again = picket("run variants/latest/scenario.yaml --quiet --out again");
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(measures_of("again/latest").at("digest"), measures.at("digest"));

  const Said other = picket("run " + scenario("smoke/variants.yaml") + " --seed 2 --set attacks[0].variant=1 --quiet --out other");
  ASSERT_EQ(other.exit_code, 0) << other.err;
  const auto others = measures_of("other/latest").at("units");
  EXPECT_EQ(others[0].at("events"), first) << "--set asks for the variant";
  for (const std::size_t i : {1U, 2U, 3U}) EXPECT_EQ(others[i].at("events"), events(i)) << i;
}

}  // namespace
}  // namespace picket::sim
