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

}  // namespace

void LocalUsers::List::add(const List& other) {
  for (const std::uint32_t user : other.users) {
    const auto at = std::lower_bound(users.begin(), users.end(), user);
    if (users.size() < kMaxUsers && (at == users.end() || *at != user)) users.insert(at, user);
  }
  for (std::size_t i = 0; i < other.pairs.size() && pairs.size() < kMaxPairs; ++i) {
    const auto at = std::lower_bound(pairs.begin(), pairs.end(), other.pairs[i]);
    if (at != pairs.end() && *at == other.pairs[i]) continue;
    owners.insert(owners.begin() + (at - pairs.begin()), other.owners[i]);
    pairs.insert(at, other.pairs[i]);
  }
}

void LocalUsers::observe(const Message& message, const TextTable& texts, const DetectorSettings& settings,
                         std::vector<Detection>& out, std::vector<MissingUsers>& missing) {
  std::vector<Item> items;
  for (std::uint32_t i = 0; i < message.observations.size(); ++i) {
    const auto* user = std::get_if<LocalUserRecord>(&message.observations[i].record);
    if (user != nullptr && *user != LocalUserRecord{}) items.push_back({message.observations[i].last_time, i, user});
  }
  // A message may hold several lists, of an agent that was cut off for a day.
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.time < b.time; });
  for (auto begin = items.begin(); begin != items.end();) {
    const auto end = std::find_if(begin, items.end(), [&](const Item& item) {
      return item.time - begin->time > settings.report_parts_within;
    });
    take_part(message, {begin, end}, texts, settings, out, missing);
    begin = end;
  }
}

void LocalUsers::take_part(const Message& message, std::span<const Item> items, const TextTable& texts,
                           const DetectorSettings& settings, std::vector<Detection>& out,
                           std::vector<MissingUsers>& missing) {
  const Time first = items.front().time;
  const Duration within = settings.report_parts_within;
  if (open_ && first + within < open_->first) return;  // an older list decides nothing
  if (open_ && first - open_->first > within) judge(message.accepted, missing);
  std::vector<std::uint32_t> places;
  const List part = read(items, texts, places);
  if (!open_ && learned_ && first - report_ <= within) {
    // Too late for its list, if it is not older yet.
    if (first + within >= report_) known_.add(part);
    return;
  }
  if (!open_) open_ = OpenList{{}, first, first, message.accepted + within, 0, 0};
  if (learned_) compare(part, places, items.back().place, out);
  open_->list.add(part);
  open_->first = std::min(open_->first, first);
  open_->last = std::max(open_->last, items.back().time);
  open_->sequence = message.sequence;
  open_->observation = items.back().place;
}

LocalUsers::List LocalUsers::read(std::span<const Item> items, const TextTable& texts,
                                  std::vector<std::uint32_t>& places) const {
  const std::size_t users_room = kMaxUsers - (open_ ? open_->list.users.size() : 0);
  const std::size_t pairs_room = kMaxPairs - (open_ ? open_->list.pairs.size() : 0);
  List part;
  std::vector<Pair> pairs;
  for (const Item& item : items) {
    const auto name = static_cast<std::uint32_t>(mix64(texts.hash(item.user->user_name)));
    if (part.users.size() < users_room) part.users.push_back(name);
    each_group(texts.render(item.user->group_names), [&](std::string_view group) {
      if (pairs.size() == pairs_room) return;
      pairs.push_back({static_cast<std::uint32_t>(hash_combine(name, fnv1a(group))), name, item.place});
    });
  }
  std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.hash < b.hash; });
  pairs.erase(std::unique(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.hash == b.hash; }),
              pairs.end());
  std::sort(part.users.begin(), part.users.end());
  part.users.erase(std::unique(part.users.begin(), part.users.end()), part.users.end());
  for (const Pair& pair : pairs) {
    part.pairs.push_back(pair.hash);
    part.owners.push_back(pair.owner);
    places.push_back(pair.place);
  }
  return part;
}

void LocalUsers::compare(const List& part, std::span<const std::uint32_t> places, std::uint32_t any_place,
                         std::vector<Detection>& out) const {
  std::uint32_t added = 0;
  std::uint32_t added_place = any_place;
  for (std::size_t i = 0; i < part.pairs.size(); ++i) {
    if (holds(known_.pairs, part.pairs[i])) continue;
    if (added++ == 0) added_place = places[i];
  }
  std::uint32_t lost = 0;
  for (std::size_t i = 0; i < known_.pairs.size(); ++i) {
    if (holds(part.users, known_.owners[i]) && !holds(part.pairs, known_.pairs[i])) ++lost;
  }
  if (added != 0) out.push_back({Detector::kUserAdded, added_place, static_cast<double>(added), 0});
  if (lost != 0) out.push_back({Detector::kUserGroupsLost, any_place, static_cast<double>(lost), 0});
}

void LocalUsers::judge(Time now, std::vector<MissingUsers>& missing) {
  if (!open_) return;
  std::uint32_t gone = 0;
  std::uint32_t remaining = 0;
  for (const std::uint32_t user : known_.users) ++(holds(open_->list.users, user) ? remaining : gone);
  if (remaining == 0) {
    open_->list.add(known_);  // a list without repeats: what was known stays
  } else if (gone != 0) {
    missing.push_back({now, open_->first, open_->last, gone, open_->sequence, open_->observation});
  }
  known_ = std::move(open_->list);
  report_ = open_->first;
  learned_ = true;
  open_.reset();
}

}  // namespace picket
