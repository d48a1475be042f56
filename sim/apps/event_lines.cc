#include "sim/apps/event_lines.h"

#include <limits>

#include "sim/apps/input_file.h"
#include "sim/experiment/rule_content.h"

namespace picket::sim {

EventLines::EventLines(const std::string& path) {
  check_regular_file(path, kMaxInputBytes);
  file_.open(path, std::ios::binary);
  if (!file_) throw WrongInput(path + ": cannot be read");
  buffer_.resize(kMaxLineBytes + 1);  // the longest line and what ends a text
}

bool EventLines::next() {
  text_ = {};
  is_too_long_ = false;
  file_.getline(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  const auto taken = static_cast<std::size_t>(file_.gcount());
  if (file_.fail()) {
    // A full buffer without the end of a line; nothing at all is the end of the file.
    if (file_.eof() || taken == 0) return false;
    file_.clear();
    file_.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    is_too_long_ = true;
  } else {
    // The end of a line is counted and not kept; the last line may have none.
    text_ = std::string_view(buffer_.data(), file_.eof() ? taken : taken - 1);
  }
  ++number_;
  return true;
}

}  // namespace picket::sim
