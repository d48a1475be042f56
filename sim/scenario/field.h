#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace picket::sim {

/// Where a default comes from, shown by `explain` and in the reference page.
enum class Grade : std::uint8_t {
  kChoice,     ///< a setting, not a claim about the world
  kMeasured,   ///< measured on data or a machine; `source` says which
  kPublished,  ///< stated by a document; `source` names it
  kEstimated,  ///< our own estimate
};

/// Between which values a default may plausibly lie: an honest range of what is not known exactly, narrower than what a scenario may
/// say. In the base unit of the field's type; of a distribution the range of its first parameter (value, median, mean).
struct PlausibleRange {
  double low = 0;
  double high = 0;

  bool is_known() const { return low < high; }
  bool holds(double value) const { return is_known() && low <= value && value <= high; }
};

/// One word of a set of flags.
struct BitName {
  std::uint32_t bit;
  std::string_view name;
};

/// What a field says about itself. A struct lists its fields once:
///
///   template <class Visitor> void describe(Visitor& v, AccessNetwork& n) {
///     v.field("uplink_bandwidth", n.uplink_bandwidth,
///             {.says = "Upload speed of the site's line.", .min = 1, .grade = Grade::kPublished,
///              .source = "BISmark, IMC 2013"});
///   }
///
/// `describe` is found by argument-dependent lookup. The reader, the writer of resolved
/// scenarios, the JSON Schema, `explain` and the reference page are visitors. Field types:
/// bool, std::int64_t, std::uint32_t, double, std::string, Duration, Time, Bytes, BitRate, Money,
/// Distribution, FreeMapping, enums with an `enum_names` overload, structs with `describe`, std::vector,
/// std::map<std::string, T>, std::optional (more integer widths work as well).
/// `min` and `max` are in the base unit of the type (seconds, bytes, bits per second, dollars,
/// plain numbers) and inclusive; on a list or a map they hold for the elements. The default is
/// the struct's own initial value. `plausible` holds it, and is what `--uncertainty` draws from.
/// `refers_to` on a text: the text names one; on a map: each key does; on a struct: the YAML may
/// give the name of a library file in place of the struct.
struct FieldInfo {
  std::string_view says;  ///< one sentence; must not be empty
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  bool required = false;
  Grade grade = Grade::kChoice;
  std::string_view source = "";
  PlausibleRange plausible = {};       ///< none for choices, and where every file states a value of its own
  std::string_view refers_to = "";     ///< "class", "network", "policy", ...: the value must name one
  std::string_view unit = "";          ///< Distribution: "s", "B" or "bit/s"; units in YAML must fit it
  std::span<const BitName> bits = {};  ///< std::uint32_t: a set of flags, in YAML a list of these words
};

/// Bits per second. YAML: "10 Mbit/s", "60 kbit/s".
struct BitRate {
  double bits_per_second = 0;
  auto operator<=>(const BitRate&) const = default;
};

/// One enumerator's word in YAML.
template <class Enum>
struct EnumName {
  Enum value;
  std::string_view name;
};

}  // namespace picket::sim
