#include "sim/exchange/score_text.h"

#include <gmock/gmock.h>

#include "tests/sim/exchange/score_sample.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ScoreText, says_what_was_judged_and_what_it_came_to) {
  const std::string text = score_text(test::score_sample());
  EXPECT_THAT(text, HasSubstr("small, policy picket, replication 0: 3 alerts judged, by device and time\n"));
  EXPECT_THAT(text, HasSubstr("evidence: 2 of them name some, of which 1 detect an attack that shows it and 1 in an attack's time name nothing that "
                              "one shows; 1 judged by device and time alone\n"));
  EXPECT_THAT(text, HasSubstr("not judged: 1 outside the measured period; 2 about devices that the run does not have (toaster\\x1b[31m)\n"));
  EXPECT_THAT(text, HasSubstr("1 of 2"));
  EXPECT_THAT(text, HasSubstr("not reached"));
  EXPECT_THAT(text, HasSubstr("picket: 2 units"));
  EXPECT_THAT(text, HasSubstr("(no type)"));
  EXPECT_THAT(text, HasSubstr("False alerts: 250 per 1,000 device-days (4 device-days); the run's own: 0\n"));
  EXPECT_THAT(text, HasSubstr("INCONCLUSIVE detected within the deadline: at least 80 %; found 50 %; 1 replication decides nothing"));
  EXPECT_THAT(text, HasSubstr("not judged by alerts: cost_usd_per_month: at most 3\n"));
  EXPECT_THAT(text, HasSubstr("1 replication: no intervals"));
}

TEST(ScoreText, says_how_many_alerts_name_more_than_is_compared) {
  ScoreResult result = test::score_sample();
  result.replications.front().score.evidence_not_compared = 1;
  EXPECT_THAT(score_text(result), HasSubstr("1 judged by device and time alone, 1 of them since only 4096 different ones a device are compared\n"));
}

// A number in each title must not bury the table: the types with most alerts have rows, the others one together.
TEST(ScoreText, sums_up_the_types_beyond_fifty) {
  ScoreResult result = test::score_sample();
  result.types.clear();
  for (int i = 0; i < 100; ++i) result.types["title " + std::to_string(i)] = {1, 0, 0, 0, 1, false};
  result.types["zeal"] = {7, 0, 0, 0, 7, false};
  const std::string text = score_text(result);
  EXPECT_THAT(text, HasSubstr("zeal"));
  EXPECT_THAT(text, HasSubstr("(51 others; --json has all)"));
  std::size_t rows = 0;
  for (std::size_t at = text.find("title "); at != std::string::npos; at = text.find("title ", at + 1)) ++rows;
  EXPECT_EQ(rows, 49U);
}

TEST(ScoreText, remarks_on_refusals_with_their_lines_and_on_columns_that_could_have_been_meant) {
  ScoredFile file{"alerts.csv", read_alerts("time,StartTime,device\n1,2,a\nsoon,2,b\n", AlertColumns())};
  EXPECT_EQ(file_remarks(file),
            "alerts.csv: time is read from time; there is also StartTime (--columns time=NAME chooses)\n"
            "alerts.csv: refused 1 record: it has a time that is none\n"
            "  alerts.csv:3: soon\n");
  EXPECT_EQ(file_remarks({"a", read_alerts("time,device\n1,a\n", AlertColumns())}), "");
  // Rows of SecurityAlert leave no doubt.
  EXPECT_EQ(file_remarks({"a", read_alerts("TimeGenerated,StartTime,CompromisedEntity,ResourceId,AlertType,AlertName\n1,2,a,b,c,d\n", AlertColumns())}), "");
}

}  // namespace
}  // namespace picket::sim
