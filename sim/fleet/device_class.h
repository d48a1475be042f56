#pragma once

#include <string>
#include <vector>

#include "sim/scenario/distribution.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// A class of device: how it lives. Files: scenarios/profiles/*.yaml.
struct DeviceClass {
  std::string title;
  double reboots_per_30_days = 1;
};

template <class Visitor>
void describe(Visitor& v, DeviceClass& c) {
  v.field("title", c.title, {.says = "What the class is, in a few words.", .required = true});
  v.field("reboots_per_30_days", c.reboots_per_30_days,
          {.says = "Planned and unplanned restarts in 30 days.", .min = 0, .max = 3000, .grade = Grade::kEstimated});
}

}  // namespace picket::sim
