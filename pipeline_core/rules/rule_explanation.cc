#include "pipeline_core/rules/rule_explanation.h"

#include <algorithm>
#include <set>
#include <utility>

#include "agent_core/base/utf8.h"
#include "pipeline_core/rules/number_spelling.h"
#include "pipeline_core/rules/rule_notes.h"
#include "pipeline_core/rules/rule_program.h"
#include "pipeline_core/rules/witness.h"

namespace picket {
namespace {

constexpr std::size_t kShownParts = 8;
constexpr std::size_t kShownValueBytes = 100;

std::string indent(int depth) {
  return std::string(static_cast<std::size_t>(depth) * 2, ' ');
}

std::string_view word_of(const Expression& e) {
  switch (e.kind) {
    case Expression::Kind::kAnd:
      return "all of";
    case Expression::Kind::kOr:
      return "one of";
    case Expression::Kind::kNot:
      return "not";
    default:
      return "always";
  }
}

std::string value_text(Field field, FieldReader& reader) {
  switch (reader.presence(field)) {
    case Presence::kMissing:
      return "the event has no such field";
    case Presence::kNull:
      return "null";
    case Presence::kBlank:
      return "empty or not sent";
    case Presence::kValue:
      break;
  }
  const std::string_view text = reader.text(field);
  return '\'' + printable(utf8_prefix(text, kShownValueBytes)) + (text.size() > kShownValueBytes ? "...'" : "'");
}

/// Writes an expression as an indented tree, with or without the values of an event.
class TreeWriter {
 public:
  TreeWriter(const RuleSet& rules, FieldReader* reader) : rules_(rules), reader_(reader) {}

  void write(const Expression& e, int depth) {
    out_ += mark(e) + indent(depth);
    if (!e.search.empty()) out_ += printable(e.search) + ": ";
    if (e.kind == Expression::Kind::kPredicate) {
      const Predicate& p = rules_.predicates()[e.predicate];
      out_ += printable(p.describe(rules_.fields()));
      if (reader_ != nullptr) out_ += "  <- " + value_text(p, *reader_);
      out_ += '\n';
      return;
    }
    out_ += std::string(word_of(e)) + '\n';
    std::vector<const Expression*> parts;
    for (const Expression& child : e.children) parts.push_back(&child);
    // What decides comes first: true alternatives of an `or`, false parts of an `and`.
    if (reader_ != nullptr && e.kind != Expression::Kind::kNot) {
      const bool telling = e.kind == Expression::Kind::kOr;
      std::stable_partition(parts.begin(), parts.end(), [&](const Expression* p) { return value(*p) == telling; });
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i == kShownParts && parts.size() > kShownParts + 1) {
        out_ += blank() + indent(depth + 1) + "... and " + std::to_string(parts.size() - i) + " more\n";
        return;
      }
      write(*parts[i], depth + 1);
    }
  }
  std::string take() { return std::move(out_); }

 private:
  bool value(const Expression& e) {
    return evaluate(e, [&](std::uint32_t p) { return rules_.predicates()[p].matches(*reader_); });
  }
  std::string blank() const { return reader_ == nullptr ? "  " : "       "; }
  std::string mark(const Expression& e) {
    if (reader_ == nullptr) return "  ";
    return value(e) ? "  yes  " : "  no   ";
  }

