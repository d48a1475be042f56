#include <gtest/gtest.h>

#include "tests/pipeline_core/intel/feed_text.h"

namespace picket {
namespace {

using testing_support::FeedText;

const Time kJanuary = Time::from_unix_seconds(1'767'225'600);  ///< 2026-01-01T00:00:00Z
constexpr const char* kId = "indicator--11111111-2222-4333-8444-555555555555";

/// An indicator with the properties that every one must have, and more.
std::string indicator(const std::string& pattern, const std::string& more = "", const std::string& id = kId) {
  return R"({"type": "indicator", "spec_version": "2.1", "id": ")" + id +
         R"(", "created": "2026-01-01T00:00:00Z", "modified": "2026-01-01T00:00:00Z", "pattern_type": "stix", )" +
         R"("valid_from": "2026-01-01T00:00:00Z", "pattern": ")" + pattern + "\"" + more + "}";
}
std::string bundle(std::initializer_list<std::string> objects) {
  std::string out = R"({"type": "bundle", "id": "bundle--1", "objects": [)";
  for (const std::string& object : objects) out += (out.back() == '[' ? "" : ", ") + object;
  return out + "]}";
}
const std::string kOne = "[ipv4-addr:value = '203.0.113.9']";

IndicatorReason reason_of(FeedText& feed, std::string_view address, Time now) {
  const auto set = feed.set();
  const auto entry = set->find(*IpAddress::parse(address), now);
  return entry == IndicatorSet::kNone ? IndicatorReason{} : set->reason(entry, now);
}

TEST(StixBundle, reads_value_validity_confidence_source_and_marking) {
  FeedText feed;
  feed.read(FeedFormat::kStix,
            bundle({indicator(kOne, R"(, "confidence": 70, "valid_until": "2026-02-01T00:00:00Z", "created_by_ref": "identity--7",
                      "object_marking_refs": ["marking-definition--9", "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"])"),
                    R"({"type": "identity", "id": "identity--7", "name": "Team North"})",
                    R"({"type": "marking-definition", "id": "marking-definition--9", "definition_type": "tlp", "definition": {"tlp": "red"}})",
                    R"({"type": "malware", "id": "malware--1"})"}));
  EXPECT_EQ(feed.problem_text(), "");
  EXPECT_EQ(feed.counts, (FeedCounts{1, 1, 0, 0, 0, 1}));
  const IndicatorReason reason = reason_of(feed, "203.0.113.9", kJanuary);
  EXPECT_EQ(reason.value, "203.0.113.9");
  EXPECT_EQ(reason.id, kId);
  EXPECT_EQ(reason.source, "Team North");
  EXPECT_EQ(reason.tlp, Tlp::kRed);
  EXPECT_DOUBLE_EQ(reason.confidence, 70);
  EXPECT_EQ(reason.valid_from, kJanuary);
  EXPECT_EQ(reason.valid_until, kJanuary + Duration::days(31));
}

TEST(StixBundle, counts_blocks_that_would_make_every_connection_an_alert_among_the_refused) {
  FeedText feed;
  feed.read(FeedFormat::kStix, bundle({indicator("[ipv4-addr:value = '0.0.0.0/0']")}));
  EXPECT_EQ(feed.counts, (FeedCounts{1, 0, 1, 0, 0, 0, 1}));
  EXPECT_EQ(feed.set()->size(), 0U);
}

TEST(StixBundle, knows_the_markings_of_both_versions_of_tlp) {
  const std::pair<const char*, Tlp> known[] = {
      {"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", Tlp::kClear},
      {"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", Tlp::kRed},
      {"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", Tlp::kAmberStrict},
      {"marking-definition--00000000-0000-4000-8000-000000000000", Tlp::kAmber},
      {"marking-definition--unknown", Tlp::kNone}};
  for (const auto& [id, tlp] : known) {
    FeedText feed;
    feed.read(FeedFormat::kStix,
              bundle({R"({"type": "marking-definition", "id": "marking-definition--00000000-0000-4000-8000-000000000000", "extensions":
                        {"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d": {"extension_type": "property-extension", "tlp_2_0": "amber"}}})",
                      indicator(kOne, R"(, "object_marking_refs": [")" + std::string(id) + "\"]")}));
    EXPECT_EQ(reason_of(feed, "203.0.113.9", kJanuary).tlp, tlp) << id;
  }
}

TEST(StixBundle, the_latest_version_counts_in_any_order) {
  const std::string later = indicator("[ipv4-addr:value = '203.0.113.10']", R"(, "confidence": 5)");
  std::string newer = later;
  newer.replace(newer.find("\"modified\": \"2026-01-01"), 23, "\"modified\": \"2026-01-09");
  for (const bool first : {true, false}) {
    FeedText feed;
    feed.read(FeedFormat::kStix, first ? bundle({newer, indicator(kOne)}) : bundle({indicator(kOne), newer}));
    const auto set = feed.set();
    EXPECT_EQ(set->size(), 1U);
    EXPECT_NE(set->find(*IpAddress::parse("203.0.113.10"), kJanuary), IndicatorSet::kNone);
  }
}

