#pragma once

#include <string>

#include "sim/import/mud_class.h"

namespace picket::sim {

/// Where an imported file came from and what was chosen on the way, for its head.
struct MudSource {
  std::string file;
  std::string base;  ///< class whose programs and files it has; empty: none
  std::string name;  ///< of the new class
};

/// The class as a file that a scenario includes: `device_classes:` with the one class, and a head that says what is the
/// profile's, what is our estimate, and each entry that was left out or only came near.
std::string mud_class_file(const MudProfile& profile, const MudClass& imported, const MudEstimates& estimates, const MudSource& source);

/// What became of the profile's entries: the balance, then each one that was left out or only came near with its place.
std::string mud_report(const MudProfile& profile, const MudClass& imported, const MudEstimates& estimates, const MudSource& source);

}  // namespace picket::sim
