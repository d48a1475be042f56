#include "sim/explain/words.h"

#include <gmock/gmock.h>

#include "pipeline_core/hub_watch/operation_record.h"
#include "tests/sim/explain/why_study.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

/// A world of which nothing is run.
struct Place {
  Scenario scenario = test::why_scenario();
  World world{scenario, 0};
};

TEST(Words, name_units_and_find_them_by_name_or_device) {
  const Place p;
  const std::string name = unit_name(p.world, 0);
  EXPECT_TRUE(name.starts_with("shell/kiosk-")) << name;
  EXPECT_EQ(find_unit(p.world, name), 0U);
  EXPECT_EQ(find_unit(p.world, name.substr(name.find('/') + 1)), 0U);
  const auto refusal = [&](const std::string& word) {
    try {
      find_unit(p.world, word);
    } catch (const WrongInput& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_THAT(refusal(name.substr(1)), HasSubstr("did you mean '" + name + "'?"));
  EXPECT_THAT(refusal("nobody"), HasSubstr("no attack unit is called 'nobody'; there are\n  " + name + "\n"));
}

TEST(Words, say_of_a_run_without_attacks_that_there_is_none) {
  const Scenario scenario = test::why_scenario({"attacks=[]"});
  const World world(scenario, 0);
  EXPECT_THROW(find_unit(world, "shell/kiosk-000001"), WrongInput);
}

TEST(Words, name_the_device_of_a_finding_or_the_hub_that_stands_in_its_place) {
  const Place p;
  EXPECT_EQ(subject_of(p.world, DeviceId(3)).text(), p.world.fleet().device_name(DeviceId(3)));
  EXPECT_EQ(subject_of(p.world, DeviceId(3)).hub, "");
  EXPECT_EQ(subject_of(p.world, hub_identity(HubId(0))).device, "");
  EXPECT_EQ(subject_of(p.world, hub_identity(HubId(0))).text(), "hub 'hub'");
  EXPECT_EQ(subject_of(p.world, hub_identity(HubId(40'000))).text(), "hub '40000'");  // the scenario has no such hub
}

TEST(Words, say_an_event_in_a_line) {
  TextTable texts;
  EXPECT_EQ(event_text(ProcessRecord{texts.intern("sh -c id"), texts.intern("/bin/sh"), 1, 1, 0, ProcessOperation::kExec}, texts),
            "exec 'sh -c id'");
  EXPECT_EQ(event_text(ProcessRecord{{}, {}, 1, 1, 0, ProcessOperation::kFork}, texts), "fork");
  EXPECT_EQ(event_text(DnsRecord{texts.intern("evil.example"), true}, texts), "query of 'evil.example', not answered");
  NetworkRecord flow;
  flow.remote_address = *IpAddress::parse("203.0.113.9");
  flow.remote_port = 80;
  EXPECT_EQ(event_text(flow, texts), "outbound tcp to 203.0.113.9 port 80");
  flow.direction = Direction::kInbound;
  flow.local_port = 22;
  EXPECT_EQ(event_text(flow, texts), "inbound tcp from 203.0.113.9, port 22");
  LoginRecord login;
  login.user_name = texts.intern("root");
  login.operation = LoginOperation::kLoginFailed;
  login.remote_address = *IpAddress::parse("203.0.113.9");
  EXPECT_EQ(event_text(login, texts), "failed login of 'root' from 203.0.113.9");
  EXPECT_EQ(event_text(HeartbeatRecord{}, texts), to_string(kind_of(Record(HeartbeatRecord{}))));
}

TEST(Words, list_the_fields_that_rules_see_once_each) {
  TextTable texts;
  Observation o;
  o.record = ProcessRecord{texts.intern("sh -c id"), texts.intern("/bin/sh"), 42, 1, 0, ProcessOperation::kExec};
  o.hit_count = 1;
  std::vector<std::string> names;
  for (const FieldValueText& f : fields_of(o, texts)) {
    names.push_back(f.name);
    EXPECT_FALSE(f.value.empty()) << f.name;
    if (f.name == "CommandLine") {
      EXPECT_EQ(f.value, "sh -c id");
    }
  }
  EXPECT_THAT(names, ::testing::Contains("CommandLine"));
  EXPECT_THAT(names, ::testing::Contains("Image"));
  EXPECT_THAT(names, ::testing::Not(::testing::Contains("DestinationIp")));
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
}

TEST(Words, say_durations_for_people) {
  EXPECT_EQ(duration_text(Duration()), "0 s");
  EXPECT_EQ(duration_text(Duration::milliseconds(30)), "30 ms");
  EXPECT_EQ(duration_text(Duration::milliseconds(1'500)), "1.5 s");
  EXPECT_EQ(duration_text(Duration::seconds(723)), "0:12:03");
  EXPECT_EQ(duration_text(-Duration::seconds(2)), "-2 s");
}

TEST(Words, say_times_to_the_second) {
  EXPECT_EQ(time_text(Time::from_unix_seconds(0) + Duration::milliseconds(999)), "1970-01-01 00:00:00");
}

TEST(Words, have_one_for_each_judgement) {
  for (const Judgement j : {Judgement::kDetection, Judgement::kRelated, Judgement::kNotice, Judgement::kFalse}) EXPECT_NE(word_of(j), "");
}

}  // namespace
}  // namespace picket::sim
