// A primitive from outside: compiled against installed headers as its README says, loaded by name of its file,
// and refused with the reason where something is wrong with it.
#include <gmock/gmock.h>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using testing::HasSubstr;

constexpr const char* kScenario = R"(name: own
duration: 1 h
policies:
  - {use: own}
fleet:
  - {device_class: kiosk, count: 2, sites: 1, access: {ethernet: 1}, seasonality: office}
policy_templates:
  own:
    base: raw
    kinds:
      network: {key: [remote_address, protocol, service_port], reduce: {primitive: beacon_finder, parameters: {repeats: 4}}}
)";

/// A primitive of one's own around the body of `on_event`.
constexpr const char* kOwn = R"(#include <stdexcept>
#include "agent_core/aggregate/primitive_plugin.h"
using namespace picket;
struct Own final : Primitive {
  explicit Own(const Reduction& r) : restless_(r.parameters.contains("restless")), throws_(r.parameters.contains("throws")) {}
  bool restless_;
  bool throws_;
  Verdict on_event(KeyState& key, const Arrival& arrival) const override {
    static_cast<void>(key), static_cast<void>(arrival);
)";
constexpr const char* kOwnEnd = R"(
};
PICKET_PRIMITIVE((PrimitiveInfo{"own_one", "", "", "", "", [](const Reduction&) { return std::string(); },
                                [](const Reduction& r) -> std::unique_ptr<const Primitive> { return std::make_unique<Own>(r); }, "restless throws"}))
)";

class PrimitiveFile : public test::Program {
 protected:
  /// Installs the headers, as a user would, and compiles one file against them; the shared object.
  std::string built(const std::string& source, const std::string& name) const {
    const std::string prefix = file("prefix");
    run("cmake --install '" + std::string(PICKET_BINARY_DIR) + "' --component headers --prefix '" + prefix + "'");
    const std::string object = file(name);
    run(std::string(PICKET_CXX) + " -std=c++20 -O1 -shared -fPIC -I'" + prefix + "/include/picket' '" + source +
        "' -o '" + object + "'");
    return object;
  }
  static void run(const std::string& command) {
    ASSERT_EQ(std::system((command + " > /dev/null").c_str()), 0) << command;
  }
};

TEST_F(PrimitiveFile, the_example_is_built_from_installed_headers_and_known_by_its_name) {
  const std::string object =
      built(std::string(PICKET_SOURCE_DIR) + "/examples/own_primitive/beacon_finder.cc", "beacon_finder.so");
  const std::string own = write("own.yaml", kScenario);
  const std::string common = " --library '" + scenario("") + "'";
  const test::Said without = picket("validate " + own + common);
  EXPECT_EQ(without.exit_code, 2);
  EXPECT_THAT(without.err, HasSubstr("no primitive is called 'beacon_finder'"));
  const test::Said with = picket("validate " + own + common + " --primitive '" + object + "'");
  EXPECT_EQ(with.exit_code, 0) << with.err;
  std::string wrong = kScenario;
  wrong.replace(wrong.find("repeats: 4"), 10, "repeats: 0");
  const test::Said range = picket("validate " + write("wrong.yaml", wrong) + common + " --primitive '" + object + "'");
  EXPECT_EQ(range.exit_code, 2);
  EXPECT_THAT(range.err, HasSubstr("repeats must be from 1 to 1000"));
  std::string misspelt = kScenario;
  misspelt.replace(misspelt.find("repeats: 4"), 10, "repeat: 4");
  const test::Said unknown = picket("validate " + write("misspelt.yaml", misspelt) + common + " --primitive '" + object + "'");
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("reduce.parameters.repeat: primitive beacon_finder has no such parameter [E0107]\n"));
  EXPECT_THAT(unknown.err, HasSubstr("^  did you mean 'repeats'?\n"));
  const test::Said twice = picket("validate " + own + common + " --primitive '" + object + "' --primitive '" + object + "'");
  EXPECT_EQ(twice.exit_code, 2);
  EXPECT_THAT(twice.err, HasSubstr("or is taken"));
  const test::Said ran = picket("run " + own + common + " --quiet --primitive '" + object + "'");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
}

