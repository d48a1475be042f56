#include "pipeline_core/rules/required_literals.h"

#include <algorithm>
#include <array>

#include "agent_core/base/ascii.h"

namespace picket {
namespace {

using Literals = std::optional<std::vector<std::string>>;
constexpr std::size_t kMaxLiterals = 32;
constexpr int kMaxGroupDepth = 32;

double rate_of(const std::vector<std::string>& set) {
  double rate = 0;
  for (const std::string& literal : set) rate += estimated_rate(literal);
  return rate;
}

bool is_useful(const std::vector<std::string>& set) {
  return !set.empty() && set.size() <= kMaxLiterals &&
         std::none_of(set.begin(), set.end(), [](const std::string& literal) { return literal.empty(); });
}

void keep_better(Literals& best, Literals other) {
  if (other && is_useful(*other) && (!best || rate_of(*other) < rate_of(*best))) best = std::move(other);
}

class LiteralFinder {
 public:
  explicit LiteralFinder(std::string_view text) : text_(text) {}

  Literals find() {
    read_flags();
    Literals found = read_alternatives(0);
    if (failed_ || at_ != text_.size()) return std::nullopt;
    return found;
  }

 private:
  bool more() const { return at_ < text_.size(); }

  void read_flags() {
    while (text_.substr(at_).starts_with("(?")) {
      const std::size_t end = text_.find_first_not_of("ims", at_ + 2);
      if (end == std::string_view::npos || end == at_ + 2 || text_[end] != ')') return;
      fold_ |= text_.substr(at_, end - at_).find('i') != std::string_view::npos;
      at_ = end + 1;
    }
  }

  Literals read_alternatives(int depth) {
    Literals all{std::in_place};
    while (!failed_) {
      Literals one = read_sequence(depth);
      if (one && all)
        all->insert(all->end(), one->begin(), one->end());
      else
        all.reset();
      if (!more() || text_[at_] != '|') break;
      ++at_;
    }
    return all;
  }

  Literals read_sequence(int depth) {
    Literals best;
    std::string run;
    const auto end_run = [&] {
      if (!run.empty()) keep_better(best, std::vector<std::string>{run});
      run.clear();
    };
    while (more() && !failed_ && text_[at_] != '|' && text_[at_] != ')') {
      // An atom: a plain character, or something that ends the run.
      std::optional<char> plain;
      Literals inner;
      read_atom(depth, plain, inner);
      const bool repeated = more() && (text_[at_] == '*' || text_[at_] == '+' || text_[at_] == '?' || text_[at_] == '{');
      const bool must_occur = !repeated || read_repetition();
      if (plain && !repeated) {
        run += *plain;
        continue;
      }
      if (plain && must_occur) run += *plain;
      end_run();
      // What repeats may begin the next run as well, but only its last turn is known to stand there.
      if (plain && must_occur) run += *plain;
      if (must_occur) keep_better(best, std::move(inner));
    }
    end_run();
    return best;
  }

  /// Reads a quantifier; true if it asks for at least one.
  bool read_repetition() {
    bool at_least_one = true;
    while (more()) {
      const char c = text_[at_];
      if (c == '{') {
        ++at_;
        const std::string_view least = read_digits();
        if (more() && text_[at_] == ',') {
          ++at_;
          if (more() && text_[at_] != '}') read_digits();
        }
        if (!more() || text_[at_] != '}') failed_ = true;  // to RE2 that brace is a character
        if (failed_) return false;
        ++at_;
        at_least_one &= least != "0";
      } else if (c == '*' || c == '?' || c == '+') {
        at_least_one &= c == '+';
        ++at_;
      } else {
        break;
      }
      if (more() && text_[at_] == '?') ++at_;  // lazy
    }
    return at_least_one;
  }

  /// A number as RE2 takes it in braces: without zeros before it.
  std::string_view read_digits() {
    const std::size_t begin = at_;
    while (more() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    const std::string_view digits = text_.substr(begin, at_ - begin);
    if (digits.empty() || (digits[0] == '0' && digits.size() > 1)) failed_ = true;
    return digits;
  }

  void read_atom(int depth, std::optional<char>& plain, Literals& inner) {
    const char c = text_[at_++];
    switch (c) {
      case '(':
        read_group(depth, inner);
        return;
      case '[':
        skip_class();
        return;
      case '.':
      case '^':
      case '$':
        return;
      case '\\':
        read_escape(plain);
        return;
      case '*':
      case '+':
      case '?':
      case '{':
        failed_ = true;  // a literal brace, or what RE2 refuses
        return;
      default:
        set_plain(c, plain);
    }
  }

  void set_plain(char c, std::optional<char>& plain) {
    const char low = lower(c);
    // A quantifier behind a character of several bytes is about all of them: such characters end runs.
    if (static_cast<unsigned char>(c) >= 0x80 || (fold_ && (low == 'k' || low == 's'))) return;
    plain = low;
  }

  void read_group(int depth, Literals& inner) {
    if (depth >= kMaxGroupDepth) {
      failed_ = true;
      return;
    }
    if (text_.substr(at_).starts_with("?:"))
      at_ += 2;
    else if (more() && text_[at_] == '?')
      failed_ = true;
    if (failed_) return;
    inner = read_alternatives(depth + 1);
    if (!more() || text_[at_] != ')')
      failed_ = true;
    else
      ++at_;
  }

  void read_escape(std::optional<char>& plain) {
    if (!more()) {
      failed_ = true;
      return;
    }
    const char c = text_[at_++];
    const bool letter_or_digit = is_alphanumeric(c);
    if (!letter_or_digit) {
      set_plain(c, plain);
    } else if (std::string_view("dDsSwWbBAz").find(c) == std::string_view::npos) {
      failed_ = true;  // \x41, \pL, \Q...: not worth the reading
    }
  }

  void skip_class() {
    if (more() && text_[at_] == '^') ++at_;
    if (more() && text_[at_] == ']') ++at_;
    while (more() && text_[at_] != ']') {
      if (text_[at_] == '\\') {
        at_ += 2;
        continue;
      }
      if (text_.substr(at_).starts_with("[:")) {
        const std::size_t end = text_.find(":]", at_ + 2);
        at_ = end == std::string_view::npos ? text_.size() : end + 1;
      }
      ++at_;
    }
    if (!more())
      failed_ = true;
    else
      ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool fold_ = false;
  bool failed_ = false;
};

}  // namespace

double estimated_rate(std::string_view literal) {
  constexpr std::array<double, 9> kByLength{1, 0.9, 0.6, 0.3, 0.15, 0.08, 0.05, 0.03, 0.02};
  constexpr std::array<std::string_view, 15> kCommon{"/bin/", "/usr/", "/usr/bin/", "/sbin/", "/tmp/",
                                                     "/bin/sh", "/etc/", "http", "bash", "/var/",
                                                     "/opt/", "/dev/null", "https://", "/usr/lib/", "/var/log/"};
  const double rate = literal.size() < kByLength.size() ? kByLength[literal.size()]
                                                        : 0.15 / static_cast<double>(literal.size());
  const bool common = std::find(kCommon.begin(), kCommon.end(), literal) != kCommon.end();
  return common ? std::max(rate, 0.2) : rate;
}

std::optional<std::vector<std::string>> required_literals(std::string_view expression) {
  auto found = LiteralFinder(expression).find();
  if (found && !is_useful(*found)) return std::nullopt;
  return found;
}

}  // namespace picket
