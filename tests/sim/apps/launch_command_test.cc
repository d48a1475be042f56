// `picket launch`: what can be had in parts, and where the script goes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(Program, launch_writes_a_script_with_the_command_as_typed) {
  write("my file.yaml", content_of(scenario("smoke/quick.yaml")));
  const Said said = picket("launch slurm --shards 4 --threads 2 --time 1:00:00 -- run 'my file.yaml' --set 'duration=24 h' --out shared");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("#SBATCH --array=0-3\n"));
  EXPECT_THAT(said.out, HasSubstr(" run 'my file.yaml' --set 'duration=24 h' --out shared --threads 2 --quiet --shard "));
  EXPECT_THAT(said.out, HasSubstr(PICKET_PROGRAM));
  const Said written = picket("launch mpi --shards 4 -o job.sh -- suite '" + scenario("suites/library.yaml") + "' --tier pr");
  EXPECT_EQ(written.exit_code, 0) << written.err;
  EXPECT_EQ(written.out, "");
  EXPECT_THAT(written.err, HasSubstr("start it with: bash job.sh"));
  EXPECT_THAT(content_of(file("job.sh")), HasSubstr("mpirun -np 4 "));
}

// Else every part would say it, hours later, from the queue.
TEST_F(Program, launch_refuses_what_the_command_itself_would) {
  const Said nowhere = picket("launch slurm --shards 4 -- sweep nosuch.yaml");
  EXPECT_EQ(nowhere.exit_code, 2);
  EXPECT_EQ(nowhere.out, "");
  EXPECT_THAT(nowhere.err, HasSubstr("nosuch.yaml: no such file"));
  write("wrong.yaml", "name: wrong\nflet: []\n");
  const Said wrong = picket("launch parallel --shards 4 -o job.sh -- run wrong.yaml");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("wrong.yaml:2:1: error: flet: unknown key"));
  EXPECT_EQ(picket("launch mpi --shards 4 -- suite wrong.yaml").exit_code, 2);
  const std::string quick = scenario("smoke/quick.yaml");
  const Said option = picket("launch slurm --shards 4 -- run '" + quick + "' --replicatons 4");
  EXPECT_EQ(option.exit_code, 2);
  const Said parts = picket("launch slurm --shards 4 -- run '" + quick + "' --uncertainty inputs");
  EXPECT_EQ(parts.exit_code, 2);
  EXPECT_THAT(parts.err, HasSubstr("--shard cannot be had with --uncertainty"));
  for (const char* name : {"job.sh", "out"}) EXPECT_FALSE(std::filesystem::exists(file(name))) << name;
}

TEST_F(Program, launch_says_everything_that_is_wrong_at_once) {
  const Said said = picket("launch mpi --shards 4 --mem 8G --at-once 2 -- swep a.yaml --shard 1/2");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("did you mean 'sweep'?"));
  EXPECT_THAT(said.err, HasSubstr("--shard is what the script adds"));
  EXPECT_THAT(said.err, HasSubstr("--mem is for slurm"));
  EXPECT_THAT(said.err, HasSubstr("--at-once is for slurm and parallel"));
  EXPECT_EQ(picket("launch slurm --shards 0 -- run a.yaml").exit_code, 2);
  EXPECT_EQ(picket("launch slurm --shards 2").exit_code, 2);
  EXPECT_EQ(picket("launch slurm --shards 2 --mem '8G\n#SBATCH --uid=0' -- run a.yaml").exit_code, 2);
}

// Without --, the options of the command are read as the launcher's.
TEST_F(Program, launch_says_where_the_command_stands) {
  const Said said = picket("launch slurm --shards 2 sweep x.yaml --set a=b");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("the command to launch stands behind --, as in: picket launch slurm --shards 4 -- sweep study.yaml"));
  EXPECT_THAT(said.err, Not(HasSubstr("did you mean")));
  const Said missing = picket("launch slurm --shards 2 --partition -- run x.yaml");
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("'--' is the next option: a value is missing"));
}

}  // namespace
}  // namespace picket::sim
