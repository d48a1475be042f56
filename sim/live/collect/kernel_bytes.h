#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <type_traits>

namespace picket::sim {

/// Bytes as the kernel or a file of the host gives them, in the host's own byte order.
using KernelBytes = std::span<const std::byte>;

/// Copies a struct of the kernel's headers out of the start of `bytes`. False if they are fewer.
template <class Struct>
[[nodiscard]] bool copy_struct(KernelBytes bytes, Struct& out) {
  static_assert(std::is_trivially_copyable_v<Struct>);
  if (bytes.size() < sizeof(Struct)) return false;
  std::memcpy(&out, bytes.data(), sizeof(Struct));
  return true;
}

/// The same where older kernels give less than the struct holds: what is missing is zero.
/// False if not even the first `least` bytes are there.
template <class Struct>
[[nodiscard]] bool copy_start_of_struct(KernelBytes bytes, std::size_t least, Struct& out) {
  static_assert(std::is_trivially_copyable_v<Struct>);
  if (bytes.size() < least) return false;
  out = Struct{};
  std::memcpy(&out, bytes.data(), bytes.size() < sizeof(Struct) ? bytes.size() : sizeof(Struct));
  return true;
}

}  // namespace picket::sim
