#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace picket {

/// One thing that is wrong with a security message, and how to put it right.
struct MessageProblem {
  std::string path;      ///< "Events[2].Payload[0].RemoteAddress"; empty: the message as a whole
  std::string found;     ///< what stands there, shortened; empty: nothing does
  std::string expected;  ///< "one of In, Out", "an IPv4 or IPv6 address", ...
  std::string hint;      ///< "did you mean 'CommandLine'?"; empty: no idea
  bool operator==(const MessageProblem&) const = default;
};
/// A text from outside as `found` has it: printable, in quotes, cut after 60 bytes.
std::string quoted_text(std::string_view text);
/// One line: "Events[0].Payload[0].Comandline: unknown field; expected one of Executable, ...; did you ...".
std::string to_string(const MessageProblem& problem);

/// Compares a message with the published schema 1.0 and names everything that is wrong at once.
///
/// Output: empty for exactly those messages that the published schema accepts and whose TimestampUTC is a
///         time (the schema asks for one, validators do not assert it) and whose names are given once.
/// Cost:   one pass; problems beyond `max_problems` are left out, and a last entry says so.
/// Errors: none; bytes that are no JSON, or over 262,144 (IoT Hub's limit), are one problem.
/// Source: defender.md 3.2, and the files it names.
std::vector<MessageProblem> find_message_problems(std::string_view json, std::size_t max_problems = 100);

}  // namespace picket
