#include "sim/live/fit/seen_values.h"

#include <algorithm>
#include <tuple>

#include "agent_core/base/text.h"
#include "agent_core/base/utf8.h"

namespace picket::sim {

std::uint32_t SeenTexts::number_of(std::string_view text) {
  if (text.empty()) return 0;
  if (text.size() > kMostBytes || TextTable::is_pattern(text)) {
    ++refused_;
    return 0;
  }
  std::string shown = printable(text);
  if (const auto known = numbers_.find(shown); known != numbers_.end()) return known->second;
  if (texts_.size() >= max_texts_ || bytes_ + shown.size() > max_bytes_) {
    ++refused_;
    return 0;
  }
  const auto number = static_cast<std::uint32_t>(texts_.size());
  bytes_ += shown.size();
  numbers_.emplace(shown, number);
  texts_.push_back(std::move(shown));
  return number;
}

void SeenValues::add(std::uint32_t text, std::uint32_t variant, double hits) {
  for (SeenValue& value : values_) {
    if (value.text == text && value.variant == variant) {
      value.hits += hits;
      return;
    }
  }
  if (values_.size() < most_) {
    values_.push_back({text, variant, hits});
    return;
  }
  if (values_.empty()) {
    rest_ += hits;
    return;
  }
  const auto rarest = std::min_element(values_.begin(), values_.end(), [](const SeenValue& a, const SeenValue& b) { return a.hits < b.hits; });
  rest_ += rarest->hits;
  *rarest = {text, variant, hits};
}

void SeenValues::add(const SeenValues& other) {
  for (const SeenValue& value : other.values_) add(value.text, value.variant, value.hits);
  rest_ += other.rest_;
}

std::vector<SeenValue> SeenValues::by_frequency() const {
  std::vector<SeenValue> out = values_;
  std::sort(out.begin(), out.end(), [](const SeenValue& a, const SeenValue& b) { return std::make_tuple(-a.hits, a.variant, a.text) < std::make_tuple(-b.hits, b.variant, b.text); });
  return out;
}

double SeenValues::total() const {
  double sum = rest_;
  for (const SeenValue& value : values_) sum += value.hits;
  return sum;
}

}  // namespace picket::sim
