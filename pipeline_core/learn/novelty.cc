#include "pipeline_core/learn/novelty.h"

#include <algorithm>

#include "agent_core/base/ascii.h"
#include "agent_core/base/hash.h"
#include "pipeline_core/learn/surprise.h"

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

Sighting::Sighting(Time time, std::uint32_t sequence, std::uint16_t observation, std::uint32_t points)
    : sequence_(sequence), observation_(observation) {
  constexpr std::int64_t kLast = (1LL << 44) - 1;
  const auto ms = static_cast<std::uint64_t>(std::clamp<std::int64_t>(time.unix_microseconds() / 1'000, 0, kLast));
  time_low_ = static_cast<std::uint32_t>(ms);
  time_high_ = static_cast<std::uint16_t>(ms >> 32) & 0xfff;
  points_ = static_cast<std::uint16_t>(std::min(points, 15U)) & 0xf;
}

bool NoveltyState::is_first_sighting(NoveltyFamily family, std::uint64_t key, std::int32_t now_hour, bool learning,
                                     bool frozen, const NoveltySettings& settings) {
  ++observed[static_cast<std::size_t>(family)];
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
  if (!frozen) seen.insert(key);
  return true;
}

bool NoveltyState::add(NoveltyFamily family, const Sighting& sighting, const NoveltySettings& settings) {
  const std::span<Sighting> all = kept(family);
  // The oldest makes room; an empty place has time 0.
  *std::min_element(all.begin(), all.end(), [](const Sighting& a, const Sighting& b) { return a.time() < b.time(); }) =
      sighting;
  return points_near(family, sighting.time(), settings) >= settings.points[static_cast<std::size_t>(family)];
}

std::uint32_t NoveltyState::points_near(NoveltyFamily family, Time time, const NoveltySettings& settings) {
  std::uint32_t points = 0;
  for (const Sighting& s : kept(family)) {
    const Duration apart = s.time() < time ? time - s.time() : s.time() - time;
    if (apart <= settings.window) points += s.points();
  }
  return points;
}

ClassPrior::Standing ClassPrior::standing(const Shown& shown, std::int64_t day, const NoveltySettings& settings) const {
  const auto limit = [&](double share) { return static_cast<std::uint32_t>(share * static_cast<double>(devices_)); };
  const std::uint32_t total = shown.settled + shown.fresh;
  const std::uint32_t settled = shown.day < day ? total : shown.settled;
  const std::uint32_t sudden = std::max(1U, std::min(limit(settings.sudden_share), settings.sudden_devices));
  return {settled <= limit(settings.rare_share) && total <= sudden, peer_probability(total, devices_)};
}

ClassPrior::Standing ClassPrior::standing(std::uint64_t key, std::int64_t day, const NoveltySettings& settings) const {
  const auto found = shown_.find(key);
  return standing(found == shown_.end() ? Shown{0, 0, day} : found->second, day, settings);
}

std::uint32_t ClassPrior::devices_with(std::uint64_t key) const {
  const auto found = shown_.find(key);
  return found == shown_.end() ? 0 : found->second.settled + found->second.fresh;
}

ClassPrior::Standing ClassPrior::note(std::uint64_t key, std::int64_t day, const NoveltySettings& settings) {
  auto found = shown_.find(key);
  if (found == shown_.end()) {
    if (shown_.size() >= settings.max_prior_keys) {
      ++refused_;
      return {true, peer_probability(0, devices_)};
    }
    found = shown_.emplace(key, Shown{0, 0, day}).first;
  }
  Shown& shown = found->second;
  const Standing before = standing(shown, day, settings);
  if (shown.day < day) {
    shown.settled += shown.fresh;
    shown.fresh = 0;
    shown.day = day;
  }
  ++shown.fresh;
  return before;
}

}  // namespace picket
