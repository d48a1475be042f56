#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace picket::sim {

/// Texts of a stream, each kept once, within a bound.
///
/// Model:  number 0 stands for every text that is not kept: longer than kMostBytes, what a scenario would read as a template ("{decimal}"),
///         or beyond the room. Bytes that no terminal or YAML file should hold stand as escapes.
/// Cost:   about 100 bytes and the text.
class SeenTexts {
 public:
  static constexpr std::size_t kMostBytes = 1'024;  ///< of one text
  SeenTexts(std::size_t max_texts, std::size_t max_bytes) : max_texts_(max_texts), max_bytes_(max_bytes), texts_(1) {}
  std::uint32_t number_of(std::string_view text);
  const std::string& at(std::uint32_t number) const { return texts_[number]; }
  std::uint64_t refused() const { return refused_; }

 private:
  std::size_t max_texts_;
  std::size_t max_bytes_;
  std::size_t bytes_ = 0;
  std::uint64_t refused_ = 0;
  std::vector<std::string> texts_;
  std::unordered_map<std::string, std::uint32_t> numbers_;  ///< never iterated
};

/// A value: a text with what belongs to it, as a port or an operation.
struct SeenValue {
  std::uint32_t text = 0;     ///< of SeenTexts, or a hash
  std::uint32_t variant = 0;
  double hits = 0;
};

/// How often which values were seen, the frequent ones surely among those that are kept.
///
/// Model:  a value that finds no room takes the place of the rarest, whose hits then belong to the rest. Kept hits and the rest are
///         all hits. A value that comes and goes may be kept with fewer hits than it had, never with more.
/// Cost:   16 bytes a value that is kept.
class SeenValues {
 public:
  explicit SeenValues(std::size_t most = 32) : most_(most) {}
  void add(std::uint32_t text, std::uint32_t variant, double hits);
  void add_rest(double hits) { rest_ += hits; }
  /// Takes another's values, with its rest.
  void add(const SeenValues& other);
  /// By hits, most first; of equal ones the first by `variant` and then by text number, which is the order of seeing.
  std::vector<SeenValue> by_frequency() const;
  std::size_t size() const { return values_.size(); }
  double rest() const { return rest_; }
  double total() const;

 private:
  std::size_t most_;
  double rest_ = 0;
  std::vector<SeenValue> values_;
};

}  // namespace picket::sim
