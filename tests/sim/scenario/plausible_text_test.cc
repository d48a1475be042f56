#include "sim/scenario/plausible_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/scenario/field_table.h"
#include "sim/scenario/load.h"
#include "sim/scenario/scenario_fields.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

/// A field of some struct below the scenario, once for each place where the struct stands.
struct Seen {
  std::string path;
  Field field;
  std::shared_ptr<void> owner;  ///< keeps the field's value alive
};

const TypeInfo& plain(const TypeInfo& type) {
  return type.kind == TypeKind::kList || type.kind == TypeKind::kMap || type.kind == TypeKind::kOptional ? plain(type.element()) : type;
}

void list_fields(const TypeInfo& type, const std::string& path, std::set<const TypeInfo*>& known, std::vector<Seen>& out) {
  if (!known.insert(&type).second) return;
  const std::shared_ptr<void> object = type.make();
  for (const Field& field : type.fields(object.get())) {
    const std::string at = child_path(path, field.name);
    out.push_back({at, field, object});
    if (plain(*field.type).kind == TypeKind::kStruct) list_fields(plain(*field.type), at, known, out);
  }
}

const std::vector<Seen>& all_fields() {
  static const std::vector<Seen> kAll = [] {
    std::vector<Seen> out;
    std::set<const TypeInfo*> known;
    list_fields(type_of<Scenario>(), "", known, out);
    return out;
  }();
  return kAll;
}

/// The default in the base unit, of a distribution its first parameter; nothing for what is no number.
std::optional<double> number_of(const Field& field) {
  if (!field.info.bits.empty()) return std::nullopt;
  switch (field.type->kind) {
    case TypeKind::kInteger:
      return static_cast<double>(field.type->load_integer(field.value));
    case TypeKind::kReal:
      return field.type->load_real(field.value);
    case TypeKind::kDuration:
      return static_cast<const Duration*>(field.value)->to_seconds();
    case TypeKind::kBytes:
      return static_cast<double>(static_cast<const Bytes*>(field.value)->count());
    case TypeKind::kBitRate:
      return static_cast<const BitRate*>(field.value)->bits_per_second;
    case TypeKind::kDistribution:
      return static_cast<const Distribution*>(field.value)->a;
    default:
      return std::nullopt;
  }
}

TEST(PlausibleRange, holds_the_default_and_lies_in_what_a_scenario_may_say) {
  std::size_t ranges = 0;
  for (const Seen& seen : all_fields()) {
    const FieldInfo& info = seen.field.info;
    if (!info.plausible.is_known()) continue;
    ++ranges;
    const std::optional<double> number = number_of(seen.field);
    ASSERT_TRUE(number.has_value()) << seen.path << " is no number";
    EXPECT_TRUE(info.plausible.holds(*number)) << seen.path << ": " << *number;
    EXPECT_GE(info.plausible.low, info.min) << seen.path;
    EXPECT_LE(info.plausible.high, info.max) << seen.path;
    EXPECT_NE(info.grade, Grade::kChoice) << seen.path << ": a setting is not uncertain";
  }
  EXPECT_GT(ranges, 100U);
}

// An estimate without a range says nothing of how far off it may be. A default of 0 (off, or to be stated) has none, and these:
TEST(PlausibleRange, is_said_of_every_estimate) {
  const std::set<std::string> kWithout{
      // Every profile, line, attack and fleet group states its own; the default stands for "one" or "nothing special".
      "device_classes.remotes.universe", "device_classes.remotes.size", "device_classes.activities.per_hour", "device_classes.activities.share",
      "device_classes.activities.script.gap", "networks.radio_power.hold_watts",
      // How a study is set up, of which no world is right or wrong.
      "attacks.dwell_compression", "calibration.max_false_alerts_per_1000_device_days"};
  std::set<std::string> left = kWithout;
  for (const Seen& seen : all_fields()) {
    const FieldInfo& info = seen.field.info;
    const std::optional<double> number = number_of(seen.field);
    if (info.grade != Grade::kEstimated || !number || *number == 0) continue;
    if (left.erase(seen.path) > 0) {
      EXPECT_FALSE(info.plausible.is_known()) << seen.path << " has a range by now; take it off the list";
      continue;
    }
    EXPECT_TRUE(info.plausible.is_known()) << seen.path;
  }
  EXPECT_THAT(left, ::testing::IsEmpty()) << "no such estimates";
}

TEST(PlausibleText, has_the_unit_of_the_field) {
  const FieldInfo times{.says = "x", .plausible = {6 * 3'600.0, 4 * 86'400.0}};
  EXPECT_EQ(plausible_text(type_of<Duration>(), times), "6 h to 4 days");
  EXPECT_EQ(plausible_range_text(type_of<Duration>(), times), "6 h..4 days");
  EXPECT_EQ(plausible_text(type_of<std::optional<Duration>>(), times), "6 h to 4 days");
  const FieldInfo sizes{.says = "x", .plausible = {128, 1024}};
  EXPECT_EQ(plausible_text(type_of<Bytes>(), sizes), "128 B to 1 KiB");
  EXPECT_EQ(plausible_text(type_of<double>(), {.says = "x", .plausible = {0.1, 0.6}}), "0.1 to 0.6");
  EXPECT_EQ(plausible_text(type_of<Distribution>(), {.says = "x", .plausible = {20, 180}, .unit = "s"}), "20 s to 3 min");
  EXPECT_EQ(plausible_text(type_of<Distribution>(), {.says = "x", .plausible = {2, 8}}), "2 to 8");
  EXPECT_EQ(plausible_text(type_of<double>(), {.says = "x"}), "");
}

TEST(PlausibleText, is_shown_with_grade_and_source) {
  IntelSettings intel;
  const std::string table = field_table(type_of<IntelSettings>(), &intel);
  EXPECT_THAT(table, HasSubstr("| estimate, plausibly 0.1 to 0.6 |"));
  EXPECT_THAT(table, HasSubstr("| estimate, plausibly 6 h to 4 days |"));
  PriceBook prices;
  EXPECT_THAT(field_table(type_of<PriceBook>(), &prices), HasSubstr("| published, plausibly 2.3 to 2.99: monitoringcost.com, 2026, a US region |"));
  EXPECT_THAT(scenario_json_schema(), HasSubstr("The default is an estimate, plausibly 0.1 to 0.6."));
}

}  // namespace
}  // namespace picket::sim
