#pragma once

#include <string>
#include <vector>

#include "sim/scenario/load.h"

namespace picket::sim {

/// Policies that a command line names: in their order, and those of them that are files of the user's own.
struct WantedPolicies {
  std::vector<std::string> names;
  std::vector<PartFile> files;
};

/// Reads words that are names of the library or files; a file is called as it is without its ending.
/// Errors: a problem for a file that is not there, and for two that would have one name.
WantedPolicies policies_of(const std::vector<std::string>& words, std::vector<std::string>& problems);
/// Adds a problem for each name that is neither a file's nor in the library.
void check_policies(const WantedPolicies& wanted, const std::string& library, std::vector<std::string>& problems);

}  // namespace picket::sim
