#include <algorithm>
#include <bit>
#include <tuple>

#include "pipeline_core/shard.h"

namespace picket {
namespace {

/// The wire told no time but the aggregation window's.
bool tells_its_window_alone(const Observation& o) {
  if (!o.aggregated || o.window_start >= o.window_end || o.last_time != o.window_end) return false;
  return o.first_time == o.window_start || o.first_time == o.last_time;
}

/// How many contacts the observation stands for; 0: not known. Merged flows are told without a count, or with that of
/// their packets: a record is one connection only if the agent keeps its own port apart. A counter at its bound is alike in
/// every window.
std::uint32_t contacts_of(const Observation& o, Encoding encoding, bool weigh_packets) {
  const auto* flow = std::get_if<NetworkRecord>(&o.record);
  const std::uint32_t told = flow == nullptr ? std::max(1U, o.hit_count) : events_of(o, encoding, weigh_packets);
  if (told == UINT32_MAX) return 0;
  const bool uncounted = flow != nullptr && encoding == Encoding::kG2FlatBuffers && !weigh_packets;
  return uncounted && tells_its_window_alone(o) && flow->local_port == 0 ? 0 : told;
}

/// Joins flows that one window tells one by one: what lies next to each other after sorting.
void join_windows(std::vector<PeerContact>& contacts) {
  std::size_t kept = 0;
  for (const PeerContact& next : contacts) {
    PeerContact* last = kept == 0 ? nullptr : &contacts[kept - 1];
    const bool same = last != nullptr && last->in_window && next.in_window && last->peer == next.peer &&
                      last->first == next.first && last->last == next.last;
    if (same) {
      const bool known = last->contacts != 0 && next.contacts != 0 && last->contacts < UINT32_MAX - next.contacts;
      last->contacts = known ? last->contacts + next.contacts : 0;
    } else {
      contacts[kept++] = next;
    }
  }
  contacts.resize(kept);
}

}  // namespace

void Shard::note_contact(const Context& context, const Observation& o, std::uint32_t index) {
  PeerContact contact{0, o.first_time, o.last_time, 1, false, context.sequence, static_cast<std::uint16_t>(index)};
  if (const auto* n = std::get_if<NetworkRecord>(&o.record)) {
    if (n->direction != Direction::kOutbound || n->remote_address.is_private()) return;
    contact.peer = network_key(*n);
  } else if (const auto* d = std::get_if<DnsRecord>(&o.record)) {
    contact.peer = name_key(texts_->hash(d->name));
  } else {
    return;
  }
  contact.contacts = contacts_of(o, context.encoding, settings_.weigh_packets);
  if (tells_its_window_alone(o)) {
    contact.in_window = true;
    contact.first = o.window_start;
  }
  contacts_.push_back(contact);
}

void Shard::judge_contacts(const Context& context) {
  if (contacts_.empty()) return;
  std::sort(contacts_.begin(), contacts_.end(), [](const PeerContact& a, const PeerContact& b) {
    return std::tie(a.first, a.last, a.peer, a.observation) < std::tie(b.first, b.last, b.peer, b.observation);
  });
  join_windows(contacts_);
  const std::size_t slot = context.device.value() / PipelineCore::kShards;
  if (slot >= beacons_.size()) beacons_.resize(slot + 1);
  if (beacons_[slot] == nullptr) beacons_[slot] = std::make_unique<BeaconPeers>();
  BeaconPeers& peers = *beacons_[slot];
  const BeaconPeers::When when{context.hour, learning_, context.model->is_frozen(context.time),
                               device_detectors_.heard_while_learning(slot)};
  BeaconPeers::Candidate told;
  for (const PeerContact& contact : contacts_) {
    const BeaconPeers::Met met = peers.meet(contact, when, settings_.beacon_model, told);
    counts_.beacon_peers_evicted += met.evicted ? 1 : 0;
    counts_.beacon_peers_returned += met.returned ? 1 : 0;
    counts_.beacon_peers_forgotten += met.forgotten ? 1 : 0;
    counts_.beacon_peers_refused += met.refused ? 1 : 0;
    counts_.beacon_untimely += met.untimely ? 1 : 0;
    FleetEvent event{context.time, context.device, contact.sequence, contact.observation, true, false, kNewContact, 0, 1,
                     contact.peer, 0, contact.last, {}};
    if (met.is_new) fleet_events_.push_back(event);
    if (!met.regular) continue;
    event.rule = kRegularContact;
    event.parts = {static_cast<std::uint64_t>(told.contact.start.unix_microseconds()),
                   std::bit_cast<std::uint64_t>(told.contact.dispersion())};
    for (std::size_t i = 0; i < told.kept; ++i)
      event.parts.push_back(std::uint64_t{told.sequences[i]} << 32 | told.observations[i]);
    fleet_events_.push_back(std::move(event));
  }
  contacts_.clear();
}

std::size_t Shard::beacon_bytes() const {
  std::size_t bytes = beacons_.capacity() * sizeof(beacons_.front());
  for (const auto& peers : beacons_) bytes += peers == nullptr ? 0 : peers->bytes();
  return bytes;
}

}  // namespace picket
