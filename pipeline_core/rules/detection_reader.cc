#include "pipeline_core/rules/detection_reader.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "pipeline_core/rules/condition.h"
#include "pipeline_core/rules/diagnostic.h"

namespace picket {
namespace {

/// What a detection section has used up so far.
struct Budget {
  std::size_t tests = 0;
  std::size_t regexes = 0;
  std::size_t pattern_bytes = 0;
};

std::size_t left_of(std::size_t most, std::size_t used) {
  return most - std::min(most, used);
}

/// One detection item: `Field|modifier: value or list`, or a list of keywords.
class ItemReader {
 public:
  ItemReader(const RuleLimits& limits, const Placeholders& placeholders, Budget& budget, RuleSet& rules,
             RuleProblems& problems)
      : limits_(limits), placeholders_(placeholders), budget_(budget), rules_(rules), problems_(problems) {}

  Expression read_item(const YAML::Node& key, const YAML::Node& value) {
    key_.reset(key);  // an assignment would change the document
    const std::string& text = key.Scalar();
    const std::size_t bar = text.find('|');
    std::string name = text.substr(0, bar);
    std::erase(name, ' ');
    if (text.ends_with('|')) refuse_rule(key, "a modifier is missing behind '|'");
    m_ = read_modifiers(key, bar == std::string::npos ? std::string_view{} : std::string_view(text).substr(bar + 1),
                        name.empty());
    if (name.empty() && bar == std::string::npos) refuse_rule(key, "a field has no name");
    field_ = name.empty() ? Field::kWholeEvent : field_of(key, name);
    return read_values(value);
  }

  Expression read_keyword(const YAML::Node& keyword) {
    key_.reset(keyword);
    m_ = {};
    field_ = Field::kWholeEvent;
    return read_value(keyword);
  }

 private:
  Field field_of(const YAML::Node& at, const std::string& name) {
    const auto field = rules_.fields().intern(name);
    if (!field) refuse_unsupported(at, "the rules name too many fields");
    if (*field == Field::kDevice) refuse_unsupported(at, "field 'device' is for group-by and counting only");
    return *field;
  }

  Expression leaf(const YAML::Node& at, Predicate predicate) {
    if (++budget_.tests > limits_.max_tests) refuse_unsupported(at, "the rule makes too many tests");
    if (rules_.predicate_bytes() + predicate.name().size() > limits_.max_pattern_bytes_of_all_rules)
      refuse_unsupported(at, "the texts of the rules together are too long, with their variants written out");
    return Expression::of(rules_.add_predicate(std::move(predicate)));
  }

  Expression read_values(const YAML::Node& value) {
    std::vector<Expression> parts;
    if (value.IsSequence()) {
      if (value.size() == 0) refuse_rule(key_, "a list of values is empty");
      for (const YAML::Node& one : value) problems_.attempt([&] { parts.push_back(read_value(one)); });
    } else {
      parts.push_back(read_value(value));
    }
    Expression e = Expression::joined(m_.all ? Expression::Kind::kAnd : Expression::Kind::kOr, std::move(parts));
    return m_.neq ? Expression::negated(std::move(e)) : e;
  }

  Expression read_value(const YAML::Node& value) {
    if (value.IsMap() || value.IsSequence()) refuse_rule(value, "a value must be a scalar or a list of scalars");
    switch (m_.test) {
      case ItemTest::kExists: {
        const auto wanted = boolean_of(value);
        if (!wanted) refuse_rule(value, "'exists' takes true or false");
        Expression e = leaf(value, Predicate::exists(field_));
        return *wanted ? e : Expression::negated(std::move(e));
      }
      case ItemTest::kCompare:
      case ItemTest::kTimePart:
        return read_comparison(value);
      case ItemTest::kCidr: {
        const auto block = value.IsScalar() ? Cidr::parse(value.Scalar()) : std::nullopt;
        if (!block) refuse_rule(value, "not an address block, or host bits are set");
        return leaf(value, Predicate::cidr(field_, *block));
      }
      case ItemTest::kRegex:
        return read_regex(value);
      case ItemTest::kFieldRef:
        return read_field_ref(value);
      case ItemTest::kText:
        break;
    }
    return read_text(value);
  }

