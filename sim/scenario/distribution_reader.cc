#include <fmt/format.h>

#include <algorithm>

#include "agent_core/base/closest_word.h"
#include "sim/scenario/distribution_fields.h"
#include "sim/scenario/leaf_reader.h"

namespace picket::sim {

namespace {

const DistributionForm* find_form(std::string_view word) {
  if (word == kNegativeBinomialShort) word = "negative_binomial";
  const auto* found = std::ranges::find(kDistributionForms, word, &DistributionForm::word);
  return found == kDistributionForms.end() ? nullptr : found;
}

std::vector<std::string_view> keys_of(const DistributionForm& form) {
  std::vector<std::string_view> keys{"dist", form.first};
  if (!form.second.empty()) keys.push_back(form.second);
  if (form.has_max) keys.push_back("max");
  return keys;
}

/// Reads one parameter; false if it is missing (told only if `required`) or wrong.
bool parameter(const Leaf& leaf, std::string_view key, bool shape, bool required, double& out) {
  const YamlNode* node = leaf.node.find(key);
  if (node == nullptr) {
    if (required) leaf.fail(Code::kDistribution, fmt::format("'{}' is missing", key));
    return !required;
  }
  const std::string path = child_path(leaf.path, key);
  const FieldInfo any;
  const Leaf inner{leaf.type, leaf.object, shape ? any : leaf.info, *node, path, leaf.diagnostics};
  const Dimension dimension = dimension_of(leaf.info.unit);
  std::optional<double> value;
  if (shape) {
    value = node->is_scalar() ? parse_decimal(node->text) : std::nullopt;
    if (!value || *value <= 0) return inner.fail(Code::kDistribution, fmt::format("{} must be a number above 0", key));
  } else {
    value = read_quantity(inner, *node, dimension, false);
    if (!value || !check_range(inner, *value, node->text, dimension)) return false;
  }
  out = *value;
  return true;
}

bool check_keys(const Leaf& leaf, const DistributionForm& form) {
  const std::vector<std::string_view> keys = keys_of(form);
  bool ok = true;
  for (const YamlMember& member : leaf.node.members) {
    if (std::ranges::find(keys, std::string_view(member.key)) != keys.end()) continue;
    const std::string near = closest_word(member.key, keys);
    leaf.diagnostics.add(Code::kUnknownKey, member.where, child_path(leaf.path, member.key), "unknown key",
                         near.empty() ? fmt::format("{} takes {}", form.word, fmt::join(keys, ", "))
                                      : fmt::format("did you mean '{}'?", near));
    ok = false;
  }
  return ok;
}

bool read_form(const Leaf& leaf) {
  const YamlNode* word = leaf.node.find("dist");
  if (word == nullptr) {
    return leaf.fail(Code::kDistribution, "'dist' is missing",
                     "write for example {dist: lognormal, median: 12 s, sigma: 0.6}");
  }
  const DistributionForm* form = word->is_scalar() ? find_form(word->text) : nullptr;
  if (form == nullptr) {
    std::vector<std::string_view> words;
    for (const DistributionForm& f : kDistributionForms) words.push_back(f.word);
    const std::string near = closest_word(word->text, words);
    leaf.diagnostics.add(Code::kUnknownWord, word->where, child_path(leaf.path, "dist"),
                         fmt::format("{} is none of {}", quote(word->text), fmt::join(words, ", ")),
                         near.empty() ? "" : fmt::format("did you mean '{}'?", near));
    return false;
  }
  Distribution d{.kind = form->kind};
  bool ok = check_keys(leaf, *form);
  ok = parameter(leaf, form->first, false, true, d.a) && ok;
  if (!form->second.empty()) ok = parameter(leaf, form->second, form->second_is_shape, true, d.b) && ok;
  if (form->has_max) ok = parameter(leaf, "max", false, false, d.max) && ok;
  if (!ok) return false;
  if (form->kind == Distribution::Kind::kUniform && d.b < d.a)
    return leaf.fail(Code::kDistribution, "max is below min", "swap them");
  const bool positive = form->kind != Distribution::Kind::kUniform && form->kind != Distribution::Kind::kConstant;
  if (positive && d.a < 0) return leaf.fail(Code::kDistribution, fmt::format("{} must not be below 0", form->first));
  *static_cast<Distribution*>(leaf.object) = d;
  return true;
}

}  // namespace

bool read_distribution(const Leaf& leaf) {
  if (leaf.node.is_map()) return read_form(leaf);
  const Dimension dimension = dimension_of(leaf.info.unit);
  const std::optional<double> value = read_quantity(leaf, leaf.node, dimension, false);
  if (!value || !check_range(leaf, *value, leaf.node.text, dimension)) return false;
  *static_cast<Distribution*>(leaf.object) = Distribution::constant(*value);
  return true;
}

}  // namespace picket::sim
