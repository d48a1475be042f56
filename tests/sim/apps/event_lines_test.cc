// Lines of a file that comes from outside: whatever is in it, each line is given once, bounded, with its number.
#include "sim/apps/event_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "sim/experiment/rule_content.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class EventLinesTest : public ::testing::Test {
 protected:
  std::string write(const std::string& bytes) const {
    std::ofstream(folder_.file("events.json"), std::ios::binary) << bytes;
    return folder_.file("events.json");
  }
  /// "number:text", of lines that are too long "number!".
  std::vector<std::string> lines_of(const std::string& bytes) const {
    EventLines lines(write(bytes));
    std::vector<std::string> out;
    while (lines.next()) {
      out.push_back(std::to_string(lines.number()) + (lines.is_too_long() ? "!" : ":" + std::string(lines.text())));
    }
    EXPECT_FALSE(lines.next()) << "the end stays the end";
    return out;
  }

  TemporaryFolder folder_;
};

TEST_F(EventLinesTest, gives_each_line_with_its_number_and_without_its_end) {
  EXPECT_THAT(lines_of("{}\n\n[1]\n"), ElementsAre("1:{}", "2:", "3:[1]"));
  EXPECT_THAT(lines_of("a\nb"), ElementsAre("1:a", "2:b")) << "the last line may have no end";
  EXPECT_THAT(lines_of("a\r\nb"), ElementsAre("1:a\r", "2:b")) << "what reads JSON takes the return for space";
}

TEST_F(EventLinesTest, gives_nothing_of_an_empty_file) { EXPECT_THAT(lines_of(""), IsEmpty()); }

TEST_F(EventLinesTest, keeps_zero_bytes_and_bytes_that_are_no_text) {
  const std::string odd("a\0b\xff", 4);
  EXPECT_THAT(lines_of(odd + "\nc\n"), ElementsAre("1:" + odd, "2:c"));
}

TEST_F(EventLinesTest, skips_a_line_that_is_too_long_and_goes_on_with_the_next) {
  const std::string longest(EventLines::kMaxLineBytes, 'x');
  EXPECT_THAT(lines_of("a\n" + longest + "y\nb\n"), ElementsAre("1:a", "2!", "3:b"));
  EXPECT_THAT(lines_of(longest + "\nb\n"), ElementsAre("1:" + longest, "2:b")) << "the longest that is taken";
  EXPECT_THAT(lines_of("a\n" + longest + longest), ElementsAre("1:a", "2!")) << "without an end";
}

TEST_F(EventLinesTest, refuses_what_is_no_file_by_its_name) {
  const auto refused = [](const std::string& path) {
    try {
      const EventLines lines(path);
    } catch (const WrongInput& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_THAT(refused(folder_.file("nothing")), HasSubstr("nothing: cannot be read: no such file"));
  EXPECT_THAT(refused(folder_.path()), HasSubstr("not a regular file"));
  EXPECT_THAT(refused("/dev/zero"), HasSubstr("/dev/zero: cannot be read: not a regular file"));
}

}  // namespace
}  // namespace picket::sim
