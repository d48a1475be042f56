#pragma once

#include <string>
#include <vector>

#include "sim/scenario/distribution.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// An attack of the catalogue as data. Files: scenarios/attacks/*.yaml.
struct AttackTemplate {
  std::string id;      ///< "A01"
  std::string title;
  std::vector<std::string> techniques;  ///< ATT&CK Enterprise ids
  std::vector<std::string> expect;      ///< alert types that count as a detection
  Duration deadline;
};

template <class Visitor>
void describe(Visitor& v, AttackTemplate& a) {
  v.field("id", a.id, {.says = "Number in the catalogue.", .required = true});
  v.field("title", a.title, {.says = "What the attack is, in a few words.", .required = true});
  v.field("techniques", a.techniques, {.says = "MITRE ATT&CK Enterprise technique ids."});
  v.field("expect", a.expect, {.says = "Alert types that count as a detection of this attack."});
  v.field("deadline", a.deadline, {.says = "Time from the first malicious event to the alert that a correct implementation meets."});
}

}  // namespace picket::sim
