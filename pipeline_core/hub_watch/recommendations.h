#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "pipeline_core/findings/recommendation_type.h"

namespace picket {

/// Which recommendations hold for which device or hub, and what of that has been told: a recommendation is Active
/// from the time it holds until it no longer does, and each change is told once.
/// State: 32 bytes a device or hub that ever had one.
class Recommendations {
 public:
  struct Change {
    DeviceId subject;  ///< a device or `hub_identity`
    RecommendationType recommendation = RecommendationType::kSharedCredentials;
    bool resolved = false;
    Time since;  ///< when it last changed
  };

  /// `disabled`: bits that never hold.
  explicit Recommendations(std::uint64_t disabled) : disabled_(disabled) {}
  /// Of the recommendations in `judged` exactly those in `found` hold for the subject from `now` on.
  void judge(DeviceId subject, std::uint64_t judged, std::uint64_t found, Time now);
  bool has_changes() const { return !changed_.empty(); }
  /// What differs from what was told, by subject and recommendation; it counts as told from now on.
  void tell(std::vector<Change>& out);

 private:
  struct State {
    std::uint64_t active = 0;
    std::uint64_t told = 0;
    Time since;
  };
  std::uint64_t disabled_;
  std::unordered_map<DeviceId, State> states_;  ///< never iterated
  std::set<DeviceId> changed_;
};

/// Edge devices whose module settings deviate from those of most of their security group.
///
/// Model:  the settings that more than half of the group's manifests show are the group's; who shows others
///         deviates. Without such a majority nobody does.
class ModuleSettings {
 public:
  /// `group` kNoGroup: the device belongs to none.
  void set_group(DeviceId device, std::uint32_t group);
  void set_settings(DeviceId device, std::uint64_t settings);
  /// Groups that changed since the last call, with all their devices and whether each deviates.
  void judge_changed(std::vector<std::pair<DeviceId, bool>>& out);

 private:
  struct Member {
    std::uint32_t group = 0xffffffffU;
    std::uint64_t settings = 0;
    bool has_settings = false;
  };
  void leave(DeviceId device, const Member& member);
  void join(DeviceId device, const Member& member);

  std::unordered_map<DeviceId, Member> members_;                       ///< never iterated
  std::map<std::uint32_t, std::map<DeviceId, std::uint64_t>> groups_;  ///< settings of the members with a manifest
  std::set<std::uint32_t> changed_;
  std::vector<std::pair<DeviceId, bool>> left_;  ///< who is in no group now
};

}  // namespace picket