  Expression read_comparison(const YAML::Node& value) {
    const auto number = number_of(value);
    const bool is_date = m_.part != TimePart::kNone;
    if (!number) refuse_rule(value, is_date ? "a part of a date is a number" : "'" + m_.comparison + "' takes a number");
    const TimePartRow& row = row_of(m_.part);
    if (is_date && (*number < row.least || *number > row.greatest || *number != std::floor(*number)))
      refuse_rule(value, "expected a whole number from " + spell_number(row.least) + " to " + spell_number(row.greatest));
    return leaf(value, Predicate::number(field_, m_.comparison, *number, m_.part));
  }

  Expression read_regex(const YAML::Node& value) {
    if (!value.IsScalar()) refuse_rule(value, "'re' takes a text");
    if (++budget_.regexes > limits_.max_regexes) refuse_unsupported(value, "the rule has too many regular expressions");
    if (rules_.regexes() >= limits_.max_regexes_of_all_rules)
      refuse_unsupported(value, "the rules together have too many regular expressions");
    std::string error;
    auto predicate = Predicate::regex(field_, value.Scalar(), m_.fold, m_.multiline, m_.dot_newline, error);
    if (!predicate) refuse_rule(value, "regular expression: " + error);
    return leaf(value, std::move(*predicate));
  }

  Expression read_field_ref(const YAML::Node& value) {
    std::string name = text_of(value);
    std::erase(name, ' ');
    if (name.empty()) refuse_rule(value, "'fieldref' takes the name of a field");
    const bool contains = m_.has(TextModifier::kContains);
    return leaf(value, Predicate::field_ref(field_, field_of(value, name), contains || m_.has(TextModifier::kEndsWith),
                                            contains || m_.has(TextModifier::kStartsWith), m_.cased));
  }

  Expression read_text(const YAML::Node& value) {
    const bool keyword = field_ == Field::kWholeEvent;
    const bool typed = !value.IsScalar() || (is_plain(value) && (number_of(value) || boolean_of(value)));
    if ((!m_.text.empty() || m_.expand) && typed && !(keyword && value.IsScalar()))
      refuse_rule(value, "modifiers of texts take texts; put the value in quotes");
    if (!value.IsScalar()) {
      if (keyword) refuse_rule(value, "a keyword is a text");
      return leaf(value, Predicate::null(field_));
    }
    if (keyword && value.Scalar().empty()) refuse_rule(value, "a keyword is empty");
    if (const auto number = number_of(value); number && !keyword)
      return leaf(value, Predicate::number(field_, "eq", *number));
    std::vector<Expression> any;
    const TextRoom room{left_of(limits_.max_tests, budget_.tests),
                        left_of(limits_.max_pattern_bytes, budget_.pattern_bytes)};
    for (PatternParts& variant : read_item_text(value, m_, placeholders_, room)) {
      budget_.pattern_bytes += bytes_of(variant);
      if (keyword) {
        open_start(variant);
        open_end(variant);
      }
      any.push_back(leaf(value, Predicate::pattern(field_, variant, m_.cased)));
    }
    return Expression::joined(Expression::Kind::kOr, std::move(any));
  }

  const RuleLimits& limits_;
  const Placeholders& placeholders_;
  Budget& budget_;
  RuleSet& rules_;
  RuleProblems& problems_;
  YAML::Node key_;
  Field field_ = Field::kImage;
  ModifierChain m_;
};

class SearchReader {
 public:
  SearchReader(const RuleLimits& limits, const Placeholders& placeholders, RuleSet& rules, RuleProblems& problems)
      : item_(limits, placeholders, budget_, rules, problems), problems_(problems) {}

  Expression read(const YAML::Node& search) {
    if (search.IsMap()) return read_map(search);
    if (search.IsScalar()) return item_.read_keyword(search);
    if (!search.IsSequence() || search.size() == 0) refuse_rule(search, "a search is empty");
    std::vector<Expression> parts;
    for (const YAML::Node& one : search) {
      problems_.attempt([&] {
        if (one.IsSequence()) refuse_rule(one, "a search is a map, a list of maps or a list of keywords");
        parts.push_back(one.IsMap() ? read_map(one) : item_.read_keyword(one));
      });
    }
    return Expression::joined(Expression::Kind::kOr, std::move(parts));
  }

