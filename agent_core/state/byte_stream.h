#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agent_core/state/restore_error.h"

namespace picket {

/// Appends whole numbers to bytes: fixed ones in little-endian order, others as LEB128 (seven bits a byte,
/// low bits first, the top bit set on all bytes but the last), so that small ones take one byte.
class ByteWriter {
 public:
  explicit ByteWriter(std::string& out) : out_(out) {}

  /// The low `size` bytes of `value`, 1 to 8.
  void fixed(std::uint64_t value, std::size_t size);
  void number(std::uint64_t value);
  void bytes(std::string_view bytes) { out_ += bytes; }

 private:
  std::string& out_;
};

/// Reads what ByteWriter wrote, from bytes that nobody vouches for.
///
/// Errors: the first one stays; from then on every read gives 0 or nothing, and `at_end` is true.
/// Limits: a number has one form only: LEB128 with a last byte of 0 behind others is refused.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  std::uint64_t fixed(std::string_view field, std::size_t size);
  /// At most `max`, else kInvalidField.
  std::uint64_t number(std::string_view field, std::uint64_t max);
  std::string_view bytes(std::string_view field, std::size_t size);
  /// A number of things of at least `least_bytes` each: not more than `max`, nor than the bytes left can hold.
  std::size_t count(std::string_view field, std::size_t max, std::size_t least_bytes);

  void fail(RestoreFailure kind, std::string_view field);
  bool ok() const { return !error_; }
  const std::optional<RestoreError>& error() const { return error_; }
  bool at_end() const { return error_ || at_ == bytes_.size(); }

 private:
  std::size_t left() const { return bytes_.size() - at_; }

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::optional<RestoreError> error_;
};

}  // namespace picket
