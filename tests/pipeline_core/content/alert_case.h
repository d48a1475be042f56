#pragma once

#include <string>
#include <vector>

#include "agent_core/message/record.h"

namespace picket::testing_support {

/// An alert, and observations of one device in time order: those that raise it, and those that just do not.
struct AlertCase {
  std::string alert;
  std::vector<Observation> fires;
  std::vector<Observation> misses;
};

}  // namespace picket::testing_support
