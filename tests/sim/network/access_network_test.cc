// The presets of scenarios/profiles/networks.yaml, read as plain YAML: that the scenario reader
// accepts them is tested with the reader.

#include "sim/network/access_network.h"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

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
  EXPECT_GE(presets, 9U);
}

TEST(AccessNetwork, presets_exist_for_the_access_lines_of_the_survey) {
  const YAML::Node all = networks();
  for (const char* name :
       {"fibre", "dsl", "home_broadband", "wifi_fibre", "lte", "lte_m", "nb_iot", "starlink", "vsat"}) {
    EXPECT_TRUE(all[name]) << name;
  }
}

}  // namespace
}  // namespace picket::sim
