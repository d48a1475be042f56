#include "agent_core/state/byte_stream.h"

namespace picket {

void ByteWriter::fixed(std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) out_ += static_cast<char>(value >> (8 * i) & 0xff);
}

void ByteWriter::number(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out_ += static_cast<char>((value & 0x7f) | 0x80);
  out_ += static_cast<char>(value);
}

void ByteReader::fail(RestoreFailure kind, std::string_view field) {
  if (!error_) error_ = RestoreError{kind, field, at_};
}

std::string_view ByteReader::bytes(std::string_view field, std::size_t size) {
  if (size > left()) fail(RestoreFailure::kTruncated, field);
  if (error_) return {};
  at_ += size;
  return bytes_.substr(at_ - size, size);
}

std::uint64_t ByteReader::fixed(std::string_view field, std::size_t size) {
  const std::string_view in = bytes(field, size);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < in.size(); ++i) value |= std::uint64_t{static_cast<std::uint8_t>(in[i])} << (8 * i);
  return value;
}

std::uint64_t ByteReader::number(std::string_view field, std::uint64_t max) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; !error_; shift += 7) {
    const std::uint64_t byte = fixed(field, 1);
    if (error_) break;
    // The tenth byte has room for one bit.
    if ((shift == 63 && byte > 1) || (shift > 0 && byte == 0)) {
      fail(RestoreFailure::kInvalidField, field);
      break;
    }
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      if (value > max) fail(RestoreFailure::kInvalidField, field);
      break;
    }
  }
  return error_ ? 0 : value;
}

std::size_t ByteReader::count(std::string_view field, std::size_t max, std::size_t least_bytes) {
  const auto n = static_cast<std::size_t>(number(field, max));
  if (n > left() / least_bytes) fail(RestoreFailure::kTruncated, field);
  return error_ ? 0 : n;
}

}  // namespace picket
