#include "tests/fuzz/message_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return picket::fuzz_decode(picket::Encoding::kG1Json, data, size);
}
