#include "pipeline_core/learn/beacon.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/hash.h"

namespace picket {
namespace {

/// Peers that come back get one in so many places of an hour.
constexpr std::uint32_t kReturning = 4;

std::uint32_t half_of(std::uint64_t peer) { return static_cast<std::uint32_t>(peer >> 32); }

}  // namespace

std::uint64_t name_key(std::uint64_t name_hash) {
  constexpr std::uint64_t kName = 0x6e616d65;
  return hash_combine(kName, name_hash) | 1;
}

std::uint32_t rare_devices(std::uint32_t class_devices, const BeaconSettings& settings) {
  const auto share = static_cast<std::uint32_t>(settings.class_share * class_devices);
  return std::clamp(share, settings.min_devices, std::max(settings.min_devices, settings.max_devices));
}

BeaconPeers::Met BeaconPeers::meet(const PeerContact& contact, const When& when, const BeaconSettings& settings,
                                   Candidate& told) {
  Met met;
  const auto same = std::find_if(candidates_.begin(), candidates_.end(),
                                 [&](const Candidate& c) { return c.peer == contact.peer; });
  if (same != candidates_.end()) {
    add(*same, contact, settings, met);
    if (!when.learning && is_regular(same->contact, settings)) {
      met.regular = true;
      told = *same;
      known_.insert(contact.peer);
      candidates_.erase(same);
    }
    return met;
  }
  const auto gone = std::find(evicted_.begin(), evicted_.end(), half_of(contact.peer));
  if (known_.refresh(contact.peer)) {
    if (gone == evicted_.end()) return met;
    if (when.learning) {
      evicted_.erase(gone);  // a habit now
    } else if (take_place(when.hour, std::max(1U, settings.per_hour / kReturning), &HourCounts::returned)) {
      evicted_.erase(gone);
      met.returned = true;
      admit(contact, settings, met);
    } else {
      met.refused = true;
    }
    return met;
  }
  if (!when.learning && when.has_past) {
    if (!take_place(when.hour, settings.per_hour, &HourCounts::admitted)) {
      met.refused = true;
      return met;
    }
    if (gone != evicted_.end()) evicted_.erase(gone);
    admit(contact, settings, met);
  }
  if (when.frozen) return met;
  known_.insert(contact.peer);
  met.is_new = true;
  return met;
}

bool BeaconPeers::take_place(std::int32_t hour, std::uint32_t places, std::uint32_t HourCounts::*taken) {
  if (hour != hour_) {
    hour_ = hour;
    this_hour_ = {};
  }
  if (this_hour_.*taken >= places) return false;
  ++(this_hour_.*taken);
  return true;
}

void BeaconPeers::admit(const PeerContact& contact, const BeaconSettings& settings, Met& met) {
  if (candidates_.size() == kCandidates) {
    const auto oldest = std::min_element(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
      return a.contact.last < b.contact.last;
    });
    if (evicted_.size() == kEvicted) {
      evicted_.erase(evicted_.begin());
      met.forgotten = true;
    }
    evicted_.push_back(half_of(oldest->peer));
    candidates_.erase(oldest);
    met.evicted = true;
  }
  candidates_.push_back({contact.peer, {}, {}, {}, 0});
  add(candidates_.back(), contact, settings, met);
}

void BeaconPeers::add(Candidate& candidate, const PeerContact& contact, const BeaconSettings& settings, Met& met) {
  const auto added = contact.in_window ? candidate.contact.add_window(contact.first, contact.last, contact.contacts)
                                       : candidate.contact.add(contact.first, contact.last, contact.contacts, settings.restart);
  if (added == RegularContact::Added::kUntimely) {
    met.untimely = true;
    return;
  }
  if (added == RegularContact::Added::kRestarted) candidate.kept = 0;
  candidate.kept = static_cast<std::uint8_t>(std::min<std::size_t>(candidate.kept + 1U, kEvidence));
  std::rotate(candidate.sequences.begin(), candidate.sequences.end() - 1, candidate.sequences.end());
  std::rotate(candidate.observations.begin(), candidate.observations.end() - 1, candidate.observations.end());
  candidate.sequences[0] = contact.sequence;
  candidate.observations[0] = contact.observation;
}

bool BeaconPeers::is_regular(const RegularContact& contact, const BeaconSettings& settings) const {
  if (contact.last - contact.start < settings.span || contact.weight < settings.min_gaps) return false;
  return contact.dispersion() <= settings.max_variation * settings.max_variation &&
         contact.log_chance() <= std::log(settings.max_chance);
}

}  // namespace picket
