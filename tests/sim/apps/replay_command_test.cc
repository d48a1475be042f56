// `picket replay` as a user starts it: which policies it takes, and what it answers to wrong words.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Said;
using ::testing::HasSubstr;

class Replay : public test::Program {
 protected:
  /// Twenty connections of one device to one address, one a second.
  std::string trace() const {
    std::string text = "ts,id.orig_h,id.orig_p,id.resp_h,id.resp_p,proto,orig_bytes,resp_bytes\n";
    for (int i = 0; i < 20; ++i)
      text += std::to_string(1'600'000'000 + i) + ",192.168.1.9," + std::to_string(40'000 + i) + ",198.51.100.7,443,tcp,100,100\n";
    return write("conn.csv", text);
  }
  /// Counts equal connections for a minute: few observations in place of twenty.
  static constexpr const char* kOwn = "# Mine.\nbase: raw\nkinds:\n  network: {key: [remote_address, protocol, service_port], "
                                      "reduce: {primitive: window, period: 60 s}}\n";
};

TEST_F(Replay, compares_a_policy_of_the_users_own_with_one_of_the_library) {
  const Said said = picket("replay " + trace() + " --policy raw --policy '" + write("mine.yaml", kOwn) + "' --format json --quiet");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  const auto json = nlohmann::json::parse(said.out);
  const auto& study = json["traces"][0]["study"];
  std::vector<std::string> names;
  for (const auto& policy : study["policies"]) names.push_back(policy["policy"].get<std::string>());
  EXPECT_THAT(names, ::testing::ElementsAre("raw", "mine"));
  const Said human = picket("replay " + trace() + " --policy '" + file("mine.yaml") + "' --quiet");
  EXPECT_EQ(human.exit_code, 0) << human.err;
  EXPECT_THAT(human.out, ::testing::ContainsRegex("\n  mine +[1-9] +[1-9] "));  // messages, observations: fewer than ten of twenty
}

TEST_F(Replay, tells_what_is_wrong_with_a_policy_in_its_file) {
  const std::string own = write("mine.yaml", "base: raw\nmax_dealy: 3 s\n");
  const Said said = picket("replay " + trace() + " --policy '" + own + "' --quiet");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("mine.yaml:2:1: error: policy_templates.mine.max_dealy: unknown key"));
  EXPECT_THAT(said.err, HasSubstr("did you mean 'max_delay'?"));
}

TEST_F(Replay, refuses_what_it_would_not_read) {
  const std::string command = "replay " + trace() + " --policy raw --quiet";
  const Said said = picket(command + " --set 'fleet[0].count=500' --set 'warm_up=3 h' --set 'pipelin.x=1'");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("error: --set 'fleet[0].count=500': a replay does not read 'fleet', the trace stands in its place; --set may give policy_templates"));
  EXPECT_THAT(said.err, HasSubstr("a replay does not read 'warm_up'"));
  EXPECT_THAT(said.err, HasSubstr("did you mean 'pipeline'?"));
  EXPECT_THAT(said.err, HasSubstr("3 errors; nothing was replayed."));
  EXPECT_EQ(picket(command + " --replications 3").exit_code, 2);
  EXPECT_THAT(picket("replay --help").out, ::testing::Not(HasSubstr("--replications")));
  EXPECT_EQ(picket(command + " --set 'policy_templates.raw.max_delay=3 s'").exit_code, 0);
}

TEST_F(Replay, ends_with_2_where_its_results_cannot_be_written) {
  const Said said = picket("replay " + trace() + " --policy raw --quiet --out '" + write("a_file", "") + "'");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("error: cannot write " + file("a_file")));
  EXPECT_EQ(said.out, "");
}

TEST_F(Replay, tells_all_that_is_wrong_with_its_words_at_once) {
  write("raw.yaml", kOwn);
  const Said said = picket("replay " + trace() + " --policy pikcet --policy nowhere/mine.yaml --policy raw --policy ./raw.yaml --quiet");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_EQ(said.err,
            "error: nowhere/mine.yaml: no such file\n"
            "error: './raw.yaml' and 'raw' would both be called 'raw'; rename one of them\n"
            "error: no policy is called 'pikcet'; did you mean 'picket'?\n"
            "3 errors; nothing was replayed.\n");
}

}  // namespace
}  // namespace picket::sim
