#include "sim/scenario/variant_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "sim/scenario/quantity_text.h"
#include "sim/scenario/references.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {
namespace {

bool is_whole(double value) { return value == std::floor(value); }

std::string interval_text(double low, double high) { return fmt::format("[{}, {}]", format_number(low), format_number(high)); }

class RangeCheck {
 public:
  RangeCheck(const AttackParameter& parameter, const std::string& path, const Places& places, Diagnostics& diagnostics)
      : p_(parameter), path_(path), places_(places), diagnostics_(diagnostics) {}

  void run() {
    if (!p_.range.empty() && !p_.choices.empty()) {
      add(Code::kVariant, "choices", "range and choices are both given, and a variant draws from one of them", "remove one of the two");
    }
    choices();
    const bool sound = interval("range", p_.range);
    if (!interval("held_out", p_.held_out) || p_.held_out.empty()) return;
    if (!p_.is_drawn()) {
      add(Code::kVariant, "held_out", "there is nothing that it is held out of", "add the range that the other variants draw from");
      return;
    }
    apart(sound);
  }

 private:
  void add(Code code, std::string_view field, std::string message, std::string hint = "") {
    const std::string at = child_path(path_, field);
    diagnostics_.add(code, place_of(places_, at), at, std::move(message), std::move(hint));
  }

  /// A number that the parameter allows, and that can be drawn so.
  bool number(double value, std::string_view field, bool from_interval) {
    if (value < p_.min || value > p_.max) {
      add(Code::kOutOfRange, field, fmt::format("{} is outside {}", format_number(value), interval_text(p_.min, p_.max)),
          "min and max of the parameter say what is allowed");
      return false;
    }
    if (p_.whole && !is_whole(value)) {
      add(Code::kVariant, field, fmt::format("{} is not whole, and whole: true draws whole numbers", format_number(value)));
      return false;
    }
    if (from_interval && p_.scale == RangeScale::kLog && value <= 0) {
      add(Code::kVariant, field, fmt::format("{} has no logarithm, which scale: log draws in", format_number(value)),
          "begin above 0, or leave scale out");
      return false;
    }
    return true;
  }

  void choices() {
    if (p_.choices.empty()) return;
    if (std::all_of(p_.choices.begin(), p_.choices.end(), [&](double each) { return each == p_.choices.front(); })) {
      add(Code::kVariant, "choices", "one number is no choice", "give at least two numbers");
    }
    for (const double each : p_.choices) {
      if (!number(each, "choices", false)) return;
    }
  }

  /// True if it is not given, too.
  bool interval(std::string_view field, const std::vector<double>& ends) {
    if (ends.empty()) return true;
    if (ends.size() != 2) {
      add(Code::kVariant, field, fmt::format("{} number{}, where an interval has two", ends.size(), ends.size() == 1 ? "" : "s"),
          field == "range" ? "write range: [low, high]; a list of numbers to choose from is 'choices'" : "write held_out: [low, high]");
      return false;
    }
    if (!number(ends[0], field, true) || !number(ends[1], field, true)) return false;
    if (ends[0] < ends[1]) return true;
    add(Code::kVariant, field, fmt::format("low is not below high: {}", interval_text(ends[0], ends[1])),
        ends[0] > ends[1] ? fmt::format("write {}", interval_text(ends[1], ends[0])) : "");
    return false;
  }

  /// What is held out must not be what others meet.
  void apart(bool range_is_sound) {
    const double low = p_.held_out[0];
    const double high = p_.held_out[1];
    if (range_is_sound && !p_.range.empty() && low <= p_.range[1] && high >= p_.range[0]) {
      add(Code::kVariant, "held_out",
          fmt::format("{} and the range {} have numbers in common", interval_text(low, high), interval_text(p_.range[0], p_.range[1])),
          "held-out variants must differ from those that detections are tuned on");
    }
    for (const double choice : p_.choices) {
      if (choice < low || choice > high) continue;
      add(Code::kVariant, "held_out", fmt::format("{} holds {}, which is one of the choices", interval_text(low, high), format_number(choice)),
          "held-out variants must differ from those that detections are tuned on");
      break;
    }
    if (p_.value < low || p_.value > high) return;
    add(Code::kVariant, "held_out", fmt::format("{} holds the value, {}", interval_text(low, high), format_number(p_.value)),
        "held-out variants must differ from the attack without a variant");
  }

  const AttackParameter& p_;
  const std::string& path_;
  const Places& places_;
  Diagnostics& diagnostics_;
};

/// Whether something was wrong with a value before: what stands in its place is not what was meant.
bool is_wrong_already(const Diagnostics& diagnostics, const std::string& path) {
  return std::any_of(diagnostics.all().begin(), diagnostics.all().end(), [&](const Diagnostic& d) {
    return d.path.starts_with(path) && (d.path.size() == path.size() || d.path[path.size()] == '.' || d.path[path.size()] == '[');
  });
}

}  // namespace

void check_attack_ranges(const AttackTemplate& attack, const std::string& path, const Places& places, Diagnostics& diagnostics) {
  for (const auto& [name, parameter] : attack.parameters) {
    if (diagnostics.full()) return;
    const std::string at = child_path(child_path(path, "parameters"), name);
    if (!is_wrong_already(diagnostics, at)) RangeCheck(parameter, at, places, diagnostics).run();
  }
}

void check_variant(const AttackInstance& instance, const AttackTemplate& attack, const std::string& path, const Places& places,
                   Diagnostics& diagnostics) {
  const auto add = [&](std::string_view field, std::string message, std::string hint) {
    const std::string at = child_path(path, field);
    if (!is_wrong_already(diagnostics, at)) diagnostics.add(Code::kVariant, place_of(places, at), at, std::move(message), std::move(hint));
  };
  if (instance.variant == 0) {
    if (instance.held_out) add("held_out", "it says where a variant is drawn, and none is asked for", "write for example 'variant: 1'");
  } else if (!attack.has_ranges()) {
    add("variant", fmt::format("the attack {} has no ranges to draw a variant from", instance.use),
        "leave variant out, or set its numbers with 'parameters'");
  } else if (instance.held_out && !attack.has_held_out()) {
    add("held_out", fmt::format("the attack {} has no held-out ranges", instance.use), "leave held_out out");
  }
}

}  // namespace picket::sim
