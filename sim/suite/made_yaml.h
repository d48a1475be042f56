#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/yaml_tree.h"

namespace picket::sim {

/// YAML that is made and not read: of a suite's case comes a scenario, and what is wrong with it is told at the case.
YamlNode scalar(std::string text, Where where);
/// As in quotes: a text, whatever it looks like. Names and titles are, "007" and "true" among them.
YamlNode text_scalar(std::string text, Where where);
YamlNode list_of(std::vector<YamlNode> items, Where where);
YamlNode map_of(std::vector<YamlMember> members, Where where);
/// Replaces the value of `key`, or adds it.
void set_member(YamlNode& root, std::string_view key, YamlNode value);

}  // namespace picket::sim
