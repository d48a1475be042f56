#include "pipeline_core/rules/detection_reader.h"

#include <charconv>
#include <set>
#include <utility>

#include "pipeline_core/rules/condition.h"

namespace picket {
namespace {

[[noreturn]] void refuse(const YAML::Node& at, std::string message) {
  throw RuleProblem{at ? at.Mark() : YAML::Mark::null_mark(), std::move(message), false};
}
[[noreturn]] void unsupported(const YAML::Node& at, std::string message) {
  throw RuleProblem{at ? at.Mark() : YAML::Mark::null_mark(), std::move(message), true};
}

struct Modifiers {
  bool contains = false, starts = false, ends = false, all = false, exists = false, cased = false, neq = false;
  bool windash = false, regex = false, fold = false, multiline = false, dot_newline = false, cidr = false;
  std::string comparison;
  bool shapes_text() const { return contains || starts || ends || windash; }
};

bool is_not_built(std::string_view name) {
  static const std::set<std::string_view> kNames{"base64", "base64offset", "utf16",  "utf16le", "utf16be",
                                                 "wide",   "minute",       "hour",   "day",     "week",
                                                 "month",  "year",         "expand", "fieldref"};
  return kNames.contains(name);
}

void apply_modifier(const std::string& name, const YAML::Node& key, Modifiers& m) {
  if (name == "contains" || name == "startswith" || name == "endswith") {
    if (m.regex && name != "contains") unsupported(key, "modifier '" + name + "' after 're' is not supported");
    (name == "contains" ? m.contains : name == "startswith" ? m.starts : m.ends) = true;
  } else if (name == "all") {
    m.all = true;
  } else if (name == "exists") {
    m.exists = true;
  } else if (name == "cased") {
    m.cased = true;
  } else if (name == "neq") {
    m.neq = true;
  } else if (name == "windash") {
    m.windash = true;
  } else if (name == "re") {
    if (m.shapes_text()) refuse(key, "modifier 're' applies to unmodified values only");
    m.regex = true;
  } else if (m.regex && (name == "i" || name == "ignorecase")) {
    m.fold = true;
  } else if (m.regex && (name == "m" || name == "multiline")) {
    m.multiline = true;
  } else if (m.regex && (name == "s" || name == "dotall")) {
    m.dot_newline = true;
  } else if (name == "cidr") {
    m.cidr = true;
  } else if (name == "lt" || name == "lte" || name == "gt" || name == "gte") {
    m.comparison = name;
  } else if (is_not_built(name)) {
    unsupported(key, "modifier '" + name + "' is not supported");
  } else {
    refuse(key, "unknown modifier '" + name + "'");
  }
}

/// A plain scalar's number, if it is one. Decimal only, as JSON writes it.
std::optional<double> number_of(const YAML::Node& value) {
  if (!value.IsScalar() || !is_plain(value)) return std::nullopt;
  const std::string& text = value.Scalar();
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.find_first_of("nN") != std::string::npos) {
    return std::nullopt;
  }
  return number;
}

bool is_boolean(const YAML::Node& value) {
  return value.IsScalar() && is_plain(value) &&
         (value.Scalar() == "true" || value.Scalar() == "false" || value.Scalar() == "True" ||
          value.Scalar() == "False");
}

/// One detection item: `Field|modifier: value or list`.
class ItemReader {
 public:
  ItemReader(const YAML::Node& key, EventKind kind, RuleSet& rules) : key_(key), rules_(rules) {
    std::string text = key.Scalar();
    std::size_t bar = text.find('|');
    std::string field_name = text.substr(0, bar);
    std::erase(field_name, ' ');
    if (field_name.empty()) unsupported(key, "keyword searches are not supported: messages have no full text");
    const auto field = find_field(field_name);
    if (!field) unsupported(key, "field '" + field_name + "' is not carried by security messages");
    if (!carries(kind, *field) || *field == Field::kDevice) {
      unsupported(key,
                  "field '" + field_name + "' is not carried by " + std::string(to_string(kind)) + " observations");
    }
    field_ = *field;
    while (bar != std::string::npos) {
      const std::size_t next = text.find('|', bar + 1);
      apply_modifier(text.substr(bar + 1, next == std::string::npos ? next : next - bar - 1), key, m_);
      bar = next;
    }
  }

  Expression read(const YAML::Node& value) {
    std::vector<Expression> parts;
    if (value.IsSequence()) {
      if (value.size() == 0) refuse(key_, "a list of values is empty");
      for (const YAML::Node& one : value) parts.push_back(read_value(one));
    } else {
      parts.push_back(read_value(value));
    }
    Expression e = Expression::joined(m_.all ? Expression::Kind::kAnd : Expression::Kind::kOr, std::move(parts));
    return m_.neq ? Expression::negated(std::move(e)) : e;
  }

 private:
  Expression leaf(Predicate predicate) { return Expression::of(rules_.add_predicate(std::move(predicate))); }

  Expression read_value(const YAML::Node& value) {
    if (value.IsMap() || value.IsSequence()) refuse(value, "a value must be a scalar or a list of scalars");
    if (m_.exists) {
      if (!is_boolean(value)) refuse(value, "'exists' takes true or false");
      Expression e = leaf(Predicate::exists(field_));
      return value.Scalar()[0] == 't' || value.Scalar()[0] == 'T' ? e : Expression::negated(std::move(e));
    }
    if (!m_.comparison.empty()) return read_comparison(value);
    if (m_.cidr) return read_cidr(value);
    if (m_.regex) return read_regex(value);
    return read_text(value);
  }

