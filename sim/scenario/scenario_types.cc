#include "sim/scenario/scenario_fields.h"

namespace picket::sim {

template const TypeInfo& type_of<Scenario>();

}  // namespace picket::sim
