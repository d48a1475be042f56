#include "pipeline_core/rules/modifier.h"

#include <algorithm>
#include <array>
#include <set>

#include "pipeline_core/rules/diagnostic.h"
#include "pipeline_core/rules/rule_problem.h"

namespace picket {
namespace {

struct TextWord {
  std::string_view word;
  TextModifier modifier;
};
constexpr std::array<TextWord, 10> kTextWords{{
    {"contains", TextModifier::kContains},
    {"startswith", TextModifier::kStartsWith},
    {"endswith", TextModifier::kEndsWith},
    {"windash", TextModifier::kWindash},
    {"base64", TextModifier::kBase64},
    {"base64offset", TextModifier::kBase64Offset},
    {"utf16le", TextModifier::kUtf16Le},
    {"wide", TextModifier::kUtf16Le},
    {"utf16be", TextModifier::kUtf16Be},
    {"utf16", TextModifier::kUtf16},
}};
constexpr std::array<std::string_view, 34> kAllWords{
    "contains", "startswith", "endswith",   "windash",   "base64", "base64offset", "utf16le", "wide",  "utf16be",
    "utf16",    "all",        "exists",     "cased",     "neq",    "re",           "i",       "m",     "s",
    "lt",       "lte",        "gt",         "gte",       "cidr",   "expand",       "fieldref", "minute", "hour",
    "day",      "week",       "month",      "year",      "ignorecase", "multiline", "dotall"};

bool places(TextModifier m) {
  return m == TextModifier::kContains || m == TextModifier::kStartsWith || m == TextModifier::kEndsWith;
}

class ChainReader {
 public:
  ChainReader(const YAML::Node& key, bool keyword) : key_(key), keyword_(keyword) {}

  void read(const std::string& word) {
    if (word.empty()) refuse_rule(key_, "a modifier is missing behind '|'");
    if (!seen_.insert(word).second) refuse_rule(key_, "modifier '" + word + "' is given twice");
    if (read_flag(word) || read_test(word)) return;
    const auto text = std::find_if(kTextWords.begin(), kTextWords.end(), [&](const TextWord& t) { return t.word == word; });
    if (text == kTextWords.end()) {
      refuse_rule(key_, "unknown modifier " + in_quotes(word) + hint(word, kAllWords));
    }
    chain_.text.push_back(text->modifier);
  }

  ModifierChain finish() {
    ModifierChain& c = chain_;
    const bool shapes_text = !c.text.empty();
    if (c.test == ItemTest::kRegex) {
      const bool harmless = std::all_of(c.text.begin(), c.text.end(), [](auto m) { return m == TextModifier::kContains; });
      if (!harmless || c.expand) refuse_unsupported(key_, "'re' takes no other modifier of texts");
      if (c.cased) refuse_rule(key_, "'re' minds case already; 're|i' does not");
    } else if (c.test == ItemTest::kFieldRef) {
      if (!std::all_of(c.text.begin(), c.text.end(), places) || c.expand)
        refuse_rule(key_, "'fieldref' goes with contains, startswith, endswith, cased and neq");
    } else if (c.test != ItemTest::kText && (shapes_text || c.cased || c.expand)) {
      refuse_rule(key_, "modifiers of texts do not go with exists, cidr, comparisons and parts of dates");
    }
    if (c.has(TextModifier::kStartsWith) && c.has(TextModifier::kEndsWith))
      refuse_rule(key_, "'startswith' and 'endswith' contradict each other; write the field twice, or without both for the whole text");
    if (keyword_ && (c.test != ItemTest::kText && c.test != ItemTest::kRegex))
      refuse_rule(key_, "a keyword search takes texts and regular expressions only");
    if (keyword_ && (c.has(TextModifier::kStartsWith) || c.has(TextModifier::kEndsWith)))
      refuse_rule(key_, "a keyword search has no start and no end");
    return c;
  }

 private:
  bool read_flag(const std::string& word) {
    ModifierChain& c = chain_;
    const bool after_re = c.test == ItemTest::kRegex;
    if (word == "all") return c.all = true;
    if (word == "neq") return c.neq = true;
    if (word == "cased") return c.cased = true;
    if (word == "expand") return c.expand = true;
    if (after_re && (word == "i" || word == "ignorecase")) return c.fold = true;
    if (after_re && (word == "m" || word == "multiline")) return c.multiline = true;
    if (after_re && (word == "s" || word == "dotall")) return c.dot_newline = true;
    return false;
  }

  bool read_test(const std::string& word) {
    ModifierChain& c = chain_;
    if (word == "re") {
      if (!c.text.empty()) refuse_rule(key_, "modifier 're' applies to unmodified values only");
      return set_test(ItemTest::kRegex, word);
    }
    if (word == "exists") return set_test(ItemTest::kExists, word);
    if (word == "cidr") return set_test(ItemTest::kCidr, word);
    if (word == "fieldref") return set_test(ItemTest::kFieldRef, word);
    if (word == "lt" || word == "lte" || word == "gt" || word == "gte") {
      const bool first = c.comparison == "eq";
      c.comparison = word;
      if (c.test == ItemTest::kTimePart && first) return true;  // hour|gte
      return set_test(ItemTest::kCompare, word);
    }
    const auto part = std::find_if(kTimeParts.begin() + 1, kTimeParts.end(), [&](const TimePartRow& r) { return r.name == word; });
    if (part == kTimeParts.end()) return false;
    c.part = static_cast<TimePart>(part - kTimeParts.begin());
    return set_test(ItemTest::kTimePart, word);
  }

  bool set_test(ItemTest test, const std::string& word) {
    if (chain_.test != ItemTest::kText) refuse_rule(key_, "modifier '" + word + "' does not go with the one before it");
    chain_.test = test;
    return true;
  }

  const YAML::Node& key_;
  bool keyword_;
  ModifierChain chain_;
  std::set<std::string> seen_;
};

}  // namespace

bool ModifierChain::has(TextModifier modifier) const {
  return std::find(text.begin(), text.end(), modifier) != text.end();
}

ModifierChain read_modifiers(const YAML::Node& key, std::string_view words, bool keyword) {
  ChainReader reader(key, keyword);
  while (!words.empty()) {
    const std::size_t bar = words.find('|');
    reader.read(std::string(words.substr(0, bar)));
    if (bar == std::string_view::npos) break;
    words.remove_prefix(bar + 1);
    if (words.empty()) reader.read({});
  }
  return reader.finish();
}

}  // namespace picket
