#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "agent_core/base/cidr.h"
#include "agent_core/base/text.h"
#include "agent_core/message/record.h"
#include "pipeline_core/hub_watch/custom_alerts.h"

namespace picket {

/// A security group's allowlists, ready to be asked.
///
/// Model:  an outbound flow whose remote address lies in no block; a successful login by a user not named; the
///         start of a process whose name (last part of its image's path, or of the command line's first word where
///         the image is not known) is not named. Names are compared exactly, by hash; a process whose name could not be read
///         breaks no list.
/// Errors: a block that `problems_of` complains of is a caller's bug.
/// Source: customizable alerts of the device security group; what exactly is compared is not published.
class Allowlist {
 public:
  explicit Allowlist(const SecurityGroup& group);
  bool any() const { return enabled_ != 0; }
  /// The rule that the observation breaks, if any; an observation can break one only.
  std::optional<CustomRule> broken_by(const Observation& observation, const TextTable& texts) const;

 private:
  bool enabled(CustomRule rule) const {
    return (enabled_ >> (static_cast<unsigned>(rule) - static_cast<unsigned>(kTimeWindowRules)) & 1U) != 0;
  }
  unsigned enabled_ = 0;
  std::vector<Cidr> blocks_;
  std::vector<std::uint64_t> users_;      ///< sorted hashes
  std::vector<std::uint64_t> processes_;  ///< sorted hashes
};

}  // namespace picket
