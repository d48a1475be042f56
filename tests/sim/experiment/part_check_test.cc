// Files of the library by themselves: what is wrong with them, at its line.

#include "sim/experiment/part_check.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "sim/experiment/rule_content.h"
#include "tests/sim/experiment/small_study.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

const std::string kLibrary = std::string(PICKET_SOURCE_DIR) + "/scenarios";

class PartCheck : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    RuleTexts rules;
    picket::test::add_rules(rules.texts, rules.names);
    PipelineContent::Builder builder;
    add_rules(rules, builder);
    content_ = build_or_refuse(builder);
  }
  static void TearDownTestSuite() { content_.reset(); }

  /// What is said of a text, with its file called x.yaml.
  std::string told(FileKind kind, const std::string& text, const std::vector<std::string>& sets = {}) {
    std::ofstream(folder_.file("x.yaml")) << text;
    Diagnostics diagnostics;
    check_part(kind, folder_.file("x.yaml"), sets, kLibrary, *content_, diagnostics);
    std::string said = diagnostics.text({.codes = true});
    const std::string folder = folder_.path() + "/";
    for (std::size_t at = said.find(folder); at != std::string::npos; at = said.find(folder)) said.erase(at, folder.size());
    return said;
  }

  static std::shared_ptr<const PipelineContent> content_;
  TemporaryFolder folder_;
};

std::shared_ptr<const PipelineContent> PartCheck::content_;

TEST_F(PartCheck, has_nothing_to_say_of_what_is_shipped) {
  const std::pair<const char*, FileKind> folders[] = {{"attacks", FileKind::kAttack},
                                                      {"profiles", FileKind::kClass},
                                                      {"prices", FileKind::kPrices},
                                                      {"clients", FileKind::kClient}};
  for (const auto& [folder, kind] : folders) {
    for (const auto& entry : fs::directory_iterator(kLibrary + "/" + folder)) {
      if (entry.path().extension() != ".yaml") continue;
      Diagnostics diagnostics;
      check_part(entry.path().stem() == "networks" ? FileKind::kNetworks : kind, entry.path().string(), {}, kLibrary, *content_, diagnostics);
      EXPECT_TRUE(diagnostics.all().empty()) << diagnostics.text();
    }
  }
  // A policy of the product's may be warned of, as the original agent would be.
  for (const auto& entry : fs::directory_iterator(kLibrary + "/policies")) {
    Diagnostics diagnostics;
    check_part(FileKind::kPolicy, entry.path().string(), {}, kLibrary, *content_, diagnostics);
    EXPECT_TRUE(diagnostics.ok()) << diagnostics.text();
  }
}

constexpr const char* kAttack =
    "id: X\n"
    "title: x\n"
    "deadline: 1 h\n"
    "expect: [IoT_ReverseShell, IoT_ReverseShel]\n"
    "phases:\n"
    "  - {id: one, after: [two], emit: [{kind: process}]}\n"
    "  - {id: two, emit: [{kind: network, remote: c2, count_parameter: many}]}\n";

TEST_F(PartCheck, tells_all_that_an_attack_lacks_with_line_and_caret) {
  EXPECT_EQ(told(FileKind::kAttack, kAttack),
            "x.yaml:4:28: error: expect[1]: neither the product nor a rule raises 'IoT_ReverseShel'; did you mean 'IoT_ReverseShell'? [E0219]\n"
            "    expect: [IoT_ReverseShell, IoT_ReverseShel]\n"
            "                               ^\n"
            "x.yaml:6:23: error: phases[0].after[0]: 'two' is not an earlier phase [E0219]\n"
            "      - {id: one, after: [two], emit: [{kind: process}]}\n"
            "                          ^\n"
            "x.yaml:6:36: error: phases[0].emit[0]: a process needs commandlines [E0219]\n"
            "      - {id: one, after: [two], emit: [{kind: process}]}\n"
            "                                       ^\n"
            "x.yaml:7:46: error: phases[1].emit[0].remote: no infrastructure is called 'c2' [E0219]\n"
            "      - {id: two, emit: [{kind: network, remote: c2, count_parameter: many}]}\n"
            "                                                 ^\n"
            "x.yaml:7:67: error: phases[1].emit[0].count_parameter: no parameter is called 'many' [E0219]\n"
            "      - {id: two, emit: [{kind: network, remote: c2, count_parameter: many}]}\n"
            "                                                                      ^\n"
            "5 errors; nothing was run.\n");
}

TEST_F(PartCheck, says_nothing_more_of_an_attack_whose_values_are_wrong) {
  const std::string said = told(FileKind::kAttack, "id: X\ntitle: x\nphases: [{id: one, aftr: [two]}]\n");
  EXPECT_THAT(said, HasSubstr("x.yaml:3:20: error: phases[0].aftr: unknown key [E0107]"));
  EXPECT_THAT(said, HasSubstr("1 error;"));
}

TEST_F(PartCheck, warns_of_an_attack_that_nothing_can_detect_in_time) {
  const std::string said = told(FileKind::kAttack, "id: X\ntitle: x\nphases: [{id: one, emit: [{kind: process, commandlines: [id]}]}]\n");
  EXPECT_THAT(said, HasSubstr("x.yaml:1:1: warning: expect: the attack expects no alert, so nothing detects it [W0324]"));
  EXPECT_THAT(said, HasSubstr("x.yaml:1:1: warning: deadline: the attack has no deadline, so no alert comes in time [W0324]"));
}

TEST_F(PartCheck, reads_policies_and_classes_over_their_bases_and_overrides) {
  EXPECT_EQ(told(FileKind::kPolicy, "base: g2_linux\nmax_message_bytes: 8192\n"), "");
  EXPECT_THAT(told(FileKind::kPolicy, "base: g2_linucks\n"), HasSubstr("x.yaml:1:7: error: policy_templates.base: no base is called 'g2_linucks'"));
  EXPECT_THAT(told(FileKind::kPolicy, "base: g2_linux\nmax_mesage_bytes: 1\n"), HasSubstr("x.yaml:2:1: error: max_mesage_bytes: unknown key"));
  EXPECT_THAT(told(FileKind::kPolicy, "base: g2_linux\n", {"max_message_bytes=x"}), HasSubstr("max_message_bytes"));
  EXPECT_THAT(told(FileKind::kClass, "base: kiosk\nactivities: {tap: {script: [{kind: network, remote: nowhere}]}}\n"),
              HasSubstr("x.yaml:2:53: error: activities.tap.script[0].remote: no remote pool is called 'nowhere' [E0219]"));
  EXPECT_THAT(told(FileKind::kNetworks, "networks: {home: {los_ratio: 1}}\n"), HasSubstr("x.yaml:1:19: error: networks.home.los_ratio: unknown key"));
}

}  // namespace
}  // namespace picket::sim
