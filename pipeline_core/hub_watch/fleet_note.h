#pragma once

#include <cstdint>
#include <tuple>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "pipeline_core/hub_watch/identity_record.h"

namespace picket {

/// What stage one tells stage two of one device.
struct FleetNote {
  enum class Kind : std::uint8_t {
    kIdentity,  ///< group, site, hub, credentials; flag: it has the security module
    kManifest,  ///< first: recommendations, second: module settings
    kTls,       ///< flag: it speaks a TLS that is too old
    kOrigin,    ///< hub, first: a network that no device of the shard came from before
    kBack,      ///< heard again
    kAway,      ///< gone since
    kRefused,   ///< hub: for its throttle or quota, in flood window `group`
    kHeavy,     ///< hub: first messages were sent in flood window `group`
  };

  Time time{};
  DeviceId device{};
  Kind kind = Kind::kIdentity;
  bool flag = false;
  ClassId device_class{};
  std::uint32_t group = kNoGroup;
  SiteId site = kNoSite;
  HubId hub{};
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  Time since{};

  auto order() const { return std::tuple(time, device); }
};

}  // namespace picket
