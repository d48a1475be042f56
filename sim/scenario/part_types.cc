#include "sim/scenario/scenario_fields.h"

namespace picket::sim {

template const TypeInfo& type_of<Policy>();
template const TypeInfo& type_of<ClientPreset>();
template const TypeInfo& type_of<AttackTemplate>();
template const TypeInfo& type_of<DeviceClass>();
template const TypeInfo& type_of<PriceBook>();
template const TypeInfo& type_of<AccessNetwork>();

}  // namespace picket::sim
