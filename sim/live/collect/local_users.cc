#include "sim/live/collect/local_users.h"

#include <algorithm>
#include <map>
#include <optional>

#include "sim/live/collect/process_facts.h"

namespace picket::sim {
namespace {

/// The part before the next `mark`, which is taken off `text` with it.
std::string_view take_part(std::string_view& text, char mark) {
  const std::size_t end = std::min(text.find(mark), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

std::optional<std::uint32_t> account_number(std::string_view text) {
  const auto value = whole_number(text);
  if (!value || *value > 0xffff'ffffU) return std::nullopt;
  return static_cast<std::uint32_t>(*value);
}

}  // namespace

std::vector<HostUser> local_users_of(std::string_view passwd, std::string_view group, MissedCounts& missed) {
  std::vector<HostUser> users;
  std::map<std::string, std::size_t, std::less<>> place;
  while (!passwd.empty()) {
    std::string_view line = take_part(passwd, '\n');
    if (line.empty() || line.front() == '#') continue;
    const std::string_view name = take_part(line, ':');
    take_part(line, ':');
    const auto user_id = account_number(take_part(line, ':'));
    const auto group_id = account_number(take_part(line, ':'));
    if (name.empty() || !user_id || !group_id) {
      ++missed[Missed::kDamaged];
      continue;
    }
    if (users.size() == kMaxLocalUsers) {
      ++missed[Missed::kLimit];
      continue;
    }
    place.emplace(name, users.size());
    users.push_back({std::string(name), *user_id, {""}, {*group_id}});
  }
  while (!group.empty()) {
    std::string_view line = take_part(group, '\n');
    if (line.empty() || line.front() == '#') continue;
    const std::string_view name = take_part(line, ':');
    take_part(line, ':');
    const auto group_id = account_number(take_part(line, ':'));
    if (name.empty() || !group_id) {
      ++missed[Missed::kDamaged];
      continue;
    }
    for (HostUser& user : users) {
      if (user.group_ids.front() == *group_id) user.group_names.front() = name;
    }
    while (!line.empty()) {
      const auto member = place.find(take_part(line, ','));
      if (member == place.end()) continue;
      HostUser& user = users[member->second];
      if (std::find(user.group_ids.begin(), user.group_ids.end(), *group_id) != user.group_ids.end()) continue;
      user.group_names.emplace_back(name);
      user.group_ids.push_back(*group_id);
    }
  }
  return users;
}

}  // namespace picket::sim
