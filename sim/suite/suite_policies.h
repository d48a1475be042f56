#pragma once

#include <set>
#include <string>

#include "sim/scenario/yaml_tree.h"

namespace picket::sim {

/// Whether a word names a file with a policy or an attack, and no name of the library.
bool is_file_name(const std::string& word);

/// The names that the policies of a suite's tree have: as written, else their template's or file's.
std::set<std::string> names_of_policies(const YamlNode& suite);

}  // namespace picket::sim
