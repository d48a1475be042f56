#include "pipeline_core/learn/novelty.h"

#include <algorithm>

#include "agent_core/base/ascii.h"
#include "agent_core/base/hash.h"

namespace picket {
namespace {

/// Hashes the text with each decimal run, and each run of four or more hexadecimal digits that holds a
/// decimal one, replaced by '#'.
std::uint64_t hash_without_numbers(std::string_view text, std::uint64_t state) {
  std::size_t i = 0;
  while (i < text.size()) {
    std::size_t hex_end = i;
    bool has_digit = false;
    while (hex_end < text.size() && is_hex_digit(text[hex_end])) has_digit |= is_digit(text[hex_end++]);
    if (has_digit && hex_end - i >= 4) {
      state = fnv1a("#", state);
      i = hex_end;
    } else if (is_digit(text[i])) {
      while (i < text.size() && is_digit(text[i])) ++i;
      state = fnv1a("#", state);
    } else {
      state = fnv1a(text.substr(i, 1), state);
      ++i;
    }
  }
  return state;
}

std::uint64_t tagged(NoveltyFamily family, std::uint64_t kind, std::uint64_t value) {
  return hash_combine(static_cast<std::uint64_t>(family) * 16 + kind, value) | 1;
}

std::uint16_t service_port(const NetworkRecord& record) {
  return record.direction == Direction::kOutbound ? record.remote_port : record.local_port;
}

}  // namespace

std::uint64_t process_key(std::string_view image, std::string_view commandline) {
  return tagged(NoveltyFamily::kProcess, 0, hash_without_numbers(commandline, fnv1a("\n", fnv1a(image))));
}

std::uint64_t service_key(const NetworkRecord& record) {
  const std::uint64_t parts =
      static_cast<std::uint64_t>(service_port(record)) << 8 | static_cast<std::uint64_t>(record.protocol) << 2 |
      static_cast<std::uint64_t>(record.direction) << 1 | (record.remote_address.is_private() ? 1U : 0U);
  return tagged(NoveltyFamily::kPeer, 0, parts);
}

std::uint64_t network_key(const NetworkRecord& record) {
  const IpAddress& a = record.remote_address;
  return tagged(NoveltyFamily::kPeer, 1, a.is_v4() ? a.v4_value() >> 8 : mix64(a.high() >> 16));
}

bool NoveltyState::is_first_sighting(NoveltyFamily family, std::uint64_t key, std::int32_t now_hour, bool learning,
                                     const NoveltySettings& settings) {
  if (seen.refresh(key)) return false;
  if (now_hour != hour) {
    hour = now_hour;
    this_hour = {};
  }
  std::uint16_t& used = this_hour[static_cast<std::size_t>(family)];
  if (!learning) {
    if (used >= settings.per_hour) return false;
    ++used;
  }
  seen.insert(key);
  return true;
}

bool NoveltyState::add(NoveltyFamily family, const Sighting& sighting, const NoveltySettings& settings) {
  auto& kept = sightings[static_cast<std::size_t>(family)];
  // The oldest makes room; an empty place has time 0.
  *std::min_element(kept.begin(), kept.end(), [](const Sighting& a, const Sighting& b) { return a.time < b.time; }) =
      sighting;
  std::uint32_t points = 0;
  for (const Sighting& s : kept) {
    const std::int64_t apart = s.time < sighting.time ? sighting.time - s.time : s.time - sighting.time;
    if (s.time != 0 && apart <= settings.window.count_microseconds()) points += s.points;
  }
  return points >= settings.points[static_cast<std::size_t>(family)];
}

bool ClassPrior::note(std::uint64_t key, std::int64_t day, const NoveltySettings& settings) {
  const auto limit = [&](double share) { return static_cast<std::uint32_t>(share * static_cast<double>(devices_)); };
  auto found = shown_.find(key);
  if (found == shown_.end()) {
    if (shown_.size() >= settings.max_prior_keys) {
      ++refused_;
      return true;
    }
    found = shown_.emplace(key, Shown{0, 0, day}).first;
  }
  Shown& shown = found->second;
  if (shown.day < day) {
    shown.settled += shown.fresh;
    shown.fresh = 0;
    shown.day = day;
  }
  const bool rare = shown.settled <= limit(settings.rare_share) &&
                    shown.settled + shown.fresh <= std::max(1U, limit(settings.sudden_share));
  ++shown.fresh;
  return rare;
}

}  // namespace picket
