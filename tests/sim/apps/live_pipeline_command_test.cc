#include <gmock/gmock.h>

#include "tests/sim/apps/program.h"

// What is wrong is told at once, before anything is connected to. What it does with a hub is tested in tests/sim/live/pipeline.

namespace picket::sim {
namespace {

using test::Said;
using testing::HasSubstr;
using testing::Not;

class LivePipelineCommand : public test::Program {};

TEST_F(LivePipelineCommand, explains_itself_with_examples) {
  const Said said = picket("live pipeline --help");
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(said.out, HasSubstr("Examples:"));
  EXPECT_THAT(said.out, HasSubstr("--consumer-group"));
  EXPECT_THAT(said.out, HasSubstr("never from an argument"));
}

TEST_F(LivePipelineCommand, tells_every_problem_at_once_and_nothing_of_the_key) {
  write("endpoint.txt", "Endpoint=sb://host.example.org/;SharedAccessKeyName=service;SharedAccesKey=topsecretkey;EntityPath=hub\n");
  const Said said = picket("live pipeline --connection endpoint.txt --from yesterday --silence 5 --keep soon");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("did you mean 'SharedAccessKey'?"));
  EXPECT_THAT(said.err, HasSubstr("--from: 'yesterday' is neither earliest, latest nor a time"));
  EXPECT_THAT(said.err, HasSubstr("--silence: '5' is no duration"));
  EXPECT_THAT(said.err, HasSubstr("--keep: 'soon' is no duration"));
  EXPECT_THAT(said.err, HasSubstr("4 errors; nothing was run."));
  EXPECT_THAT(said.err, Not(HasSubstr("topsecret")));
  EXPECT_FALSE(std::filesystem::exists(file("live"))) << "nothing was made";
}

TEST_F(LivePipelineCommand, says_where_the_connection_string_belongs) {
  const Said said = picket("live pipeline");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("PICKET_EVENT_HUB_CONNECTION_STRING is not set"));
  EXPECT_THAT(said.err, HasSubstr("--connection FILE"));
}

TEST_F(LivePipelineCommand, takes_no_file_that_is_no_workspace) {
  write("endpoint.txt", "Endpoint=sb://host.example.org/;SharedAccessKeyName=service;SharedAccessKey=a2V5;EntityPath=hub\n");
  write("notes.txt", "this is no database, and must stay as it is, whatever comes\n");
  const Said said = picket("live pipeline --connection endpoint.txt --workspace notes.txt");
  EXPECT_EQ(said.exit_code, 3);
  EXPECT_THAT(said.err, HasSubstr("notes.txt"));
  EXPECT_EQ(content_of(file("notes.txt")), "this is no database, and must stay as it is, whatever comes\n");
}

TEST_F(LivePipelineCommand, a_fit_overwrites_no_file_and_takes_no_option_of_the_search) {
  write("endpoint.txt", "Endpoint=sb://host.example.org/;SharedAccessKeyName=service;SharedAccessKey=a2V5;EntityPath=hub\n");
  write("mine.yaml", "name: mine\n");
  const Said exists = picket("live pipeline --connection endpoint.txt --fit mine.yaml --duration soon");
  EXPECT_EQ(exists.exit_code, 2);
  EXPECT_THAT(exists.err, HasSubstr("mine.yaml exists; it is left as it is"));
  EXPECT_THAT(exists.err, HasSubstr("--duration: 'soon' is no duration"));
  EXPECT_EQ(content_of(file("mine.yaml")), "name: mine\n");
  const Said mixed = picket("live pipeline --connection endpoint.txt --fit new.yaml --format json");
  EXPECT_EQ(mixed.exit_code, 2);
  EXPECT_THAT(mixed.err, HasSubstr("--fit"));
  EXPECT_FALSE(std::filesystem::exists(file("new.yaml")));
}

TEST_F(LivePipelineCommand, a_feed_that_gives_nothing_is_refused_with_its_problems) {
  write("endpoint.txt", "Endpoint=sb://host.example.org/;SharedAccessKeyName=service;SharedAccessKey=a2V5;EntityPath=hub\n");
  write("list.txt", "0.0.0.0/0\n");
  const Said said = picket("live pipeline --connection endpoint.txt --feed list.txt --feed missing.csv --feed what.doc");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("--feed: list.txt: none of its 1 indicators can be used"));
  EXPECT_THAT(said.err, HasSubstr("--feed: missing.csv: no such file"));
  EXPECT_THAT(said.err, HasSubstr("--feed: what.doc: what kind of feed is it?"));
  EXPECT_THAT(said.err, HasSubstr("3 errors; nothing was run."));
}

}  // namespace
}  // namespace picket::sim
