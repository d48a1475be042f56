#include "reports/waterfall.h"

#include <fmt/format.h>

#include <numeric>

#include "reports/html.h"
#include "reports/number_format.h"

namespace picket {

std::string waterfall(const DelayBar& seconds) {
  const double sum = std::accumulate(seconds.begin(), seconds.end(), 0.0);
  if (!(sum > 0)) return "";
  std::string bars;
  std::string words;
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    if (seconds[i] <= 0) continue;
    const std::string text = fmt::format("{} {}", kDelayBarParts[i], format_duration(seconds[i]));
    bars += fmt::format("<i style=\"flex:{:.6f} 0 0;background:var(--c{})\" title=\"{}\"></i>", seconds[i] / sum, i, escape_html(text));
    words += (words.empty() ? "" : ", ") + text;
  }
  return fmt::format("<div class=\"parts\" aria-hidden=\"true\">{}</div><span class=\"ci\">{}</span>", bars, escape_html(words));
}

}  // namespace picket
