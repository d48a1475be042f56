// libFuzzer: any bytes as a compressed message and as a dictionary. Bounded, never fatal; what was compressed
// comes back.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "agent_core/base/check.h"
#include "agent_core/message/compression.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace picket;
  constexpr std::size_t kMaxBytes = 65'536;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Compressor compressor;
  Decompressor decompressor;
  std::string out;
  std::string packed;
  const auto read = decompressor.decompress(bytes, nullptr, kMaxBytes, out);
  PICKET_CHECK(out.size() <= kMaxBytes && (read.ok() ? read.value() == out.size() : out.empty()));
  // Without the magic number, which a fuzzer finds slowly.
  decompressor.decompress(std::string("\x28\xb5\x2f\xfd", 4).append(bytes), nullptr, kMaxBytes, out).ok();
  PICKET_CHECK(out.size() <= kMaxBytes);

  compressor.compress(bytes, nullptr, packed);
  PICKET_CHECK(decompressor.decompress(packed, nullptr, size, out).ok() && out == bytes);
  const auto dictionary = CompressionDictionary::from_bytes(bytes);
  if (!dictionary.ok()) return 0;
  packed.clear();
  compressor.compress(bytes, &dictionary.value(), packed);
  PICKET_CHECK(decompressor.decompress(packed, &dictionary.value(), size, out).ok() && out == bytes);
  return 0;
}
