#include "pipeline_core/intel/sightings.h"

#include <gtest/gtest.h>

#include <map>

#include "agent_core/base/random.h"

namespace picket {
namespace {

ObservedValue peer(std::uint32_t number) {
  ObservedValue value;
  value.address = IpAddress::v4(0xcb007100U + number);
  return value;
}
SightingPlace place(std::uint32_t device, std::uint32_t sequence, std::int64_t second) {
  const Time time = Time::from_unix_seconds(second);
  return {DeviceId(device), sequence, 0, time, time, time};
}
/// "address@device first-last" of each, oldest first.
std::string listed(ValueSightings& sightings) {
  std::string out;
  sightings.visit([&](const ValueSighting& s) {
    out += s.value.address.to_string() + "@" + std::to_string(s.last.device.value()) + " " + std::to_string(s.first.sequence) + "-" +
           std::to_string(s.last.sequence) + (s.reported ? "!" : "") + "; ";
  });
  return out;
}

TEST(Sightings, keeps_the_first_and_the_last_place_of_a_value_on_a_device) {
  ValueSightings sightings({10, Duration::days(1)});
  sightings.note(peer(1), place(0, 1, 10), false);
  sightings.note(peer(1), place(7, 2, 20), false);
  sightings.note(peer(1), place(0, 3, 30), true);
  sightings.note(peer(1), place(0, 4, 40), false);
  EXPECT_EQ(listed(sightings), "203.0.113.1@7 2-2; 203.0.113.1@0 1-4!; ");
}

TEST(Sightings, the_one_seen_longest_ago_makes_room) {
  ValueSightings sightings({2, Duration::days(1)});
  sightings.note(peer(1), place(0, 1, 10), false);
  sightings.note(peer(2), place(0, 2, 20), false);
  sightings.note(peer(1), place(0, 3, 30), false);
  sightings.note(peer(3), place(0, 4, 40), false);
  EXPECT_EQ(listed(sightings), "203.0.113.1@0 1-3; 203.0.113.3@0 4-4; ");
  EXPECT_EQ(sightings.dropped(), 1U);
}

TEST(Sightings, forgets_what_is_too_old) {
  ValueSightings sightings({10, Duration::seconds(100)});
  sightings.note(peer(1), place(0, 1, 10), false);
  sightings.note(peer(2), place(0, 2, 20), false);
  sightings.forget_old(Time::from_unix_seconds(110));
  EXPECT_EQ(sightings.size(), 2U);
  sightings.forget_old(Time::from_unix_seconds(111));
  EXPECT_EQ(listed(sightings), "203.0.113.2@0 2-2; ");
  EXPECT_EQ(sightings.expired(), 1U);
}

/// Against a map and a list that is searched: noted = kept + dropped, and the same ones are kept in the same order.
TEST(Sightings, agrees_with_a_plain_list) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    const std::size_t bound = 1 + random.below(20);
    ValueSightings sightings({bound, Duration::days(1)});
    struct Row {
      std::uint32_t value;
      std::uint32_t device;
      std::uint32_t first;
      std::uint32_t last;
    };
    std::vector<Row> rows;
    std::uint64_t dropped = 0;
    for (std::uint32_t i = 0; i < 500; ++i) {
      const auto value = static_cast<std::uint32_t>(random.below(15));
      const auto device = static_cast<std::uint32_t>(random.below(3));
      sightings.note(peer(value), place(device, i, i), false);
      Row row{value, device, i, i};
      const auto found = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.value == value && r.device == device; });
      if (found != rows.end()) {
        row.first = found->first;
        rows.erase(found);
      } else if (rows.size() == bound) {
        rows.erase(rows.begin());
        ++dropped;
      }
      rows.push_back(row);
    }
    std::string truth;
    for (const Row& r : rows) {
      truth += peer(r.value).address.to_string() + "@" + std::to_string(r.device) + " " + std::to_string(r.first) + "-" + std::to_string(r.last) + "; ";
    }
    ASSERT_EQ(listed(sightings), truth) << "seed " << seed;
    ASSERT_EQ(sightings.dropped(), dropped);
  }
}

}  // namespace
}  // namespace picket
