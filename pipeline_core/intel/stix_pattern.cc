#include "pipeline_core/intel/stix_pattern.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "agent_core/base/ascii.h"
#include "agent_core/message/utc_text.h"

namespace picket {
namespace {

constexpr std::size_t kMaxText = 64U << 10;
constexpr int kMaxParentheses = 64;
constexpr std::size_t kMaxParts = 16'384;

struct Token {
  enum class Kind : std::uint8_t { kEnd, kWord, kSymbol, kString, kNumber, kTimestamp, kHex, kBinary, kBad };
  Kind kind = Kind::kEnd;
  std::size_t at = 0;
  std::string text;  ///< words, symbols and numbers as written; strings without quotes; kBad: what is wrong
};

bool begins_word(char c) {
  return is_letter(c) || c == '_';
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Token next() {
    skip_space();
    Token token;
    token.at = at_;
    if (at_ == text_.size()) return token;
    const char c = text_[at_];
    if (c == '\'') return quoted(token, Token::Kind::kString);
    if (begins_word(c)) {
      const bool typed = at_ + 1 < text_.size() && text_[at_ + 1] == '\'';
      if (typed && (c == 't' || c == 'h' || c == 'b')) {
        ++at_;
        return quoted(token, c == 't' ? Token::Kind::kTimestamp : c == 'h' ? Token::Kind::kHex : Token::Kind::kBinary);
      }
      return run(token, Token::Kind::kWord, [](char d) { return begins_word(d) || is_digit(d) || d == '-'; });
    }
    const bool sign = (c == '-' || c == '+') && at_ + 1 < text_.size() && (is_digit(text_[at_ + 1]) || text_[at_ + 1] == '.');
    const bool point = c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]);
    if (is_digit(c) || sign || point) {
      token.text.push_back(c);
      ++at_;
      return run(token, Token::Kind::kNumber, [](char d) { return is_digit(d) || d == '.'; });
    }
    for (const std::string_view symbol : {"==", "!=", "<>", "<=", ">=", "<", ">", "=", "[", "]", "(", ")", ":", ".", ",", "*"}) {
      if (!text_.substr(at_).starts_with(symbol)) continue;
      token.kind = Token::Kind::kSymbol;
      token.text = symbol;
      at_ += symbol.size();
      return token;
    }
    token.kind = Token::Kind::kBad;
    token.text = "a character that no pattern has";
    return token;
  }

 private:
  template <class In>
  Token run(Token& token, Token::Kind kind, In in) {
    token.kind = kind;
    while (at_ < text_.size() && in(text_[at_])) token.text.push_back(text_[at_++]);
    return token;
  }
  Token quoted(Token& token, Token::Kind kind) {
    token.kind = kind;
    for (++at_; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == '\'') {
        ++at_;
        return token;
      }
      if (c == '\\') {
        const char escaped = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        if (escaped != '\'' && escaped != '\\') {
          token.kind = Token::Kind::kBad;
          token.at = at_;
          token.text = "a backslash that escapes neither a quote nor a backslash";
          return token;
        }
        c = escaped;
        ++at_;
      }
      token.text.push_back(c);
    }
    token.kind = Token::Kind::kBad;
    token.text = "a quote that does not end";
    return token;
  }
  void skip_space() {
    while (at_ < text_.size()) {
      const std::string_view rest = text_.substr(at_);
      if (rest[0] == ' ' || (rest[0] >= '\t' && rest[0] <= '\r')) {
        ++at_;
      } else if (rest.starts_with("//")) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (rest.starts_with("/*")) {
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return;
        at_ = end + 2;
      } else {
        return;
      }
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

bool is_keyword(std::string_view word) {
  constexpr std::string_view kWords[] = {"AND",    "OR",     "NOT",  "FOLLOWEDBY", "LIKE",    "MATCHES", "ISSUPERSET",
                                         "ISSUBSET", "EXISTS", "IN", "START",      "STOP",    "SECONDS", "true",
                                         "false",  "WITHIN", "REPEATS", "TIMES"};
  return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

bool is_base64(std::string_view text) {
  if (text.size() % 4 != 0) return false;
  const std::size_t end = std::min(text.find('='), text.size());
  if (text.size() - end > 2) return false;
  const auto in = [](char c) { return is_alphanumeric(c) || c == '+' || c == '/'; };
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), in) &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(end), text.end(), [](char c) { return c == '='; });
}

