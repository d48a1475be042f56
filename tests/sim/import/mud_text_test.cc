#include "sim/import/mud_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/sim/import/support.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

using test::read_mud_text;

TEST(MudText, the_file_and_the_report_of_a_profile_that_was_made_up) {
  const auto read = read_mud_text(test::text_of(test::import_golden("plug.json")));
  ASSERT_TRUE(read.profile.has_value()) << read.diagnostics.text();
  const MudEstimates estimates;
  const MudClass imported = mud_class(read.profile.value(), estimates, {});
  const MudSource source{"plug.json", "", "plug"};
  const std::string file = mud_class_file(read.profile.value(), imported, estimates, source);
  test::expect_import_golden("plug.yaml", file);
  test::expect_import_golden("plug.txt", mud_report(read.profile.value(), imported, estimates, source));
  Diagnostics diagnostics;
  const LoadResult loaded = test::load_class(file, "plug", diagnostics);
  ASSERT_TRUE(loaded.ok()) << diagnostics.text();
  EXPECT_EQ(diagnostics.warnings(), 0U) << diagnostics.text();
  // What is read is what was made: no field was lost on the way.
  EXPECT_EQ(loaded.scenario->device_classes.at("plug").activities.size(), imported.device_class.activities.size());
}

// "null.json" is a file like another, and its class has a key that YAML would read as nothing.
TEST(MudText, a_name_that_yaml_means_something_by_is_quoted) {
  const auto read = read_mud_text(test::text_of(test::import_golden("plug.json")));
  ASSERT_TRUE(read.profile.has_value()) << read.diagnostics.text();
  const MudClass imported = mud_class(read.profile.value(), {}, {});
  for (const std::string name : {"null", "true", "12"}) {
    Diagnostics diagnostics;
    const std::string file = mud_class_file(read.profile.value(), imported, {}, {"x.json", "", name});
    EXPECT_TRUE(test::load_class(file, '"' + name + '"', diagnostics).ok()) << diagnostics.text();
  }
}

// A name from the profile stands in comments, where YAML takes no control characters.
TEST(MudText, control_characters_of_a_profile_are_shown_and_not_written) {
  std::string profile = test::text_of(test::import_golden("plug.json"));
  const std::size_t at = profile.find("\"ipv4\": {");
  ASSERT_NE(at, std::string::npos);
  profile.insert(at + 9, "\"protoc\x7fl\": 6, ");
  const auto read = read_mud_text(profile);
  ASSERT_TRUE(read.profile.has_value()) << read.diagnostics.text();
  const std::string file = mud_class_file(read.profile.value(), mud_class(read.profile.value(), {}, {}), {}, {"x.json", "", "plug"});
  EXPECT_THAT(file, ::testing::HasSubstr("'ipv4 protoc\\x7fl', which is not simulated"));
  Diagnostics diagnostics;
  EXPECT_TRUE(test::load_class(file, "plug", diagnostics).ok()) << diagnostics.text();
}

// Every published profile becomes a class that loads, or says why not; the entries balance.
TEST(MudText, every_published_profile_imports) {
  const char* data = std::getenv("PICKET_DATA");
  const std::string archive = std::string(data == nullptr ? "" : data) + "/workloads/mud/mud_profiles.tar.xz";
  if (data == nullptr || !std::filesystem::exists(archive)) GTEST_SKIP() << "PICKET_DATA is not set or has no workloads/mud";
  const TemporaryFolder folder;
  ASSERT_EQ(std::system(("tar -xJf '" + archive + "' -C '" + folder.path() + "'").c_str()), 0);
  std::size_t profiles = 0;
  std::size_t entries = 0;
  std::size_t left_out = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder.path())) {
    if (file.path().extension() != ".json") continue;
    ++profiles;
    const auto read = read_mud_text(test::text_of(file.path().string()), file.path().filename().string());
    ASSERT_TRUE(read.profile.has_value()) << read.diagnostics.text();
    const MudClass c = mud_class(read.profile.value(), {}, {});
    EXPECT_EQ(c.flows + c.other_directions + c.again + c.left_out.size(), read.profile->entries.size()) << file.path();
    entries += read.profile->entries.size();
    left_out += c.left_out.size();
    Diagnostics diagnostics;
    const std::string text = mud_class_file(read.profile.value(), c, {}, {"x.json", "", "imported"});
    EXPECT_TRUE(test::load_class(text, "imported", diagnostics).ok()) << file.path() << "\n" << diagnostics.text();
  }
  EXPECT_GE(profiles, 68U);
  EXPECT_GE(entries, 1'800U);
  EXPECT_LT(left_out * 4, entries);  // most entries are flows: 302 are Ethernet or IGMP
}

}  // namespace
}  // namespace picket::sim
