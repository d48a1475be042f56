#include "sim/live/collect/host_snapshot.h"

#include "sim/live/collect/collected_text.h"
#include "sim/live/collect/host_information.h"
#include "sim/live/collect/listening_ports.h"
#include "sim/live/collect/local_users.h"
#include "sim/live/collect/owned_file.h"

namespace picket::sim {
namespace {

constexpr std::size_t kMaxAccountsFile = 4 << 20;
constexpr std::size_t kMaxGroups = 2'048;  // bytes of a user's groups

std::uint32_t bit_of(EventKind kind) { return 1U << static_cast<unsigned>(kind); }

}  // namespace

std::uint32_t HostSnapshot::kinds() {
  return bit_of(EventKind::kSystemInformation) | bit_of(EventKind::kListeningPorts) | bit_of(EventKind::kLocalUsers);
}

std::vector<Record> HostSnapshot::take(std::uint32_t kinds, CollectedEvents& out) {
  std::vector<Record> items;
  if ((kinds & bit_of(EventKind::kSystemInformation)) != 0) {
    items.emplace_back(system_information_of(read_host_information(root_), out, missed_));
  }
  if ((kinds & bit_of(EventKind::kListeningPorts)) != 0) add_ports(items);
  if ((kinds & bit_of(EventKind::kLocalUsers)) != 0) add_users(items, out);
  return items;
}

void HostSnapshot::add_ports(std::vector<Record>& items) {
  std::vector<SocketRow> rows;
  if (!source_.read(rows, missed_)) {
    ++missed_[Missed::kDamaged];
    return;
  }
  std::vector<std::uint64_t> inodes;
  for (const SocketRow& row : rows) {
    if (row.listens() && row.inode != 0) inodes.push_back(row.inode);
  }
  for (const auto& port : listening_ports(rows, socket_owners(proc_, std::move(inodes), missed_))) {
    items.emplace_back(port);
  }
}

void HostSnapshot::add_users(std::vector<Record>& items, CollectedEvents& out) {
  const auto passwd = read_start_of(root_ + "/etc/passwd", kMaxAccountsFile);
  const auto group = read_start_of(root_ + "/etc/group", kMaxAccountsFile);
  if (!passwd) return;
  for (const HostUser& user : local_users_of(*passwd, group.value_or(""), missed_)) {
    std::string names;
    std::string ids;
    for (std::size_t i = 0; i < user.group_ids.size(); ++i) {
      (names += i == 0 ? "" : ";") += user.group_names[i];
      (ids += i == 0 ? "" : ";") += std::to_string(user.group_ids[i]);
    }
    LocalUserRecord record;
    record.user_name = collected_text(user.name, kMaxUserName, out, missed_);
    record.group_names = collected_text(names, kMaxGroups, out, missed_);
    record.group_ids = collected_text(ids, kMaxGroups, out, missed_);
    record.user_id = user.user_id;
    items.emplace_back(record);
  }
}

}  // namespace picket::sim