bool is_hex(std::string_view text) {
  return text.size() % 2 == 0 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), lexer_(text) { token_ = lexer_.next(); }

  StixPattern parse() {
    if (text_.size() > kMaxText) {
      out_.error = "a pattern of more than 64 KiB";
      out_.error_column = 1;
      return std::move(out_);
    }
    out_.root = observations();
    if (ok() && token_.kind != Token::Kind::kEnd) fail("AND, OR, FOLLOWEDBY, a qualifier or the end");
    return std::move(out_);
  }

 private:
  bool ok() const { return out_.error.empty(); }
  bool is_word(std::string_view word) const { return token_.kind == Token::Kind::kWord && token_.text == word; }
  bool is_symbol(std::string_view symbol) const { return token_.kind == Token::Kind::kSymbol && token_.text == symbol; }
  void advance() { token_ = lexer_.next(); }
  bool take_symbol(std::string_view symbol) {
    if (!is_symbol(symbol)) return false;
    advance();
    return true;
  }
  bool take_word(std::string_view word) {
    if (!is_word(word)) return false;
    advance();
    return true;
  }
  void fail(std::string_view expected) {
    if (!ok()) return;
    out_.error_column = token_.at + 1;
    if (token_.kind == Token::Kind::kBad) {
      out_.error = token_.text;
      return;
    }
    out_.error = "expected " + std::string(expected) + ", found ";
    out_.error += token_.kind == Token::Kind::kEnd ? "the end" : "'" + token_.text.substr(0, 40) + "'";
  }
  void expect_symbol(std::string_view symbol) {
    if (ok() && !take_symbol(symbol)) fail("'" + std::string(symbol) + "'");
  }
  void expect_word(std::string_view word) {
    if (ok() && !take_word(word)) fail("'" + std::string(word) + "'");
  }

  std::uint32_t add(StixNode node) {
    if (++parts_ > kMaxParts) fail_at(node.column, "more than 16,384 parts");
    out_.nodes.push_back(std::move(node));
    return static_cast<std::uint32_t>(out_.nodes.size() - 1);
  }
  void fail_at(std::size_t column, std::string_view what) {
    if (!ok()) return;
    out_.error = what;
    out_.error_column = column;
  }
  StixNode at_token(StixNode::Kind kind) const {
    StixNode node;
    node.kind = kind;
    node.column = token_.at + 1;
    return node;
  }

  template <class Operand>
  std::uint32_t chain(std::string_view word, StixNode::Kind kind, Operand operand) {
    std::uint32_t left = operand();
    while (ok() && is_word(word)) {
      StixNode node = at_token(kind);
      advance();
      node.left = left;
      node.right = operand();
      left = add(std::move(node));
    }
    return left;
  }

  std::uint32_t observations() {
    return chain("FOLLOWEDBY", StixNode::Kind::kFollowedBy, [this] {
      return chain("OR", StixNode::Kind::kEither, [this] {
        return chain("AND", StixNode::Kind::kBoth, [this] { return observation(); });
      });
    });
  }

  std::uint32_t observation() {
    std::uint32_t node = 0;
    if (++depth_ > kMaxParentheses) fail_at(token_.at + 1, "more than 64 levels of parentheses");
    if (!ok()) return 0;
    const bool simple = is_symbol("[");
    if (simple) {
      StixNode brackets = at_token(StixNode::Kind::kObservation);
      advance();
      brackets.left = comparisons();
      expect_symbol("]");
      node = add(std::move(brackets));
    } else if (take_symbol("(")) {
      node = observations();
      expect_symbol(")");
    } else {
      fail("'[' or '('");
    }
    --depth_;
    return ok() ? qualifiers(node, simple) : node;
  }

  /// What is in brackets takes a qualifier once; what is in parentheses may take it again, as the reference
  /// validator has it.
  std::uint32_t qualifiers(std::uint32_t node, bool once) {
    bool within = false;
    bool repeats = false;
    bool start = false;
    while (ok()) {
      StixNode qualifier = at_token(StixNode::Kind::kWithin);
      bool* seen = nullptr;
      if (take_word("WITHIN")) {
        seen = &within;
        qualifier.seconds = positive("a number of seconds");
        expect_word("SECONDS");
      } else if (take_word("REPEATS")) {
        seen = &repeats;
        qualifier.kind = StixNode::Kind::kRepeats;
        const double times = positive("a number of times");
        if (ok() && (times != std::floor(times) || times > 1e15)) fail_at(qualifier.column, "REPEATS takes a whole number");
        qualifier.times = ok() ? static_cast<std::uint64_t>(times) : 0;
        expect_word("TIMES");
      } else if (take_word("START")) {
        seen = &start;
        qualifier.kind = StixNode::Kind::kStartStop;
        qualifier.start = timestamp();
        expect_word("STOP");
        qualifier.stop = timestamp();
        if (ok() && qualifier.stop <= qualifier.start) fail_at(qualifier.column, "STOP is not after START");
      } else {
        return node;
      }
      if (*seen && once) fail_at(qualifier.column, "the same qualifier twice");
      *seen = true;
      qualifier.left = node;
      node = add(std::move(qualifier));
    }
    return node;
  }

  double positive(std::string_view what) {
    double value = 0;
    const char* end = token_.text.data() + token_.text.size();
    if (token_.kind != Token::Kind::kNumber || std::from_chars(token_.text.data(), end, value).ptr != end || !(value > 0)) {
      fail(std::string(what) + " above 0");
      return 0;
    }
    advance();
    return value;
  }

  Time timestamp() {
    if (!ok()) return {};
    const auto time = token_.kind == Token::Kind::kTimestamp ? utc(token_.text) : std::nullopt;
    if (!time) {
      fail("a time as t'2026-01-31T00:00:00Z'");
      return {};
    }
    advance();
    return *time;
  }
  static std::optional<Time> utc(std::string_view text) {
    if (!text.ends_with('Z') || text.find('T') == std::string_view::npos) return std::nullopt;
    return parse_timestamp(text);
  }

  std::uint32_t comparisons() {
    return chain("OR", StixNode::Kind::kOr, [this] {
      return chain("AND", StixNode::Kind::kAnd, [this] { return test(); });
    });
  }

  std::uint32_t test() {
    if (!ok()) return 0;
    if (is_symbol("(")) {
      if (++depth_ > kMaxParentheses) fail_at(token_.at + 1, "more than 64 levels of parentheses");
      advance();
      const std::uint32_t inner = ok() ? comparisons() : 0;
      expect_symbol(")");
      --depth_;
      return inner;
    }
    StixNode node = at_token(StixNode::Kind::kTest);
    if (take_word("EXISTS")) {
      node.op = StixNode::Operator::kExists;
      node.path = path();
      return add(std::move(node));
    }
    node.path = path();
    if (!ok()) return 0;
    node.negated = take_word("NOT");
    read_operator(node);
    return add(std::move(node));
  }

  void read_operator(StixNode& node) {
    using Op = StixNode::Operator;
    struct Row {
      std::string_view word;
      Op op;
    };
    constexpr Row kSymbols[] = {{"=", Op::kEqual},   {"==", Op::kEqual},       {"!=", Op::kNotEqual},
                                {"<>", Op::kNotEqual}, {"<", Op::kLess},         {"<=", Op::kLessOrEqual},
                                {">", Op::kGreater},   {">=", Op::kGreaterOrEqual}};
    for (const Row& row : kSymbols) {
      if (!is_symbol(row.word)) continue;
      advance();
      node.op = row.op;
      constant(node, row.op == Op::kEqual || row.op == Op::kNotEqual);
      return;
    }
    constexpr Row kWords[] = {{"LIKE", Op::kLike}, {"MATCHES", Op::kMatches}, {"ISSUBSET", Op::kIsSubset}, {"ISSUPERSET", Op::kIsSuperset}};
    for (const Row& row : kWords) {
      if (!is_word(row.word)) continue;
      advance();
      node.op = row.op;
      if (token_.kind != Token::Kind::kString) fail("a string");
      constant(node, false);
      return;
    }
    if (take_word("IN")) {
      node.op = Op::kIn;
      expect_symbol("(");
      if (ok() && take_symbol(")")) return;
      do {
        constant(node, true);
      } while (ok() && take_symbol(","));
      expect_symbol(")");
      return;
    }
    fail("an operator: = != < <= > >= IN LIKE MATCHES ISSUBSET ISSUPERSET");
  }

  void constant(StixNode& node, bool boolean) {
    if (!ok()) return;
    if (++parts_ > kMaxParts) fail_at(token_.at + 1, "more than 16,384 parts");
    StixConstant out{StixConstant::Type::kString, token_.text, token_.at + 1};
    bool good = true;
    switch (token_.kind) {
      case Token::Kind::kString:
        break;
      case Token::Kind::kNumber: {
        double value = 0;
        const char* begin = token_.text.data() + (token_.text[0] == '+' ? 1 : 0);
        const char* end = token_.text.data() + token_.text.size();
        good = std::from_chars(begin, end, value).ptr == end;
        const bool whole = token_.text.find('.') == std::string::npos;
        out.type = whole ? StixConstant::Type::kInteger : StixConstant::Type::kFloat;
        break;
      }
      case Token::Kind::kTimestamp:
        out.type = StixConstant::Type::kTimestamp;
        good = utc(token_.text).has_value();
        break;
      case Token::Kind::kHex:
        out.type = StixConstant::Type::kHex;
        good = is_hex(token_.text);
        break;
      case Token::Kind::kBinary:
        out.type = StixConstant::Type::kBinary;
        good = is_base64(token_.text);
        break;
      default:
        out.type = StixConstant::Type::kBoolean;
        good = boolean && (is_word("true") || is_word("false"));
    }
    if (!good) {
      fail("a constant: 'text', 12, 1.5, true, t'2026-01-31T00:00:00Z', h'c0de', b'YmFzZTY0'");
      return;
    }
    advance();
    node.constants.push_back(std::move(out));
  }

  std::string path() {
    if (!ok()) return {};
    if (token_.kind != Token::Kind::kWord || is_keyword(token_.text)) {
      fail("an object path as ipv4-addr:value");
      return {};
    }
    std::string out = token_.text;
    advance();
    expect_symbol(":");
    out.push_back(':');
    append_step(out);
    while (ok()) {
      if (take_symbol(".")) {
        out.push_back('.');
        append_step(out);
      } else if (take_symbol("[")) {
        const bool star = is_symbol("*");
        if (!star && (token_.kind != Token::Kind::kNumber || token_.text.find('.') != std::string::npos)) fail("an index or '*'");
        out.append("[").append(token_.text).append("]");
        if (ok()) advance();
        expect_symbol("]");
      } else {
        break;
      }
    }
    return out;
  }
  void append_step(std::string& out) {
    if (!ok()) return;
    const bool word = token_.kind == Token::Kind::kWord && token_.text.find('-') == std::string::npos;
    if (!word && token_.kind != Token::Kind::kString) {
      fail("a property name, in quotes if it has a '-'");
      return;
    }
    out += token_.text;
    advance();
  }

  std::string_view text_;
  Lexer lexer_;
  Token token_;
  StixPattern out_;
  std::size_t parts_ = 0;
  int depth_ = 0;
};

}  // namespace

StixPattern parse_stix_pattern(std::string_view text) {
  return Parser(text).parse();
}

}  // namespace picket
