#include "agent_core/message/json_sink.h"

#include <charconv>

namespace picket {

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
