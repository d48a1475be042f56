#include "pipeline_core/rules/condition.h"

#include <utility>
#include <vector>

#include "agent_core/base/ascii.h"
#include "pipeline_core/rules/diagnostic.h"
#include "pipeline_core/rules/pattern.h"
#include "pipeline_core/rules/rule_problem.h"

namespace picket {
namespace {

bool is_name_char(char c) {
  return is_word(c) || c == '-';
}

class ConditionParser {
 public:
  ConditionParser(std::string_view text, const Searches& searches, std::size_t max_tests)
      : text_(text), searches_(searches), room_(max_tests) {}

  Result<Expression, std::vector<ConditionError>> parse() {
    Expression e = parse_or(0);
    skip_space();
    if (!stuck_ && at_ != text_.size()) {
      fail(text_[at_] == '|' ? "'|' in a condition was removed from Sigma; write a correlation"
                             : "expected the end of the condition");
    }
    if (!errors_.empty()) return std::move(errors_);
    return e;
  }

 private:
  /// What cannot be read on from: nothing after it is told.
  void fail(std::string message) {
    if (!stuck_) errors_.push_back({at_, std::move(message)});
    stuck_ = true;
  }
  /// A word that stands where it may and means nothing.
  void note(std::string message) {
    if (stuck_) return;
    errors_.push_back({at_, std::move(message)});
    stuck_ = errors_.size() >= RuleProblems::kMax;  // a long condition may hold many, and each is compared with every name
  }
  /// A copy of a search, as long as there is room for it.
  Expression copy(const Expression& search) {
    const std::size_t size = size_of(search);
    if (size > room_) {
      fail("the condition makes too many tests");
      return {};
    }
    room_ -= size;
    return search;
  }
  void note_undefined(std::string_view name) {
    std::vector<std::string_view> names;
    for (const auto& [known, search] : searches_) names.push_back(known);
    note("search " + in_quotes(name) + " is not defined" + hint(name, names));
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
    } while (!stuck_ && accept(word));
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
      if (stuck_) return inner;
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
      note_undefined(word);
      at_ += word.size();
      return {};
    }
    Expression search = copy(found->second);
    at_ += word.size();
    return search;
  }
  Expression parse_group(Expression::Kind kind) {
    const std::string_view pattern = peek();
    if (pattern.empty()) {
      fail("expected 'them' or a name pattern");
      return {};
    }
    // Of a search string's signs, names and patterns hold `*` alone, and it means the same.
    const TextPattern names(parse_pattern(pattern == "them" ? "*" : pattern), true);
    std::vector<Expression> parts;
    for (const auto& [name, search] : searches_) {
      if (name.starts_with('_') && !pattern.starts_with('_')) continue;
      if (names.matches(name)) parts.push_back(copy(search));
    }
    if (parts.empty()) note("no search matches " + in_quotes(pattern));
    at_ += pattern.size();
    return parts.empty() ? Expression{} : Expression::joined(kind, std::move(parts));
  }

  std::string_view text_;
  const Searches& searches_;
  std::size_t room_;
  std::size_t at_ = 0;
  std::vector<ConditionError> errors_;
  bool stuck_ = false;
};

}  // namespace

Result<Expression, std::vector<ConditionError>> parse_condition(std::string_view text, const Searches& searches,
                                                   std::size_t max_tests) {
  return ConditionParser(text, searches, max_tests).parse();
}

}  // namespace picket
