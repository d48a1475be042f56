#include "sim/scenario/unread_settings.h"

#include <fmt/format.h>

#include <vector>

#include "agent_core/aggregate/event_key.h"
#include "agent_core/message/record.h"
#include "sim/scenario/leaf_text.h"
#include "sim/scenario/policy_fields.h"
#include "sim/scenario/references.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {
namespace {

constexpr std::uint32_t bit(Generation generation) {
  return 1U << static_cast<unsigned>(generation);
}
constexpr std::uint32_t kG1 = bit(Generation::kG1C) | bit(Generation::kG1Csharp);
constexpr std::uint32_t kTicks = bit(Generation::kG2Linux) | bit(Generation::kG2Rtos) | bit(Generation::kPicket);
constexpr std::uint32_t kCsharp = bit(Generation::kG1Csharp);
constexpr std::uint32_t kOurs = bit(Generation::kPicket);
constexpr std::uint32_t kStreams = bit(Generation::kStream);

struct Reads {
  std::string_view field;
  std::uint32_t generations;  ///< that read it
};

constexpr Reads kPolicyFields[] = {
    {"snapshot_interval", kG1 | kStreams},
    {"collect_interval", kG1},
    {"consumer_interval", kCsharp},
    {"staggered_producers", kCsharp},
    {"max_delay", kStreams | kOurs},
    {"first_collection_jitter", kTicks},
    {"cache_bytes", kG1},
    {"queue_overflow", kG1},
    {"high_queue_share", kCsharp},
    {"operational_queue_share", kCsharp},
    {"first_seen_memory", kOurs},
    {"rare_lane_per_hour", kOurs},
};

constexpr Reads kKindFields[] = {
    {"window", kG1},
    {"first_seen", kOurs},
    {"rare_lane_per_hour", kOurs},
};

std::string words_of(std::uint32_t generations) {
  std::string words;
  for (std::size_t i = 0; i < kGenerationNames.size(); ++i) {
    if ((generations >> i & 1) == 0) continue;
    words += fmt::format("{}{}", words.empty() ? "" : ", ", kGenerationNames[i]);
  }
  return words;
}

/// The value of a field as text; of an optional one that is not there, nothing.
template <class T>
std::string text_of(T& object, std::string_view name) {
  for (const Field& field : type_of<T>().fields(&object)) {
    if (field.name != name) continue;
    if (field.type->kind != TypeKind::kOptional) return leaf_text(*field.type, field.value, field.info);
    const void* present = field.type->present(field.value);
    return present == nullptr ? "" : leaf_text(field.type->element(), present, field.info);
  }
  return "";
}

struct UnreadCheck {
  const Policy& policy;
  const Places& places;
  Diagnostics& diagnostics;

  void warn(const std::string& at, std::string message, std::string hint) const {
    diagnostics.add(Code::kNotRead, place_of(places, at), at, std::move(message), std::move(hint));
  }

  /// A default that is written out, as in a scenario that is kept, is nobody's wish.
  template <class T>
  void fields(T part, const std::string& path, std::span<const Reads> table) const {
    T standard{};
    for (const Reads& row : table) {
      const std::string at = child_path(path, row.field);
      if ((row.generations & bit(policy.generation)) != 0 || !places.contains(at)) continue;
      if (text_of(part, row.field) == text_of(standard, row.field)) continue;
      warn(at, fmt::format("generation {} does not read it", to_string(policy.generation)),
           fmt::format("read by: {}", words_of(row.generations)));
    }
  }

  void key(EventKind kind, const std::string& path) const {
    const std::string at = child_path(path, "key");
    const std::uint32_t lacking = policy.of(kind).key & ~key_fields_of(kind);
    if (lacking == 0 || !places.contains(at)) return;
    std::vector<std::string_view> lacks;
    std::vector<std::string_view> has;
    for (std::size_t i = 0; i < kKeyFieldNames.size(); ++i) {
      if ((lacking >> i & 1) != 0) lacks.push_back(kKeyFieldNames[i]);
      if ((key_fields_of(kind) >> i & 1) != 0) has.push_back(kKeyFieldNames[i]);
    }
    warn(at, fmt::format("events of this kind have no {}", fmt::join(lacks, ", ")),
         has.empty() ? "reports are not merged" : fmt::format("they have: {}", fmt::join(has, ", ")));
  }
};

}  // namespace

void check_unread(const Policy& policy, const std::string& path, const Places& places, Diagnostics& diagnostics) {
  const UnreadCheck check{policy, places, diagnostics};
  check.fields(policy, path, kPolicyFields);
  for (std::size_t i = 0; i < kEventKinds; ++i) {
    const auto kind = static_cast<EventKind>(i);
    const std::string at = child_path(child_path(path, "kinds"), to_string(kind));
    check.fields(policy.of(kind), at, kKindFields);
    check.key(kind, at);
  }
}

}  // namespace picket::sim
