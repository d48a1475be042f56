// g++ 12 reports an impossible overlap in std::string's own code once the validator is inlined.
#pragma GCC diagnostic ignored "-Wrestrict"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "agent_core/message/g1_schema.h"
#include "agent_core/message/message_problems.h"
#include "agent_core/message/security_message_builder.h"
#include "tests/agent_core/message/random_message.h"

// The published JSON Schema of security messages is the independent truth for generation 1: what our
// encoder writes and what our strict decoder accepts is compared with a validator that reads the
// published files. The files are data outside the project (PICKET_DATA).

namespace picket {
namespace {

using Json = nlohmann::json;
using test::MessageGenerator;
using test::Vocabulary;

class PublishedSchema : public testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("PICKET_DATA");
    folder_ = data == nullptr ? "" : data;
    folder_ += "/azure-iot-security-schemas/security_message/";
    if (data == nullptr || !std::ifstream(folder_ + "schemas/messageRoot.json")) {
      GTEST_SKIP() << "needs the published schema files; set PICKET_DATA to the folder that holds them";
    }
    const Json root = inlined(load("schemas/messageRoot.json"), "messageRoot.json");
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(root), schema_);
    samples_ = load("tests/samples.json");
  }

  Json load(const std::string& name) const {
    std::ifstream file(folder_ + name);
    EXPECT_TRUE(file.good()) << name;
    return Json::parse(file);
  }

  /// The schema with every reference replaced by what it refers to, and the two address formats by
  /// patterns: the validator knows neither files nor formats, and without them the two branches of "ip"
  /// could not be told apart.
  Json inlined(const Json& node, const std::string& file) const {
    if (node.is_array()) {
      Json list = Json::array();
      for (const Json& item : node) list.push_back(inlined(item, file));
      return list;
    }
    if (!node.is_object()) return node;
    if (node.contains("$ref") && node["$ref"].is_string()) {
      const std::string reference = node["$ref"];
      const std::size_t hash = reference.find('#');
      const std::string target = hash == 0 ? file : reference.substr(0, hash);
      return inlined(load("schemas/" + target).at(Json::json_pointer(reference.substr(hash + 1))), target);
    }
    Json copy = Json::object();
    for (const auto& [key, value] : node.items()) {
      if (key == "$id" || key == "$schema" || key == "definitions" || key == "examples") continue;
      copy[key] = inlined(value, file);
    }
    if (const std::string format = copy.contains("format") && copy["format"].is_string() ? copy["format"] : "";
        !format.empty()) {
      copy.erase("format");
      if (format == "ipv4") {
        copy["pattern"] =
            "^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])$";
      }
      if (format == "ipv6") copy["pattern"] = "^[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*$";
    }
    return copy;
  }

  bool accepts(const Json& message) const {
    valijson::Validator validator;
    return validator.validate(schema_, valijson::adapters::NlohmannJsonAdapter(message), nullptr);
  }

  static Result<std::size_t, DecodeError> decoded(const Json& message, bool tolerant) {
    TextTable texts;
    DecodedMessage out;
    DecodeLimits limits;
    limits.tolerant = tolerant;
    return decode(Encoding::kG1Json, message.dump(), limits, texts, out);
  }

  std::string folder_;
  valijson::Schema schema_;
  Json samples_;
};

Json encoded(const Observation& observation, const TextTable& texts) {
  SecurityMessage message;
  message.observations = {&observation, 1};
  std::string bytes;
  encode(Encoding::kG1Json, {}, message, texts, bytes);
  return Json::parse(bytes);
}

/// What schema 1.0 has words for: no third queue, no empty configuration error. An agent whose dialect is
/// strict makes neither.
Observation in_words_of_the_schema(Observation o) {
  if (auto* dropped = std::get_if<DroppedEventsRecord>(&o.record)) dropped->queue = StatisticsQueue::kLow;
  if (auto* error = std::get_if<ConfigurationErrorRecord>(&o.record)) error->type = ConfigurationErrorType::kConflict;
  return o;
}

/// And not aggregated.
Observation conforming(Observation o) {
  o.aggregated = false;
  o.hit_count = 1;
  return in_words_of_the_schema(std::move(o));
}

