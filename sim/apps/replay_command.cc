#include "sim/apps/options.h"
namespace picket::sim { int replay_command(const ReplayOptions&, const CommonOptions&) { return 3; } }
