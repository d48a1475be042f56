#include "sim/exchange/alert_evidence.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> shown(const std::vector<NamedEvidence>& evidence) {
  static constexpr const char* kWords[] = {"commandline", "path", "address", "domain", "url"};
  std::vector<std::string> out;
  for (const NamedEvidence& one : evidence) out.push_back(std::string(kWords[static_cast<std::size_t>(one.kind)]) + " " + one.value);
  return out;
}
std::vector<std::string> of(const std::string& json) { return shown(named_evidence(nlohmann::json::parse(json))); }

TEST(AlertEvidence, reads_entities_of_security_alert_and_follows_their_references) {
  const std::string entities =
      R"([{"$id":"1","HostName":"kiosk-1","Type":"host"},
          {"$id":"2","Directory":"/bin","Name":"bash","Type":"file"},
          {"$id":"3","ProcessId":"0x1","CommandLine":"bash -i","ImageFile":{"$ref":"2"},"Type":"process"},
          {"$id":"4","ImageFile":{"Directory":"/usr/bin/","Name":"wget"},"Type":"Process"},
          {"$id":"5","Directory":"/tmp","Name":"x.sh","Type":"file"},
          {"$id":"6","Address":"203.0.113.9","Type":"ip"},
          {"$id":"7","DestinationAddress":{"$ref":"6"},"SourceAddress":{"Address":"10.0.0.5"},"Type":"network-connection"},
          {"$id":"8","DomainName":"c2.example","Type":"dns"},
          {"$id":"9","Url":"http://c2.example/x.sh","Type":"url"},
          {"$id":"10","Algorithm":"SHA256","Value":"00","Type":"filehash"},
          {"$id":"11","Name":"root","Type":"account"}])";
  const std::vector<std::string> wanted{"commandline bash -i", "path /usr/bin/wget", "path /tmp/x.sh", "address 203.0.113.9",
                                        "address 10.0.0.5", "domain c2.example", "url http://c2.example/x.sh"};
  EXPECT_EQ(of("{\"Entities\":" + entities + "}"), wanted);
  EXPECT_EQ(of(nlohmann::json{{"entities", entities}}.dump()), wanted) << "the column is text";
  EXPECT_EQ(shown(named_entities(entities)), wanted) << "as a cell of a table";
}

TEST(AlertEvidence, reads_evidences_and_observables_of_ocsf) {
  EXPECT_THAT(of(R"({"evidences":[
                      {"process":{"name":"bash","cmd_line":"bash -i","file":{"path":"/bin/bash"}}},
                      {"actor":{"process":{"file":{"path":"/usr/sbin/telnetd"}}},"file":{"name":"x.sh","path":"/tmp/x.sh"}},
                      {"process":{"name":"busybox"},"src_endpoint":{"ip":"10.0.0.5"},"dst_endpoint":{"ip":"203.0.113.9","port":4444}},
                      {"query":{"hostname":"c2.example"},"url":{"url_string":"http://c2.example/x.sh"}}],
                    "observables":[{"name":"device.ip","type_id":2,"type":"IP Address","value":"10.0.0.5"},
                                   {"name":"resources[0].uid","type":"Resource UID","value":"/hub"},
                                   {"name":"osint[0].value","type":"Subnet","value":"198.51.100.0/24"},
                                   {"name":"x","type":"File Name","value":"x.sh"}]})"),
              ElementsAre("commandline bash -i", "path /usr/sbin/telnetd", "path /tmp/x.sh", "path busybox", "address 10.0.0.5",
                          "address 203.0.113.9", "domain c2.example", "url http://c2.example/x.sh", "address 198.51.100.0/24",
                          "path x.sh"));
}

// `type_id` is what OCSF requires; the caption may be missing, or in any words.
TEST(AlertEvidence, takes_an_observable_by_its_type_id) {
  EXPECT_THAT(of(R"({"observables":[{"type_id":2,"value":"203.0.113.9"},{"type_id":1,"type":"Rechnername","value":"c2.example"},
                                    {"type_id":6,"value":"http://c2.example/x.sh"},{"type_id":13,"value":"bash -i"},
                                    {"type_id":9,"value":"busybox"},{"type_id":"2","value":"198.51.100.1"},{"type_id":99,"value":"x"}]})"),
              ElementsAre("address 203.0.113.9", "domain c2.example", "url http://c2.example/x.sh", "commandline bash -i", "path busybox"));
}

TEST(AlertEvidence, names_nothing_where_the_form_is_another) {
  for (const char* text : {"{}", R"({"Entities":"[{"})", R"({"Entities":7,"evidences":"x","observables":{"a":1}})",
                           R"({"Entities":[7,null,[],{"Type":7},{"Type":"ip"},{"Type":"process","ImageFile":{"$ref":"9"}}]})",
                           R"({"evidences":[{"process":7,"file":[],"query":null}]})"}) {
    EXPECT_THAT(of(text), IsEmpty()) << text;
  }
  EXPECT_THAT(named_entities(""), IsEmpty());
}

TEST(AlertEvidence, takes_so_much_of_one_alert_and_nothing_too_long) {
  nlohmann::json alert;
  for (int i = 0; i < 100; ++i) alert["Entities"].push_back({{"Type", "ip"}, {"Address", "203.0.113." + std::to_string(i)}});
  EXPECT_THAT(named_evidence(alert), SizeIs(kMaxEvidence));
  EXPECT_THAT(of(nlohmann::json{{"Entities", {{{"Type", "dns"}, {"DomainName", std::string(5'000, 'a')}}}}}.dump()), IsEmpty());
}

}  // namespace
}  // namespace picket::sim
