#include "pipeline_core/intel/stix_pattern.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

/// What the reference validator of the standard's committee accepts (OASIS cti-pattern-validator, test cases of
/// version 2.1, and the examples of STIX 2.1 section 9); quoted as facts about the language.
constexpr const char* kAccepted[] = {
    R"([file:size = 1280])",
    R"([file:size != 1280])",
    R"([file:size < 1024])",
    R"([file:size >= 1024])",
    R"([file:extended_properties.'ntfs-ext'.sid = '234'])",
    R"([emailaddr:value MATCHES '.+\\@ibm\\.com$' OR file:name MATCHES '^Final Report.+\\.exe$'])",
    R"([ipv4addr:value ISSUBSET '192.168.0.1/24'])",
    R"([ipv4addr:value NOT ISSUBSET '192.168.0.1/24'])",
    R"([user-account:value = 'Peter'] AND [user-account:value != 'Paul'] AND [user-account:value = 'Mary'] WITHIN 5 SECONDS)",
    R"([file:file_system_properties.file_name LIKE 'name%'])",
    R"([file:file_name IN ('test.txt', 'test2.exe', 'README')])",
    R"([file:size IN (1024, 2048, 4096)])",
    R"([network-connection:extended_properties[0].source_payload MATCHES 'dGVzdHRlc3R0ZXN0'])",
    R"([win-registry-key:key = 'hkey_local_machine\\foo\\bar'] WITHIN 5 SECONDS)",
    R"([x_whatever:detected == t'2018-03-22T12:11:14.1Z'])",
    R"([artifact:payload_bin = b'dGhpcyBpcyBhIHRlc3Q='])",
    R"([foo:bar=1] REPEATS 9 TIMES)",
    R"(( [(network-traffic:dst_port IN(443,6443,8443) AND network-traffic:src_packets != 0) ]))",
    R"(([win-registry-key:key = 'k']) WITHIN 5 SECONDS WITHIN 6 SECONDS)",
    R"(([win-registry-key:key = 'k'] REPEATS 2 TIMES) REPEATS 2 TIMES)",
    R"([network-traffic:src_port = 37020 AND user-account:user_id = 'root'] START t'2016-06-01T01:30:00.123Z' STOP t'2016-06-01T02:20:00.123Z' OR [ipv4-addr:value = '192.168.122.83'] START t'2016-06-01T03:55:00.123Z' STOP t'2016-06-01T04:30:24.743Z')",
    R"([file:hashes.'SHA-256' = 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f'])",
    R"([EXISTS windows-registry-key:values])",
    R"([network-traffic:protocols[*] = 'ipv4'] FOLLOWEDBY ([a:b = true] OR [c:d IN ()]))",
    R"([a:b = h'c0de' /* remark */ OR a:b = -1.5] // end)",
};

/// The validator refuses these; columns are its own where both count from the same place.
struct Refused {
  const char* pattern;
  std::size_t column;  ///< from 1
};
constexpr Refused kRefused[] = {
    {R"(file:size = 1280)", 1},
    {R"([file:size = ])", 14},
    {R"([file:hashes.MD5 = cead3f77f6cda6ec00f57d76c9a6879f])", 20},
    {R"([file.size = 1280])", 6},
    {R"([file:name MATCHES /.*\.dll/])", 20},
    {R"([win-registry-key:key = 'a'] WITHIN ])", 37},
    {R"([win-registry-key:key = 'a'] WITHIN 5 HOURS])", 39},
    {R"([win-registry-key:key = 'a'] WITHIN -5 SECONDS])", 37},
    {R"([network-traffic:dst_ref.value ISSUBSET ])", 41},
    {R"([file:hashes.MD5 =? 'cead3f77f6cda6ec00f57d76c9a6879f'])", 19},
    {R"([x_whatever:detected == t'2457-73-22T32:81:84.1Z'])", 25},
    {R"([artifact:payload_bin = b'===='])", 25},
    {R"([foo:bar=1] within 2 seconds)", 13},
    {R"([k:key = 'a'] WITHIN 5 SECONDS WITHIN 6 SECONDS)", 32},
    {R"(([k:key = 'a'] REPEATS 2 TIMES REPEATS 3 TIMES))", 32},
    {R"([k:key = 'a'] START t'2016-06-01T01:30:00Z' STOP t'2016-06-01T02:20:00Z' START t'2016-06-01T01:30:00Z' STOP t'2016-06-01T02:20:00Z')", 74},
    {R"()", 1},
    {R"([a:b = 'x)", 8},
    {R"([a:b = 'x\n'])", 10},
    {R"([a:b = 1] extra)", 11},
    {R"([file:hashes:sha256 = 'a'])", 13},
    {R"([file:hashes.SHA-256 = 'a'])", 14},
    {R"([a:b < true])", 8},
    {R"([a:b = 1] START t'2020-01-01T00:00:00Z' STOP t'2020-01-01T00:00:00Z')", 11},
};

