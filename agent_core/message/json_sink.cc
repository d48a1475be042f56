#include "agent_core/message/json_sink.h"

#include <charconv>

namespace picket {
namespace {

/// The second character of a two-letter escape, or 0.
char short_escape(char c) {
  switch (c) {
    case '"':
      return '"';
    case '\\':
      return '\\';
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

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }

}  // namespace

std::size_t json_escaped_length(std::string_view text) {
  std::size_t length = text.size();
  for (const char c : text) {
    if (short_escape(c) != 0) {
      length += 1;
    } else if (is_control(c)) {
      length += 5;
    }
  }
  return length;
}

char* write_json_escaped(std::string_view text, char* out) {
  for (const char c : text) {
    if (const char letter = short_escape(c); letter != 0) {
      *out++ = '\\';
      *out++ = letter;
    } else if (is_control(c)) {
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

void JsonWriter::text(const TextTable& texts, Text text) {
  std::string_view plain;
  if (texts.is_template(text)) {
    scratch_.clear();
    texts.append_to(text, scratch_);
    plain = scratch_;
  } else {
    plain = texts.literal(text);
  }
  if (texts.json_length(text) == plain.size()) {
    raw(plain);
  } else {
    escaped(plain);
  }
}

void JsonWriter::decimal(std::uint32_t value) { out_ = std::to_chars(out_, out_ + 10, value).ptr; }

void JsonWriter::address(const IpAddress& address) {
  if (!address.is_v4()) {
    raw(address.to_string());
    return;
  }
  for (int shift = 24; shift >= 0; shift -= 8) {
    decimal((address.v4_value() >> shift) & 0xff);
    if (shift != 0) *out_++ = '.';
  }
}

}  // namespace picket
