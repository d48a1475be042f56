#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent_core/base/result.h"

namespace picket {

/// A value of an event that does not come from our agents: a text, a number, a truth value or null.
class FieldValue {
 public:
  enum class Kind : std::uint8_t { kNull, kText, kNumber, kTruth };

  static FieldValue null() { return {}; }
  static FieldValue text(std::string value);
  static FieldValue number(double value);
  static FieldValue truth(bool value);

  Kind kind() const { return kind_; }
  /// The value as a text: numbers in their shortest decimal form, "true", "false"; empty for null.
  const std::string& spelling() const { return spelling_; }
  /// Of numbers only.
  double value() const { return number_; }

 private:
  Kind kind_ = Kind::kNull;
  std::string spelling_;
  double number_ = 0;
};

/// An event as a flat map of field names to values, for rule authors and for data of other origin.
/// Spaces in names are left out, as Sigma asks ("Field Usage").
class FlatEvent {
 public:
  using Entry = std::pair<std::string, FieldValue>;

  /// A field given again takes the later value.
  void set(std::string_view name, FieldValue value);
  const std::vector<Entry>& fields() const { return fields_; }
  const FieldValue* find(std::string_view name) const;

  /// Reads a JSON object; what lies deeper is joined by dots: {"a": {"b": 1}, "c": [2]} gives a.b and c.0.
  /// Errors: what is wrong, for anything that is not one JSON object.
  /// Limits: 1 MiB, 32 levels, 4,096 values, names of 1,024 bytes.
  static Result<FlatEvent, std::string> from_json(std::string_view json);

 private:
  std::vector<Entry> fields_;
};

}  // namespace picket
