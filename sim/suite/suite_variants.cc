#include "sim/suite/suite_variants.h"

#include <fmt/format.h>

#include <algorithm>

namespace picket::sim {
namespace {

constexpr char kMark = '#';

}  // namespace

std::vector<CaseVariant> case_variants(const Suite& suite, const SuiteCase& one, const AttackTemplate& attack) {
  const std::uint32_t wanted = one.variants.value_or(suite.variants);
  const bool held_out = one.held_out.value_or(suite.held_out);
  if (wanted == 0 || !attack.has_ranges() || (held_out && !attack.has_held_out())) return {CaseVariant{}};
  std::vector<CaseVariant> out;
  for (std::uint32_t number = 1; number <= wanted; ++number) out.push_back({number, held_out});
  return out;
}

std::string variant_name(const std::string& case_name, const CaseVariant& variant) {
  return variant.number == 0 ? case_name : fmt::format("{}{}{}", case_name, kMark, variant.number);
}

std::string variant_words(const CaseVariant& variant) {
  return variant.number == 0 ? "" : fmt::format(", variant {}{}", variant.number, variant.held_out ? ", held out" : "");
}

std::string case_folder(std::string case_name) {
  std::replace(case_name.begin(), case_name.end(), kMark, '-');
  return case_name;
}

}  // namespace picket::sim