TEST_F(PublishedSchema, accepts_its_own_valid_samples_and_refuses_the_invalid_ones) {
  ASSERT_EQ(samples_["valid"].size(), 13U);
  ASSERT_EQ(samples_["invalid"].size(), 6U);
  for (const Json& sample : samples_["valid"]) EXPECT_TRUE(accepts(sample)) << sample;
  for (const Json& sample : samples_["invalid"]) EXPECT_FALSE(accepts(sample)) << sample;
}

TEST_F(PublishedSchema, samples_are_decoded_as_the_schema_judges_them) {
  // Per sample: payload items, and 1 for an event that says that there are none.
  const std::vector<std::size_t> observations{2, 2, 1, 1, 4, 2, 1, 3, 3, 1, 13, 1, 1};
  for (const bool tolerant : {false, true}) {
    for (std::size_t i = 0; i < samples_["valid"].size(); ++i) {
      const auto result = decoded(samples_["valid"][i], tolerant);
      ASSERT_TRUE(result.ok()) << "sample " << i << ": " << to_string(result.error());
      EXPECT_EQ(result.value(), observations[i]) << "sample " << i;
    }
  }
  for (const Json& sample : samples_["invalid"]) EXPECT_FALSE(decoded(sample, false).ok()) << sample;
}

TEST_F(PublishedSchema, what_was_not_aggregated_conforms) {
  const Vocabulary vocabulary;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    MessageGenerator generator(vocabulary, seed);
    const Observation o = conforming(generator.observation(Encoding::kG1Json));
    const Json message = encoded(o, vocabulary.texts);
    EXPECT_TRUE(accepts(message)) << "seed " << seed << ": " << message;
    EXPECT_TRUE(decoded(message, false).ok()) << "seed " << seed << ": " << message;
  }
}

// Whatever is observed, aggregated or not, one event or many: the strict dialect conforms, and its times are
// times of RFC 3339, which the published validator does not assert.
TEST_F(PublishedSchema, every_message_of_the_strict_dialect_conforms) {
  const Vocabulary vocabulary;
  const std::regex rfc3339(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)");
  std::size_t aggregates = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    MessageGenerator generator(vocabulary, seed);
    auto observations = generator.observations(Encoding::kG1Json, 1 + seed % 12);
    for (Observation& o : observations) o = in_words_of_the_schema(o);
    AgentIdentity identity = generator.identity();
    identity.dialect = JsonDialect::kStrict;
    std::string bytes;
    encode(Encoding::kG1Json, identity, generator.message(observations), vocabulary.texts, bytes);
    const Json message = Json::parse(bytes);
    ASSERT_TRUE(accepts(message)) << "seed " << seed << ": " << message;
    ASSERT_TRUE(decoded(message, false).ok()) << "seed " << seed << ": " << message;
    for (const Json& event : message["Events"]) {
      EXPECT_TRUE(std::regex_match(event["TimestampUTC"].get<std::string>(), rfc3339)) << event;
      aggregates += bytes.find("HitCount") != std::string::npos ? 1 : 0;
    }
  }
  EXPECT_GT(aggregates, 300U);
}

/// An item of the event with every field that the definition has, in the types it wants.
PayloadItem full_item(const g1_json::EventDefinition& definition, RandomStream& random, bool all) {
  using g1_json::FieldType;
  PayloadItem item;
  for (const g1_json::PayloadField& field : definition.fields) {
    const bool login_user = definition.name == "Login" && field.name == "UserName";
    if (!field.required && !login_user && !all && random.chance(0.5)) continue;
    const std::string name(field.name);
    switch (field.type) {
      case FieldType::kInteger:
        item.push_back({name, static_cast<std::int64_t>(random.next())});
        break;
      case FieldType::kBoolean:
        item.push_back({name, random.chance(0.5)});
        break;
      case FieldType::kAddress:
        item.push_back({name, random.chance(0.5) ? "192.0.2.7" : "2001:db8::1"});
        break;
      case FieldType::kGuid:
        item.push_back({name, to_string(Uuid{random.next(), random.next()})});
        break;
      case FieldType::kDetails:
        item.push_back({name, PayloadDetails{{"Own \"detail\"", "caf\xc3\xa9\n"}}});
        break;
      default:
        item.push_back({name, field.values.empty() ? std::string("22,53-60 * \\")
                                                   : std::string(field.values[random.below(field.values.size())])});
    }
  }
  return item;
}

