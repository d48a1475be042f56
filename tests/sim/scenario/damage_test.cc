// Damaged files: a valid scenario with bytes flipped, cut, inserted, lines repeated, swapped or
// indented, deep nesting pushed in. Whatever comes out, the loader neither crashes nor hangs, and
// says something unless the damage left a valid scenario (a digit for a digit, a comment).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <vector>

#include "sim/scenario/reader.h"
#include "tests/sim/scenario/support.h"

namespace picket::sim {
namespace {

class Damage {
 public:
  Damage(std::string text, std::uint32_t seed) : text_(std::move(text)), random_(seed, 0, 0, Purpose::kTest) {}

  std::string once() {
    switch (random_.below(9)) {
      case 0:
        text_[at()] = static_cast<char>(random_.below(256));
        break;
      case 1:
        text_.erase(at(), 1 + random_.below(20));
        break;
      case 2:
        text_.insert(at(), 1, "{}[]:,&*!|>'\"%@`#-?\t\n"[random_.below(22)]);
        break;
      case 3:
        text_.resize(at());
        break;
      case 4:
        text_.insert(at(), std::string(1 + random_.below(300), random_.chance(0.5) ? '[' : '{'));
        break;
      case 5:
        repeat_line();
        break;
      case 6:
        text_.insert(line_start(), 1 + random_.below(3), ' ');
        break;
      case 7:
        text_.insert(at(), "\n&a [*a, *a]\n");
        break;
      default:
        replace_number();
    }
    return text_;
  }

 private:
  std::size_t at() { return text_.empty() ? 0 : random_.below(text_.size()); }
  std::size_t line_start() {
    const std::size_t end = text_.rfind('\n', at());
    return end == std::string::npos ? 0 : end + 1;
  }
  void repeat_line() {
    const std::size_t start = line_start();
    const std::size_t end = text_.find('\n', start);
    text_.insert(start, text_.substr(start, end == std::string::npos ? end : end - start + 1));
  }
  void replace_number() {
    static constexpr std::string_view kNumbers[] = {"-1",   "1e999", ".nan", "99999999999999999999", "0x1F", "",
                                                    "null", "\"5\"", "[1]"};
    const std::size_t digit = text_.find_first_of("0123456789", at());
    if (digit != std::string::npos) text_.replace(digit, 1, kNumbers[random_.below(std::size(kNumbers))]);
  }

  std::string text_;
  RandomStream random_;
};

TEST(Damage, of_a_thousand_kinds_is_told_or_harmless_and_never_fatal) {
  const test::Loaded whole = test::load(test::kSmall);
  ASSERT_TRUE(whole.result.ok());
  const std::string resolved = write_scenario_yaml(*whole.result.scenario);
  int told = 0;
  for (std::uint32_t seed = 0; seed < 1'000; ++seed) {
    Damage damage(seed % 2 == 0 ? std::string(test::kSmall) : resolved, seed);
    std::string text;
    for (std::uint32_t i = 0; i <= seed % 3; ++i) text = damage.once();
    const test::Loaded l = test::load(text);
    EXPECT_EQ(l.result.ok(), l.diagnostics.errors() == 0) << "seed " << seed;
    EXPECT_FALSE(l.diagnostics.json().empty());
    told += l.result.ok() ? 0 : 1;
    if (!l.result.ok()) {
      EXPECT_TRUE(l.text().ends_with("nothing was run.\n")) << "seed " << seed;
    }
  }
  // Some damage hits a comment, a title or a number and leaves a scenario; most does not.
  EXPECT_GT(told, 700);
}

/// Damage that always breaks the scenario, at every line: each must be told.
TEST(Damage, that_is_certain_is_always_told) {
  std::vector<std::size_t> line_starts{0};
  const std::string text(test::kSmall);
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '\n') line_starts.push_back(i + 1);
  }
  for (const std::size_t start : line_starts) {
    for (const std::string_view wrong : {"\t\tx: [\n", "}\n", "&a *a\n", "@x\n", "\x01\n", "- - - ]\n"}) {
      std::string damaged = text;
      damaged.insert(start, wrong);
      const test::Loaded l = test::load(damaged);
      EXPECT_FALSE(l.result.ok()) << damaged;
    }
  }
}

/// Files that are as large as allowed and all wrong: nothing is compared with everything.
TEST(Damage, that_fills_the_largest_file_is_told_in_bounded_work) {
  const auto repeated = [](std::string_view before, std::string_view form, std::string_view after, std::size_t bytes) {
    std::string text(before);
    for (std::size_t i = 0; text.size() < bytes; ++i) text += fmt::format(fmt::runtime(form), i);
    return text + std::string(after);
  };
  constexpr std::size_t kHalf = kMaxYamlBytes * 2 / 5;
  const std::string head = "name: x\npolicies: [{use: raw}]\n";
  const std::string many_lines = repeated("networks: {", "n{}: {{}}, ", "}\n", kHalf);
  const std::string texts[] = {
      head + many_lines + repeated("fleet: [{device_class: ip_camera, count: 1, access: {", "m{}: 1, ", "}}]\n", kHalf),
      head + repeated("fleet: [", "{{device_class: c{0}, count: 1, access: {{}}}}, ", "]\n", kHalf) +
          repeated("attacks: [", "{{use: a{0}}}, ", "]\n", kHalf),
      head + "fleet: []\n" + repeated("policy_templates: {", "p{0}: {{base: b{0}}}, ", "}\n", kHalf),
      head + "fleet: []\n" + repeated("hubs: [", "{{name: h}}, ", "]\n", kHalf)};
  for (const std::string& text : texts) {
    ASSERT_LT(text.size(), kMaxYamlBytes);
    const test::Loaded l = test::load(text);
    EXPECT_FALSE(l.result.ok());
    EXPECT_GT(l.diagnostics.errors(), 0U);
  }
}

}  // namespace
}  // namespace picket::sim
