#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "agent_core/base/ids.h"

namespace picket {

/// Devices with a credential that another device has too.
///
/// Model:  of each credential the number of its users is kept, and their numbers added up by exclusive or: where one
///         user is left, that is the user.
/// State:  24 to 48 bytes a credential in use, 16 a device up to the largest id. A credential that nobody has any
///         more makes room when the table grows.
/// Cost:   constant time a credential.
class SharedCredentials {
 public:
  /// Replaces the device's credentials (0: none); `affected` receives all devices for which sharing may have begun or
  /// ended, itself included.
  void set(DeviceId device, std::uint64_t primary, std::uint64_t secondary, std::vector<DeviceId>& affected);
  bool shares(DeviceId device) const;

 private:
  using Pair = std::array<std::uint64_t, 2>;
  struct Entry {
    std::uint64_t credential = 0;  ///< 0: the place is free
    std::uint32_t users = 0;
    std::uint32_t devices = 0;  ///< exclusive or of the users' numbers
  };
  /// Where the credential is, or would be put; the table is never full.
  std::size_t place_of(std::uint64_t credential) const;
  void grow();
  void add(DeviceId device, std::uint64_t credential, std::vector<DeviceId>& affected);
  void remove(DeviceId device, std::uint64_t credential, std::vector<DeviceId>& affected);

  std::vector<Entry> table_;  ///< open addressing; a power of two of places
  std::size_t taken_ = 0;     ///< places that are not free
  std::vector<Pair> of_;      ///< by device; a second credential that equals the first is 0
};

}  // namespace picket
