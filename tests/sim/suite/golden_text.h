#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "tests/sim/results/temporary_folder.h"

namespace picket::sim::test {

/// Compares with tests/golden/suite; UPDATE_GOLDEN=1 writes it.
inline void expect_golden(const std::string& name, const std::string& actual) {
  const std::string path = std::string(PICKET_SOURCE_DIR) + "/tests/golden/suite/" + name;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << actual;
  EXPECT_EQ(content_of(path), actual) << path << "; UPDATE_GOLDEN=1 accepts the new text";
}

}  // namespace picket::sim::test
