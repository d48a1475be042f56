#include "sim/live/collect/connections.h"

#include "sim/live/collect/collected_text.h"

namespace picket::sim {

void Connections::read(Time now, CollectedEvents& out) {
  sightings_.clear();
  // The list first: an end that is told meanwhile is then one of a connection that is known already, with its owner.
  if (now >= next_) {
    next_ = now + interval_;
    rows_.clear();
    // Without a list nothing has changed, as far as anybody knows.
    if (source_.read(rows_, missed_))
      table_.take_list(now, rows_, sightings_, missed_);
    else
      ++missed_[Missed::kDamaged];
  }
  rows_.clear();
  source_.take_ends(rows_, missed_);
  for (const SocketRow& row : rows_) table_.take_end(now, row, sightings_, missed_);
  add_events(now, out);
}

void Connections::add_events(Time now, CollectedEvents& out) {
  std::vector<std::uint64_t> inodes;
  for (const ConnectionSighting& sighting : sightings_) {
    if (sighting.owner == nullptr && sighting.row.inode != 0) inodes.push_back(sighting.row.inode);
  }
  const auto owners = socket_owners(proc_, std::move(inodes), missed_);
  for (ConnectionSighting& sighting : sightings_) {
    const SocketRow& row = sighting.row;
    NetworkRecord record;
    record.local_address = row.local_address;
    record.remote_address = row.remote_address;
    record.local_port = row.local_port;
    record.remote_port = row.remote_port;
    record.protocol = row.protocol;
    record.direction = sighting.direction;
    record.user_id = row.user_id;
    record.bytes_in = row.bytes_in.value_or(0);
    record.bytes_out = row.bytes_out.value_or(0);
    if (const auto found = owners.find(row.inode); sighting.owner == nullptr && found != owners.end()) {
      sighting.owner = found->second;
      table_.own(row, sighting.owner);
    }
    if (sighting.owner != nullptr) {
      const SocketOwner& owner = *sighting.owner;
      record.commandline = collected_command(owner.commandline, owner.executable, out, missed_).commandline;
    } else if (sighting.first) {
      ++missed_[Missed::kOwnerUnknown];
    }
    out.events.push_back({now, record});
  }
}

}  // namespace picket::sim
