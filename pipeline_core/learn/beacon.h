#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "agent_core/base/time.h"
#include "pipeline_core/learn/behaviour.h"
#include "pipeline_core/learn/novelty.h"
#include "pipeline_core/learn/regular_contact.h"
#include "pipeline_core/learn/seen_keys.h"

namespace picket {

/// All numbers are estimates.
struct BeaconSettings {
  Duration span = Duration::hours(1);  ///< contacts must have lasted so long
  std::uint32_t min_gaps = 6;          ///< between contacts, however alike; an aggregate of h contacts tells h - 1
  double max_variation = 0.6;          ///< of the gaps, over their mean: 0 for a clock, 1 for contact at random
  double max_chance = 1e-6;            ///< of contact at random times to look so regular, at most
  double restart = 20;                 ///< a gap of so many mean gaps begins anew
  std::uint32_t per_hour = 16;         ///< new peers looked at per device and hour
  double class_share = 0.20;           ///< a peer that more of the class's devices have called is the class's
  std::uint32_t min_devices = 5;       ///< that many may, however small the class
  std::uint32_t max_devices = 20;      ///< and no more, however large
};

/// Stage two is told of contacts by these numbers, which follow those of features that shifted.
inline constexpr std::uint32_t kNewContact = static_cast<std::uint32_t>(kNoveltyFamilies + kFeatures);
inline constexpr std::uint32_t kRegularContact = kNewContact + 1;

/// A device's contacts with a peer that one observation tells of.
struct PeerContact {
  std::uint64_t peer = 0;  ///< `network_key` of an outbound flow, or `name_key` of a name that was asked for
  Time first;
  Time last;
  std::uint32_t contacts = 1;  ///< 0, or 1 with a later `last`: not known how many
  bool in_window = false;      ///< `first` and `last` are an aggregation window, the contacts anywhere in it
  std::uint32_t sequence = 0;
  std::uint16_t observation = 0;
};
/// Key of a name that a device asks for, of the name's hash. Never 0.
std::uint64_t name_key(std::uint64_t name_hash);

/// Peers that are new to one device, and how regularly it calls them.
///
/// Model:  a peer that the device had not met while the models learned becomes a candidate. It is told once its
///         contacts have lasted `span` with `min_gaps` gaps, the gaps vary by at most `max_variation`, and contact at
///         random times would be as regular with a probability of `max_chance` at most (`RegularContact::log_chance`). So
///         60 s with 30 % of jitter need the hour of `span`, 90 % of jitter some 100 calls, and a daily call with little
///         jitter about a week. Regular contact implies persistence: a gap of `restart` mean gaps begins anew. Stage two
///         tells it only if few of the class's devices have ever met the peer, so a rollout that brings a new service is
///         none.
///         Where candidates are full the one that was not called for longest goes. If it is called again it becomes a
///         candidate anew, of which a device gets a quarter of `per_hour` in an hour: many peers that come and go must not
///         push each other out for ever. It moves no prior a second time.
/// State:  456 bytes, 96 for each candidate, at most kCandidates, and 4 for each that had to go, at most kEvicted: 2.3 KB.
///         Kept apart from DeviceModel, and only for devices that report flows or names. Of a class in stage two the peers that its devices have met, at most
///         `NoveltySettings::max_prior_keys` of some 64 bytes.
/// Errors: new peers beyond `per_hour`, and returning ones beyond their part of it, are not looked at until the next
///         hour. What had to go longest ago of more than kEvicted is a known peer from then on, and is not looked at again.
///         All are counted. Peers beyond the class's bound are learned by no device of it and stay rare (`contact_keys_refused`).
/// Limits: of a device that was not heard while the models learned nothing is told. A command channel in a network
///         (/24, IPv6 /48) that the device knows is missed, but for its name. A new service that one device alone calls by
///         a clock is told once. Of aggregates without a count (flows that an agent of generation 2 merges) only the ends
///         are used. Agents that tell no times but those of their windows need some ten of them, and a count: merged flows
///         without one, and counts at their bound, are alike whatever was done, so they begin anew. How soon aggregates
///         can show anything at all: learn/README.md. Two keys may be one in the filter of known peers (3 %).
/// Source: A28 and A25 of workloads.md 3.3; RITA's beacon analysis.
class BeaconPeers {
 public:
  static constexpr std::size_t kCandidates = 16;
  static constexpr std::size_t kEvidence = 4;
  static constexpr std::size_t kEvicted = 64;

  struct Candidate {
    std::uint64_t peer = 0;
    RegularContact contact;
    std::array<std::uint32_t, kEvidence> sequences{};  ///< of the latest contacts, newest first
    std::array<std::uint16_t, kEvidence> observations{};
    std::uint8_t kept = 0;  ///< of them
  };
  struct Met {
    bool is_new = false;   ///< the first contact that the device remembers: for the class's prior
    bool evicted = false;  ///< another candidate had to go
    bool returned = false;  ///< it had to go before, and is a candidate anew
    bool forgotten = false;  ///< one that had to go long ago will not be one again
    bool refused = false;  ///< a new or returning peer beyond what is looked at in an hour
    bool untimely = false;
    bool regular = false;  ///< `told` says of what
  };
  struct When {
    std::int32_t hour = 0;  ///< of arrival, since 1970
    bool learning = false;
    bool frozen = false;  ///< a new peer does not become the device's habit, nor the class's
    bool has_past = false;  ///< it was heard while the models learned; one that is new as a whole differs from nothing
  };
  /// Writes to `told` what is regular.
  Met meet(const PeerContact& contact, const When& when, const BeaconSettings& settings, Candidate& told);
  std::size_t candidates() const { return candidates_.size(); }
  std::size_t bytes() const {
    return sizeof(BeaconPeers) + candidates_.capacity() * sizeof(Candidate) + evicted_.capacity() * sizeof(evicted_.front());
  }

 private:
  struct HourCounts {
    std::uint32_t admitted = 0;
    std::uint32_t returned = 0;
  };
  bool is_regular(const RegularContact& contact, const BeaconSettings& settings) const;
  /// Takes one of the hour's places. False if there is none left.
  bool take_place(std::int32_t hour, std::uint32_t places, std::uint32_t HourCounts::*taken);
  void admit(const PeerContact& contact, const BeaconSettings& settings, Met& met);
  void add(Candidate& candidate, const PeerContact& contact, const BeaconSettings& settings, Met& met);

  SeenKeys known_;
  std::vector<Candidate> candidates_;
  /// Upper halves of the keys of candidates that had to go, the latest last. None if no candidate ever had to.
  std::vector<std::uint32_t> evicted_;
  std::int32_t hour_ = 0;
  HourCounts this_hour_;
};
static_assert(sizeof(BeaconPeers) == 456 && sizeof(BeaconPeers::Candidate) == 96, "see State");

/// How many devices of a class may have met a peer that is still rare.
std::uint32_t rare_devices(std::uint32_t class_devices, const BeaconSettings& settings);

}  // namespace picket
