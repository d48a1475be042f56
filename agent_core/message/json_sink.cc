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

void JsonWriter::utc_invariant(Time time) {
  render(time);
  std::memcpy(out_, utc_text_ + 5, 5);  // "01-31"
  std::memcpy(out_ + 6, utc_text_, 4);
  std::memcpy(out_ + 11, utc_text_ + 11, 8);
  out_[2] = out_[5] = '/';
  out_[10] = ' ';
  out_ += kUtcTextLength - 1;
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
