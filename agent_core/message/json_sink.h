#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "agent_core/base/ip_address.h"
#include "agent_core/base/json_escape.h"
#include "agent_core/base/text.h"
#include "agent_core/message/event_id.h"
#include "agent_core/message/utc_text.h"

namespace picket {

/// Two places for JSON to go with the same calls: one counts, one writes. A writer that is a template
/// over the sink has a size that is exact by construction.

constexpr std::size_t decimal_length(std::uint32_t value) {
  std::size_t digits = 1;
  for (; value >= 10; value /= 10) ++digits;
  return digits;
}

class JsonCounter {
 public:
  void raw(std::string_view text) { size_ += text.size(); }
  void escaped(std::string_view text) { size_ += json_escaped_length(text); }
  void text(const TextTable& texts, Text text) { size_ += texts.json_length(text); }
  void decimal(std::uint32_t value) { size_ += decimal_length(value); }
  void uuid(Uuid) { size_ += kUuidTextLength; }
  void utc(Time) { size_ += kUtcTextLength; }
  void utc_without_zone(Time) { size_ += kUtcTextLength - 1; }
  void utc_invariant(Time) { size_ += kUtcTextLength - 1; }
  void address(const IpAddress& address) { size_ += static_cast<std::size_t>(address.text_length()); }
  /// An id is only made where it is written.
  void event_id(Uuid, std::uint32_t, std::uint32_t) { size_ += kUuidTextLength; }
  std::size_t size() const { return size_; }

 private:
  std::size_t size_ = 0;
};

/// Writes into room that the caller made with JsonCounter's size.
class JsonWriter {
 public:
  explicit JsonWriter(char* out) : out_(out) {}
  void raw(std::string_view text) {
    if (text.empty()) return;
    std::memcpy(out_, text.data(), text.size());
    out_ += text.size();
  }
  void escaped(std::string_view text) { out_ = write_json_escaped(text, out_); }
  void text(const TextTable& texts, Text text);
  void decimal(std::uint32_t value);
  void uuid(Uuid uuid) {
    write_uuid(uuid, out_);
    out_ += kUuidTextLength;
  }
  /// "2026-01-31T23:59:59Z"
  void utc(Time time) {
    render(time);
    std::memcpy(out_, utc_text_, kUtcTextLength);
    out_ += kUtcTextLength;
  }
  /// "2026-01-31T23:59:59"
  void utc_without_zone(Time time) {
    render(time);
    std::memcpy(out_, utc_text_, kUtcTextLength - 1);
    out_ += kUtcTextLength - 1;
  }
  /// "01/31/2026 23:59:59"
  void utc_invariant(Time time);
  void address(const IpAddress& address);
  void event_id(Uuid seed, std::uint32_t sequence, std::uint32_t index) {
    uuid(picket::event_id(seed, sequence, index));
  }
  const char* end() const { return out_; }

 private:
  void render(Time time) {
    // The times of a message repeat: local and UTC, and one window for all aggregates.
    if (time == utc_time_) return;
    utc_time_ = time;
    write_utc(time, utc_text_);
  }

  char* out_;
  Time utc_time_;
  char utc_text_[kUtcTextLength + 1] = "1970-01-01T00:00:00Z";  ///< of utc_time_
  std::string scratch_;  ///< a template's rendered text, before escaping
};

}  // namespace picket
