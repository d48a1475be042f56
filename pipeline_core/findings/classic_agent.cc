#include "pipeline_core/findings/classic_agent.h"

#include <algorithm>
#include <array>
#include <utility>

namespace picket {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kRenamed{{
    {"IoT_PossibleMalware", "File downloads from a known malicious source detected"},
    {"IoT_EgressData", "Potential loss of data detected"},
    {"IoT_CredentialAccessTools", "Suspected malicious credentials access tools detected"},
}};
constexpr std::array<std::string_view, 2> kMediumThere{"IoT_Ransomware", "IoT_CryptoMiner"};
constexpr std::array<std::string_view, 8> kAbsentThere{
    "IoT_USBConnection", "IoT_UsbDisconnection", "IoT_EthernetConnection", "IoT_EthernetDisconnection",
    "IoT_FileCreated",   "IoT_FileModified",     "IoT_FileDeleted",        "IoT_MaliciousNameQueriesDetection"};

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

ClassicForm classic_form(const AlertType& type) {
  ClassicForm form{!holds(kAbsentThere, type.alert_type), type.name, type.severity};
  if (holds(kMediumThere, type.alert_type)) form.severity = Severity::kMedium;
  for (const auto& [alert_type, name] : kRenamed) {
    if (type.alert_type == alert_type) form.name = name;
  }
  return form;
}

}  // namespace picket
