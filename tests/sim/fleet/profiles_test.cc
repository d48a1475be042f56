#include "sim/fleet/compiled_class.h"
#include "tests/sim/fleet/example_world.h"

namespace picket::sim {
namespace {

TEST(Profiles, every_shipped_class_reads_without_diagnostics_and_is_consistent) {
  for (const std::string& name : shipped_classes()) {
    const auto c = shipped<DeviceClass>("profiles/" + name + ".yaml");
    EXPECT_FALSE(c.activities.empty()) << name;
    for (const PartProblem& problem : problems_of(c)) ADD_FAILURE() << name << ": " << to_string(problem);
  }
}

}  // namespace
}  // namespace picket::sim
