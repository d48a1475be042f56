#include "sim/attack/navigator_layer.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace picket::sim {
namespace {

using Json = nlohmann::ordered_json;

std::set<std::string> techniques_of(const AttackTemplate& attack, AttackDomain domain) {
  if (domain == AttackDomain::kIcs) return {attack.ics_techniques.begin(), attack.ics_techniques.end()};
  std::set<std::string> ids(attack.techniques.begin(), attack.techniques.end());
  for (const AttackPhase& phase : attack.phases) ids.insert(phase.techniques.begin(), phase.techniques.end());
  return ids;
}

/// Ids before version 19 and in it.
const std::map<std::string, std::string>& renumbered() {
  static const std::map<std::string, std::string> kRenumbered{
      {"T1562.001", "T1685"},     {"T1562.012", "T1685.004"}, {"T1070.002", "T1685.006"},
      {"T1562.004", "T1686"},     {"T1562.010", "T1689"},     {"T1562.003", "T1690"}};
  return kRenumbered;
}

}  // namespace

std::string technique_in_version_19(const std::string& id) {
  const auto found = renumbered().find(id);
  return found == renumbered().end() ? id : found->second;
}

std::string technique_before_version_19(const std::string& id) {
  const auto found = std::find_if(renumbered().begin(), renumbered().end(), [&](const auto& pair) { return pair.second == id; });
  return found == renumbered().end() ? id : found->first;
}

std::string navigator_layer(const std::map<std::string, AttackTemplate>& attacks, AttackDomain domain, bool version_19) {
  const bool ics = domain == AttackDomain::kIcs;
  std::map<std::string, std::set<std::string>> users;  // attacks by technique
  for (const auto& [name, attack] : attacks) {
    for (const std::string& id : techniques_of(attack, domain)) users[version_19 && !ics ? technique_in_version_19(id) : id].insert(name);
  }
  std::size_t most = 1;
  Json techniques = Json::array();
  for (const auto& [id, names] : users) {
    std::string comment;
    for (const std::string& name : names) comment += (comment.empty() ? "" : ", ") + name;
    most = std::max(most, names.size());
    techniques.push_back({{"techniqueID", id}, {"score", names.size()}, {"comment", comment}, {"enabled", true}});
  }
  const Json layer{{"name", "Attack library of Picket"},
                   {"versions", {{"attack", version_19 ? "19" : "18"}, {"navigator", "5.1.0"}, {"layer", "4.5"}}},
                   {"domain", ics ? "ics-attack" : "enterprise-attack"},
                   {"description", "Score: number of attacks of the library that use the technique; the comment names them."},
                   {"techniques", std::move(techniques)},
                   {"gradient", {{"colors", {"#ffffff", "#0072b2"}}, {"minValue", 0}, {"maxValue", most}}},
                   {"hideDisabled", false},
                   {"showTacticRowBackground", false}};
  return layer.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace picket::sim
