#include "sim/results/json_object.h"

namespace picket::sim {
namespace {

/// The letter of a two-letter escape, 0 if there is none.
char short_escape(char c) {
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

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20;
}

}  // namespace

void append_escaped(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (const char letter = short_escape(c); letter != 0) {
      out += '\\';
      out += letter;
    } else if (is_control(c)) {
      out += "\\u00";
      out += "0123456789abcdef"[c >> 4];
      out += "0123456789abcdef"[c & 0xf];
    } else {
      out += c;
    }
  }
}

std::size_t escaped_size(std::string_view text) {
  std::size_t size = text.size();
  for (const char c : text) {
    if (short_escape(c) != 0) {
      ++size;
    } else if (is_control(c)) {
      size += 5;
    }
  }
  return size;
}

std::size_t twice_escaped_size(std::string_view text) {
  std::size_t size = text.size();
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      size += 3;  // \" becomes \\\" and so on
    } else if (short_escape(c) != 0) {
      size += 2;
    } else if (is_control(c)) {
      size += 6;
    }
  }
  return size;
}

}  // namespace picket::sim
