#include "pipeline_core/rules/condition.h"

#include <optional>
#include <utility>
#include <vector>

namespace picket {
namespace {

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// `*` in a pattern stands for any run of characters.
bool name_matches(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  if (!name.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t i = star; i <= name.size(); ++i) {
    if (name_matches(rest, name.substr(i))) return true;
  }
  return false;
}

class ConditionParser {
 public:
  ConditionParser(std::string_view text, const Searches& searches) : text_(text), searches_(searches) {}

  Result<Expression, ConditionError> parse() {
    Expression e = parse_or(0);
    skip_space();
    if (!error_ && at_ != text_.size()) {
      fail(text_[at_] == '|' ? "'|' in a condition was removed from Sigma; write a correlation"
                             : "expected the end of the condition");
    }
    if (error_) return *error_;
    return e;
  }

 private:
  void fail(std::string message) {
    if (!error_) error_ = ConditionError{at_, std::move(message)};
  }
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }
  /// The next word, not consumed; names and patterns.
  std::string_view peek() {
    skip_space();
    std::size_t end = at_;
    while (end < text_.size() && (is_name_char(text_[end]) || text_[end] == '*')) ++end;
    return text_.substr(at_, end - at_);
  }
  bool accept(std::string_view word) {
    if (peek() != word) return false;
    at_ += word.size();
    return true;
  }

  Expression parse_or(int depth) { return parse_chain(depth, Expression::Kind::kOr, "or"); }
  Expression parse_and(int depth) { return parse_chain(depth, Expression::Kind::kAnd, "and"); }
  Expression parse_chain(int depth, Expression::Kind kind, std::string_view word) {
    std::vector<Expression> parts;
    do {
      parts.push_back(kind == Expression::Kind::kOr ? parse_and(depth) : parse_not(depth));
    } while (!error_ && accept(word));
    return Expression::joined(kind, std::move(parts));
  }
  Expression parse_not(int depth) {
    if (depth > 64) {
      fail("nested too deeply");
      return {};
    }
    if (accept("not")) return Expression::negated(parse_not(depth + 1));
    return parse_primary(depth);
  }
  Expression parse_primary(int depth) {
    skip_space();
    if (at_ < text_.size() && text_[at_] == '(') {
      ++at_;
      Expression inner = parse_or(depth + 1);
      skip_space();
      if (error_) return inner;
      if (at_ == text_.size() || text_[at_] != ')')
        fail("expected ')'");
      else
        ++at_;
      return inner;
    }
    const std::string_view word = peek();
    if (word.empty() || word == "and" || word == "or") {
      fail("expected a search name");
      return {};
    }
    const std::size_t start = at_;
    if (word == "1" || word == "any" || word == "all") {
      at_ += word.size();
      if (accept("of")) return parse_group(word == "all" ? Expression::Kind::kAnd : Expression::Kind::kOr);
      at_ = start;
    }
    const auto found = searches_.find(word);
    if (found == searches_.end()) {
      fail("search '" + std::string(word) + "' is not defined");
      return {};
    }
    at_ += word.size();
    return found->second;
  }
  Expression parse_group(Expression::Kind kind) {
    const std::string_view pattern = peek();
    if (pattern.empty()) {
      fail("expected 'them' or a name pattern");
      return {};
    }
    std::vector<Expression> parts;
    for (const auto& [name, search] : searches_) {
      if (name.starts_with('_') && !pattern.starts_with('_')) continue;
      if (pattern == "them" || name_matches(pattern, name)) parts.push_back(search);
    }
    if (parts.empty()) fail("no search matches '" + std::string(pattern) + "'");
    at_ += pattern.size();
    return parts.empty() ? Expression{} : Expression::joined(kind, std::move(parts));
  }

  std::string_view text_;
  const Searches& searches_;
  std::size_t at_ = 0;
  std::optional<ConditionError> error_;
};

}  // namespace

Result<Expression, ConditionError> parse_condition(std::string_view text, const Searches& searches) {
  return ConditionParser(text, searches).parse();
}

}  // namespace picket
