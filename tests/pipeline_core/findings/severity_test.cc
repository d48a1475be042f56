#include "pipeline_core/findings/severity.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

/// Source: the values of AlertSeverity in the workspace's SecurityAlert.
TEST(Severity, is_named_as_in_the_workspace) {
  EXPECT_EQ(to_string(Severity::kInformational), "Informational");
  EXPECT_EQ(to_string(Severity::kLow), "Low");
  EXPECT_EQ(to_string(Severity::kMedium), "Medium");
  EXPECT_EQ(to_string(Severity::kHigh), "High");
}

}  // namespace
}  // namespace picket
