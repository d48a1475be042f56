#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "agent_core/base/hash.h"
#include "agent_core/message/record.h"

namespace picket {

/// A time that does not come.
inline constexpr std::uint32_t kNever = 0xffffffffU;

/// Why a primitive lets events go for good; each is a DropReason of the agent.
enum class Loss : std::uint8_t { kSuppressed, kSampledOut, kRateLimited, kBelowThreshold };

/// All that a primitive keeps of one key: 32 bytes, zero for a new key. Its own members: the agent
/// copies, saves and compares them and knows no more of them than this.
///
/// Limits: what is a time must stand in `times` (or `due_ms`), as milliseconds from the agent's
///         epoch, which moves; kNever stays as it is. What is no time must stand in `words`.
///         A restored agent's states came as bytes from outside: a primitive must survive any values.
struct KeyState {
  std::array<std::uint32_t, 3> times{};
  std::array<std::uint32_t, 4> words{};
  std::uint32_t due_ms = kNever;  ///< `on_timer` is called at this time, before any event at or after it
  bool operator==(const KeyState&) const = default;

  std::uint64_t wide_word(std::size_t i) const { return std::uint64_t{words[i + 1]} << 32 | words[i]; }
  void set_wide_word(std::size_t i, std::uint64_t value) {
    words[i] = static_cast<std::uint32_t>(value);
    words[i + 1] = static_cast<std::uint32_t>(value >> 32);
  }
};
static_assert(sizeof(KeyState) == 32);

/// What a primitive may know when it decides. Randomness comes as hashes of (device, key, index), so
/// that neither the order of devices nor the splitting of runs changes a draw.
struct Moment {
  std::uint32_t now_ms = 0;        ///< from the agent's epoch, rounded down
  std::int64_t since_start_ms = 0; ///< from the start of the agent's life, for windows all keys share
  std::uint32_t held = 0;          ///< events of the key that are held now
  std::uint32_t keys = 0;          ///< keys of the kind that are remembered now, this one too
  std::uint32_t index = 0;         ///< events of the kind before this moment, modulo 2^32
  std::uint64_t key_hash = 0;      ///< of the content: the same on every device
  std::uint64_t device_draw = 0;   ///< 64 random bits of the device's life

  std::uint64_t key_draw() const { return hash_combine(device_draw, key_hash); }  ///< of device and key
  std::uint64_t draw() const { return hash_combine(key_draw(), index); }          ///< of this moment
};

/// One event of a key.
struct Arrival : Moment {
  bool fresh = false;       ///< the key is not remembered: its state is zero
  std::uint64_t value = 1;  ///< bytes in and out of a flow; 1 for other kinds
  const Record* record = nullptr;
  /// Primitive::evicts_least: of a fresh key, what was counted for the key whose place it took.
  std::uint32_t inherited = 0;
  /// Primitive::cells: what all keys of the kind share; zero at first.
  std::span<std::uint32_t> cells{};
};

enum class Action : std::uint8_t {
  kPass,   ///< an observation of its own, now
  kHold,   ///< merged into the key's held events
  kFlush,  ///< merged, and all of them sent as one observation now; kPass if none are held
  kDrop,   ///< lost, counted
  kRest,   ///< only with Primitive::cells: joins the rest of the kind, which is sent at the state's `due_ms`
};

/// What becomes of an event.
struct Verdict {
  Action action = Action::kPass;
  Loss loss = Loss::kSuppressed;  ///< of kDrop
  bool touch = true;              ///< the key becomes the one that was quiet for the shortest time
  bool forget = false;            ///< the key is forgotten after this event; not with kHold
  /// A promise for kHold, kDrop and kRest, which makes long runs of one key cheap: the next `alike_count`
  /// events of the key with this value, as far as they come before `alike_until_ms` (and before any
  /// timer), get this verdict too, and `repeat` does to the state what they would have done.
  std::uint32_t alike_count = 0;
  std::uint32_t alike_until_ms = 0;
};

/// What becomes of the held events of a key whose time has come.
struct Closing {
  enum class Held : std::uint8_t {
    kKeep,
    kEmit,
    kLose,
    kRest,  ///< only with Primitive::evicts_least: they join the rest of the kind, which is sent now; with forget
  };
  Held held = Held::kKeep;
  Loss loss = Loss::kSuppressed;  ///< of kLose
  bool forget = false;            ///< the key is forgotten; not with kKeep
};

/// A way to reduce a stream: decides for each event of a key from the key's own state.
///
/// Model:  pure: an object is the compiled parameters and nothing else, shared by all devices and
///         threads; a decision depends on its arguments alone. The agent keeps keys and held events,
///         counts, evicts and sends.
/// Cost:   one virtual call an event, and one for each part of a run whose events are alike.
/// Limits: 32 bytes a key. Truth labels never reach it.
/// Sketches (`cells`, `evicts_least`) know of other keys as well. What they tell under no key of its own is the
/// rest: see collect/rest.h.
/// See primitive_checks.h for the laws as a test.
class Primitive {
 public:
  virtual ~Primitive() = default;
  virtual Verdict on_event(KeyState& key, const Arrival& arrival) const = 0;
  /// Only for primitives that promise `alike_count`: the effect of `n` more events, n >= 1, the last
  /// of which is `last` (its `index` and `held` are those before the first of them).
  virtual void repeat(KeyState&, const Arrival& /*last*/, std::uint32_t /*n*/) const {}
  /// `due_ms` has come (it is `moment.now_ms`). It is kNever during the call; a new one must be later.
  virtual Closing on_timer(KeyState&, const Moment&) const { return {Closing::Held::kEmit, {}, false}; }
  /// Words that all keys of a kind share (Arrival::cells). If there are any, no key is remembered: each event
  /// comes as fresh, and its verdict is kPass, kDrop or kRest.
  virtual std::uint32_t cells() const { return 0; }
  /// True: a new key takes the place of the key that was counted least, by what is held of it and words[0] of its
  /// state; what is held of that joins the rest. All keys must have the same `due_ms`.
  virtual bool evicts_least() const { return false; }
};

/// `a + b`, at most the last time before kNever; kNever stays.
constexpr std::uint32_t later(std::uint32_t a, std::uint64_t b) {
  if (a == kNever) return kNever;
  const std::uint64_t sum = a + b;
  return sum < kNever ? static_cast<std::uint32_t>(sum) : kNever - 1;
}

}  // namespace picket
