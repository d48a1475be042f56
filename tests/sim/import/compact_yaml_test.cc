#include "sim/import/compact_yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/attack/attack_template.h"
#include "sim/fleet/device_class.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/writer.h"
#include "tests/sim/import/support.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

template <class T>
T reread(const std::string& text) {
  Diagnostics diagnostics;
  Places places;
  T object;
  EXPECT_TRUE(read_text(text, "x.yaml", object, diagnostics, places)) << diagnostics.text() << text;
  return object;
}

TEST(CompactYaml, writes_what_is_not_the_default_and_what_is_required) {
  DeviceClass c;
  EXPECT_EQ(compact_yaml(c), "title: \"\"\n");
  c.title = "x: {y}";
  c.remotes["a"].names = {"a.example"};
  c.activities["one"].script.push_back({});
  EXPECT_EQ(compact_yaml(c, 2),
            "  title: \"x: {y}\"\n  remotes: {a: {names: [a.example]}}\n  activities: {one: {script: [{kind: process}]}}\n");
}

TEST(CompactYaml, long_parts_stand_one_below_the_other) {
  AttackTemplate a;
  a.id = "X";
  a.title = "x";
  for (const char* id : {"first", "second"}) {
    AttackPhase phase;
    phase.id = id;
    for (int i = 0; i < 3; ++i) phase.emit.emplace_back().commandlines = {std::string(40, 'c')};
    a.phases.push_back(phase);
  }
  const std::string text = compact_yaml(a);
  EXPECT_THAT(text, HasSubstr("phases:\n  - id: first\n    emit:\n      - {kind: process, commandlines: [c"));
  EXPECT_EQ(write_yaml(reread<AttackTemplate>(text)), write_yaml(a));
}

TEST(CompactYaml, every_class_and_attack_of_the_library_reads_back_as_itself) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(PICKET_SOURCE_DIR) + "/scenarios/profiles")) {
    if (entry.path().extension() != ".yaml" || entry.path().stem() == "networks") continue;
    const auto c = reread<DeviceClass>(test::text_of(entry.path().string()));
    EXPECT_EQ(write_yaml(reread<DeviceClass>(compact_yaml(c))), write_yaml(c)) << entry.path();
    ++files;
  }
  for (const auto& entry : std::filesystem::directory_iterator(std::string(PICKET_SOURCE_DIR) + "/scenarios/attacks")) {
    if (entry.path().extension() != ".yaml") continue;
    const auto a = reread<AttackTemplate>(test::text_of(entry.path().string()));
    EXPECT_EQ(write_yaml(reread<AttackTemplate>(compact_yaml(a))), write_yaml(a)) << entry.path();
    ++files;
  }
  EXPECT_GT(files, 40U);
}

}  // namespace
}  // namespace picket::sim
