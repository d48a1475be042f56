#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace picket {

/// Finds all occurrences of many literals in one pass over a text. ASCII letters count as equal in both cases.
///
/// Model:  Aho-Corasick with failure transitions resolved into a dense table; bytes that occur in no literal
///         share one column, and so do the two cases of a letter.
/// Cost:   one table look-up a byte, plus one call a hit. Table: 4 bytes * states * distinct bytes.
/// Limits: fewer than 2^32 cells, which is the caller's to see to.
/// Source: Aho and Corasick, "Efficient string matching: an aid to bibliographic search", CACM 18 (1975).
class LiteralAutomaton {
 public:
  /// `id` is handed back on a hit. Literals must not be empty; equal ones may be added under several ids.
  void add(std::string_view literal, std::uint32_t id);
  void compile();

  /// Calls `hit(id, start, end)` for every occurrence, by its end.
  template <class Hit>
  void scan(std::string_view text, Hit&& hit) const {
    std::uint32_t state = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      state = next_[state + column_[static_cast<unsigned char>(text[i])]];
      if (state < first_with_hits_) continue;
      const std::uint32_t row = (state - first_with_hits_) / columns_;
      for (std::uint32_t at = hits_from_[row]; at < hits_from_[row + 1]; ++at) {
        const Occurrence& o = hits_[at];
        hit(o.id, i + 1 - o.length, i + 1);
      }
    }
  }
  std::size_t table_bytes() const { return next_.size() * sizeof(std::uint32_t); }

 private:
  struct Occurrence {
    std::uint32_t id;
    std::uint32_t length;
  };
  struct Literal {
    std::string text;
    std::uint32_t id;
  };
  std::vector<Literal> literals_;
  std::array<std::uint8_t, 256> column_{};
  std::uint32_t columns_ = 1;
  std::vector<std::uint32_t> next_;          ///< by state * columns_ + column: the next state * columns_
  std::uint32_t first_with_hits_ = ~0U;      ///< states from this on (times columns_) end a literal
  std::vector<std::uint32_t> hits_from_;     ///< by state with hits, into hits_
  std::vector<Occurrence> hits_;
};

}  // namespace picket