  const RuleSet& rules_;
  FieldReader* reader_;
  std::string out_;
};

void collect_predicates(const Expression& e, std::set<std::uint32_t>& out) {
  if (e.kind == Expression::Kind::kPredicate) out.insert(e.predicate);
  for (const Expression& child : e.children) collect_predicates(child, out);
}

std::string tried_on(const Rule& rule) {
  if (rule.routes == 0) return "no observation of our agents; generic events only";
  std::vector<std::string_view> kinds;
  for (std::size_t route = 0; route < kRoutes; ++route) {
    const std::string_view kind = to_string(kind_of_route(route));
    if ((rule.routes >> route & 1) != 0 && std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(kind);
  }
  if (kinds.size() == kEventKinds) return "observations of every kind";
  std::string out = "observations of kind ";
  for (const std::string_view kind : kinds) out += (kind == kinds.front() ? "" : ", ") + std::string(kind);
  return out;
}

std::string witness_text(const RuleSet& rules, const Rule& rule) {
  const auto witness = find_witness(rule.expression, rules.predicates());
  if (!witness) return "nothing; it is tried on every event of its source";
  std::string out = "one of";
  std::size_t shown = 0;
  for (const WitnessLiteral& literal : witness->literals) {
    if (shown++ == kShownParts) return out + " ... (" + std::to_string(witness->literals.size()) + " texts)";
    const std::string_view field = literal.field == Field::kWholeEvent ? "any value" : rules.fields().name(literal.field);
    out += (shown == 1 ? " '" : ", '") + literal.text + "' " +
           (literal.at_start && literal.at_end ? "as "
            : literal.at_start                 ? "at the start of "
            : literal.at_end                   ? "at the end of "
                                               : "in ") +
           std::string(field);
  }
  return out;
}

/// The largest unit that leaves a whole number, as rules write it: "90s", "5m".
std::string timespan_text(Duration timespan) {
  const std::int64_t seconds = timespan.count_seconds();
  for (const auto& [unit, word] : {std::pair{std::int64_t{86'400}, 'd'}, std::pair{std::int64_t{3'600}, 'h'}, std::pair{std::int64_t{60}, 'm'}}) {
    if (seconds % unit == 0) return std::to_string(seconds / unit) + word;
  }
  return std::to_string(seconds) + 's';
}

std::string joined(const std::vector<PlacedName>& names) {
  std::string out;
  for (const PlacedName& name : names) out += (&name == &names.front() ? "" : ", ") + printable(name.text);
  return out;
}

/// What a correlation asks for. Each part ends its line.
std::string explain_correlation(const RuleSet& rules, const Rule& rule) {
  const Correlation& c = rule.correlation;
  std::string out = "  correlation: " + std::string(to_string(c.type)) + "\n  rules\n";
  for (const CorrelationReference& reference : c.references) {
    out += "    " + printable(reference.name.text);
    const std::string& title = rules.rules()[reference.rule].title;
    if (c.resolved && title != reference.name.text) out += ": " + printable(title);
    out += '\n';
  }
  out += "  group-by: " + (c.group_by.empty() ? "nothing; all matches are one group" : joined(c.group_by)) + '\n';
  out += "  timespan: " + timespan_text(c.timespan) + '\n';
  out += "  condition: " + std::string(to_string(c.type));
  if (c.has_value()) out += " of " + joined(c.value_fields);
  if (c.type == CorrelationType::kValuePercentile) out += ", percentile " + spell_number(c.percentile) + ',';
  out += ' ' + c.condition.describe() + '\n';
  if (!c.aliases.empty()) out += "  aliases\n";
  for (const CorrelationAlias& alias : c.aliases) {
    out += "    " + printable(alias.name.text) + ": ";
    for (const auto& [of, field] : alias.fields)
      out += (&of == &alias.fields.front().first ? "" : ", ") + printable(field.text) + " of " + printable(of.text);
    out += '\n';
  }
  out += std::string("  judged: ") + (c.fires_early() ? "as soon as a window has enough" : "when a window is over") + '\n';
  if (rule.generate) out += "  generate: its rules raise findings of their own as well\n";
  if (!c.resolved) out += "  never fires: it has problems\n";
  return out;
}

}  // namespace

std::string value_text(const Predicate& test, FieldReader& reader) {
  if (test.field() == Field::kWholeEvent) return std::to_string(reader.value_count()) + " values";
  std::string out = value_text(test.field(), reader);
  if (test.test() == Predicate::Test::kFieldRef) out += ", " + value_text(test.other_field(), reader);
  return out;
}

std::vector<std::string_view> fields_never_sent(const RuleSet& rules, const Rule& rule) {
  std::set<std::uint32_t> predicates;
  collect_predicates(rule.expression, predicates);
  std::set<Field> fields;
  for (const std::uint32_t p : predicates) {
    fields.insert(rules.predicates()[p].field());
    if (rules.predicates()[p].test() == Predicate::Test::kFieldRef) fields.insert(rules.predicates()[p].other_field());
  }
  std::vector<std::string_view> out;
  for (const Field field : fields) {
    if (!is_sent(rules.fields(), rule.routes, field) && field != Field::kWholeEvent) out.push_back(rules.fields().name(field));
  }
  return out;
}

std::string explain_rule(const RuleSet& rules, std::uint32_t index) {
  const Rule& rule = rules.rules()[index];
  std::string out = printable(rule.title) + '\n';
  const auto line = [&](std::string_view word, const std::string& text) {
    if (!text.empty()) out += "  " + std::string(word) + ": " + printable(text) + '\n';
  };
  line("id", rule.id);
  line("author", rule.metadata.author);
  line("level", rule.metadata.level);
  line("status", rule.metadata.status);
  if (rule.is_correlation) {
    return out + explain_correlation(rules, rule);
  }
  line("log source", to_string(rule.source));
  line("tried on", tried_on(rule));
  TreeWriter tree(rules, nullptr);
  tree.write(rule.expression, 1);
  out += "  fires if\n" + tree.take();
  if (rule.routes != 0) {
    for (const std::string_view name : fields_never_sent(rules, rule)) {
      line("never sent by our agents", std::string(name) + field_hint(name, rule.routes));
    }
  }
  line("looked at only if the event holds", witness_text(rules, rule));
  const int cost = cost_of(rule.expression, rules.predicates());
  line("cost", std::string(cost < 50 ? "low" : cost < 500 ? "medium" : "high") + " (" + std::to_string(cost) + ")");
  return out;
}

bool holds(const RuleSet& rules, std::uint32_t rule, FieldReader& reader) {
  return evaluate(rules.rules()[rule].expression,
                  [&](std::uint32_t p) { return rules.predicates()[p].matches(reader); });
}

std::string explain_trial(const RuleSet& rules, std::uint32_t rule, FieldReader& reader) {
  TreeWriter tree(rules, &reader);
  tree.write(rules.rules()[rule].expression, 0);
  return tree.take();
}

}  // namespace picket
