#include "sim/experiment/merge_energy.h"

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent_core/base/check.h"
#include "sim/experiment/estimate.h"
#include "sim/fleet/battery.h"
#include "sim/statistics/mean_interval.h"
#include "sim/statistics/paired_difference.h"

namespace picket::sim {
namespace {

/// Nothing of a replication in which no site of the class drew such a line: it says nothing of its energy, a NaN among the others.
using EnergyOf = std::function<std::optional<double>(const LaneResult&)>;

void add_energy(std::string name, const char* unit, const char* says, const PolicyLanes& lanes, const PolicyLanes& reference, const EnergyOf& value,
                PolicyResult& out) {
  Measure measure;
  measure.name = std::move(name);
  measure.unit = unit;
  measure.says = says;
  std::vector<double> known;
  for (const LaneResult* lane : lanes) {
    const std::optional<double> own = value(*lane);
    measure.per_replication.push_back(own.value_or(std::numeric_limits<double>::quiet_NaN()));
    if (own) known.push_back(*own);
  }
  measure.estimate = estimate_of(cut_to(kNotNegative, mean_interval(known)));
  if (!reference.empty() && reference != lanes) {
    PICKET_CHECK(reference.size() == lanes.size(), "sizes", lanes.size(), reference.size());
    std::vector<double> own;
    std::vector<double> other;
    for (std::size_t i = 0; i < lanes.size(); ++i) {
      const std::optional<double> a = value(*lanes[i]);
      const std::optional<double> b = value(*reference[i]);
      if (!a || !b) continue;
      own.push_back(*a);
      other.push_back(*b);
    }
    if (!own.empty()) measure.difference = estimate_of(paired_difference(own, other).difference);
  }
  out.measures.push_back(std::move(measure));
}

const ClassEnergy* energy_of(const LaneResult& lane, const std::string& device_class) {
  for (const ClassEnergy& energy : lane.energy) {
    if (energy.device_class == device_class) return &energy;
  }
  return nullptr;
}

std::vector<std::string> radio_classes_of(const PolicyLanes& lanes) {
  std::vector<std::string> classes;
  for (const LaneResult* lane : lanes) {
    for (const ClassEnergy& energy : lane->energy) {
      bool known = false;
      for (const std::string& name : classes) known = known || name == energy.device_class;
      if (!known) classes.push_back(energy.device_class);
    }
  }
  return classes;
}

}  // namespace

void merge_energy(const Scenario& scenario, const PolicyLanes& lanes, const PolicyLanes& reference, PolicyResult& out) {
  const std::vector<std::string> classes = radio_classes_of(lanes);
  if (classes.empty()) return;
  constexpr const char* kEnergy = "radio_energy_joules_per_device_day";
  const EnergyOf of_all = [](const LaneResult& lane) -> std::optional<double> {
    double joules = 0;
    double devices = 0;
    for (const ClassEnergy& energy : lane.energy) {
      joules += energy.total();
      devices += energy.devices;
    }
    if (devices == 0) return std::nullopt;
    return joules / (devices * lane.days);
  };
  add_energy(kEnergy, "J", "What a device's radio draws for the security agent beyond its sleep, on lines whose radio is known.", lanes, reference, of_all,
             out);
  for (const std::string& name : classes) {
    const EnergyOf joules = [name](const LaneResult& lane) -> std::optional<double> {
      const ClassEnergy* energy = energy_of(lane, name);
      if (energy == nullptr) return std::nullopt;
      return energy->total() / (energy->devices * lane.days);
    };
    const EnergyOf held = [name](const LaneResult& lane) -> std::optional<double> {
      const ClassEnergy* energy = energy_of(lane, name);
      if (energy == nullptr) return std::nullopt;
      return energy->hold_joules / (energy->devices * lane.days);
    };
    add_energy(std::string(kEnergy) + "." + name, "J", "The same of the devices of one class.", lanes, reference, joules, out);
    add_energy("radio_hold_joules_per_device_day." + name, "J",
               "Part of it that goes into waiting: for answers, and for the radio to let go of its connection.", lanes, reference, held, out);
    const auto device_class = scenario.device_classes.find(name);
    PICKET_CHECK(device_class != scenario.device_classes.end(), "class", name);
    if (!device_class->second.battery) continue;
    const Battery battery = device_class->second.battery.value();
    const EnergyOf lost = [battery, joules](const LaneResult& lane) -> std::optional<double> {
      const std::optional<double> a_day = joules(lane);
      if (!a_day) return std::nullopt;
      return battery_life_lost_days(battery, *a_day);
    };
    add_energy("battery_life_lost_days." + name, "days", "Days of the battery's life that the security agent's traffic costs.", lanes, reference, lost,
               out);
  }
}

}  // namespace picket::sim