TEST(StixPattern, accepts_what_the_reference_validator_accepts) {
  for (const char* pattern : kAccepted) EXPECT_EQ(parse_stix_pattern(pattern).error, "") << pattern;
}

TEST(StixPattern, refuses_what_it_refuses_at_the_same_place) {
  for (const Refused& each : kRefused) {
    const StixPattern parsed = parse_stix_pattern(each.pattern);
    EXPECT_NE(parsed.error, "") << each.pattern;
    EXPECT_EQ(parsed.error_column, each.column) << each.pattern << ": " << parsed.error;
  }
}

TEST(StixPattern, says_what_was_expected) {
  EXPECT_EQ(parse_stix_pattern("[file:size = ]").error,
            "expected a constant: 'text', 12, 1.5, true, t'2026-01-31T00:00:00Z', h'c0de', b'YmFzZTY0', found ']'");
  EXPECT_EQ(parse_stix_pattern("[a:b = 1] WITHIN 5 HOURS").error, "expected 'SECONDS', found 'HOURS'");
  EXPECT_EQ(parse_stix_pattern("[a:b = 'x").error, "a quote that does not end");
}

/// The tree in parentheses, so that precedence can be read.
std::string pattern_tree(const StixPattern& pattern, std::uint32_t at) {
  const StixNode& node = pattern.nodes[at];
  const auto pair = [&](const char* word) {
    return "(" + pattern_tree(pattern, node.left) + word + pattern_tree(pattern, node.right) + ")";
  };
  switch (node.kind) {
    case StixNode::Kind::kTest:
      return node.path.substr(node.path.find(':') + 1);
    case StixNode::Kind::kAnd:
      return pair("&");
    case StixNode::Kind::kOr:
      return pair("|");
    case StixNode::Kind::kObservation:
      return "[" + pattern_tree(pattern, node.left) + "]";
    case StixNode::Kind::kBoth:
      return pair(" AND ");
    case StixNode::Kind::kEither:
      return pair(" OR ");
    case StixNode::Kind::kFollowedBy:
      return pair(" FOLLOWEDBY ");
    default:
      return pattern_tree(pattern, node.left) + "*";
  }
}
std::string pattern_tree(const char* text) {
  const StixPattern pattern = parse_stix_pattern(text);
  EXPECT_EQ(pattern.error, "") << text;
  return pattern_tree(pattern, pattern.root);
}

TEST(StixPattern, binds_and_before_or_before_followedby_and_qualifiers_closest) {
  EXPECT_EQ(pattern_tree("[o:a=1 OR o:b=1 AND o:c=1]"), "[(a|(b&c))]");
  EXPECT_EQ(pattern_tree("[(o:a=1 OR o:b=1) AND o:c=1]"), "[((a|b)&c)]");
  EXPECT_EQ(pattern_tree("[o:a=1] FOLLOWEDBY [o:b=1] OR [o:c=1] AND [o:d=1]"),
            "([a] FOLLOWEDBY ([b] OR ([c] AND [d])))");
  EXPECT_EQ(pattern_tree("[o:a=1] OR [o:b=1] REPEATS 2 TIMES"), "([a] OR [b]*)");
  EXPECT_EQ(pattern_tree("([o:a=1] OR [o:b=1]) WITHIN 2.5 SECONDS"), "([a] OR [b])*");
}

TEST(StixPattern, undoes_escapes_and_keeps_paths) {
  const StixPattern pattern = parse_stix_pattern(R"([a-b:c.'d-e'[*].f = 'it\'s \\'])");
  ASSERT_EQ(pattern.error, "");
  EXPECT_EQ(pattern.nodes[0].path, "a-b:c.d-e[*].f");
  EXPECT_EQ(pattern.nodes[0].constants[0].text, "it's \\");
}

TEST(StixPattern, is_bounded) {
  EXPECT_EQ(parse_stix_pattern(std::string(70'000, '[')).error, "a pattern of more than 64 KiB");
  EXPECT_EQ(parse_stix_pattern(std::string(100, '(')).error, "more than 64 levels of parentheses");
  EXPECT_EQ(parse_stix_pattern("[" + std::string(65, '(') + "a:b=1").error, "more than 64 levels of parentheses");
  std::string wide = "[a:b=1";
  while (wide.size() < 40'000) wide += " OR a:b=1";
  EXPECT_EQ(parse_stix_pattern(wide + "]").error, "");
  std::string values = "[a:b IN (1";
  while (values.size() < 60'000) values += ",1";
  EXPECT_EQ(parse_stix_pattern(values + ")]").error, "more than 16,384 parts");
}

}  // namespace
}  // namespace picket
