#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "agent_core/base/time.h"
#include "sim/live/collect/login_sighting.h"

namespace picket::sim {

/// The logs that tell of logins; several tell of the same one.
enum class LoginSource : std::uint8_t { kAuthLog, kWtmp, kBtmp, kCount_ };

/// Keeps what two logs say of one login from becoming two.
///
/// Model:  logins are alike if operation, user and remote address are; of logouts the address may differ, as not every
///         log has it. Of alike ones, each log's are counted; there were
///         as many as the log that tells of most has. So the third failure in one log is new if no other log has told
///         of three. Once nothing alike has been told for kForget, counting begins anew.
/// Limits: where one log misses a login and the other misses another, alike and within kForget, one of them is taken
///         for the other. At most kMaxKeys kinds at a time; beyond them every log's word counts.
class LoginMerge {
 public:
  static constexpr Duration kForget = Duration::seconds(60);  // estimate: logs are written within a second
  static constexpr std::size_t kMaxKeys = 4'096;
  /// True if it is one that no other log has told of.
  bool is_new(Time now, LoginSource source, const LoginSighting& sighting);

 private:
  struct Told {
    std::array<std::uint32_t, static_cast<std::size_t>(LoginSource::kCount_)> by_source{};
    std::uint32_t events = 0;
    Time last;
  };
  std::map<std::tuple<LoginOperation, std::string, IpAddress>, Told> told_;
};

}  // namespace picket::sim
