#include "agent_core/base/json_escape.h"

#include <cstring>

namespace picket {

char json_escape_letter(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

std::size_t json_escaped_length(std::string_view text) {
  std::size_t length = text.size();
  for (const char c : text) {
    if (json_escape_letter(c) != 0) {
      length += 1;
    } else if (is_json_control(c)) {
      length += 5;
    }
  }
  return length;
}

char* write_json_escaped(std::string_view text, char* out) {
  for (const char c : text) {
    if (const char letter = json_escape_letter(c); letter != 0) {
      *out++ = '\\';
      *out++ = letter;
    } else if (is_json_control(c)) {
      std::memcpy(out, "\\u00", 4);
      out[4] = "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
      out[5] = "0123456789abcdef"[c & 0xf];
      out += 6;
    } else {
      *out++ = c;
    }
  }
  return out;
}

void append_json_escaped(std::string_view text, std::string& out) {
  const std::size_t start = out.size();
  out.resize(start + json_escaped_length(text));
  write_json_escaped(text, out.data() + start);
}

}  // namespace picket