  Expression read_comparison(const YAML::Node& value) {
    const auto number = number_of(value);
    if (!number) refuse(value, "'" + m_.comparison + "' takes a number");
    if (!is_number(field_)) refuse(key_, "field '" + std::string(to_string(field_)) + "' is not a number");
    return leaf(Predicate::number(field_, m_.comparison, *number));
  }

  Expression read_cidr(const YAML::Node& value) {
    if (!is_address(field_)) refuse(key_, "field '" + std::string(to_string(field_)) + "' is not an address");
    const auto block = value.IsScalar() ? Cidr::parse(value.Scalar()) : std::nullopt;
    if (!block) refuse(value, "not an address block, or host bits are set");
    return leaf(Predicate::cidr(field_, *block));
  }

  Expression read_regex(const YAML::Node& value) {
    if (!value.IsScalar()) refuse(value, "'re' takes a text");
    std::string error;
    auto predicate = Predicate::regex(field_, value.Scalar(), m_.fold, m_.multiline, m_.dot_newline, error);
    if (!predicate) refuse(value, "regular expression: " + error);
    return leaf(std::move(*predicate));
  }

  Expression read_text(const YAML::Node& value) {
    const bool null = value.IsNull();
    if (m_.shapes_text() && (null || number_of(value) || is_boolean(value))) {
      refuse(value, "contains, startswith, endswith and windash take texts; put the value in quotes");
    }
    if (null || (value.Scalar().empty() && !m_.shapes_text())) {
      return Expression::negated(leaf(Predicate::exists(field_)));
    }
    if (const auto number = number_of(value); number && is_number(field_)) {
      return leaf(Predicate::number(field_, "eq", *number));
    }
    PatternParts parts = parse_pattern(value.Scalar());
    std::vector<PatternParts> variants{parts};
    if (m_.windash) {
      variants = windash_variants(parts);
      if (variants.empty()) unsupported(value, "too many dashes for 'windash'");
    }
    std::vector<Expression> any;
    for (PatternParts& variant : variants) {
      if (m_.contains || m_.ends) open_start(variant);
      if (m_.contains || m_.starts) open_end(variant);
      any.push_back(leaf(Predicate::pattern(field_, variant, m_.cased)));
    }
    return Expression::joined(Expression::Kind::kOr, std::move(any));
  }

  YAML::Node key_;
  RuleSet& rules_;
  Field field_ = Field::kImage;
  Modifiers m_;
};

Expression read_search(const YAML::Node& search, EventKind kind, RuleSet& rules) {
  std::vector<Expression> parts;
  if (search.IsMap()) {
    if (search.size() == 0) refuse(search, "a search is empty");
    for (const auto& item : search) {
      if (!item.first.IsScalar()) refuse(item.first, "a field name must be a text");
      parts.push_back(ItemReader(item.first, kind, rules).read(item.second));
    }
    return Expression::joined(Expression::Kind::kAnd, std::move(parts));
  }
  if (!search.IsSequence() || search.size() == 0) {
    unsupported(search, "keyword searches are not supported: messages have no full text");
  }
  for (const YAML::Node& one : search) {
    if (!one.IsMap()) unsupported(one, "keyword searches are not supported: messages have no full text");
    parts.push_back(read_search(one, kind, rules));
  }
  return Expression::joined(Expression::Kind::kOr, std::move(parts));
}

}  // namespace

bool is_plain(const YAML::Node& node) {
  return node.Tag() != "!";
}

void check_keys(const YAML::Node& node, int depth) {
  if (depth > 32) refuse(node, "nested too deeply");
  if (node.IsSequence()) {
    for (const YAML::Node& one : node) check_keys(one, depth + 1);
  } else if (node.IsMap()) {
    std::set<std::string> seen;
    for (const auto& item : node) {
      if (item.first.IsScalar() && !seen.insert(item.first.Scalar()).second) {
        refuse(item.first, "key '" + item.first.Scalar() + "' is given twice");
      }
      check_keys(item.second, depth + 1);
    }
  }
}

Expression read_detection(const YAML::Node& detection, EventKind kind, RuleSet& rules) {
  if (!detection.IsMap()) refuse(detection, "'detection' must be a map");
  const YAML::Node condition = detection["condition"];
  if (!condition) refuse(detection, "'detection' has no condition");
  Searches searches;
  for (const auto& item : detection) {
    const std::string name = item.first.Scalar();
    if (name == "condition") continue;
    if (name == "timeframe") unsupported(item.first, "'timeframe' was removed from Sigma; write a correlation");
    searches.emplace(name, read_search(item.second, kind, rules));
  }
  std::vector<Expression> any;
  const auto read_one = [&](const YAML::Node& text) {
    if (!text.IsScalar()) refuse(text, "a condition must be a text");
    auto parsed = parse_condition(text.Scalar(), searches);
    if (!parsed) {
      YAML::Mark mark = text.Mark();
      mark.column += static_cast<int>(parsed.error().position);
      throw RuleProblem{mark, "condition: " + parsed.error().message, false};
    }
    any.push_back(std::move(parsed).value());
  };
  if (condition.IsSequence()) {
    for (const YAML::Node& one : condition) read_one(one);
  } else {
    read_one(condition);
  }
  if (any.empty()) refuse(condition, "no condition");
  return Expression::joined(Expression::Kind::kOr, std::move(any));
}

}  // namespace picket
