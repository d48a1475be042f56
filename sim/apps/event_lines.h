#pragma once

#include <cstddef>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace picket::sim {

/// The lines of a file of events, one at a time, so that a large file does not stand in memory.
/// Errors: throws WrongInput with the path if it is no regular file, cannot be read or has more than 1 GiB.
class EventLines {
 public:
  static constexpr std::size_t kMaxLineBytes = std::size_t{1} << 20;  ///< as FlatEvent has it

  explicit EventLines(const std::string& path);
  /// False at the end.
  bool next();
  std::size_t number() const { return number_; }  ///< from 1
  /// Without its end; of a line that is too long, nothing.
  std::string_view text() const { return text_; }
  bool is_too_long() const { return is_too_long_; }

 private:
  std::ifstream file_;
  std::vector<char> buffer_;
  std::string_view text_;
  std::size_t number_ = 0;
  bool is_too_long_ = false;
};

}  // namespace picket::sim
