#include "pipeline_core/explain/rule_distance.h"

#include "pipeline_core/rules/rule_explanation.h"

namespace picket {

RuleDistance distance_of(const RuleSet& rules, std::uint32_t rule, FieldReader& reader) {
  return distance_of(rules.rules()[rule].expression,
                     [&](std::uint32_t test) { return rules.predicates()[test].matches(reader); });
}

LackText text_of(const RuleSet& rules, const Lack& lack, FieldReader& reader) {
  const Predicate& test = rules.predicates()[lack.predicate];
  LackText out;
  if (test.field() != Field::kWholeEvent) out.field = rules.fields().name(test.field());
  out.wanted = test.describe(rules.fields());
  if (!out.field.empty() && out.wanted.starts_with(out.field + ' ')) out.wanted.erase(0, out.field.size() + 1);
  if (!lack.wanted) out.wanted = "not " + out.wanted;
  out.found = value_text(test, reader);
  return out;
}

}  // namespace picket
