#include "pipeline_core/rules/rule_notes.h"

#include <gmock/gmock.h>

#include "tests/pipeline_core/rules/rule_text.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kGood = "id: 0b1c2d3e-0000-4000-8000-00000000000A\n";

/// Of the one rule that this is, each with its place.
std::vector<std::string> notes(const std::string& yaml) {
  const RuleSet rules = load(yaml);
  std::vector<std::string> out;
  for (const RuleNote& note : rules.rules().at(0).notes)
    out.push_back(std::to_string(note.line) + ':' + std::to_string(note.column) + ": " + note.message);
  return out;
}

std::string noted_rule(const std::string& keys, const std::string& source, const std::string& search) {
  return "title: t\n" + keys + "logsource: {" + source + "}\ndetection:\n  s: {" + search + "}\n  condition: s\n";
}

TEST(RuleNotes, are_none_where_all_is_known) {
  EXPECT_THAT(notes(noted_rule(std::string(kGood), "product: linux, category: process_creation, definition: x",
                               "Image: x, CommandLine|contains: [a, b]")),
              IsEmpty());
  EXPECT_THAT(notes(noted_rule("own_key: 1\n", "category: login", "User: x")), IsEmpty())
      << "keys of an author's own are not misspelt";
}

TEST(RuleNotes, tell_nearly_known_keys_and_ids_that_are_no_uuid) {
  EXPECT_THAT(notes(noted_rule("levle: high\nid: c1\n", "category: login", "User: x")),
              ElementsAre("2:1: key 'levle' is not known; did you mean 'level'?",
                          "3:5: the id is no UUID, by which rules of others refer to a rule"));
}

TEST(RuleNotes, tell_log_sources_that_no_agent_reports) {
  EXPECT_THAT(notes(noted_rule("", "category: process_creatoin", "Image: x")),
              ElementsAre("2:23: no agent of ours reports category 'process_creatoin', the rule is tried on generic "
                          "events only; did you mean "
                          "'process_creation'?"));
  EXPECT_THAT(notes(noted_rule("", "categroy: process_creation", "Image: x")),
              ElementsAre("2:13: key 'categroy' of 'logsource' is not known; did you mean 'category'?; known are "
                          "'category', 'product', "
                          "'service', 'definition'"));
  EXPECT_THAT(notes(noted_rule("", "product: windows", "Image: x")),
              ElementsAre("2:22: no agent of ours reports product 'windows', the rule is tried on generic events only; "
                          "known are 'linux'"));
  EXPECT_THAT(notes(noted_rule("", "product: linux, service: dns", "Image: x")),
              ElementsAre(HasSubstr("no agent of ours reports product linux, service dns together")));
  EXPECT_THAT(notes(noted_rule("", "category: network", "Image: x")),
              ElementsAre("2:12: no agent of ours reports category network without service 'connection' or 'dns', the "
                          "rule is tried on generic "
                          "events only"));
}

TEST(RuleNotes, tell_fields_that_no_observation_of_the_rule_carries_once) {
  EXPECT_THAT(notes("title: t\nlogsource: {category: process_creation}\ndetection:\n  s:\n    - CommandLin|contains: a\n    - CommandLin|contains: b\n"
                    "      Image|fieldref: Usr\n  condition: s\n"),
              ElementsAre("5:7: no observation that the rule is tried on carries field 'CommandLin'; did you mean 'CommandLine'?",
                          "7:23: no observation that the rule is tried on carries field 'Usr'; did you mean 'User'?"));
}

TEST(RuleNotes, tell_values_that_match_everything_and_modifiers_without_effect) {
  EXPECT_THAT(notes(noted_rule("", "category: process_creation", "Image|contains: [a, '']")),
              ElementsAre(HasSubstr("4:27: the empty text is a part of every text")));
  EXPECT_THAT(notes(noted_rule("", "category: process_creation", "Image: ''")), IsEmpty()) << "asks for an empty field";
  EXPECT_THAT(notes(noted_rule("", "category: process_creation", "Image|re|contains: a")),
              ElementsAre(HasSubstr("modifier 'contains' changes nothing")));
}

TEST(RuleNotes, name_the_nearest_field) {
  const RouteMask logins = routes_of({"", "login", ""});
  EXPECT_EQ(field_hint("Usr", logins), "; did you mean 'User'?");
  EXPECT_EQ(field_hint("QueryNam", logins), "") << "logins have none";
}

// A filter whose field nobody sends takes nothing out, and nothing else tells.
TEST(RuleNotes, tell_what_keeps_a_filter_from_being_reached) {
  const RuleSet rules = load(
      "title: t\nname: t\nlogsource: {category: process_creation}\ndetection: {s: {Image: x}, condition: s}\n---\n"
      "title: f\nlogsource: {category: process_creation}\nfilter:\n  rules: [t]\n  f: {Usr: root}\n  condition: f\n---\n"
      "title: g\nlogsource: {category: process_creation}\nfilter:\n  rules: [t]\n  g: {User: root}\n  condition: g\n");
  ASSERT_EQ(rules.filters().size(), 2U);
  ASSERT_EQ(rules.filters()[0].notes.size(), 1U);
  EXPECT_EQ(rules.filters()[0].notes[0].message,
            "no observation that the filter is tried on carries field 'Usr'; did you mean 'User'?");
  EXPECT_EQ(rules.filters()[0].notes[0].line, 10);
  EXPECT_THAT(rules.filters()[1].notes, IsEmpty());
}

}  // namespace
}  // namespace picket
