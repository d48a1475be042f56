#include "sim/import/shell_tokens.h"

#include <algorithm>
#include <array>

namespace picket::sim {
namespace {

constexpr auto kNpos = std::string_view::npos;

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

class Lexer {
 public:
  Lexer(std::string_view script, std::size_t first_line) : text_(script), line_(first_line) {}

  ShellTokens read() {
    while (at_ < text_.size() && out_.open_at == 0) step();
    end_word();
    return std::move(out_);
  }

 private:
  struct Pending {
    std::string delimiter;
    bool strip_tabs = false;
  };

  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void step() {
    const char c = text_[at_];
    if (c == '\n') return newline();
    if (is_blank(c)) {
      end_word();
      ++at_;
    } else if (c == '#' && !in_word_) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if ((c == '<' || c == '>') && peek(1) == '(') {
      substitution(at_, at_ + 2);
    } else if (std::string_view("|&;()<>").find(c) != kNpos) {
      operator_token();
    } else {
      word_character(c);
    }
  }

  void newline() {
    end_word();
    out_.tokens.push_back({ShellToken::Kind::kNewline, line_, "\n", {}});
    ++line_;
    ++at_;
    for (const Pending& heredoc : pending_) skip_heredoc(heredoc);
    pending_.clear();
  }

  void skip_heredoc(const Pending& heredoc) {
    ShellHeredoc body{line_, 0};
    while (at_ < text_.size()) {
      const std::size_t end = std::min(text_.find('\n', at_), text_.size());
      std::string_view line = text_.substr(at_, end - at_);
      at_ = std::min(end + 1, text_.size());
      ++line_;
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (heredoc.strip_tabs) line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
      if (line == heredoc.delimiter) break;
      ++body.lines;
    }
    out_.heredocs.push_back(body);
  }

  void operator_token() {
    // Digits just before a redirection are the number of what is redirected.
    std::string number;
    const char c = text_[at_];
    if (in_word_ && (c == '<' || c == '>') && word_.pieces.size() == 1 && word_.pieces[0].kind == ShellPiece::Kind::kPlain &&
        std::all_of(word_.pieces[0].text.begin(), word_.pieces[0].text.end(), is_digit)) {
      number = word_.pieces[0].text;
      in_word_ = false;
      word_ = {};
    }
    end_word();
    static constexpr std::array<std::string_view, 22> kOperators{"&>>", "<<<", "<<-", ";;&", "&&", "||", ";;", ";&", "|&", "&>", "<<",
                                                                 ">>",  "<&",  ">&",  "<>",  ">|", "|",  "&",  ";",  "(",  ")",  "<"};
    std::string_view op = ">";
    for (const std::string_view one : kOperators) {
      if (text_.substr(at_).starts_with(one)) {
        op = one;
        break;
      }
    }
    at_ += op.size();
    out_.tokens.push_back({ShellToken::Kind::kOperator, line_, number + std::string(op), {}});
    awaits_delimiter_ = op == "<<" || op == "<<-";
    strip_tabs_ = op == "<<-";
  }

  void end_word() {
    if (!in_word_) return;
    in_word_ = false;
    word_.text = std::string(text_.substr(word_start_, at_ - word_start_));
    if (awaits_delimiter_) {
      std::string delimiter;
      for (const ShellPiece& piece : word_.pieces) delimiter += piece.text;
      pending_.push_back({delimiter, strip_tabs_});
      awaits_delimiter_ = false;
    }
    out_.tokens.push_back(std::move(word_));
    word_ = {};
  }

  void begin_word() {
    if (in_word_) return;
    in_word_ = true;
    word_ = {ShellToken::Kind::kWord, line_, "", {}};
    word_start_ = at_;
  }

  void append(ShellPiece::Kind kind, char c) {
    if (word_.pieces.empty() || word_.pieces.back().kind != kind) word_.pieces.push_back({kind, "", "", false});
    word_.pieces.back().text += c;
  }

  void word_character(char c) {
    if (c == '\\' && peek(1) == '\n') {
      ++line_;
      at_ += 2;
      return;
    }
    begin_word();
    if (c == '\\') {
      if (at_ + 1 < text_.size()) append(ShellPiece::Kind::kQuoted, text_[at_ + 1]);
      at_ = std::min(at_ + 2, text_.size());
    } else if (c == '\'') {
      single_quotes();
    } else if (c == '"') {
      double_quotes();
    } else if (c == '`' || c == '$') {
      expansion(false);
    } else {
      append(ShellPiece::Kind::kPlain, c);
      ++at_;
    }
  }

  /// An empty piece in quotes is a word as well.
  void quoted_piece() {
    if (word_.pieces.empty() || word_.pieces.back().kind != ShellPiece::Kind::kQuoted) word_.pieces.push_back({ShellPiece::Kind::kQuoted, "", "", false});
  }

  void not_closed() {
    out_.open_at = word_.line;
    in_word_ = false;
    at_ = text_.size();
  }

