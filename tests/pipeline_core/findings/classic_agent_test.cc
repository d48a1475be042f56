#include "pipeline_core/findings/classic_agent.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

ClassicForm form_of(std::string_view name) {
  static const AlertCatalogue catalogue;
  return classic_form(catalogue[*catalogue.find(name)]);
}

// By hand from defender.md 5.2.
TEST(ClassicForm, renames_three_alerts) {
  EXPECT_EQ(form_of("IoT_PossibleMalware").name, "File downloads from a known malicious source detected");
  EXPECT_EQ(form_of("IoT_EgressData").name, "Potential loss of data detected");
  EXPECT_EQ(form_of("IoT_CredentialAccessTools").name, "Suspected malicious credentials access tools detected");
  EXPECT_EQ(form_of("IoT_ReverseShell").name, "Reverse shells");
}

TEST(ClassicForm, takes_ransomware_and_miners_less_seriously) {
  EXPECT_EQ(form_of("IoT_Ransomware").severity, Severity::kMedium);
  EXPECT_EQ(form_of("IoT_CryptoMiner").severity, Severity::kMedium);
  EXPECT_EQ(form_of("IoT_ReverseShell").severity, Severity::kHigh);
}

TEST(ClassicForm, lacks_eight_alerts_of_generation_two) {
  const AlertCatalogue catalogue;
  std::size_t absent = 0;
  for (std::uint32_t i = 0; i < catalogue.size(); ++i) absent += classic_form(catalogue[i]).raised ? 0 : 1;
  EXPECT_EQ(absent, 8u);
  for (const char* name : {"New USB Connection", "USB Disconnection", "New Ethernet Connection",
                           "Ethernet Disconnection", "New File Created", "File Modified", "File Deleted",
                           "Malicious Domain Name Request"}) {
    EXPECT_FALSE(form_of(name).raised) << name;
  }
  EXPECT_TRUE(form_of("Device silent").raised);
}

}  // namespace
}  // namespace picket
