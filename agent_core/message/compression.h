#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "agent_core/base/result.h"

namespace picket {

/// How the bytes of a whole message are compressed before they are sent. No documented agent does: it is
/// an encoding to study. A message that was compressed says so itself (the frame's magic number).
enum class Compression : std::uint8_t {
  kNone,
  kZstd,            ///< each message on its own
  kZstdDictionary,  ///< with a dictionary that both sides have
};
inline constexpr std::array<std::string_view, 3> kCompressionNames{"none", "zstd", "zstd_dictionary"};
constexpr std::string_view to_string(Compression compression) {
  return kCompressionNames[static_cast<std::size_t>(compression)];
}

/// Why bytes could not be compressed or read. Never fatal.
enum class CompressionError : std::uint8_t {
  kNotParsable,      ///< no zstd frame, cut short, damaged, or followed by other bytes
  kTooLarge,         ///< says, or turns out, to be larger than the bound
  kWrongDictionary,  ///< made with another dictionary, or with one where there is none
  kTooFewSamples,    ///< a dictionary cannot be trained from so little
  kCount_,
};
std::string_view to_string(CompressionError error);

/// What messages have in common, known to both sides. Immutable once made; shared by threads.
///
/// State: the bytes and two digested forms, about 10 times the bytes in all.
/// Source: Zstandard's own dictionary format, RFC 8878, section 5.
class CompressionDictionary {
 public:
  /// 16 KiB: four times as much gains at most a tenth, see tests/bench/README.md.
  static constexpr std::size_t kDefaultBytes = 16'384;

  /// Learns a dictionary of at most `max_bytes` from typical messages. Equal samples in equal order give
  /// equal bytes (with one version of the library).
  /// Cost: grows with the samples' bytes, about 1 s for 10 MB; memory about 10 times the samples.
  /// Errors: kTooFewSamples; some hundred messages, or ten times `max_bytes`, do.
  static Result<CompressionDictionary, CompressionError> train(std::span<const std::string> samples,
                                                               std::size_t max_bytes = kDefaultBytes);
  /// A dictionary that was trained elsewhere. Errors: kNotParsable if the bytes are none.
  static Result<CompressionDictionary, CompressionError> from_bytes(std::string_view bytes);

  CompressionDictionary(CompressionDictionary&&) noexcept;
  CompressionDictionary& operator=(CompressionDictionary&&) noexcept;
  ~CompressionDictionary();

  std::string_view bytes() const;
  /// Stands in every frame that was made with it, so that a wrong dictionary is noticed.
  std::uint32_t id() const;

 private:
  friend class Compressor;
  friend class Decompressor;
  struct Digested;
  explicit CompressionDictionary(std::unique_ptr<const Digested> digested);
  std::unique_ptr<const Digested> digested_;
};

/// Compresses messages one by one; keeps its working memory (about 1 MB) between them.
///
/// Output: equal bytes and dictionary give equal output, whatever was compressed before (with one version
///         of the library). The frame states the size of its content, and no checksum: the transport has one.
/// Limits: a message that does not compress grows by at most 1/256 and about 20 bytes.
class Compressor {
 public:
  Compressor();
  ~Compressor();
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  /// Appends the compressed message to `out`. `dictionary` may be null.
  void compress(std::string_view message, const CompressionDictionary* dictionary, std::string& out);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// Reads what anybody sent. Bounded in time and memory by `max_bytes` and the size of the frame.
class Decompressor {
 public:
  Decompressor();
  ~Decompressor();
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;

  /// Replaces `out` by the content of exactly one frame; empty after an error.
  /// Output: its length. Errors: all but kTooFewSamples. A frame that does not say how large its content
  /// is must fit `max_bytes` as well. Without a checksum, damage inside a frame may go unnoticed here;
  /// the decoder of the message then sees other bytes.
  Result<std::size_t, CompressionError> decompress(std::string_view frame, const CompressionDictionary* dictionary,
                                                   std::size_t max_bytes, std::string& out);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace picket
