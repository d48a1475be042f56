#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "agent_core/base/check.h"
#include "agent_core/base/time.h"
#include "agent_core/policy/policy.h"
#include "agent_core/twin/iso8601_duration.h"

namespace picket {

/// `eventPriority<Event>` of generation 1.
enum class EventPriority : std::uint8_t { kOff, kLow, kHigh };
inline constexpr std::array<std::string_view, 3> kEventPriorityNames{"Off", "Low", "High"};
constexpr std::string_view to_string(EventPriority priority) {
  return kEventPriorityNames[static_cast<std::size_t>(priority)];
}

/// `CollectorsCore_PriorityIntervals` of generation 2: whole minutes, by Priority.
struct PriorityIntervals {
  std::array<std::uint32_t, kPriorities> minutes{};
  bool operator==(const PriorityIntervals&) const = default;
};
/// Most minutes of an interval.
/// Source: assumption: the agents hold them in signed 32-bit numbers.
inline constexpr std::uint32_t kMaxMinutes = 0x7fff'ffff;

/// The value of a property; `monostate` is a text that is not set.
using PropertyValue = std::variant<std::monostate, bool, std::uint32_t, Duration, EventPriority, Priority,
                                   PriorityIntervals, std::string>;

/// What a property holds, and how its JSON value looks.
enum class PropertyType : std::uint8_t {
  kBoolean,            ///< true or false
  kInteger,            ///< a number
  kDuration,           ///< a text, ISO 8601
  kEventPriority,      ///< "Off", "Low" or "High"
  kMessageFrequency,   ///< "Low", "Medium" or "High": a Priority
  kPriorityIntervals,  ///< a text, "<High>,<Medium>,<Low>" in minutes
  kText,               ///< a text, or null
  kCount_,
};
/// What a value of the type must be, in words: for messages and for the reference page.
std::string_view to_string(PropertyType type);

/// One property of a twin: the one description from which reading, defaults, reported document and
/// reference page are made.
struct PropertyInfo {
  /// As the twin would write it: durations, priorities and intervals as text.
  using Default = std::variant<std::monostate, bool, std::uint32_t, std::string_view>;

  std::string_view name;  ///< the key in the twin
  PropertyType type = PropertyType::kText;
  Default default_value{};
  std::string_view says{};    ///< one sentence for the reference page
  std::string_view source{};  ///< of the default and the range
  std::uint32_t minimum = 0;  ///< documented range of a kInteger
  std::uint32_t maximum = 0xffff'ffff;

  // Generation 1 only.
  bool read_by_c = true;        ///< the C agent's code knows it
  bool read_by_c_sharp = true;  ///< the C# agent's code knows it
  bool published = true;        ///< the published schema has it
  bool wrapped = true;          ///< an object {"value": X}; false: X itself
};

/// Longest text that a property may hold. Source: a single property of a twin is at most 4 KB (IoT Hub's
/// limits).
inline constexpr std::size_t kMaxPropertyText = 4'096;

/// How an agent reads and prints values of the same type.
struct TwinDialect {
  enum class Integers : std::uint8_t {
    kPlain,  ///< whole numbers within 32 bits, without sign
    /// A number is cast to a signed 32-bit integer and kept without sign: 8192.7 is 8192, -1 is
    /// 4,294,967,295 and all that 31 bits do not hold is 2,147,483,648 (what x86-64 makes of it). Printed
    /// with its sign. Source: the C agent's json_object_reader.c and twin_configuration_utils.c.
    kCastToSigned,
  };
  DurationDialect durations = DurationDialect::kSchema;
  Integers integers = Integers::kPlain;
  bool any_case_priorities = false;    ///< reads "HIGH"
  bool lower_case_priorities = false;  ///< prints "high"
};

/// The default as a value. A default that does not fit its type is our own mistake.
PropertyValue default_of(const PropertyInfo& info);

/// The value that `text` states for a type whose JSON form is a text; nothing if it states none.
/// Limits: intervals are whole minutes from 1 to 2^31 - 1 (assumption; the documentation has no limit)
///         without blanks, as documented; texts are at most kMaxPropertyText bytes.
std::optional<PropertyValue> value_from_text(PropertyType type, std::string_view text, const TwinDialect& dialect);

/// Whether an integer lies within its documented range; true for other types.
bool within_range(const PropertyInfo& info, const PropertyValue& value);

/// Appends the JSON form of a value: `"PT7M"`, `256`, `false`, `null`.
void append_json_value(const PropertyValue& value, const TwinDialect& dialect, std::string& out);

/// The properties of one twin, by the enumerators of `Property`, which ends with `kCount_` and whose order
/// is the table's. A value; copying it is how an update stays atomic.
template <class Property>
class TwinSettings {
 public:
  static constexpr std::size_t kSize = static_cast<std::size_t>(Property::kCount_);

  const PropertyValue& operator[](Property property) const { return values_[static_cast<std::size_t>(property)]; }
  PropertyValue& operator[](Property property) { return values_[static_cast<std::size_t>(property)]; }

  bool flag(Property property) const { return of<bool>(property); }
  std::uint32_t integer(Property property) const { return of<std::uint32_t>(property); }
  Duration duration(Property property) const { return of<Duration>(property); }
  EventPriority event_priority(Property property) const { return of<EventPriority>(property); }
  Priority frequency(Property property) const { return of<Priority>(property); }
  const PriorityIntervals& intervals(Property property) const { return of<PriorityIntervals>(property); }
  /// Empty if not set.
  std::string_view text(Property property) const {
    const auto* text = std::get_if<std::string>(&(*this)[property]);
    return text == nullptr ? std::string_view() : std::string_view(*text);
  }

  bool operator==(const TwinSettings&) const = default;

 private:
  template <class T>
  const T& of(Property property) const {
    const T* value = std::get_if<T>(&(*this)[property]);
    PICKET_CHECK(value != nullptr, "property", static_cast<int>(property), "holds", (*this)[property].index());
    return *value;
  }

  std::array<PropertyValue, kSize> values_{};
};

}  // namespace picket
