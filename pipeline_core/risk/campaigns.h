#pragma once

#include <cstdint>
#include <map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "pipeline_core/risk/incident.h"
#include "pipeline_core/risk/risk_event.h"
#include "pipeline_core/risk/risk_settings.h"

namespace picket {

/// One alert on several devices of one class within a time is one campaign: a worm, or a change of firmware that
/// a rule dislikes. Fed in time order.
///
/// Model:  for each pair of alert and class the last devices are kept, each with its latest time. When
///         `campaign_devices` of them lie within `campaign_window`, a campaign opens; every later finding of the
///         pair belongs to it until it closes, `idle` after the last. Notices take no part.
/// State:  `campaign_devices` devices a pair, then at most `max_members` members; `max_campaigns` pairs, of which
///         one more replaces the pair unheard of longest that has no campaign, or is refused.
class Campaigns {
 public:
  explicit Campaigns(const RiskSettings& settings) : settings_(settings) {}

  /// `number`: the last incident's; raised if a campaign opens.
  void add(const RiskEvent& event, std::uint32_t& number, IncidentSink& sink);
  /// Closes what was idle at `now`.
  void advance(Time now, IncidentSink& sink);

  std::size_t open() const { return open_; }
  std::uint64_t pairs_refused() const { return pairs_refused_; }
  std::uint64_t pairs_forgotten() const { return pairs_forgotten_; }
  /// Findings of devices beyond `max_members`: they belong to the campaign, but may be of a known member.
  std::uint64_t members_untold() const { return members_untold_; }

 private:
  using Pair = std::pair<std::uint32_t, std::uint32_t>;  ///< alert, class
  struct Watch {
    std::vector<std::pair<Time, DeviceId>> recent;  ///< before it opens; by time
    std::unordered_set<std::uint32_t> members;      ///< while it is open; never iterated
    Time heard = Time::min();
    std::uint32_t told = 0;  ///< members when it was last told of
    Incident incident;       ///< number 0: none is open
  };
  Watch* watch_of(Pair pair);
  void join(Watch& watch, const RiskEvent& event, IncidentSink& sink);

  const RiskSettings& settings_;
  std::map<Pair, Watch> watches_;
  std::size_t open_ = 0;
  Time next_due_ = Time::max();  ///< no open campaign closes before
  std::uint64_t pairs_refused_ = 0;
  std::uint64_t pairs_forgotten_ = 0;
  std::uint64_t members_untold_ = 0;
};

}  // namespace picket
