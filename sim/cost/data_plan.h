#pragma once

#include <cstdint>

namespace picket::sim {

/// How a line that charges by volume counts.
struct DataPlan {
  std::int64_t session_rounding = 1;  ///< bytes; what a session is rounded up to a multiple of
  bool each_direction = false;        ///< up and down are rounded by themselves; else their sum is
  double included_bytes = 0;          ///< of each device and month, paid by a fee
};

/// Bytes by which a session that carried `up` and `down` is rounded up. A direction, or a session, that carried nothing is not.
std::int64_t rounded_up_by(const DataPlan& plan, std::int64_t up, std::int64_t down);

/// What a device's month on such a line comes to.
struct ChargedBytes {
  double data = 0;      ///< carried, and not included
  double rounding = 0;  ///< rounded up, and not included
  double included = 0;  ///< of both, paid by the fee
};

/// Takes what is included off the bytes that were carried, and what is left of it off those that they were rounded up by.
ChargedBytes charged_bytes(const DataPlan& plan, double data, double rounding);

}  // namespace picket::sim
