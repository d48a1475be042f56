#pragma once

#include <map>
#include <string>
#include <string_view>

namespace picket::sim {

std::string lower_case(std::string_view text);

/// A text from outside as one short line, for titles and comments: what could end the line or move the cursor stands as
/// an escape (`printable`), and what is beyond 200 bytes is cut.
std::string one_line(std::string_view text);

/// `text` as a key of YAML: letters, digits and '_' in snake_case, at most 60 characters; "part" if nothing is left.
std::string part_name(std::string_view text);

/// `part_name(text)`, with a number behind it if the map has that key already.
template <class T>
std::string free_name(std::string_view text, const std::map<std::string, T>& taken) {
  const std::string name = part_name(text);
  if (!taken.contains(name)) return name;
  int n = 2;
  while (taken.contains(name + "_" + std::to_string(n))) ++n;
  return name + "_" + std::to_string(n);
}

}  // namespace picket::sim
