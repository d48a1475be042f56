#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/attack/attack_template.h"
#include "sim/scenario/suite.h"

namespace picket::sim {

/// What of an attack's ranges a case of a suite is.
struct CaseVariant {
  std::uint32_t number = 0;  ///< 0: the attack as it is
  bool held_out = false;
};

/// The cases that an attack case becomes: variants 1 to `variants`, or the attack as it is if none are asked for, or if it
/// has no ranges (held-out ones where those are asked for).
std::vector<CaseVariant> case_variants(const Suite& suite, const SuiteCase& one, const AttackTemplate& attack);

/// "a10_ssh_brute_force#2"; the case's own name for the attack as it is. No case of a suite file can be called so.
std::string variant_name(const std::string& case_name, const CaseVariant& variant);
/// ", variant 2, held out" for headings; empty for the attack as it is.
std::string variant_words(const CaseVariant& variant);
/// The folder of a case below cases/: its name with "-" for the mark of a variant, to which links give a meaning.
std::string case_folder(std::string case_name);

}  // namespace picket::sim
