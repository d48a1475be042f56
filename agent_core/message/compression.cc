#include "agent_core/message/compression.h"

#include <zdict.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <vector>

#include "agent_core/base/check.h"

namespace picket {
namespace {

/// The library's own default.
constexpr int kLevel = 3;
/// Begins every frame (RFC 8878, 3.1.1). The library would also read formats of its past and skippable frames.
constexpr std::string_view kMagic("\x28\xb5\x2f\xfd", 4);
constexpr std::size_t kMinDictionaryBytes = 256;  ///< the trainer's own least (ZDICT_DICTSIZE_MIN)

}  // namespace

std::string_view to_string(CompressionError error) {
  constexpr std::array<std::string_view, static_cast<std::size_t>(CompressionError::kCount_)> kNames{
      "not_parsable", "too_large", "wrong_dictionary", "too_few_samples"};
  const auto index = static_cast<std::size_t>(error);
  PICKET_CHECK(index < kNames.size(), "compression error", index);
  return kNames[index];
}

struct CompressionDictionary::Digested {
  struct Free {
    void operator()(ZSTD_CDict* p) const { ZSTD_freeCDict(p); }
    void operator()(ZSTD_DDict* p) const { ZSTD_freeDDict(p); }
  };
  std::string bytes;
  std::uint32_t id = 0;
  std::unique_ptr<ZSTD_CDict, Free> compress;
  std::unique_ptr<ZSTD_DDict, Free> decompress;
};

CompressionDictionary::CompressionDictionary(std::unique_ptr<const Digested> digested)
    : digested_(std::move(digested)) {}
CompressionDictionary::CompressionDictionary(CompressionDictionary&&) noexcept = default;
CompressionDictionary& CompressionDictionary::operator=(CompressionDictionary&&) noexcept = default;
CompressionDictionary::~CompressionDictionary() = default;

std::string_view CompressionDictionary::bytes() const { return digested_->bytes; }
std::uint32_t CompressionDictionary::id() const { return digested_->id; }

Result<CompressionDictionary, CompressionError> CompressionDictionary::train(std::span<const std::string> samples,
                                                                             std::size_t max_bytes) {
  if (samples.empty() || max_bytes < kMinDictionaryBytes) return CompressionError::kTooFewSamples;
  std::string joined;
  std::vector<std::size_t> sizes;
  for (const std::string& sample : samples) {
    joined += sample;
    sizes.push_back(sample.size());
  }
  std::string bytes(max_bytes, '\0');
  const std::size_t size = ZDICT_trainFromBuffer(bytes.data(), bytes.size(), joined.data(), sizes.data(),
                                                 static_cast<unsigned>(sizes.size()));
  if (ZDICT_isError(size) != 0) return CompressionError::kTooFewSamples;
  bytes.resize(size);
  return from_bytes(bytes);
}

Result<CompressionDictionary, CompressionError> CompressionDictionary::from_bytes(std::string_view bytes) {
  auto digested = std::make_unique<Digested>();
  digested->bytes = bytes;
  digested->id = ZDICT_getDictID(bytes.data(), bytes.size());
  // Id 0: no dictionary, or raw content, whose frames could not say what they need.
  if (digested->id == 0) return CompressionError::kNotParsable;
  digested->compress.reset(ZSTD_createCDict(bytes.data(), bytes.size(), kLevel));
  digested->decompress.reset(ZSTD_createDDict(bytes.data(), bytes.size()));
  if (!digested->compress || !digested->decompress) return CompressionError::kNotParsable;
  return CompressionDictionary(std::move(digested));
}

struct Compressor::Context {
  ZSTD_CCtx* zstd = ZSTD_createCCtx();
  ~Context() { ZSTD_freeCCtx(zstd); }
};

Compressor::Compressor() : context_(std::make_unique<Context>()) { PICKET_CHECK(context_->zstd != nullptr); }
Compressor::~Compressor() = default;

void Compressor::compress(std::string_view message, const CompressionDictionary* dictionary, std::string& out) {
  const std::size_t begin = out.size();
  out.resize(begin + ZSTD_compressBound(message.size()));
  char* room = out.data() + begin;
  const std::size_t capacity = out.size() - begin;
  const std::size_t size =
      dictionary == nullptr
          ? ZSTD_compressCCtx(context_->zstd, room, capacity, message.data(), message.size(), kLevel)
          : ZSTD_compress_usingCDict(context_->zstd, room, capacity, message.data(), message.size(),
                                     dictionary->digested_->compress.get());
  PICKET_CHECK(ZSTD_isError(size) == 0, ZSTD_getErrorName(size));
  out.resize(begin + size);
}

struct Decompressor::Context {
  ZSTD_DCtx* zstd = ZSTD_createDCtx();
  ~Context() { ZSTD_freeDCtx(zstd); }
};

Decompressor::Decompressor() : context_(std::make_unique<Context>()) { PICKET_CHECK(context_->zstd != nullptr); }
Decompressor::~Decompressor() = default;

Result<std::size_t, CompressionError> Decompressor::decompress(std::string_view frame,
                                                               const CompressionDictionary* dictionary,
                                                               std::size_t max_bytes, std::string& out) {
  out.clear();
  if (!frame.starts_with(kMagic)) return CompressionError::kNotParsable;
  // One frame and nothing else: otherwise many tiny frames could stand for one large content, and what
  // the first says of its size would say nothing of the rest.
  const std::size_t length = ZSTD_findFrameCompressedSize(frame.data(), frame.size());
  if (ZSTD_isError(length) != 0 || length != frame.size()) return CompressionError::kNotParsable;
  const unsigned long long stated = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (stated == ZSTD_CONTENTSIZE_ERROR) return CompressionError::kNotParsable;
  const bool known = stated != ZSTD_CONTENTSIZE_UNKNOWN;
  if (known && stated > max_bytes) return CompressionError::kTooLarge;
  const std::uint32_t needs = ZSTD_getDictID_fromFrame(frame.data(), frame.size());
  if (needs != (dictionary == nullptr ? 0 : dictionary->id())) return CompressionError::kWrongDictionary;

  out.resize(known ? static_cast<std::size_t>(stated) : max_bytes);
  const std::size_t size =
      dictionary == nullptr
          ? ZSTD_decompressDCtx(context_->zstd, out.data(), out.size(), frame.data(), frame.size())
          : ZSTD_decompress_usingDDict(context_->zstd, out.data(), out.size(), frame.data(), frame.size(),
                                       dictionary->digested_->decompress.get());
  if (ZSTD_isError(size) == 0) {
    out.resize(size);
    return size;
  }
  out.clear();
  // More content than fits: with a stated size the frame lied, else it is over the bound.
  return !known && ZSTD_getErrorCode(size) == ZSTD_error_dstSize_tooSmall ? CompressionError::kTooLarge
                                                                          : CompressionError::kNotParsable;
}

}  // namespace picket
