#include "sim/results/json_object.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

std::string random_text(RandomStream& random) {
  constexpr std::string_view kOdd = "\"\\\n\t\x01\x1f\b\f\r/a b";
  std::string out;
  for (std::uint64_t n = random.below(12); n > 0; --n) out += kOdd[random.below(kOdd.size())];
  return out;
}

// nlohmann's writer escapes the same way, so it is the truth for lengths and content.
TEST(JsonObject, escapes_as_an_independent_writer_does) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  for (int i = 0; i < 2'000; ++i) {
    const std::string text = random_text(random);
    const std::string once = nlohmann::json(text).dump();
    std::string escaped;
    append_json_escaped(text, escaped);
    ASSERT_EQ("\"" + escaped + "\"", once);
    ASSERT_EQ(json_escaped_length(text) + 2, once.size());
    ASSERT_EQ(twice_escaped_size(text), nlohmann::json(escaped).dump().size() - 2);
  }
}

TEST(JsonObject, counts_what_it_writes) {
  TextTable texts;
  const Text quoted = texts.intern("sh -c \"x\"\n");
  Text templated = texts.intern_template("wget \"http://{ipv4}/\"");
  templated.parameter = 0xc0000201;
  const auto fill = [&](auto& object) {
    object.number("zero", 0);
    object.number("large", 18'446'744'073'709'551'615ULL);
    object.boolean("yes", true);
    object.boolean("no", false);
    object.string("s", "a\"b");
    object.word("w", "plain");
    object.text("t", quoted, texts);
    object.text("u", templated, texts);
    object.text("empty", Text{}, texts);
    object.address("v4", IpAddress::v4(0x7f000001));
    object.address("v6", *IpAddress::parse("2001:db8::1"));
    object.seconds("time", Time::from_unix_seconds(1'772'496'000));
    object.uuid("id", Uuid{1, 2});
    object.begin_object("inner");
    object.number("n", 5);
    object.number("m", 6);
    object.end_object();
    object.number("last", 7);
  };
  std::string out;
  JsonObjectText writer(out);
  fill(writer);
  writer.close();
  JsonObjectSize plain(false);
  fill(plain);
  EXPECT_EQ(plain.size(), out.size());
  JsonObjectSize inside(true);
  fill(inside);
  EXPECT_EQ(inside.size(), nlohmann::json(out).dump().size() - 2);

  const auto parsed = nlohmann::json::parse(out);
  EXPECT_EQ(parsed.at("u"), "wget \"http://192.0.2.1/\"");
  EXPECT_EQ(parsed.at("large"), 18'446'744'073'709'551'615ULL);
  EXPECT_EQ(parsed.at("inner").at("m"), 6);
  EXPECT_EQ(parsed.at("v6"), "2001:db8::1");
  EXPECT_EQ(parsed.at("time"), "2026-03-03T00:00:00Z");
}

TEST(JsonObject, an_empty_object_is_two_bytes) {
  std::string out;
  JsonObjectText(out).close();
  EXPECT_EQ(out, "{}");
  EXPECT_EQ(JsonObjectSize(false).size(), 2U);
}

}  // namespace
}  // namespace picket::sim
