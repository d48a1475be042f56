#include "sim/live/collect/socket_owners.h"

#include <dirent.h>

#include <algorithm>

#include "sim/live/collect/owned_file.h"

namespace picket::sim {
namespace {

using Owners = std::map<std::uint64_t, std::shared_ptr<const SocketOwner>>;

std::shared_ptr<const SocketOwner> owner_of(const ProcFolder& proc, std::uint32_t process) {
  auto owner = std::make_shared<SocketOwner>();
  owner->process = process;
  if (auto facts = proc.facts(process)) {
    owner->commandline = std::move(facts->commandline);
    owner->executable = std::move(facts->executable);
  }
  return owner;
}

/// Looks at the open files of one process; false once no more links may be read.
bool look_into(const ProcFolder& proc, std::uint32_t process, const std::vector<std::uint64_t>& wanted,
               std::size_t& links, Owners& found) {
  const std::string path = proc.path() + "/" + std::to_string(process) + "/fd";
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), ::closedir);
  if (folder == nullptr) return true;
  std::shared_ptr<const SocketOwner> owner;
  while (const dirent* entry = ::readdir(folder.get())) {
    if (entry->d_name[0] == '.') continue;
    if (links == kMaxLinks) return false;
    ++links;
    const auto link = link_target(::dirfd(folder.get()), static_cast<const char*>(entry->d_name));
    const auto inode = link ? socket_inode_of(*link) : std::nullopt;
    if (!inode || !std::binary_search(wanted.begin(), wanted.end(), *inode)) continue;
    if (owner == nullptr) owner = owner_of(proc, process);
    found.emplace(*inode, owner);
  }
  return true;
}

}  // namespace

std::optional<std::uint64_t> socket_inode_of(std::string_view link) {
  constexpr std::string_view kHead = "socket:[";
  if (!link.starts_with(kHead) || !link.ends_with(']')) return std::nullopt;
  return whole_number(link.substr(kHead.size(), link.size() - kHead.size() - 1));
}

Owners socket_owners(const ProcFolder& proc, std::vector<std::uint64_t> inodes, MissedCounts& missed) {
  std::sort(inodes.begin(), inodes.end());
  inodes.erase(std::unique(inodes.begin(), inodes.end()), inodes.end());
  Owners found;
  if (inodes.empty()) return found;
  bool more = false;
  std::size_t links = 0;
  for (const std::uint32_t process : proc.processes(more)) {
    if (found.size() == inodes.size()) return found;
    if (look_into(proc, process, inodes, links, found)) continue;
    more = true;
    break;
  }
  if (more && found.size() < inodes.size()) ++missed[Missed::kLimit];
  return found;
}

}  // namespace picket::sim
