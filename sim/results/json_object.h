#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "agent_core/base/ip_address.h"
#include "agent_core/base/json_escape.h"
#include "agent_core/base/text.h"
#include "agent_core/base/time.h"
#include "agent_core/message/event_id.h"
#include "agent_core/message/utc_text.h"

namespace picket::sim {

// A flat JSON object goes to one of two places with the same calls: JsonObjectSize counts, JsonObjectText
// writes. A list of fields that is a template over the sink has a size that is exact by construction.

/// Length of `text` escaped twice: a JSON string inside a JSON string.
std::size_t twice_escaped_size(std::string_view text);

/// Length of an object, plain or, with `inside_string`, as the content of a JSON string, where each
/// quote and backslash takes two bytes. Lengths of fields add up, so the fields that never change can
/// be counted once and for all: size of an object = fields of its parts + 1, if it has any.
/// Cost: constant for each field; a text with characters to escape is rendered if it is inside a string.
class JsonObjectSize {
 public:
  explicit JsonObjectSize(bool inside_string) : inside_(inside_string), quotes_(inside_string ? 4 : 2) {}

  void number(std::string_view key, std::uint64_t value) {
    name(key);
    do {
      ++size_;
      value /= 10;
    } while (value != 0);
  }
  void boolean(std::string_view key, bool value) { name(key), size_ += value ? 4 : 5; }
  void string(std::string_view key, std::string_view value) {
    name(key);
    size_ += quotes_ + (inside_ ? twice_escaped_size(value) : json_escaped_length(value));
  }
  /// `value` needs no escapes.
  void word(std::string_view key, std::string_view value) { name(key), size_ += quotes_ + value.size(); }
  void text(std::string_view key, Text value, const TextTable& texts) {
    name(key);
    const std::size_t once = texts.json_length(value);
    const bool twice = inside_ && once != texts.length(value);
    size_ += quotes_ + (twice ? twice_escaped_size(texts.render(value)) : once);
  }
  void address(std::string_view key, const IpAddress& value) {
    name(key), size_ += quotes_ + static_cast<std::size_t>(value.text_length());
  }
  void seconds(std::string_view key, Time) { name(key), size_ += quotes_ + kUtcTextLength; }
  void uuid(std::string_view key, Uuid) { name(key), size_ += quotes_ + kUuidTextLength; }
  /// The inner object must get a field.
  void begin_object(std::string_view key) { name(key), size_ += 1; }
  void end_object() {}
  std::size_t size() const { return size_ == 0 ? 2 : size_ + 1; }
  /// Length of the fields alone, each with a comma.
  std::size_t fields() const { return size_; }

 private:
  void name(std::string_view key) { size_ += quotes_ + key.size() + 2; }

  bool inside_;
  std::size_t quotes_;
  std::size_t size_ = 0;
};

/// The object itself, appended to `out`; `close` ends it.
class JsonObjectText {
 public:
  explicit JsonObjectText(std::string& out) : out_(out) { out_ += '{'; }

  void number(std::string_view key, std::uint64_t value) {
    name(key);
    std::array<char, 20> digits{};
    out_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
  }
  void boolean(std::string_view key, bool value) { name(key), out_ += value ? "true" : "false"; }
  void string(std::string_view key, std::string_view value) {
    quote(key);
    append_json_escaped(value, out_);
    out_ += '"';
  }
  void word(std::string_view key, std::string_view value) { quote(key), out_ += value, out_ += '"'; }
  void text(std::string_view key, Text value, const TextTable& texts) {
    if (texts.json_length(value) != texts.length(value)) return string(key, texts.render(value));
    quote(key);
    texts.append_to(value, out_);
    out_ += '"';
  }
  void address(std::string_view key, const IpAddress& value) { word(key, value.to_string()); }
  void seconds(std::string_view key, Time value) {
    std::array<char, kUtcTextLength> digits{};
    write_utc(value, digits.data());
    word(key, {digits.data(), digits.size()});
  }
  void uuid(std::string_view key, Uuid value) { word(key, to_string(value)); }
  /// `json` is a complete JSON value.
  void raw(std::string_view key, std::string_view json) { name(key), out_ += json; }
  void begin_object(std::string_view key) {
    name(key);
    out_ += '{';
    first_ = true;
  }
  void end_object() {
    out_ += '}';
    first_ = false;
  }
  void close() { out_ += '}'; }

 private:
  void name(std::string_view key) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += key;
    out_ += "\":";
  }
  void quote(std::string_view key) {
    name(key);
    out_ += '"';
  }

  std::string& out_;
  bool first_ = true;
};

}  // namespace picket::sim
