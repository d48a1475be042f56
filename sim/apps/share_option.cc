#include "sim/apps/share_option.h"

#include <charconv>
#include <system_error>

namespace picket::sim {

std::optional<double> share_of_word(std::string_view word) {
  const bool percent = word.ends_with('%');
  if (percent) word.remove_suffix(1);
  while (word.ends_with(' ')) word.remove_suffix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return percent ? number / 100 : number;
}

}  // namespace picket::sim