// Any program's messages of all 14 events, with the fields that their definitions allow.
TEST_F(PublishedSchema, what_the_builder_builds_conforms_for_every_event) {
  ASSERT_EQ(g1_json::definitions().size(), 14U);
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    RandomStream random(seed, 3, 0, Purpose::kTest);
    SecurityMessageBuilder all({1, seed}, "1.2.3");
    for (const g1_json::EventDefinition& definition : g1_json::definitions()) {
      SecurityEvent event{std::string(definition.name), {2, seed}, Time::from_unix_seconds(1'767'225'600), {}, {}};
      if (definition.category != "Periodic" || random.chance(0.8)) {
        event.items = {full_item(definition, random, seed == 0), full_item(definition, random, false)};
      }
      event.utc_offset = Duration::minutes(static_cast<std::int64_t>(random.below(1'681)) - 840);
      all.add(event);
    }
    const auto built = all.build();
    ASSERT_TRUE(built.ok()) << to_string(built.error()[0]);
    ASSERT_EQ(built.value().body.size(), all.size());
    const Json message = Json::parse(built.value().body);
    EXPECT_TRUE(accepts(message)) << message;
    EXPECT_TRUE(decoded(message, false).ok());
  }
}

// defender.md 3.2: what the agents send beside the schema, each with its name. Tolerant mode takes all of it.
TEST_F(PublishedSchema, tolerant_mode_takes_what_agents_send_and_strict_mode_does_not) {
  Json dropped = samples_["valid"][2];  // there is no sample of this event
  dropped["Events"] = {{{"Id", std::string(36, '0')},
                        {"TimestampLocal", "2026-01-01T00:00:00Z"},
                        {"TimestampUTC", "2026-01-01T00:00:00Z"},
                        {"Category", "Periodic"},
                        {"Name", "DroppedEventsStatistics"},
                        {"EventType", "Operational"},
                        {"IsEmpty", false},
                        {"PayloadSchemaVersion", "1.0"},
                        {"Payload", {{{"Queue", "High"}, {"CollectedEvents", 7}, {"DroppedEvents", 2}}}}}};
  ASSERT_TRUE(accepts(dropped));
  samples_["valid"].push_back(dropped);
  const auto sample = [&](std::string_view name) {
    for (const Json& message : samples_["valid"]) {
      for (const Json& event : message["Events"]) {
        if (event["Name"] == name) return message;
      }
    }
    ADD_FAILURE() << "no sample of " << name;
    return Json();
  };
  const auto changed = [&](std::string_view name, auto change) {
    Json message = sample(name);
    ASSERT_TRUE(decoded(message, false).ok()) << name;
    for (Json& event : message["Events"]) {
      if (event["Name"] == name) change(event);
    }
    EXPECT_FALSE(accepts(message)) << message;
    EXPECT_FALSE(decoded(message, false).ok()) << message;
    EXPECT_TRUE(decoded(message, true).ok()) << message;
  };
  changed("ProcessCreate", [](Json& e) { e["Payload"][0].erase("UserId"); });
  changed("ProcessCreate", [](Json& e) { e["Category"] = "Aggregated"; });
  changed("ConnectionCreate", [](Json& e) { e["Payload"][0]["RemotePort"] = 0; });
  changed("ProcessCreate", [](Json& e) { e["Payload"][0]["ExtraDetails"] = {{"HitCount", 4}}; });
  changed("DroppedEventsStatistics", [](Json& e) { e["Payload"][0]["Queue"] = "Operational"; });
  changed("OSBaseline", [](Json& e) { e["Payload"][0]["Result"] = "Skip"; });
  changed("ProcessCreate", [](Json& e) { e["Payload"][0]["Hash"] = "00"; });
  changed("Login", [](Json& e) { e["Name"] = "SBoM"; });
}

// defender.md 3.2: the published schema rejects the category, the numeric hit count and the integer port;
// each of the three is a rejection of its own.
TEST_F(PublishedSchema, what_the_agent_aggregates_does_not_conform_for_three_reasons) {
  const Vocabulary vocabulary;
  Observation o;
  NetworkRecord flow;
  flow.direction = Direction::kInbound;
  flow.remote_address = IpAddress::v4(0xc0000201);
  o.record = flow;
  o.aggregated = true;
  o.hit_count = 3;
  Json message = encoded(o, vocabulary.texts);
  Json& event = message["Events"][0];
  Json& item = event["Payload"][0];
  ASSERT_EQ(item["RemotePort"], 0);
  const auto refused = [&] {
    EXPECT_FALSE(accepts(message));
    EXPECT_FALSE(decoded(message, false).ok());
    EXPECT_TRUE(decoded(message, true).ok());
  };
  refused();
  event["Category"] = "Triggered";
  refused();
  item["ExtraDetails"]["HitCount"] = "3";
  refused();
  item["RemotePort"] = "0";
  EXPECT_TRUE(accepts(message));
  EXPECT_TRUE(decoded(message, false).ok());
  event["Category"] = "Aggregated";
  refused();
  event["Category"] = "Triggered";
  item["ExtraDetails"]["HitCount"] = 3;
  refused();
  item["ExtraDetails"]["HitCount"] = "3";
  item["RemotePort"] = 0;
  refused();
}

TEST_F(PublishedSchema, an_empty_port_and_several_items_in_an_event_conform) {
  const Vocabulary vocabulary;
  Observation o;
  o.record = NetworkRecord{};
  Json message = encoded(o, vocabulary.texts);
  message["Events"][0]["Payload"][0]["RemotePort"] = "";
  message["Events"][0]["Payload"].push_back(message["Events"][0]["Payload"][0]);
  EXPECT_TRUE(accepts(message));
  const auto result = decoded(message, false);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.value(), 2U);
}

/// One change somewhere in a message: a field removed, renamed, or given a value of another type.
void damage(Json& message, RandomStream& random) {
  Json* node = &message;
  for (;;) {
    if (!node->is_structured() || node->empty()) break;
    const auto at = static_cast<std::ptrdiff_t>(random.below(node->size()));
    const auto it = std::next(node->begin(), at);
    const bool stop = random.chance(0.3) || !it->is_structured();
    if (!stop) {
      node = &*it;
      continue;
    }
    // Not 7.0: since draft 6 it is an integer, for the validator it is none.
    static const std::vector<Json> kValues{
        nullptr,       true,           0,     -3, 2.5, 7, "", "Periodic", "text", "Security", "In", "10.0.0.1",
        Json::array(), Json::object(), "1.0", "x"};
    switch (random.below(3)) {
      case 0:
        node->erase(it);
        return;
      case 1:
        if (node->is_object()) {
          (*node)["Unheard"] = *it;
          return;
        }
        [[fallthrough]];
      default:
        *it = kValues[random.below(kValues.size())];
        return;
    }
  }
}

// Differential test: after one random change the strict decoder must refuse what the validator refuses.
// The other direction has one documented exception: we also refuse times that are no times, which the
// validator, not asserting date-time, lets pass.
TEST_F(PublishedSchema, strict_mode_judges_changed_messages_as_the_validator_does) {
  const Vocabulary vocabulary;
  int refused = 0;
  for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
    RandomStream random(seed, 1, 0, Purpose::kTest);
    Json message = samples_["valid"][random.below(13)];
    if (seed % 2 == 0) {
      MessageGenerator generator(vocabulary, seed);
      const Observation o = conforming(generator.observation(Encoding::kG1Json));
      message = encoded(o, vocabulary.texts);
    }
    damage(message, random);
    const bool valid = accepts(message);
    const bool read = decoded(message, false).ok();
    refused += valid ? 0 : 1;
    bool times_are_times = true;
    if (valid) {
      for (const Json& event : message["Events"]) {
        times_are_times = times_are_times && event["TimestampUTC"].get<std::string>().size() >= 19;
      }
    }
    ASSERT_EQ(read, valid && times_are_times) << "seed " << seed << ": " << message;
    const auto problems = find_message_problems(message.dump());
    ASSERT_EQ(problems.empty(), read) << "seed " << seed << ": " << message
                                      << (problems.empty() ? "" : to_string(problems[0]));
  }
  EXPECT_GT(refused, 1'000);
}

}  // namespace
}  // namespace picket
