// The presets of scenarios/profiles/networks.yaml, read as plain YAML: that the scenario reader
// accepts them is tested with the reader.

#include "sim/network/access_network.h"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <cmath>
#include <set>
#include <string>
#include <string_view>

namespace picket::sim {
namespace {

// Collects the names of the fields and checks that each default lies within its own range.
struct FieldNames {
  std::set<std::string> names;
  template <class T>
  void field(std::string_view name, T& value, const FieldInfo& info) {
    names.insert(std::string(name));
    EXPECT_FALSE(info.says.empty()) << name;
    if constexpr (std::is_same_v<T, double>) {
      EXPECT_GE(value, info.min) << name;
      EXPECT_LE(value, info.max) << name;
    }
  }
};

YAML::Node networks() {
  return YAML::LoadFile(PICKET_SOURCE_DIR "/scenarios/profiles/networks.yaml")["networks"];
}

TEST(AccessNetwork, presets_use_the_fields_of_the_struct_only) {
  FieldNames fields;
  AccessNetwork network;
  describe(fields, network);
  for (const auto& preset : networks()) {
    for (const auto& field : preset.second) {
      EXPECT_TRUE(fields.names.count(field.first.as<std::string>()) == 1)
          << preset.first.as<std::string>() << "." << field.first.as<std::string>();
    }
  }
}

TEST(AccessNetwork, every_preset_states_its_speed_delay_loss_and_outages) {
  std::size_t presets = 0;
  for (const auto& preset : networks()) {
    ++presets;
    for (const char* field : {"uplink_bandwidth", "round_trip_time", "loss_ratio", "outage_gap", "outage_duration"}) {
      EXPECT_TRUE(preset.second[field]) << preset.first.as<std::string>() << "." << field;
    }
  }
  EXPECT_GE(presets, 12U);
}

TEST(AccessNetwork, presets_exist_for_the_access_lines_of_the_survey) {
  const YAML::Node all = networks();
  for (const char* name :
       {"fibre", "dsl", "home_broadband", "wifi_fibre", "lte", "lte_m", "nb_iot", "lorawan_gateway", "starlink", "vsat", "satellite_iot"}) {
    EXPECT_TRUE(all[name]) << name;
  }
}

// Median and 99th percentile of the round trip in seconds, as the survey has them. Of a log-normal the latter is the median times
// exp(2.326 sigma). Starlink has quartiles of 40 and 60 ms: exp(0.674 sigma) is 1.2 either way.
TEST(AccessNetwork, round_trips_have_the_surveys_median_and_tail) {
  struct Row {
    const char* line;
    double median;
    double high;
    double z = 2.326;
  };
  for (const Row& row : {Row{"fibre", 0.015, 0.080}, Row{"ethernet", 0.015, 0.080}, Row{"lte", 0.050, 0.300}, Row{"lorawan_gateway", 0.050, 0.300},
                         Row{"lte_m", 0.120, 1.5}, Row{"nb_iot", 1.6, 10}, Row{"starlink", 0.050, 0.060, 0.674}, Row{"vsat", 0.620, 1.2},
                         Row{"satellite_iot", 10, 60}}) {
    const YAML::Node round_trip = networks()[row.line]["round_trip_time"];
    const auto text = round_trip["median"].as<std::string>();
    const double median = std::stod(text) * (text.find("ms") != std::string::npos ? 1e-3 : 1);
    EXPECT_DOUBLE_EQ(median, row.median) << row.line;
    EXPECT_NEAR(median * std::exp(row.z * round_trip["sigma"].as<double>()), row.high, 0.02 * row.high) << row.line;
  }
}

}  // namespace
}  // namespace picket::sim
