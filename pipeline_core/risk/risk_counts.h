#pragma once

#include <cstdint>

namespace picket {

/// Law: incidents_opened = incidents_closed + incidents_open.
struct RiskCounts {
  std::uint64_t contributions = 0;     ///< findings and suppressed findings
  std::uint64_t incidents_opened = 0;  ///< campaigns among them
  std::uint64_t campaigns_opened = 0;
  std::uint64_t incidents_closed = 0;
  std::uint64_t incidents_open = 0;
  std::uint64_t devices_forgotten = 0;         ///< beyond max_devices
  std::uint64_t rules_forgotten = 0;           ///< beyond what one device's score tells apart
  std::uint64_t campaign_pairs_refused = 0;    ///< beyond max_campaigns, all of them with a campaign
  std::uint64_t campaign_pairs_forgotten = 0;  ///< beyond max_campaigns
  std::uint64_t campaign_members_untold = 0;   ///< findings of devices beyond max_members
};

}  // namespace picket
