#include "pipeline_core/intel/indicator_feed.h"

namespace picket {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// The line without its comment, which begins the line or follows white space: '#' and ';' may be in a URL.
std::string_view without_comment(std::string_view line) {
  for (std::size_t at = line.find_first_of("#;"); at != std::string_view::npos; at = line.find_first_of("#;", at + 1)) {
    if (at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t') return line.substr(0, at);
  }
  return line;
}

}  // namespace

FeedCounts read_indicator_list(std::string_view text, std::string_view file, const FeedDefaults& defaults,
                               IndicatorSet::Builder& builder, FeedProblems& problems) {
  FeedCounts counts;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  for (int line_number = 1; !text.empty(); ++line_number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::string_view word = trimmed(without_comment(line));
    if (word.empty()) continue;
    ++counts.indicators;
    auto value = read_value(word);
    if (!value) {
      ++counts.refused;
      problems.add({std::string(file), line_number, static_cast<int>(word.data() - line.data()) + 1, "", "",
                    "'" + std::string(word.substr(0, 80)) + "' is no address, block without host bits, domain, URL or file hash",
                    false});
      continue;
    }
    if (is_too_wide(*value)) {
      ++counts.refused;
      ++counts.too_wide;
      problems.add({std::string(file), line_number, static_cast<int>(word.data() - line.data()) + 1, "", "", too_wide_text(word), false});
      continue;
    }
    ++counts.loaded;
    ++counts.values;
    builder.add(std::move(*value), {defaults.valid_from, defaults.valid_until, defaults.source, defaults.confidence,
                                    defaults.tlp, {}, Time::min()});
  }
  return counts;
}

}  // namespace picket
