#include "sim/plan/ordinary_life.h"

namespace picket::sim {

void keep_ordinary_life(Scenario& scenario) {
  scenario.wire = Wire::kSized;
  scenario.store = Store::kFindings;
  scenario.store_replications = 0;
  scenario.fixed_hub = HubSettings{.name = ""};
  scenario.fixed_hub_replications = 0;
  scenario.attacks.clear();
  scenario.weaknesses.clear();
  scenario.faults.clear();
  scenario.calibration.reset();
}

}  // namespace picket::sim
