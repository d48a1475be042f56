#include <bit>

#include "agent_core/aggregate/primitive_registry.h"
#include "agent_core/aggregate/sketch_cells.h"

namespace picket {
namespace {

/// Windows of `period` that all keys share: they end at the multiples of it since the agent started.
struct SharedWindows {
  std::uint32_t period = 0;

  std::uint32_t number(const Moment& m) const { return static_cast<std::uint32_t>(floor_of(m)); }
  std::uint32_t end(const Moment& m) const {
    return later(m.now_ms, static_cast<std::uint64_t>((floor_of(m) + 1) * period - m.since_start_ms));
  }

 private:
  std::int64_t floor_of(const Moment& m) const {
    const std::int64_t n = m.since_start_ms / period;
    return m.since_start_ms % period < 0 ? n - 1 : n;
  }
};

/// The keys with most events of a window, each with a count that is certain; all others are the rest.
///
/// State:  words[0]: what was counted for other keys in the place of this one. That and the events held are the
///         counter of the algorithm; the count that is sent is the held part, so that no event is told twice.
/// Bound:  with m keys and N events the true count of a key that is sent is at most N / m above what is sent, and a
///         key with more than N / m events is among the m. Below m different keys all counts are exact.
/// Source: Metwally, Agrawal, El Abbadi, "Efficient computation of frequent and top-k elements in data streams",
///         ICDT 2005, algorithm Space-Saving and its lemmas 3 and 4. Their min-heap alternative to the Stream-Summary.
class SpaceSaving final : public Primitive {
 public:
  explicit SpaceSaving(const Reduction& r)
      : windows_{key_milliseconds(r.period)}, top_(r.top == 0 ? r.max_keys : r.top) {}

  Verdict on_event(KeyState& key, const Arrival& arrival) const override {
    if (arrival.fresh) {
      key.words[0] = arrival.inherited;
      key.due_ms = windows_.end(arrival);
    }
    Verdict verdict;
    verdict.action = Action::kHold;
    return alike(verdict, kNever, key.due_ms);
  }
  Closing on_timer(KeyState&, const Moment& moment) const override {
    return {moment.keys > top_ ? Closing::Held::kRest : Closing::Held::kEmit, {}, true};
  }
  bool evicts_least() const override { return true; }

 private:
  SharedWindows windows_;
  std::uint32_t top_;
};

/// The first `allow` events of a key in a window pass, as far as Count-Min knows; all others are the rest.
///
/// Bound:  no key passes more than `allow` events. An event is kept from passing by events of other keys only if the
///         estimate of its key is too high by one or more: for N below width / e with probability at most e^-depth.
class CountMinLimit final : public Primitive {
 public:
  explicit CountMinLimit(const Reduction& r) : reduction_(r), windows_{key_milliseconds(r.period)} {}

  Verdict on_event(KeyState& key, const Arrival& arrival) const override {
    SketchCells cells{arrival.cells};
    cells.open(windows_.number(arrival));
    CountMin sketch = cells.count_min(reduction_);
    sketch.add(arrival.key_hash, 1);
    if (sketch.estimate(arrival.key_hash) <= reduction_.allow) return {};
    key.due_ms = windows_.end(arrival);
    Verdict verdict;
    verdict.action = Action::kRest;
    return alike(verdict, kNever, key.due_ms);
  }
  void repeat(KeyState&, const Arrival& last, std::uint32_t n) const override {
    SketchCells{last.cells}.count_min(reduction_).add(last.key_hash, n);
  }
  std::uint32_t cells() const override { return SketchCells::size_for(reduction_); }

 private:
  Reduction reduction_;
  SharedWindows windows_;
};

/// The events that raise a register of a window's HyperLogLog pass; all others are the rest.
///
/// Bound:  the registers follow from the keys that pass, so a receiver has the same estimate of the number of keys
///         as the device, unless an event that raised one is lost: no field of the wire says it, and none is needed.
///         About registers * (0.6 + log2(keys / registers) / 2) events pass (fitted to simulations).
class DistinctKeys final : public Primitive {
 public:
  explicit DistinctKeys(const Reduction& r) : reduction_(r), windows_{key_milliseconds(r.period)} {}

  Verdict on_event(KeyState& key, const Arrival& arrival) const override {
    SketchCells cells{arrival.cells};
    cells.open(windows_.number(arrival));
    if (cells.hyperloglog(reduction_).add(arrival.key_hash)) return {};
    key.due_ms = windows_.end(arrival);
    Verdict verdict;
    verdict.action = Action::kRest;
    return alike(verdict, kNever, key.due_ms);
  }
  std::uint32_t cells() const override { return SketchCells::size_for(reduction_); }

 private:
  Reduction reduction_;
  SharedWindows windows_;
};

std::string sketch_problem(const Reduction& r) {
  const Reduction standard;
  if (key_milliseconds(r.period) == 0) return "a sketch needs a period of 1 ms or longer";
  if (r.key_overflow != standard.key_overflow) {
    return "a sketch has its own rule for keys beyond its room: no key_overflow";
  }
  switch (r.sketch) {
    case SketchType::kSpaceSaving:
      if (r.max_keys > kMostKeys - kMostRests) return "space_saving has room for 65,503 max_keys";
      if (r.top > r.max_keys) return "top must not exceed max_keys";
      break;
    case SketchType::kCountMin:
      if (r.allow == 0) return "allow must be 1 or more";
      if (r.depth == 0 || r.depth > kMostDepth) return "depth must be 1 to 16";
      if (r.width == 0 || r.width > kMostWidth) return "width must be 1 to 16,384";
      break;
    case SketchType::kHyperLogLog:
      if (!std::has_single_bit(r.registers) || r.registers < kLeastRegisters || r.registers > kMostRegisters) {
        return "registers must be a power of two, 16 to 65,536";
      }
      break;
  }
  if (r.sketch != SketchType::kSpaceSaving && r.max_keys != standard.max_keys) {
    return "only space_saving remembers keys: no max_keys";
  }
  return {};
}

}  // namespace

PrimitiveInfo sketch_primitive() {
  return {"sketch",
          "A window's events are told by a sketch of fixed size: the keys with most events (space_saving), the first "
          "events of each key (count_min), or those from which the number of keys follows (hyperloglog). All others "
          "are one observation, the rest.",
          "sketch period top allow depth width registers seed",
          "Memory does not grow with the number of keys, and counts balance: what is sent of a window, with its rest, "
          "is what was taken. The rest says kind, operation, protocol and direction, and no key.",
          "Keys beyond the sketch's room are a number in the rest. A flood of keys takes the room of an infection's "
          "own events (space_saving evicts them, count_min and hyperloglog fill up); who stays below the noise is "
          "there anyway.",
          sketch_problem,
          [](const Reduction& r) -> std::unique_ptr<const Primitive> {
            switch (r.sketch) {
              case SketchType::kCountMin:
                return std::make_unique<CountMinLimit>(r);
              case SketchType::kHyperLogLog:
                return std::make_unique<DistinctKeys>(r);
              case SketchType::kSpaceSaving:
                break;
            }
            return std::make_unique<SpaceSaving>(r);
          }};
}

}  // namespace picket
