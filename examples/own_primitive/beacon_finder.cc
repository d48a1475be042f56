// A primitive of one's own: what calls home does so regularly. Events of a key are held and counted; as
// soon as several gaps in a row are alike the key is sent at once, else when it has been held for `hold`.
//
// Parameters (in YAML under `parameters:`): hold_seconds = 3600, repeats = 5, tolerance = 0.1.

#include <memory>
#include <string>

#include "agent_core/aggregate/primitive_plugin.h"

namespace {

using namespace picket;

double parameter(const Reduction& reduction, const char* name, double standard) {
  const auto found = reduction.parameters.find(name);
  return found == reduction.parameters.end() ? standard : found->second;
}

/// State: times[0]: last event; words[0]: gap before it in milliseconds; words[1]: gaps alike in a row.
class BeaconFinder final : public Primitive {
 public:
  explicit BeaconFinder(const Reduction& reduction)
      : hold_ms_(static_cast<std::uint32_t>(parameter(reduction, "hold_seconds", 3'600) * 1'000)),
        repeats_(static_cast<std::uint32_t>(parameter(reduction, "repeats", 5))),
        tolerance_(parameter(reduction, "tolerance", 0.1)) {}

  Verdict on_event(KeyState& key, const Arrival& arrival) const override {
    if (!arrival.fresh) {
      const std::uint32_t gap = arrival.now_ms - key.times[0];
      key.words[1] = is_alike(gap, key.words[0]) ? key.words[1] + 1 : 0;
      key.words[0] = gap;
    }
    key.times[0] = arrival.now_ms;
    Verdict verdict;
    verdict.action = Action::kHold;
    if (key.words[1] >= repeats_) {
      key.words[1] = 0;
      key.due_ms = kNever;
      verdict.action = Action::kFlush;
    } else if (key.due_ms == kNever) {
      key.due_ms = later(arrival.now_ms, hold_ms_);
    }
    return verdict;
  }

 private:
  bool is_alike(double gap, double before) const {
    return before > 0 && gap >= before * (1 - tolerance_) && gap <= before * (1 + tolerance_);
  }

  std::uint32_t hold_ms_;
  std::uint32_t repeats_;
  double tolerance_;
};

std::string problem(const Reduction& reduction) {
  const double hold = parameter(reduction, "hold_seconds", 3'600);
  if (hold < 0.001 || hold > 864'000) return "hold_seconds must be from 0.001 to 864000";
  const double repeats = parameter(reduction, "repeats", 5);
  if (repeats < 1 || repeats > 1'000) return "repeats must be from 1 to 1000";
  const double tolerance = parameter(reduction, "tolerance", 0.1);
  if (tolerance < 0 || tolerance > 1) return "tolerance must be from 0 to 1";
  return {};
}

std::unique_ptr<const Primitive> make(const Reduction& reduction) {
  return std::make_unique<BeaconFinder>(reduction);
}

PrimitiveInfo beacon_finder() {
  return {"beacon_finder",
          "Events of a key are held; a key with regular gaps is sent at once.",
          "",
          "A key that repeats at a steady interval is seen after repeats + 2 events.",
          "A beacon with random pauses; everything irregular is late by hold_seconds.",
          problem,
          make,
          "hold_seconds repeats tolerance"};
}

}  // namespace

PICKET_PRIMITIVE(beacon_finder())
