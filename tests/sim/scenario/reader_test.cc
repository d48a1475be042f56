#include "sim/scenario/reader.h"

#include <gtest/gtest.h>

#include <optional>

#include "sim/scenario/writer.h"
#include "tests/sim/scenario/support.h"

namespace picket::sim {
namespace {

// The structs of the target picture in the style guide.
struct DemoFleet {
  std::uint32_t devices = 0;
};
struct DemoHub {
  Duration retention;
};
struct DemoNetwork {
  Duration uplink_latency;
  double loss_ratio = 0;
};
struct Demo {
  std::string name;
  DemoFleet fleet;
  DemoHub hub;
  DemoNetwork network;
};
template <class Visitor>
void describe(Visitor& v, DemoFleet& f) {
  v.field("devices", f.devices, {.says = "Devices."});
}
template <class Visitor>
void describe(Visitor& v, DemoHub& h) {
  v.field("retention", h.retention, {.says = "Retention."});
}
template <class Visitor>
void describe(Visitor& v, DemoNetwork& n) {
  v.field("uplink_latency", n.uplink_latency, {.says = "Latency."});
  v.field("loss_ratio", n.loss_ratio, {.says = "Loss.", .min = 0, .max = 1});
}
template <class Visitor>
void describe(Visitor& v, Demo& d) {
  v.field("name", d.name, {.says = "Name."});
  v.field("fleet", d.fleet, {.says = "Fleet."});
  v.field("hub", d.hub, {.says = "Hub."});
  v.field("network", d.network, {.says = "Network."});
}

TEST(Reader, reproduces_the_picture_of_the_style_guide) {
  const std::string text =
      "name: mirai_small\n\nfleet:\n  devices: 200\n  devices: 250\n\n\n\nhub:\n  retenton: 90 s\nnetwork:\n"
      "  uplink_latency: 40\n\n  loss_ratio: 1.5\n";
  Demo demo;
  Diagnostics diagnostics;
  Places places;
  EXPECT_FALSE(read_text(text, "scenarios/mirai_small.yaml", demo, diagnostics, places));
  EXPECT_EQ(diagnostics.text(),
            "scenarios/mirai_small.yaml:5:3: error: fleet.devices: key given twice\n"
            "      devices: 250\n"
            "      ^  remove one of the two\n"
            "scenarios/mirai_small.yaml:10:3: error: hub.retenton: unknown key\n"
            "      retenton: 90 s\n"
            "      ^  did you mean 'retention'?\n"
            "scenarios/mirai_small.yaml:12:19: error: network.uplink_latency: '40' has no unit\n"
            "      uplink_latency: 40\n"
            "                      ^  write '40 ms' or '40 s'\n"
            "scenarios/mirai_small.yaml:14:15: error: network.loss_ratio: 1.5 is outside [0, 1]\n"
            "      loss_ratio: 1.5\n"
            "                  ^  a ratio, not a percentage\n"
            "4 errors; nothing was run.\n");
}

enum class Colour : std::uint8_t { kRed, kGreen };
std::span<const EnumName<Colour>> enum_names(Colour) {
  static constexpr std::array<EnumName<Colour>, 2> kNames{{{Colour::kRed, "red"}, {Colour::kGreen, "green"}}};
  return kNames;
}
constexpr std::array<BitName, 2> kBits{{{1, "one"}, {4, "four"}}};

struct Nested {
  std::string id;
  std::int64_t number = 0;
};
template <class Visitor>
void describe(Visitor& v, Nested& n) {
  v.field("id", n.id, {.says = "Id.", .required = true});
  v.field("number", n.number, {.says = "Number."});
}

/// One field of every type.
struct Everything {
  bool flag = false;
  std::int64_t i64 = 0;
  std::uint64_t u64 = 0;
  std::uint32_t u32 = 0;
  double real = 0;
  std::string text;
  Duration duration;
  Time time;
  Bytes bytes;
  BitRate rate;
  Money money;
  Distribution drawn;
  Distribution waited;
  Colour colour = Colour::kRed;
  std::uint32_t set = 0;
  Nested nested;
  std::vector<Nested> list;
  std::vector<double> numbers{1, 2};
  std::map<std::string, Nested> map;
  std::map<std::string, double> weights;
  std::optional<double> maybe;
  std::optional<Nested> maybe_nested;
};
template <class Visitor>
void describe(Visitor& v, Everything& e) {
  v.field("flag", e.flag, {.says = "x"});
  v.field("i64", e.i64, {.says = "x"});
  v.field("u64", e.u64, {.says = "x"});
  v.field("u32", e.u32, {.says = "x"});
  v.field("real", e.real, {.says = "x"});
  v.field("text", e.text, {.says = "x"});
  v.field("duration", e.duration, {.says = "x"});
  v.field("time", e.time, {.says = "x"});
  v.field("bytes", e.bytes, {.says = "x"});
  v.field("rate", e.rate, {.says = "x"});
  v.field("money", e.money, {.says = "x"});
  v.field("drawn", e.drawn, {.says = "x"});
  v.field("waited", e.waited, {.says = "x", .min = 0, .max = 3600, .unit = "s"});
  v.field("colour", e.colour, {.says = "x"});
  v.field("set", e.set, {.says = "x", .bits = kBits});
  v.field("nested", e.nested, {.says = "x"});
  v.field("list", e.list, {.says = "x"});
  v.field("numbers", e.numbers, {.says = "x", .min = 0, .max = 10});
  v.field("map", e.map, {.says = "x"});
  v.field("weights", e.weights, {.says = "x"});
  v.field("maybe", e.maybe, {.says = "x"});
  v.field("maybe_nested", e.maybe_nested, {.says = "x"});
}

struct Read {
  Everything value;
  Diagnostics diagnostics;
  Places places;
  bool ok = false;
  Code code() const { return diagnostics.all().at(0).code; }
  std::string hint() const { return diagnostics.all().at(0).hint; }
};
Read read(const std::string& text) {
  Read out;
  out.ok = read_text(text, "t.yaml", out.value, out.diagnostics, out.places);
  return out;
}

TEST(Reader, reads_every_type) {
  const Read r = read(
      "flag: true\ni64: -9223372036854775808\nu64: 18446744073709551615\nu32: 010\nreal: 1e3\ntext: hello "
      "world\nduration: 40 ms\n"
      "time: 2026-03-03T00:00:00Z\nbytes: 4 KiB\nrate: 10 Mbit/s\nmoney: 1.25 USD\ndrawn: {dist: pareto, min: 3, "
      "alpha: 1.5}\n"
      "waited: {dist: lognormal, median: 2 min, sigma: 0.5, max: 1 h}\ncolour: green\nset: [one, four]\nnested: {id: "
      "a}\n"
      "list: [{id: b, number: 2}, {id: c}]\nnumbers: [3]\nmap: {k: {id: d}}\nweights: {x: 1, y: 0.5}\nmaybe: "
      "5\nmaybe_nested: {id: e}\n");
  ASSERT_TRUE(r.ok) << r.diagnostics.text();
  const Everything& e = r.value;
  EXPECT_TRUE(e.flag);
  EXPECT_EQ(e.i64, std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(e.u64, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(e.u32, 10U);  // not octal
  EXPECT_EQ(e.real, 1000);
  EXPECT_EQ(e.text, "hello world");
  EXPECT_EQ(e.duration, Duration::milliseconds(40));
  EXPECT_EQ(e.time.unix_seconds(), 1'772'496'000);
  EXPECT_EQ(e.bytes.count(), 4096);
  EXPECT_EQ(e.rate.bits_per_second, 10e6);
  EXPECT_EQ(e.money.count_nano_dollars(), 1'250'000'000);
  EXPECT_EQ(e.drawn, (Distribution{Distribution::Kind::kPareto, 3, 1.5}));
  EXPECT_EQ(e.waited, (Distribution{Distribution::Kind::kLognormal, 120, 0.5, 3600}));
  EXPECT_EQ(e.colour, Colour::kGreen);
  EXPECT_EQ(e.set, 5U);
  EXPECT_EQ(e.list[0].number, 2);
  EXPECT_EQ(e.numbers, std::vector<double>{3});  // replaced, not added to the default
  EXPECT_EQ(e.map.at("k").id, "d");
  EXPECT_EQ(e.weights.at("y"), 0.5);
  EXPECT_EQ(e.maybe, 5.0);
  EXPECT_EQ(e.maybe_nested->id, "e");
}

TEST(Reader, what_it_writes_it_reads_back) {
  Everything e = read(
                     "drawn: {dist: uniform, min: 1, max: 2}\nwaited: 90 s\ntext: \"a: 'b' \\\"c\\\" \\n #\"\nset: "
                     "[four]\nnested: {id: \"true\"}\n"
                     "list: [{id: \"010\"}]\nmap: {\"a b\": {id: x}}\nmaybe: 0.1\nmoney: -0.000000001 USD\n")
                     .value;
  const std::string written = write_yaml(e);
  const Read again = read(written);
  ASSERT_TRUE(again.ok) << again.diagnostics.text();
  EXPECT_EQ(write_yaml(again.value), written);
  EXPECT_EQ(again.value.text, e.text);
  EXPECT_EQ(again.value.map.at("a b").id, "x");
  EXPECT_EQ(again.value.nested.id, "true");
}

// The traps of style 4.4 and 4.6 and their relatives: what was written, the code, part of the hint.
TEST(Reader, does_not_fall_into_the_traps) {
  struct Trap {
    const char* text;
    Code code;
    const char* hint;
  };
  const Trap traps[] = {
      {"flag: yes\n", Code::kWrongType, "write 'true'"},
      {"flag: off\n", Code::kWrongType, "write 'false'"},
      {"flag: 1\n", Code::kWrongType, ""},
      {"flag: 'true'\n", Code::kWrongType, "remove the quotes"},
      {"u32: 0x10\n", Code::kWrongType, ""},
      {"u32: 1_000\n", Code::kWrongType, "write 1000"},
      {"u32: 1.5\n", Code::kNotANumber, ""},
      {"u32: -1\n", Code::kOutOfRange, "from 0"},
      {"u32: 4294967296\n", Code::kOutOfRange, ""},
      {"u32: 99999999999999999999999999999999999999999999\n", Code::kOutOfRange, ""},
      {"u32: '5'\n", Code::kWrongType, "remove the quotes"},
      {"real: .nan\n", Code::kNotANumber, ""},
      {"real: -.inf\n", Code::kNotANumber, ""},
      {"real: 1e999\n", Code::kNotANumber, ""},
      {"real: 5 s\n", Code::kWrongType, "write 5 without 's'"},
      {"real: 20%\n", Code::kWrongType, "not a percentage"},
      {"text: true\n", Code::kWrongType, "in quotes"},
      {"text: 5\n", Code::kWrongType, "in quotes"},
      {"text:\n", Code::kNoValue, "remove the key"},
      {"duration: 40\n", Code::kNoUnit, "write '40 ms' or '40 s'"},
      {"duration: 0\n", Code::kNoUnit, ""},
      {"duration: 5 m\n", Code::kUnknownUnit, "write '5 min'"},
      {"duration: 5 KB\n", Code::kUnknownUnit, "units here: us, ms"},
      {"duration: .inf s\n", Code::kWrongType, ""},
      {"duration: 1e300 s\n", Code::kOutOfRange, ""},
      {"duration: 0.1 us\n", Code::kOutOfRange, ""},
      {"duration: PT1H\n", Code::kWrongType, "write for example"},
      {"duration: 10k5\n", Code::kUnknownUnit, ""},
      {"bytes: 4096\n", Code::kNoUnit, "write '4096 B' or '4096 KB'"},
      {"bytes: 4 kb\n", Code::kUnknownUnit, "write '4 KB'"},
      {"rate: 10 Mbps\n", Code::kUnknownUnit, "write '10 Mbit/s'"},
      {"rate: 10 MB\n", Code::kUnknownUnit, "bit/s"},
      {"money: 5\n", Code::kNoUnit, "write '5 USD'"},
      {"time: 2026-03-03\n", Code::kWrongType, "2026-03-03T00:00:00Z"},
      {"colour: gren\n", Code::kUnknownWord, "did you mean 'green'?"},
      {"set: [one, for]\n", Code::kUnknownWord, "did you mean 'four'?"},
      {"set: one\n", Code::kWrongType, "[a, b]"},
      {"nested: 5\n", Code::kWrongType, ""},
      {"nested: {number: 1}\n", Code::kMissingKey, "Id."},
      {"list: {id: a}\n", Code::kWrongType, "- "},
      {"map: [a]\n", Code::kWrongType, ""},
      {"numbers: [11]\n", Code::kOutOfRange, ""},
      {"waited: 5 KB\n", Code::kUnknownUnit, ""},
      {"waited: 2 h\n", Code::kOutOfRange, ""},
      {"drawn: {median: 1}\n", Code::kDistribution, "dist"},
      {"drawn: {dist: lognormal, median: 1}\n", Code::kDistribution, ""},
      {"drawn: {dist: lognormal, median: 1, sigma: -1}\n", Code::kDistribution, ""},
      {"drawn: {dist: lognormal, median: 1, sigma: 1, alpha: 2}\n", Code::kUnknownKey, "takes"},
      {"drawn: {dist: uniform, min: 2, max: 1}\n", Code::kDistribution, "swap"},
      {"drawn: {dist: lognorml, median: 1, sigma: 1}\n", Code::kUnknownWord, "lognormal"},
      {"drawn: {dist: exponential, mean: -1}\n", Code::kDistribution, ""},
      {"drawn: [1]\n", Code::kWrongType, ""},
      {"[1, 2]\n", Code::kWrongType, ""},
      {"just a text\n", Code::kWrongType, ""},
  };
  for (const Trap& trap : traps) {
    const Read r = read(trap.text);
    EXPECT_FALSE(r.ok) << trap.text;
    ASSERT_FALSE(r.diagnostics.all().empty()) << trap.text;
    EXPECT_EQ(to_string(r.code()), to_string(trap.code)) << trap.text << r.diagnostics.text();
    EXPECT_NE(r.hint().find(trap.hint), std::string::npos) << trap.text << "hint: " << r.hint();
  }
}

TEST(Reader, a_wrong_value_leaves_the_default) {
  const Read r = read("numbers: 5\ncolour: blue\nduration: 7\n");
  EXPECT_EQ(r.diagnostics.errors(), 3U);
  EXPECT_EQ(r.value.numbers, (std::vector<double>{1, 2}));
  EXPECT_EQ(r.value.colour, Colour::kRed);
}

TEST(Reader, an_optional_takes_null) {
  const Read r = read("maybe: null\nmaybe_nested:\n");
  ASSERT_TRUE(r.ok) << r.diagnostics.text();
  EXPECT_FALSE(r.value.maybe);
  EXPECT_FALSE(r.value.maybe_nested);
}

TEST(Reader, remembers_the_place_of_each_value_given) {
  const Read r = read("list:\n  - id: a\n  - id: b\n    number: 3\n");
  ASSERT_TRUE(r.places.contains("list[1].number"));
  EXPECT_EQ(r.places.find("list[1].number")->second.line, 4U);
  EXPECT_EQ(r.places.find("list[1].number")->second.column, 13U);
  EXPECT_FALSE(r.places.contains("list[0].number"));
}

}  // namespace
}  // namespace picket::sim
