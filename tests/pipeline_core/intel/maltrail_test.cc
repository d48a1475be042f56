#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <map>

#include "tests/pipeline_core/intel/feed_text.h"

namespace picket {
namespace {

// 114,871 listed values of Linux and IoT malware and 1,102 blocks of mass scanners (maltrail, MIT), read as data
// only. What a line holds is told by the file itself, so each must be read as that kind and found again.

using testing_support::FeedText;

std::string unpacked(const std::filesystem::path& path) {
  std::string out;
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) return out;
  char buffer[1 << 16];
  for (int n = gzread(file, buffer, sizeof buffer); n > 0; n = gzread(file, buffer, sizeof buffer)) out.append(buffer, static_cast<std::size_t>(n));
  gzclose(file);
  return out;
}

std::filesystem::path folder() {
  const char* data = std::getenv("PICKET_DATA");
  return data == nullptr ? std::filesystem::path() : std::filesystem::path(data) / "detection" / "maltrail";
}

TEST(Maltrail, every_value_is_read_as_what_it_is_and_found_again) {
  if (!std::filesystem::exists(folder())) GTEST_SKIP() << "PICKET_DATA is not set or has no detection/maltrail";
  const std::string text = unpacked(folder() / "iot_elf_indicators.tsv.gz");
  const std::map<std::string_view, IndicatorKind> kinds{
      {"ip:port", IndicatorKind::kAddress}, {"domain", IndicatorKind::kDomain}, {"url", IndicatorKind::kUrl}};
  struct Row {
    ListedValue value;
    std::string_view word;
    std::string_view family;
  };
  std::vector<Row> rows;
  std::size_t lines = 0;
  std::vector<std::string> unread;
  IndicatorSet::Builder builder;
  for (std::string_view rest = text; !rest.empty(); ++lines) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    const std::string_view word = line.substr(first + 1, second - first - 1);
    auto value = read_value(word);
    if (!value || value->kind != kinds.at(line.substr(0, first))) {
      unread.push_back(std::string(word));
      continue;
    }
    Indicator words;
    words.source = line.substr(second + 1);
    rows.push_back({*value, word, line.substr(second + 1)});
    builder.add(std::move(*value), std::move(words));
  }
  ASSERT_EQ(lines, 114'871U);
  // Four lines name a port above 65535, which no machine can listen on.
  EXPECT_EQ(unread.size(), 4U);
  for (const std::string& word : unread) EXPECT_GT(std::stoi(word.substr(word.rfind(':') + 1)), 65'535) << word;
  const auto set = builder.seal();
  EXPECT_EQ(set->dropped()[IndicatorDrop::kCrowded], 0U);
  for (const Row& row : rows) {
    IndicatorSet::Entry entry = IndicatorSet::kNone;
    if (row.value.kind == IndicatorKind::kDomain) {
      entry = set->find_domain(row.word, Time());
    } else if (row.value.kind == IndicatorKind::kUrl) {
      NormalUrl url;
      const std::string whole = row.word.starts_with('/') ? "192.0.2.1" + std::string(row.word) : std::string(row.word);
      ASSERT_TRUE(normal_url(whole, url));
      entry = set->find_url(url, Time());
    } else {
      const std::size_t colon = row.word.rfind(':');
      entry = set->find_endpoint(*IpAddress::parse(row.word.substr(0, colon)),
                                 static_cast<std::uint16_t>(std::stoi(std::string(row.word.substr(colon + 1)))), Time());
    }
    ASSERT_NE(entry, IndicatorSet::kNone) << row.word;
  }
}

TEST(Maltrail, the_scanner_blocks_load_as_a_list) {
  if (!std::filesystem::exists(folder())) GTEST_SKIP() << "PICKET_DATA is not set or has no detection/maltrail";
  FeedText feed;
  feed.read(FeedFormat::kList, unpacked(folder() / "mass_scanner_cidr.txt.gz"));
  EXPECT_EQ(feed.problem_text(), "");
  EXPECT_EQ(feed.counts.loaded, 1'102U);
  EXPECT_EQ(feed.set()->size(), 1'102U);
}

}  // namespace
}  // namespace picket