  void single_quotes() {
    quoted_piece();
    const std::size_t end = text_.find('\'', at_ + 1);
    if (end == kNpos) return not_closed();
    for (const char c : text_.substr(at_ + 1, end - at_ - 1)) {
      line_ += c == '\n' ? 1 : 0;
      append(ShellPiece::Kind::kQuoted, c);
    }
    at_ = end + 1;
  }

  void double_quotes() {
    quoted_piece();
    ++at_;
    while (at_ < text_.size() && text_[at_] != '"') {
      const char c = text_[at_];
      if (c == '\\' && peek(1) != '\0') {
        if (peek(1) == '\n') ++line_;
        else if (std::string_view("$`\"\\").find(peek(1)) != kNpos) append(ShellPiece::Kind::kQuoted, peek(1));
        else {
          append(ShellPiece::Kind::kQuoted, c);
          append(ShellPiece::Kind::kQuoted, peek(1));
        }
        at_ += 2;
      } else if (c == '`' || c == '$') {
        expansion(true);
        if (out_.open_at != 0) return;
      } else {
        line_ += c == '\n' ? 1 : 0;
        append(ShellPiece::Kind::kQuoted, c);
        ++at_;
      }
    }
    if (at_ >= text_.size()) return not_closed();
    ++at_;
  }

  void piece(ShellPiece::Kind kind, std::size_t begin, std::size_t inner, std::size_t inner_end, std::size_t end, bool is_name = false) {
    word_.pieces.push_back({kind, std::string(text_.substr(inner, inner_end - inner)), std::string(text_.substr(begin, end - begin)), is_name});
    line_ += static_cast<std::size_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_), text_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    at_ = end;
  }

  void substitution(std::size_t begin, std::size_t inner) {
    begin_word();
    const std::size_t end = closing(inner, '(', ')');
    if (end == kNpos) return not_closed();
    piece(ShellPiece::Kind::kCommand, begin, inner, end, end + 1);
  }

  void expansion(bool in_quotes) {
    const std::size_t begin = at_;
    if (text_[at_] == '`') {
      std::size_t end = at_ + 1;
      while (end < text_.size() && text_[end] != '`') end += text_[end] == '\\' ? 2 : 1;
      if (end >= text_.size()) return not_closed();
      return piece(ShellPiece::Kind::kCommand, begin, begin + 1, end, end + 1);
    }
    const char next = peek(1);
    if (next == '(' && peek(2) == '(') {
      const std::size_t end = closing(begin + 2, '(', ')');
      if (end == kNpos) return not_closed();
      return piece(ShellPiece::Kind::kArithmetic, begin, begin, end + 1, end + 1);
    }
    if (next == '(') return substitution(begin, begin + 2);
    if (next == '{') {
      const std::size_t end = closing(begin + 2, '{', '}');
      if (end == kNpos) return not_closed();
      const std::string_view inner = text_.substr(begin + 2, end - begin - 2);
      const bool name = !inner.empty() && is_name_start(inner[0]) && name_end(begin + 2) == end;
      return piece(ShellPiece::Kind::kVariable, begin, begin + 2, end, end + 1, name);
    }
    if (is_name_start(next)) {
      const std::size_t end = name_end(begin + 1);
      return piece(ShellPiece::Kind::kVariable, begin, begin + 1, end, end, true);
    }
    if (next == '\'' && !in_quotes) {  // $'...': backslashes are escapes, and the quote does not end at one
      std::size_t end = begin + 2;
      while (end < text_.size() && text_[end] != '\'') end += text_[end] == '\\' ? 2 : 1;
      if (end >= text_.size()) return not_closed();
      return piece(ShellPiece::Kind::kQuoted, begin, begin + 2, end, end + 1);
    }
    if (next != '\0' && std::string_view("?$!#@*-0123456789").find(next) != kNpos) {
      return piece(ShellPiece::Kind::kVariable, begin, begin + 1, begin + 2, begin + 2);
    }
    append(in_quotes ? ShellPiece::Kind::kQuoted : ShellPiece::Kind::kPlain, '$');
    ++at_;
  }

  std::size_t name_end(std::size_t at) const {
    while (at < text_.size() && (is_name_start(text_[at]) || is_digit(text_[at]))) ++at;
    return at;
  }

  /// Place of the bracket that closes one that is open at `at`; quotes inside may hold brackets.
  std::size_t closing(std::size_t at, char open, char close) const {
    int depth = 1;
    char quote = '\0';
    for (; at < text_.size(); ++at) {
      const char c = text_[at];
      if (c == '\\' && quote != '\'') {
        ++at;
      } else if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == open) {
        ++depth;
      } else if (c == close && --depth == 0) {
        return at;
      }
    }
    return kNpos;
  }

  std::string_view text_;
  std::size_t line_;
  std::size_t at_ = 0;
  bool in_word_ = false;
  bool awaits_delimiter_ = false;
  bool strip_tabs_ = false;
  std::size_t word_start_ = 0;
  ShellToken word_;
  std::vector<Pending> pending_;
  ShellTokens out_;
};

}  // namespace

ShellTokens shell_tokens(std::string_view script, std::size_t first_line) {
  return Lexer(script.substr(0, kMaxShellBytes), first_line).read();
}

}  // namespace picket::sim