TEST(StixBundle, a_revoked_version_takes_the_indicator_back) {
  FeedText feed;
  feed.read(FeedFormat::kStix, bundle({indicator(kOne), indicator(kOne, R"(, "revoked": true)")}));
  EXPECT_EQ(feed.counts, (FeedCounts{2, 1, 0, 0, 1, 1}));
  EXPECT_EQ(feed.set()->dropped()[IndicatorDrop::kRevoked], 1U);
}

TEST(StixBundle, a_bad_indicator_is_left_out_with_its_place_and_the_rest_loads) {
  FeedText feed;
  feed.read(FeedFormat::kStix,
            bundle({indicator("[ipv4-addr:value = '203.0.113.9' AND file:name = 'x']"),
                    indicator("[ipv4-addr:value = ]"),
                    indicator("x", R"(, "pattern_type": "yara")", "indicator--2"),
                    indicator(kOne, R"(, "confidence": 101, "valid_until": "2025-01-01T00:00:00Z", "revoked": 1)"),
                    R"({"type": "indicator", "id": "x"})",
                    "5",
                    indicator("[ipv4-addr:value = '203.0.113.8']", "", "indicator--3")}));
  const std::string id = std::string(" (") + kId + ")\n";
  EXPECT_EQ(feed.problem_text(),
            "feed: /objects/0/pattern:34: error: AND of anything but an address with its port and type is not supported: an "
            "indicator is a list of values" + id +
            "feed: /objects/1/pattern:20: error: expected a constant: 'text', 12, 1.5, true, t'2026-01-31T00:00:00Z', h'c0de', "
            "b'YmFzZTY0', found ']'" + id +
            "feed: /objects/2/pattern:1: error: expected '[' or '(', found 'x' (indicator--2)\n"
            "feed: /objects/3/valid_until: error: not after valid_from" + id +
            "feed: /objects/3/confidence: error: a whole number from 0 to 100 was expected" + id +
            "feed: /objects/3/revoked: error: true or false was expected" + id +
            "feed: /objects/4/id: error: an id begins with 'indicator--' (x)\n"
            "feed: /objects/4: error: no 'valid_from' (x)\n"
            "feed: /objects/4: error: no 'pattern' (x)\n"
            "feed: /objects/5: error: an object was expected\n");
  EXPECT_EQ(feed.counts, (FeedCounts{6, 1, 4, 1, 0, 1}));
  EXPECT_EQ(feed.set()->size(), 1U);
}

TEST(StixBundle, other_languages_of_patterns_are_not_supported) {
  FeedText feed;
  std::string yara = indicator("rule x {}");
  yara.replace(yara.find("\"stix\""), 6, "\"yara\"");
  feed.read(FeedFormat::kStix, bundle({yara}));
  EXPECT_EQ(feed.counts, (FeedCounts{1, 0, 0, 1, 0, 0}));
  EXPECT_TRUE(feed.problems.list()[0].unsupported);
  EXPECT_EQ(feed.problems.list()[0].pointer, "/objects/0/pattern_type");
}

TEST(StixBundle, what_is_no_bundle_is_refused_as_a_whole) {
  for (const char* text : {"", "[1]", "{\"type\": \"indicator\"}", "{\"type\": \"bundle\", \"objects\": 5}", "{\"type\": \"bundle\"", "nul"}) {
    FeedText feed;
    feed.read(FeedFormat::kStix, text);
    EXPECT_EQ(feed.counts, FeedCounts{}) << text;
    EXPECT_EQ(feed.problems.count(), 1U) << text;
  }
  FeedText empty;
  empty.read(FeedFormat::kStix, R"({"type": "bundle", "id": "bundle--1"})");
  EXPECT_EQ(empty.problems.count(), 0U);
}

TEST(StixBundle, start_stop_narrows_the_validity) {
  FeedText feed;
  feed.read(FeedFormat::kStix, bundle({indicator("[ipv4-addr:value = '203.0.113.9'] START t'2026-03-01T00:00:00Z' STOP t'2026-04-01T00:00:00Z'")}));
  const auto set = feed.set();
  const IpAddress address = *IpAddress::parse("203.0.113.9");
  EXPECT_EQ(set->find(address, kJanuary), IndicatorSet::kNone);
  EXPECT_NE(set->find(address, kJanuary + Duration::days(59)), IndicatorSet::kNone);
}

}  // namespace
}  // namespace picket
