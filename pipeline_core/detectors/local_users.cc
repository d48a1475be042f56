#include "pipeline_core/detectors/local_users.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "agent_core/base/hash.h"
#include "agent_core/base/text.h"

namespace picket {
namespace {

struct Pair {
  std::uint32_t hash;
  std::uint32_t owner;
  std::uint32_t place;  ///< observation
};

/// Calls `visit` with each name of "root;adm".
template <class Visit>
void each_group(std::string_view joined, Visit visit) {
  while (!joined.empty()) {
    const std::size_t end = std::min(joined.find(';'), joined.size());
    if (end != 0) visit(joined.substr(0, end));
    joined.remove_prefix(std::min(end + 1, joined.size()));
  }
}

bool holds(const std::vector<std::uint32_t>& sorted, std::uint32_t value) {
  return std::binary_search(sorted.begin(), sorted.end(), value);
}

void sort_unique(std::vector<std::uint32_t>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace

void LocalUsers::observe(std::span<const Observation> observations, const TextTable& texts,
                         const DetectorSettings& settings, std::vector<Detection>& out) {
  std::vector<std::uint32_t> users;
  std::vector<Pair> pairs;
  Time report = Time::min();
  std::uint32_t last_place = 0;
  for (std::uint32_t i = 0; i < observations.size(); ++i) {
    const auto* user = std::get_if<LocalUserRecord>(&observations[i].record);
    if (user == nullptr || *user == LocalUserRecord{}) continue;
    report = std::max(report, observations[i].last_time);
    last_place = i;
    const auto name = static_cast<std::uint32_t>(mix64(texts.hash(user->user_name)));
    if (users.size() < kMaxUsers) users.push_back(name);
    each_group(texts.render(user->group_names), [&](std::string_view group) {
      if (pairs.size() == kMaxPairs) return;
      pairs.push_back({static_cast<std::uint32_t>(hash_combine(name, fnv1a(group))), name, i});
    });
  }
  if (users.empty() || report < report_) return;
  std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.hash < b.hash; });
  pairs.erase(std::unique(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.hash == b.hash; }),
              pairs.end());
  sort_unique(users);
  List now;
  std::vector<std::uint32_t> places;
  now.users = users;
  for (const Pair& pair : pairs) {
    now.pairs.push_back(pair.hash);
    now.owners.push_back(pair.owner);
    places.push_back(pair.place);
  }
  const bool same_report = learned_ && report - report_ <= settings.report_parts_within;
  if (learned_ && !same_report) compare(now, places, last_place, out);
  const bool is_part =
      learned_ && (same_report || std::none_of(users.begin(), users.end(),
                                               [this](std::uint32_t user) { return holds(known_.users, user); }));
  if (is_part) {
    // A further part of the list, or a list without repeats: what was known stays.
    for (const std::uint32_t user : known_.users) now.users.push_back(user);
    sort_unique(now.users);
    if (now.users.size() > kMaxUsers) now.users.resize(kMaxUsers);
    for (std::size_t i = 0; i < known_.pairs.size() && now.pairs.size() < kMaxPairs; ++i) {
      const auto at = std::lower_bound(now.pairs.begin(), now.pairs.end(), known_.pairs[i]);
      if (at != now.pairs.end() && *at == known_.pairs[i]) continue;
      now.owners.insert(now.owners.begin() + (at - now.pairs.begin()), known_.owners[i]);
      now.pairs.insert(at, known_.pairs[i]);
    }
  }
  known_ = std::move(now);
  report_ = report;
  learned_ = true;
}

void LocalUsers::compare(const List& now, std::span<const std::uint32_t> places, std::uint32_t any_place,
                         std::vector<Detection>& out) const {
  std::uint32_t added = 0;
  std::uint32_t added_place = any_place;
  for (std::size_t i = 0; i < now.pairs.size(); ++i) {
    if (holds(known_.pairs, now.pairs[i])) continue;
    if (added++ == 0) added_place = places[i];
  }
  std::uint32_t gone = 0;
  std::uint32_t remaining = 0;
  for (const std::uint32_t user : known_.users) ++(holds(now.users, user) ? remaining : gone);
  std::uint32_t lost = 0;
  for (std::size_t i = 0; i < known_.pairs.size(); ++i) {
    if (holds(now.users, known_.owners[i]) && !holds(now.pairs, known_.pairs[i])) ++lost;
  }
  if (added != 0) out.push_back({Detector::kUserAdded, added_place, static_cast<double>(added), 0});
  if (lost != 0) out.push_back({Detector::kUserGroupsLost, any_place, static_cast<double>(lost), 0});
  if (gone != 0 && remaining != 0) out.push_back({Detector::kUserDeleted, any_place, static_cast<double>(gone), 0});
}

}  // namespace picket
