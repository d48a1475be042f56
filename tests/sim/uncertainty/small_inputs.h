#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "sim/scenario/load.h"
#include "sim/uncertainty/input_file.h"
#include "tests/sim/results/temporary_folder.h"

// Files of uncertain inputs over a scenario of a few kiosks.

namespace picket::sim::test {

inline const std::vector<std::string>& few_kiosks() {
  static const std::vector<std::string> kSets{"policies=[{use: agentless}, {use: raw}]", "reference_policy=agentless", "warm_up=0 s",
                                              "duration=30 min", "fleet=[{device_class: kiosk, count: 2, sites: 1, access: {lte: 1}}]",
                                              "attacks=[]"};
  return kSets;
}

struct ReadInputs {
  std::optional<UncertainInputs> inputs;
  std::string told;
};

inline ReadInputs read_inputs(const std::string& yaml, const std::string& resolved) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("inputs.yaml")) << yaml;
  Diagnostics diagnostics;
  ReadInputs out;
  out.inputs = read_uncertain_inputs(folder.file("inputs.yaml"), resolved, diagnostics);
  out.told = diagnostics.text();
  return out;
}

}  // namespace picket::sim::test
