#include "reports/uncertainty_section.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "reports/uncertainty_reader.h"
#include "tests/reports/sample_uncertainty.h"

namespace picket {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

sim::StudyResult study_of(const std::string& commit) {
  sim::StudyResult study;
  study.commit = commit;
  study.policies.emplace_back().policy = "picket";
  return study;
}

UncertaintyStudy drawn_of(const std::string& policy = "picket") { return read_uncertainty(sample_uncertainty(policy, "abc").dump()).value(); }

std::string section(const UncertaintyStudy& drawn, const sim::StudyResult& study) {
  std::string out;
  append_uncertainty(drawn, study, out);
  return out;
}

TEST(UncertaintySection, one_replication_shows_no_spread) {
  auto json = sample_uncertainty("picket", "abc");
  for (const char* spread : {"seed_sd", "total_sd", "input_sd", "p05", "p50", "p95", "input_share"}) json["measures"][0][spread] = nullptr;
  const UncertaintyStudy drawn = read_uncertainty(json.dump()).value();
  const std::string html = section(drawn, study_of("abc"));
  EXPECT_THAT(html, HasSubstr("<td class=\"number\">–</td><td class=\"number\">–</td><td class=\"number\">–</td><td class=\"number\">–</td>"));
  EXPECT_THAT(html, Not(HasSubstr("– to –")));
}

TEST(UncertaintySection, sets_seeds_and_inputs_apart_and_lists_five_for_each_measure) {
  const std::string html = section(drawn_of(), study_of("abc"));
  EXPECT_THAT(html, HasSubstr("30 draws of 7 inputs"));
  EXPECT_THAT(html, HasSubstr("<td>uplink bytes per device day</td>"));
  EXPECT_THAT(html, HasSubstr("75 %<span class=\"ci\">"));
  EXPECT_THAT(html, HasSubstr("<td class=\"number\">0.8 [0.7, 0.9]</td><td>yes</td><td>adjusted R² 0.82</td>"));
  EXPECT_THAT(html, HasSubstr("<td>~</td>"));
  EXPECT_THAT(html, HasSubstr("<td>one input at a time</td>"));
  EXPECT_THAT(html, HasSubstr("30 draws are few."));
  const std::string tables = html.substr(0, html.find("What was drawn"));
  EXPECT_THAT(tables, HasSubstr("<td>pipeline.input4</td>"));
  EXPECT_THAT(tables, Not(HasSubstr("<td>pipeline.input5</td>")));
  EXPECT_THAT(html.substr(tables.size()), HasSubstr("<td>pipeline.input6</td>"));
}

TEST(UncertaintySection, has_its_tables_as_csv_in_a_link) {
  const UncertaintyStudy drawn = drawn_of("a, \"b\"");
  const std::string csv = listed_influences_csv(drawn);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 11) << "a head, and five inputs of two measures";
  EXPECT_THAT(csv, HasSubstr("\n\"a, \"\"b\"\"\",uplink_bytes_per_device_day,B/device/day,1000,900,1100,1200,500,2000,0.75,0.5,"));
  EXPECT_THAT(csv, HasSubstr(",,,,,pipeline.input0,"));
  const std::string html = section(drawn, study_of("abc"));
  const std::string start = "href=\"data:text/csv;charset=utf-8,policy%2Cmeasure%2Cunit";
  ASSERT_THAT(html, HasSubstr(start));
  const std::size_t from = html.find(start);
  const std::string link = html.substr(from + 6, html.find('"', from + 6) - from - 6);
  EXPECT_THAT(link, HasSubstr("%0A%22a%2C%20%22%22b%22%22%22%2Cuplink"));
  EXPECT_EQ(link.find_first_of("<> "), std::string::npos);
}

TEST(UncertaintySection, of_another_commit_says_so_and_shows_no_figures) {
  const std::string html = section(drawn_of(), study_of("def"));
  EXPECT_THAT(html, HasSubstr("drawn by commit abc and this study ran with def"));
  EXPECT_THAT(html, Not(HasSubstr("<table")));
}

TEST(UncertaintySection, without_draws_is_empty_and_escapes_what_it_shows) {
  EXPECT_EQ(section({}, study_of("abc")), "");
  UncertaintyStudy drawn = drawn_of();
  drawn.inputs[0].source = "<script>";
  EXPECT_THAT(section(drawn, study_of("abc")), Not(HasSubstr("<script>")));
}

}  // namespace
}  // namespace picket
