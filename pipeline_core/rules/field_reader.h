#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline_core/rules/field.h"
#include "pipeline_core/rules/flat_event.h"

namespace picket {

/// What is known of a field. Sigma tells null from the empty text; the wire of our agents does not, so an
/// observation's empty text is blank: null to rules that ask for null, empty to those that ask for ''.
enum class Presence : std::uint8_t { kMissing, kNull, kBlank, kValue };

/// Reads fields of one event, renders texts at most once. Reused: `reset` starts the next one.
/// The observation, the table or the event must outlive the reading.
/// Cost: literals of the text table are not copied; state is about 100 bytes a field.
class FieldReader {
 public:
  /// Reads the built-in fields and, of reports, those of the table. The table must outlive the reader.
  explicit FieldReader(const FieldTable* table = nullptr);

  void reset(const Observation& observation, const TextTable& texts);
  void reset(Observation&& observation, const TextTable& texts) = delete;  ///< the reader looks into it later
  /// Of two names of one field that both have a value, the second is a value that no rule names.
  void reset(const FlatEvent& event);

  Presence presence(Field field) { return load(field).presence; }
  /// Empty view unless there is a value. Numbers and addresses are rendered.
  std::string_view text(Field field) { return load(field).text; }
  /// `text` with ASCII letters in lower case.
  std::string_view folded(Field field) { return fold(load(field)); }
  /// A number; texts are not read as numbers, but for a report's fields that are numbers elsewhere.
  std::optional<double> number(Field field);
  /// An address, or a text that is one.
  std::optional<IpAddress> address(Field field);

  /// The values that make up the whole event, in a fixed order: every field but hit count, time and device.
  std::size_t value_count();
  std::string_view value(std::size_t at) { return parts_[at]->text; }
  std::string_view folded_value(std::size_t at) { return fold(*parts_[at]); }

 private:
  struct Slot {
    std::uint64_t loaded = 0;  ///< the event that it holds
    std::uint64_t folded_of = 0;
    Presence presence = Presence::kMissing;
    std::string_view text;
    std::string buffer;
    std::string folded;
    std::optional<double> number;  ///< of generic events; observations are asked again
  };
  Slot& load(Field field) {
    Slot& slot = slots_[static_cast<std::size_t>(field)];
    if (slot.loaded != event_) fill(field, slot);
    return slot;
  }
  std::string_view fold(Slot& slot);
  void fill(Field field, Slot& slot);
  void set(Slot& slot, const FieldValue& value);
  void render(Field field, Slot& slot) const;
  void render_text(Text text, Slot& slot) const;
  void render_image(Text executable, Text commandline, Slot& slot) const;
  void render_report(Field field, Slot& slot) const;
  std::optional<std::uint64_t> observed_number(Field field) const;
  /// The same, and the numbers of reports, which are kept as texts: those spelled as a number is.
  std::optional<std::uint64_t> whole_number(Field field);
  std::optional<IpAddress> observed_address(Field field) const;

  const FieldTable* table_;
  const Observation* observation_ = nullptr;  ///< null: the slots hold a generic event
  const TextTable* texts_ = nullptr;
  std::uint64_t event_ = 0;
  std::uint64_t parts_of_ = 0;
  std::vector<Slot> slots_;
  std::vector<Slot> unnamed_;  ///< values of a generic event that no rule names
  std::size_t unnamed_count_ = 0;
  std::vector<Field> named_;  ///< fields of a generic event, in its order
  std::vector<Slot*> parts_;
};

}  // namespace picket
