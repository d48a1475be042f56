#include "reports/report.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <sstream>
#include <string>

#include "reports/page_template.h"
#include "tests/reports/sample_study.h"
#include "tests/reports/sample_uncertainty.h"

namespace picket {
namespace {

std::string report_of(const SampleOptions& options) {
  const Result<std::string, ReportError> page = render_report(sample_result_json(options));
  EXPECT_TRUE(page.ok()) << page.error().says;
  return page.ok() ? page.value() : "";
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

/// What a reader without a script gets: the page up to the data for the script.
std::string html_of(const std::string& page) {
  return page.substr(0, page.find("<script type=\"application/json\""));
}

TEST(Report, has_each_marker_of_the_template_once) {
  const std::string page(page_template());
  for (const std::string_view marker : {kTitleMarker, kBodyMarker, kStudyMarker}) {
    EXPECT_EQ(count_of(page, std::string(marker)), 1U) << marker;
  }
}

TEST(Report, starts_with_the_verdict) {
  const std::string page = html_of(report_of({}));
  const std::size_t verdict = page.find("Adaptive sends 81 % less");
  ASSERT_NE(verdict, std::string::npos);
  EXPECT_LT(verdict, page.find("<table"));
}

TEST(Report, has_a_section_of_uncertain_inputs_if_there_are_any) {
  EXPECT_EQ(html_of(report_of({})).find("id=\"uncertainty\""), std::string::npos);
  const std::string result = sample_result_json();
  const std::string commit = nlohmann::json::parse(result)["commit"].get<std::string>();
  const Result<std::string, ReportError> page = render_report(result, sample_uncertainty("bundle 5 min", commit).dump());
  ASSERT_TRUE(page.ok()) << page.error().says;
  const std::string html = html_of(page.value());
  EXPECT_NE(html.find("id=\"uncertainty\""), std::string::npos);
  EXPECT_NE(html.find("pipeline.input0"), std::string::npos);
  const Result<std::string, ReportError> wrong = render_report(result, "{}");
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().says, "uncertainty.json.schema: expected this field, which is missing");
}

TEST(Report, holds_its_tables_without_a_script) {
  const std::string page = html_of(report_of({}));
  EXPECT_NE(page.find("<noscript>"), std::string::npos);
  // Policies, all measures, matrix, missed and bill for two hubs; drops, differences, where the time went and the missed
  // steps of each of five attacks for one.
  EXPECT_EQ(count_of(page, "<table"), 18U);
  EXPECT_NE(page.find("412 kB"), std::string::npos);
  EXPECT_NE(page.find("payload 301 kB"), std::string::npos);
  EXPECT_NE(page.find("evicted from full cache"), std::string::npos);
  EXPECT_NE(page.find("not measurable"), std::string::npos);
  EXPECT_NE(page.find("runs for ±10 %"), std::string::npos);
  EXPECT_NE(page.find("9f86d081884c7d65"), std::string::npos);
  EXPECT_NE(page.find("picket run scenarios/baseline"), std::string::npos);
}

TEST(Report, keeps_markup_in_names_as_text) {
  SampleOptions options;
  options.policy_name = "</script><script>alert(1)</script><b onclick='x'>\"&";
  options.title = "</title><script>alert(2)</script>";
  const std::string page = report_of(options);
  EXPECT_EQ(page.find("<script>alert"), std::string::npos);
  EXPECT_EQ(page.find("<b onclick"), std::string::npos);
  EXPECT_NE(page.find("&lt;b onclick=&#39;x&#39;&gt;&quot;&amp;"), std::string::npos);
  // The data keep the name, with the bracket in the escape of JSON.
  EXPECT_NE(page.find("\\u003c/script>\\u003cscript>alert(1)"), std::string::npos);
  EXPECT_EQ(count_of(page, "</script>"), count_of(report_of({}), "</script>"));
}

TEST(Report, stays_small_for_a_large_study) {
  SampleOptions options;
  options.replications = 200;  // 1200 attacked devices a curve, thinned to 600 points
  const std::string large = report_of(options);
  EXPECT_LT(large.size(), 6'000'000U);
  EXPECT_LT(report_of({}).size(), 2'000'000U);
}

TEST(Report, gives_no_interval_where_the_file_has_none) {
  SampleOptions options;
  options.replications = 2;
  const std::string page = html_of(report_of(options));
  EXPECT_EQ(page.find("[400, 424]"), std::string::npos);
  EXPECT_NE(html_of(report_of({})).find("[400, 424]"), std::string::npos);
}

TEST(Report, leaves_out_parts_without_data) {
  SampleOptions options;
  options.fixed_hub = false;
  const std::string page = html_of(report_of(options));
  EXPECT_EQ(page.find("id=\"fixed-hub\""), std::string::npos);
  EXPECT_EQ(page.find("href=\"#fixed-hub\""), std::string::npos);
}

TEST(Report, refers_to_no_address_outside) {
  const std::string page = html_of(report_of({}));
  const std::size_t licences = page.find("<details class=\"licences\">");
  ASSERT_NE(licences, std::string::npos);
  EXPECT_EQ(page.substr(0, licences).find("://"), std::string::npos);
  EXPECT_NE(page.find("default-src 'none'; script-src 'sha256-"), std::string::npos);
}

TEST(Report, names_the_licences_of_what_it_contains) {
  const std::string page = html_of(report_of({}));
  for (const char* text : {"Apache ECharts", "Apache License", "zrender", "BSD 3-Clause", "Microsoft Corporation"}) {
    EXPECT_NE(page.find(text), std::string::npos) << text;
  }
}

TEST(Report, is_the_same_for_the_same_input) {
  EXPECT_EQ(report_of({}), report_of({}));
}

TEST(Report, writes_nothing_when_the_file_is_wrong) {
  std::ostringstream out;
  const std::optional<std::string> error = write_report("{}", out);
  ASSERT_TRUE(error);
  EXPECT_EQ(*error, "result.json.schema_version: expected this field, which is missing");
  EXPECT_TRUE(out.str().empty());
}

}  // namespace
}  // namespace picket
