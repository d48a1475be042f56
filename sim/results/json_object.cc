#include "sim/results/json_object.h"

namespace picket::sim {
std::size_t twice_escaped_size(std::string_view text) {
  std::size_t size = text.size();
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      size += 3;  // \" becomes \\\" and so on
    } else if (json_escape_letter(c) != 0) {
      size += 2;
    } else if (is_json_control(c)) {
      size += 6;
    }
  }
  return size;
}

}  // namespace picket::sim
