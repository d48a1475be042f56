#include "sim/live/collect/host_collector.h"

#include <gtest/gtest.h>

#include <set>

namespace picket::sim {
namespace {

TEST(HostCollector, every_way_to_miss_something_has_a_word_of_its_own) {
  std::set<std::string_view> words;
  for (const std::string_view word : kMissedNames) {
    EXPECT_FALSE(word.empty());
    words.insert(word);
  }
  EXPECT_EQ(words.size(), kMissedNames.size());
  EXPECT_EQ(to_string(Missed::kFolderNotWatched), "folder_not_watched");
  EXPECT_EQ(to_string(Missed::kTextRefused), "text_refused");
}

TEST(HostCollector, tells_lost_events_from_incomplete_ones) {
  EXPECT_TRUE(loses_events(Missed::kSequenceGap));
  EXPECT_TRUE(loses_events(Missed::kFolderNotWatched));
  EXPECT_FALSE(loses_events(Missed::kGoneBeforeRead));
  EXPECT_FALSE(loses_events(Missed::kTextRefused));
}

TEST(HostCollector, is_full_once_enough_events_are_there) {
  CollectedEvents out;
  out.enough = 1;
  EXPECT_FALSE(out.full());
  out.events.push_back({});
  EXPECT_TRUE(out.full());
}

}  // namespace
}  // namespace picket::sim
