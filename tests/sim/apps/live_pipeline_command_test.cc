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

}  // namespace
}  // namespace picket::sim
