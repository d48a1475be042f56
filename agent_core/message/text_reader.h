#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>

#include "agent_core/base/text.h"

namespace picket {

/// Interns the texts of one message and remembers whether the table refused any.
class TextReader {
 public:
  explicit TextReader(TextTable& texts) : texts_(texts), refused_before_(texts.refused()) {}

  Text read(std::string_view text) { return texts_.intern(text); }
  /// Reads a command line and, if the table did not know it, notes which program it runs. A message
  /// cannot change what the vocabulary says about a command line that it knows.
  Text read_commandline(std::string_view commandline, std::string_view executable) {
    if (commandline.empty()) return read(executable);
    const Text program = read(executable);
    const std::size_t before = texts_.size();
    const Text text = read(commandline);
    if (texts_.size() != before && !program.empty()) texts_.set_executable(text, program);
    return text;
  }
  bool refused_any() const { return texts_.refused() != refused_before_; }

 private:
  TextTable& texts_;
  std::uint64_t refused_before_;
};

/// The whole text as a decimal u32; false for anything else.
inline bool parse_decimal(std::string_view text, std::uint32_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace picket