// What no law sees, since it comes with a parameter: the run ends and says whose fault it is.
TEST_F(PrimitiveFile, that_fails_in_a_run_is_named_with_its_file) {
  const std::string object = built(write("moody.cc", std::string(kOwn) + R"(
    if (restless_) key.due_ms = later(arrival.now_ms, 1);
    if (throws_ && arrival.index == 40) throw std::runtime_error("out of ideas");
    return {};
  }
  Closing on_timer(KeyState& key, const Moment& moment) const override {
    key.due_ms = later(moment.now_ms, 1);
    return {Closing::Held::kKeep, {}, false};
  }
)" + kOwnEnd), "moody.so");
  const std::string reduce = "reduce: {primitive: beacon_finder, parameters: {repeats: 4}}";
  const auto ran_with = [&](const std::string& parameter) {
    std::string text = kScenario;
    text.replace(text.find(reduce), reduce.size(), "reduce: {primitive: own_one, parameters: {" + parameter + ": 1}}");
    text.replace(text.find("duration: 1 h"), 13, "duration: 24 h");
    return picket("run " + write("moody.yaml", text) + " --quiet --threads 2 --library '" + scenario("") + "' --primitive '" + object + "'");
  };
  const test::Said restless = ran_with("restless");
  EXPECT_EQ(restless.exit_code, 3);
  EXPECT_THAT(restless.err, HasSubstr("error: primitive 'own_one' of " + object + ": 1"));
  EXPECT_THAT(restless.err, HasSubstr(" timers did nothing but ask for the next one"));
  const test::Said thrower = ran_with("throws");
  EXPECT_EQ(thrower.exit_code, 3);
  EXPECT_THAT(thrower.err, HasSubstr("error: primitive 'own_one' of " + object + ": threw: out of ideas"));
}

TEST_F(PrimitiveFile, is_refused_with_the_reason) {
  const std::string own = write("own.yaml", kScenario);
  const auto refusal = [&](const std::string& object) {
    const test::Said said = picket("validate " + own + " --library '" + scenario("") + "' --primitive '" + object + "'");
    EXPECT_EQ(said.exit_code, 2);
    return said.err;
  };
  EXPECT_THAT(refusal("nowhere.so"), HasSubstr("nowhere.so: no such file"));
  EXPECT_THAT(refusal(own), HasSubstr("cannot be loaded"));
  const std::string empty = built(write("empty.cc", "int nothing;\n"), "empty.so");
  EXPECT_THAT(refusal(empty), HasSubstr("holds no primitive"));
  // State of its own, beside the keys'.
  const std::string bad = built(write("bad.cc", R"(#include "agent_core/aggregate/primitive_plugin.h"
using namespace picket;
struct Third final : Primitive {
  Verdict on_event(KeyState&, const Arrival&) const override {
    static int count = 0;
    Verdict verdict;
    if (++count % 3 != 0) verdict.action = Action::kDrop;
    return verdict;
  }
};
PICKET_PRIMITIVE((PrimitiveInfo{"third", "", "", "", "", [](const Reduction&) { return std::string(); },
                                [](const Reduction&) -> std::unique_ptr<const Primitive> { return std::make_unique<Third>(); }}))
)"), "bad.so");
  EXPECT_THAT(refusal(bad), HasSubstr("breaks the laws of primitives"));
  // A timer every millisecond, for ever.
  const std::string restless = built(write("restless.cc", std::string(kOwn) + R"(
    key.due_ms = later(arrival.now_ms, 1);
    return {};
  }
  Closing on_timer(KeyState& key, const Moment& moment) const override {
    key.due_ms = later(moment.now_ms, 1);
    return {Closing::Held::kKeep, {}, false};
  }
)" + kOwnEnd), "restless.so");
  EXPECT_THAT(refusal(restless), HasSubstr("restless.so: primitive 'own_one' breaks the laws of primitives: timers fire without end"));
  const std::string thrower = built(write("thrower.cc", std::string(kOwn) + R"(
    throw std::runtime_error("out of ideas");
  }
)" + kOwnEnd), "thrower.so");
  EXPECT_THAT(refusal(thrower), HasSubstr("primitive 'own_one' of " + thrower + ": threw: out of ideas"));
  const std::string other = built(write("other.cc", R"(#include "agent_core/aggregate/primitive_plugin.h"
extern "C" const picket::PrimitivePlugin* picket_primitive_plugin() {
  static const picket::PrimitivePlugin kPlugin{99, 0, 0, 0, "", nullptr};
  return &kPlugin;
}
)"), "other.so");
  EXPECT_THAT(refusal(other), HasSubstr("it was built for version 99 of the headers"));
}

}  // namespace
}  // namespace picket::sim
