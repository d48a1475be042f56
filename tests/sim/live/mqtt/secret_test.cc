#include "sim/live/mqtt/secret.h"

#include <gtest/gtest.h>

#include <sstream>
#include <type_traits>

namespace picket::sim {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

TEST(Secret, can_neither_be_printed_nor_copied_nor_compared) {
  static_assert(Printable<std::string>);
  static_assert(!Printable<Secret>);
  static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
  static_assert(!std::is_convertible_v<Secret, std::string> && !std::is_convertible_v<Secret, std::string_view>);
  static_assert(!std::equality_comparable<Secret>);
  EXPECT_EQ(Secret("abc").exposed(), "abc");
}

TEST(Secret, takes_a_text_over_and_leaves_zeros_where_it_was) {
  std::string text = "a key that is longer than what a string keeps inside itself";
  const char* bytes = text.data();
  const std::size_t size = text.size();
  const Secret secret = Secret::taken_from(text);
  EXPECT_EQ(secret.exposed(), "a key that is longer than what a string keeps inside itself");
  EXPECT_TRUE(text.empty());
  // The string keeps its memory, so that it may be looked at.
  ASSERT_EQ(text.data(), bytes);
  EXPECT_EQ(std::string(bytes, size), std::string(size, '\0'));
}

TEST(Secret, is_wiped_where_it_lay_when_asked) {
  Secret secret("0123456789");
  const char* bytes = secret.exposed().data();
  secret.wipe();
  EXPECT_TRUE(secret.empty());
  // wipe() empties and keeps the memory.
  EXPECT_EQ(std::string(bytes, 10), std::string(10, '\0'));
}

TEST(Secret, moves_leave_nothing_behind) {
  Secret first("one");
  Secret second(std::move(first));
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move)
  Secret third("three");
  third = std::move(second);
  EXPECT_TRUE(second.empty());  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(third.exposed(), "one");
  EXPECT_EQ(third.duplicate().exposed(), "one");
}

TEST(Secret, gives_c_libraries_a_text_that_ends) {
  std::string seen;
  Secret("token").with_c_string([&](const char* text) { seen = text; });
  EXPECT_EQ(seen, "token");
  Secret().with_c_string([&](const char* text) { seen = text; });
  EXPECT_EQ(seen, "");
}

}  // namespace
}  // namespace picket::sim
