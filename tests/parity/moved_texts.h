#pragma once

#include <variant>

#include "agent_core/base/text.h"
#include "agent_core/message/record.h"
#include "agent_core/state/image_fields.h"

namespace picket::test {

/// An archive of saved_fields that takes the texts of a record over into another table, with the programs that command
/// lines run. Everything else stays.
struct MovedTexts {
  const TextTable& from;
  TextTable& to;

  void text(std::string_view, Text& value) {
    const Text executable = from.executable_of(value);
    value = to.intern(from.render(value));
    if (!executable.empty()) to.set_executable(value, to.intern(from.render(executable)));
  }
  template <class... Value>
  void number(std::string_view, const Value&...) {}
  template <class... Value>
  void word(std::string_view, const Value&...) {}
  void flag(std::string_view, bool) {}
  void address(std::string_view, const IpAddress&) {}
};

/// The record as a collector gives it that keeps its texts in `to`: templates are literals there.
inline Record moved(Record record, const TextTable& from, TextTable& to) {
  MovedTexts archive{from, to};
  std::visit(saved_fields::RecordFields<MovedTexts>{archive}, record);
  return record;
}

}  // namespace picket::test
