#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace picket::sim {

/// A text in quotes that does not end where it was meant to.
struct OpenQuote {
  enum class End : std::uint8_t {
    kNever,     ///< the document ends first
    kTooLate,   ///< by a quote on a line below that was meant for another text, since more stands behind it
    kTooEarly,  ///< by a quote on the same line with more behind it
  };
  End end = End::kNever;
  char quote = '"';
  std::size_t at = 0;      ///< offset of the quote that opens it
  std::size_t ended_at = 0;  ///< of the quote that ends it, but for kNever
};

/// The first such text of a YAML document. For documents that a reader has refused it says why, where the reader only
/// says where it gave up; yaml-cpp even takes a text that the document's end cuts short.
///
/// Model:  follows what quotes and hashes mean in YAML 1.2: a quote opens a text at the start of a value or key only,
///         '' and \" inside do not end it, comments and block texts (| and >) have no quotes.
/// Limits: a heuristic: one line, since texts in quotes that go over several lines are rare in scenarios. A text that
///         properly goes over lines is not taken for open.
/// Cost:   linear.
std::optional<OpenQuote> find_open_quote(std::string_view yaml);

}  // namespace picket::sim