 private:
  Expression read_map(const YAML::Node& map) {
    if (map.size() == 0) refuse_rule(map, "a search is empty");
    std::vector<Expression> parts;
    for (const auto& item : map) {
      problems_.attempt([&] {
        if (!item.first.IsScalar()) refuse_rule(item.first, "a field name must be a text");
        parts.push_back(item_.read_item(item.first, item.second));
      });
    }
    return Expression::joined(Expression::Kind::kAnd, std::move(parts));
  }

  Budget budget_;
  ItemReader item_;
  RuleProblems& problems_;
};

class KeyCheck {
 public:
  explicit KeyCheck(const RuleLimits& limits) : limits_(limits) {}
  void visit(const YAML::Node& node, int depth) {
    if (depth > limits_.max_depth) refuse_rule(node, "nested too deeply");
    if (++nodes_ > limits_.max_nodes) refuse_rule(node, "too large, with its aliases written out");
    if (const std::string& tag = node.Tag(); !tag.empty() && tag != "?" && tag != "!")
      refuse_rule(node, "a value of a rule has no YAML tag, but this one has " + in_quotes(tag) + "; leave it out");
    if (node.IsSequence()) {
      for (const YAML::Node& one : node) visit(one, depth + 1);
    } else if (node.IsMap()) {
      std::set<std::string> seen;
      for (const auto& item : node) {
        if (text_of(item.first) == "<<" && is_plain(item.first))
          refuse_rule(item.first, "a rule takes no merge key '<<'; write out what it would bring in");
        if (item.first.IsScalar() && !seen.insert(item.first.Scalar()).second) {
          refuse_rule(item.first, "key '" + item.first.Scalar() + "' is given twice");
        }
        visit(item.first, depth + 1);
        visit(item.second, depth + 1);
      }
    }
  }

 private:
  const RuleLimits& limits_;
  std::size_t nodes_ = 0;
};

}  // namespace

void check_keys(const YAML::Node& node, const RuleLimits& limits) {
  KeyCheck(limits).visit(node, 0);
}

Expression read_detection(const YAML::Node& detection, const RuleLimits& limits, const Placeholders& placeholders,
                          RuleSet& rules, RuleProblems& problems) {
  Expression result;
  problems.attempt([&] {
    if (!detection.IsMap()) refuse_rule(detection, "expected a map of searches and a condition");
    const bool is_filter = detection["rules"].IsDefined();
    SearchReader reader(limits, placeholders, rules, problems);
    Searches searches;
    for (const auto& item : detection) {
      problems.attempt([&] {
        if (!item.first.IsScalar()) refuse_rule(item.first, "the name of a search must be a text");
        const std::string name = item.first.Scalar();
        if (name == "condition" || (is_filter && name == "rules")) return;
        if (name == "timeframe")
          refuse_unsupported(item.first, "'timeframe' was removed from Sigma; write a correlation");
        Expression& search = searches[name];  // known to the condition even if there is something wrong with it
        search = reader.read(item.second);
        search.search = name;
      });
    }
    const YAML::Node condition = detection["condition"];
    if (!condition) refuse_rule(detection, "there is no condition");
    std::size_t room = limits.max_tests;
    std::vector<Expression> any;
    const auto read_one = [&](const YAML::Node& text) {
      problems.attempt([&] {
        if (!text.IsScalar()) refuse_rule(text, "a condition must be a text");
        auto parsed = parse_condition(text.Scalar(), searches, room);
        if (!parsed) {
          for (const ConditionError& error : parsed.error()) {
            YAML::Mark mark = text.Mark();
            mark.column += static_cast<int>(error.position);
            problems.add({mark, "condition: " + error.message, false});
          }
          return;
        }
        room -= std::min(room, size_of(parsed.value()));
        any.push_back(std::move(parsed).value());
      });
    };
    if (condition.IsSequence()) {
      for (const YAML::Node& one : condition) read_one(one);
    } else {
      read_one(condition);
    }
    if (any.empty() && problems.empty()) refuse_rule(condition, "there is no condition");
    result = Expression::joined(Expression::Kind::kOr, std::move(any));
    if (rules.parts() + size_of(result) > limits.max_parts_of_all_rules)
      refuse_unsupported(detection, "the rules together make too many tests");
  });
  return result;
}

}  // namespace picket
