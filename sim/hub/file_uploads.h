#pragma once

#include <cstdint>
#include <vector>

#include "agent_core/base/time.h"

namespace picket::sim {

/// The file uploads that one device has under way: at most kMost, each until the device tells that it is done or the
/// address it was given runs out.
///
/// Input:  calls in time order.
/// Cost:   16 bytes an upload, at most ten looked at in a call.
/// Limits: the blob's transfer itself is between device and storage and no concern of the hub.
/// Source: iot-hub-devguide-quotas-throttling, 2023-02-09 (ten); troubleshoot-error-codes, 403006, 2026-01-06 (an
///         upload nobody completed counts, and a shorter life of the address helps); iot-hub-configure-file-upload
///         (one hour).
class FileUploads {
 public:
  static constexpr std::size_t kMost = 10;
  static constexpr Duration kAddressLife = Duration::hours(1);

  bool full(Time now);
  /// The number of the new upload, 1 or more. Errors: starting one too many is a caller's bug.
  std::uint32_t start(Time now);
  /// False: there is no such upload, or its address has run out (400015).
  bool active(Time now, std::uint32_t upload);
  /// Errors: completing what is not active is a caller's bug.
  void complete(Time now, std::uint32_t upload);

  struct Upload {
    std::uint32_t number = 0;
    Time expires;
  };
  struct Expired {
    std::vector<Upload> uploads;  ///< the first kMost since the last call, in the order in which they were found
    std::int64_t more = 0;
  };
  /// Drops those whose address has run out and gives all that went since the last call.
  Expired take_expired(Time now);

 private:
  void drop_expired(Time now);

  std::vector<Upload> uploads_;
  Expired gone_;  ///< run out and not given yet
  std::uint32_t started_ = 0;
};

}  // namespace picket::sim
