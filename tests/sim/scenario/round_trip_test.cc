// What the writer writes the reader reads as the same object: random scenarios with every type of
// field, awkward texts and full-length doubles. Equality is checked field by field in memory, so a
// field that both sides forgot, or both wrote wrongly, is noticed.
#include <gtest/gtest.h>

#include "sim/scenario/reader.h"
#include "sim/scenario/scenario_fields.h"
#include "sim/scenario/writer.h"
#include "tests/sim/scenario/random_object.h"
#include "tests/sim/scenario/support.h"

namespace picket::sim {
namespace {

void expect_equal(const TypeInfo& type, void* a, void* b, const std::string& path) {
  switch (type.kind) {
    case TypeKind::kBool:
    case TypeKind::kInteger:
    case TypeKind::kEnum:
      EXPECT_TRUE(type.load_integer(a) == type.load_integer(b)) << path;
      break;
    case TypeKind::kReal:
      EXPECT_EQ(type.load_real(a), type.load_real(b)) << path;
      break;
    case TypeKind::kText:
      EXPECT_EQ(*static_cast<std::string*>(a), *static_cast<std::string*>(b)) << path;
      break;
    case TypeKind::kDuration:
      EXPECT_EQ(static_cast<Duration*>(a)->count_microseconds(), static_cast<Duration*>(b)->count_microseconds())
          << path;
      break;
    case TypeKind::kTime:
      EXPECT_EQ(static_cast<Time*>(a)->unix_microseconds(), static_cast<Time*>(b)->unix_microseconds()) << path;
      break;
    case TypeKind::kBytes:
      EXPECT_EQ(static_cast<Bytes*>(a)->count(), static_cast<Bytes*>(b)->count()) << path;
      break;
    case TypeKind::kBitRate:
      EXPECT_EQ(static_cast<BitRate*>(a)->bits_per_second, static_cast<BitRate*>(b)->bits_per_second) << path;
      break;
    case TypeKind::kMoney:
      EXPECT_EQ(static_cast<Money*>(a)->count_nano_dollars(), static_cast<Money*>(b)->count_nano_dollars()) << path;
      break;
    case TypeKind::kDistribution:
      EXPECT_EQ(*static_cast<Distribution*>(a), *static_cast<Distribution*>(b)) << path;
      break;
    case TypeKind::kFreeMapping:
      EXPECT_EQ(static_cast<FreeMapping*>(a)->json, static_cast<FreeMapping*>(b)->json) << path;
      break;
    case TypeKind::kStruct: {
      const std::vector<Field> fields_a = type.fields(a);
      const std::vector<Field> fields_b = type.fields(b);
      for (std::size_t i = 0; i < fields_a.size(); ++i) {
        expect_equal(*fields_a[i].type, fields_a[i].value, fields_b[i].value, child_path(path, fields_a[i].name));
      }
      break;
    }
    case TypeKind::kList:
      ASSERT_EQ(type.size(a), type.size(b)) << path;
      for (std::size_t i = 0; i < type.size(a); ++i)
        expect_equal(type.element(), type.item(a, i), type.item(b, i), item_path(path, i));
      break;
    case TypeKind::kMap:
      ASSERT_EQ(type.keys(a), type.keys(b)) << path;
      for (const std::string& key : type.keys(a))
        expect_equal(type.element(), type.entry(a, key), type.entry(b, key), child_path(path, key));
      break;
    case TypeKind::kOptional:
      ASSERT_EQ(type.present(a) == nullptr, type.present(b) == nullptr) << path;
      if (type.present(a) != nullptr) expect_equal(type.element(), type.present(a), type.present(b), path);
      break;
  }
}

TEST(RoundTrip, random_scenarios_read_back_as_they_were) {
  for (std::uint32_t seed = 0; seed < 150; ++seed) {
    Scenario scenario;
    test::RandomObject(seed).fill(type_of<Scenario>(), &scenario, FieldInfo{});
    const std::string written = write_yaml<Scenario>(scenario);
    Scenario again;
    Diagnostics diagnostics;
    Places places;
    ASSERT_TRUE(read_text(written, "random.yaml", again, diagnostics, places)) << "seed " << seed << '\n'
                                                                               << diagnostics.text();
    expect_equal(type_of<Scenario>(), &scenario, &again, "");
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
}

TEST(RoundTrip, the_default_scenario_reads_back_as_it_was) {
  Scenario scenario;
  Scenario again;
  test::RandomObject(1).fill(type_of<Scenario>(), &again, FieldInfo{});
  Diagnostics diagnostics;
  Places places;
  ASSERT_TRUE(read_text(write_yaml<Scenario>(scenario), "default.yaml", again, diagnostics, places))
      << diagnostics.text();
  expect_equal(type_of<Scenario>(), &scenario, &again, "");
}

}  // namespace
}  // namespace picket::sim
