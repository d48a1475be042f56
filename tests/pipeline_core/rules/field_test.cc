#include "pipeline_core/rules/field.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <set>

#include "pipeline_core/rules/field_reader.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

Field field_at(std::size_t i) { return static_cast<Field>(i); }

TEST(Field, has_one_name_and_is_found_by_it) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kFields; ++i) {
    const std::string_view name = to_string(field_at(i));
    if (field_at(i) == Field::kWholeEvent) {
      EXPECT_TRUE(name.empty());
      continue;
    }
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_EQ(find_field(name), field_at(i)) << name;
    EXPECT_EQ(bit(field_at(i)), FieldMask{1} << i);
  }
  for (const char* unknown : {"", "image", "IMAGE", "Image ", "nothing"}) EXPECT_FALSE(find_field(unknown)) << unknown;
  EXPECT_EQ(to_string(static_cast<Field>(kFields)), "");
  EXPECT_EQ(bit(static_cast<Field>(kFields)), kExtraFields);
  EXPECT_EQ(bit(static_cast<Field>(kFields + 1'000)), kExtraFields);
}

/// Sigma's taxonomy appendix 2.1 says which names some sources' rules use: those that our records have must be known.
TEST(Field, is_called_as_the_taxonomy_calls_it) {
  const char* root = std::getenv("PICKET_DATA");
  if (root == nullptr) GTEST_SKIP() << "set PICKET_DATA to run";
  const std::string taxonomy = testing_support::read_text(
      std::string(root) + "/detection/sigma-spec/specification/sigma-appendix-taxonomy.md");
  for (const char* name : {"Image", "CommandLine", "User", "ProcessId", "ParentProcessId", "query", "source.ip",
                           "destination.ip", "source.port", "destination.port", "network.transport", "dns.question.name"}) {
    EXPECT_NE(taxonomy.find(name), std::string::npos) << name;
    EXPECT_TRUE(find_field(name)) << name;
  }
}

/// Of network and file events the appendix lists no names: these are the ones of Sysmon, as published rules use them.
TEST(Field, of_network_and_file_events_is_called_as_sysmon_calls_it) {
  for (const char* name : {"SourceIp", "DestinationIp", "SourcePort", "DestinationPort", "Protocol", "Initiated",
                           "QueryName", "TargetFilename"})
    EXPECT_TRUE(find_field(name)) << name;
}

TEST(Field, of_the_elastic_common_schema_is_ours) {
  EXPECT_EQ(find_field("destination.ip"), Field::kDestinationIp);
  EXPECT_EQ(find_field("user.name"), Field::kUser);
  EXPECT_EQ(find_field("query"), find_field("dns.question.name"));
}

/// What `carries` says is what reading says: a field of an observation without values is blank if its kind has it, else
/// missing.
TEST(Field, is_carried_by_the_kinds_whose_records_have_it) {
  FieldTable table;
  const Field user_name = *table.intern("UserName");
  const Field nowhere = *table.intern("nowhere");
  TextTable texts;
  FieldReader reader(&table);
  for (std::size_t kind = 0; kind < kEventKinds; ++kind) {
    Observation o;
    o.record = default_record(static_cast<EventKind>(kind));
    reader.reset(o, texts);
    for (std::size_t i = 0; i < table.size(); ++i) {
      const Field field = field_at(i);
      if (field == Field::kDevice || field == Field::kWholeEvent) continue;
      EXPECT_EQ(reader.presence(field) != Presence::kMissing, table.carries(static_cast<EventKind>(kind), field))
          << table.name(field) << " of " << to_string(static_cast<EventKind>(kind));
    }
    EXPECT_EQ(table.carries(static_cast<EventKind>(kind), user_name), static_cast<EventKind>(kind) == EventKind::kLocalUsers);
    EXPECT_FALSE(table.carries(static_cast<EventKind>(kind), nowhere));
    EXPECT_FALSE(carries(static_cast<EventKind>(kind), nowhere)) << "only its table knows an extra field";
  }
}

TEST(Field, of_reports_is_called_as_generation_2_does) {
  EXPECT_THAT(report_fields(EventKind::kListeningPorts), ::testing::ElementsAre("LocalAddress", "LocalPort", "Protocol", "Pid"));
  EXPECT_THAT(report_fields(EventKind::kBaseline),
              ::testing::ElementsAre("BaselineCheckId", "BaselineCheckResult", "BaselineCheckError", "BaselineCheckDescription",
                                     "BaselineCheckSeverity", "BaselineCheckRemediation"));
  EXPECT_TRUE(report_fields(EventKind::kProcess).empty());
  EXPECT_TRUE(carries(EventKind::kListeningPorts, Field::kLocalPort)) << "a built-in field under the same name";
}

TEST(FieldTable, names_what_it_was_asked_for) {
  FieldTable table;
  EXPECT_EQ(table.size(), kFields);
  EXPECT_EQ(table.intern("Image"), Field::kImage);
  EXPECT_EQ(table.intern("destination.port"), Field::kDestinationPort);
  EXPECT_EQ(table.size(), kFields);
  const auto own = table.intern("own");
  ASSERT_TRUE(own);
  EXPECT_FALSE(is_built_in(*own));
  EXPECT_EQ(table.intern("own"), own);
  EXPECT_EQ(table.find("own"), own);
  EXPECT_EQ(table.name(*own), "own");
  EXPECT_FALSE(table.find("Own"));
  EXPECT_FALSE(table.find(""));
}

TEST(FieldTable, forgets_what_came_last) {
  FieldTable table;
  const Field first = *table.intern("first");
  const std::size_t before = table.size();
  table.intern("second");
  table.intern("third");
  table.shrink_to(before);
  EXPECT_EQ(table.size(), before);
  EXPECT_EQ(table.find("first"), first);
  EXPECT_FALSE(table.find("second"));
  EXPECT_EQ(table.intern("third"), field_at(before));
}

TEST(FieldTable, is_full_at_its_bound) {
  FieldTable table;
  for (std::size_t i = table.size(); i < FieldTable::kMaxFields; ++i) ASSERT_TRUE(table.intern("f" + std::to_string(i)));
  EXPECT_FALSE(table.intern("one more"));
  EXPECT_TRUE(table.intern("Image")) << "known ones are";
  EXPECT_EQ(table.size(), FieldTable::kMaxFields);
}

}  // namespace
}  // namespace picket
