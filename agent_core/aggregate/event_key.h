#pragma once

#include <array>
#include <cstdint>

#include "agent_core/aggregate/slot.h"
#include "agent_core/base/text.h"
#include "agent_core/event/raw_event.h"

namespace picket {

/// The fields that events of a kind have, as KeyField bits; none for reports, which are not merged.
std::uint32_t key_fields_of(EventKind kind);

/// Which fields of one kind make two events "the same", compiled from KeyField bits.
///
/// Model: the key is the content of the fields: a text that a template renders equals the literal
///        with the same letters. kKeyServicePort includes the direction, since the port it names
///        depends on it. For DNS, login, file, process and peripheral kKeyOperation is success,
///        operation or connection; a peripheral's name includes whether it is USB.
class EventKey {
 public:
  EventKey() = default;
  EventKey(EventKind kind, std::uint32_t fields);

  /// 64 bits over the content of the key's fields; equal keys, equal hash, in every run.
  std::uint64_t hash(const Record& record, const TextTable& texts) const;

  // Of slots that are not wide:
  /// True if they agree in every byte of the key: enough, but not needed (see `may_match`).
  bool equal_bytes(const Slot& a, const Slot& b) const { return agree(a, b, masks_[inbound(a)]); }
  /// False if they differ in a part of the key that is not a text, so that their keys differ.
  bool may_match(const Slot& a, const Slot& b) const { return agree(a, b, masks_without_texts_[inbound(a)]); }
  /// As may_match, with the field that varies in a run left out.
  bool may_match_in_run(const Slot& a, const Slot& b, VaryingField vary) const;
  /// True if the events of such a run have different keys.
  bool varies(const Record& record, VaryingField vary) const;

 private:
  static constexpr std::size_t kWords = 5;  ///< from last_ms to the end of the slot; last_ms is masked out
  using Words = std::array<std::uint64_t, kWords>;
  static std::size_t inbound(const Slot& slot) {
    return kind_of(slot) == EventKind::kNetwork && (slot.kind_and_bits & kInboundBit) != 0 ? 1 : 0;
  }
  static std::uint64_t word_of(const Slot& slot, std::size_t i) {
    std::uint64_t word;
    std::memcpy(&word, reinterpret_cast<const char*>(&slot) + offsetof(Slot, last_ms) + i * sizeof word, sizeof word);
    return word;
  }
  /// One word after the other: the slots were just written in these words (see `pack`).
  static bool agree(const Slot& a, const Slot& b, const Words& mask) {
    for (std::size_t i = 0; i < kWords; ++i) {
      if (((word_of(a, i) ^ word_of(b, i)) & mask[i]) != 0) return false;
    }
    return true;
  }
  Words mask_of(bool is_inbound, bool with_texts) const;

  EventKind kind_ = EventKind::kHeartbeat;
  std::uint32_t fields_ = 0;
  std::array<Words, 2> masks_{};  ///< by direction
  std::array<Words, 2> masks_without_texts_{};
};

}  // namespace picket
