#include "sim/scenario/open_quote.h"

#include <algorithm>

namespace picket::sim {
namespace {

constexpr std::string_view kBlank = " \t\r";

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::optional<OpenQuote> find() {
    while (at_ < text_.size()) {
      start_line();
      while (at_ < text_.size() && text_[at_] != '\n') {
        if (auto open = step()) return open;
      }
      ++at_;
    }
    return std::nullopt;
  }

 private:
  void start_line() {
    line_indent_ = std::min(text_.find_first_not_of(' ', at_), text_.size()) - at_;
    may_open_ = true;
    before_ = '\n';
  }

  /// Takes one character, a comment, a text in quotes or a block text.
  std::optional<OpenQuote> step() {
    const char c = text_[at_];
    if (c == ' ' || c == '\t' || c == '\r') {
      // After an indicator a value may begin; a '-' is one only where a value may.
      may_open_ = may_open_ || before_ == ':' || (before_ == ',' && flow_ > 0) || (before_ == '-' && dash_) ||
                  (before_ == '?' && dash_);
      before_ = before_ == '\n' ? '\n' : ' ';
      ++at_;
      return std::nullopt;
    }
    if (c == '#' && (before_ == ' ' || before_ == '\n')) {
      at_ = std::min(text_.find('\n', at_), text_.size());
      return std::nullopt;
    }
    if (may_open_ && (c == '"' || c == '\'')) return take_quoted(c);
    if (may_open_ && (c == '|' || c == '>') && skip_block()) return std::nullopt;
    const bool opens_flow = (c == '[' || c == '{') && (may_open_ || flow_ > 0);
    if (opens_flow) ++flow_;
    if ((c == ']' || c == '}') && flow_ > 0) --flow_;
    dash_ = (c == '-' || c == '?') && may_open_;
    may_open_ = opens_flow || (c == ',' && flow_ > 0);
    before_ = c;
    ++at_;
    return std::nullopt;
  }

  /// Offset behind the closing quote; the end if there is none.
  std::size_t end_of_quoted(std::size_t open, char quote) const {
    for (std::size_t i = open + 1; i < text_.size(); ++i) {
      if (quote == '"' && text_[i] == '\\') {
        ++i;
      } else if (text_[i] == quote) {
        if (quote == '\'' && i + 1 < text_.size() && text_[i + 1] == '\'') {
          ++i;
        } else {
          return i + 1;
        }
      }
    }
    return text_.size() + 1;
  }

  std::optional<OpenQuote> take_quoted(char quote) {
    const std::size_t open = at_;
    const std::size_t end = end_of_quoted(open, quote);
    if (end > text_.size()) return OpenQuote{OpenQuote::End::kNever, quote, open, 0};
    const bool over_lines = text_.substr(open, end - open).find('\n') != std::string_view::npos;
    const std::size_t next = std::min(text_.find_first_not_of(kBlank, end), text_.size());
    const char follows = next < text_.size() ? text_[next] : '\n';
    const bool fits = follows == '\n' || follows == ':' || (follows == '#' && next > end) ||
                      (flow_ > 0 && (follows == ',' || follows == ']' || follows == '}'));
    if (!fits) return OpenQuote{over_lines ? OpenQuote::End::kTooLate : OpenQuote::End::kTooEarly, quote, open, end - 1};
    at_ = end;
    may_open_ = false;
    before_ = quote;
    return std::nullopt;
  }

  /// Skips `|` or `>` with what it heads; false if it heads nothing.
  bool skip_block() {
    std::size_t i = at_ + 1;
    while (i < text_.size() && std::string_view("+-0123456789").find(text_[i]) != std::string_view::npos) ++i;
    while (i < text_.size() && kBlank.find(text_[i]) != std::string_view::npos) ++i;
    if (i < text_.size() && text_[i] != '\n' && text_[i] != '#') return false;
    at_ = std::min(text_.find('\n', i), text_.size());
    while (at_ < text_.size()) {
      const std::size_t begin = at_ + 1;
      const std::size_t first = std::min(text_.find_first_not_of(' ', begin), text_.size());
      const bool blank = first == text_.size() || text_[first] == '\n' || text_[first] == '\r';
      if (!blank && first - begin <= line_indent_) break;
      at_ = std::min(text_.find('\n', begin), text_.size());
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_indent_ = 0;
  std::size_t flow_ = 0;     ///< brackets that are open
  bool may_open_ = true;     ///< a quote here would open a text
  bool dash_ = false;        ///< the last '-' or '?' stood where a value may begin
  char before_ = '\n';
};

}  // namespace

std::optional<OpenQuote> find_open_quote(std::string_view yaml) { return Scanner(yaml).find(); }

}  // namespace picket::sim
