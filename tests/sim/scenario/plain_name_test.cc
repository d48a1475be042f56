#include "sim/scenario/plain_name.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(PlainName, is_what_every_folder_takes_as_it_stands) {
  for (const char* name : {"a", "first_light", "v1.2-rc3", "0"}) EXPECT_TRUE(is_plain_name(name)) << name;
  for (const char* name : {"", "a/b", "a\\b", "..", ".a", "a b", "a:b", "a*", "k\xc3\xbc", "a\n"}) EXPECT_FALSE(is_plain_name(name)) << name;
  EXPECT_TRUE(is_plain_name(std::string(64, 'a')));
  EXPECT_FALSE(is_plain_name(std::string(65, 'a')));
  EXPECT_TRUE(is_plain_name(std::string(65, 'a'), kLongestStudyName));
}

TEST(PlainName, is_told_only_of_what_was_given) {
  Diagnostics diagnostics;
  Places places;
  check_plain_name("a/b", "name", places, diagnostics);
  EXPECT_TRUE(diagnostics.ok());
  places["name"] = {diagnostics.add_source("x.yaml", "name: a/b\n"), 1, 7};
  check_plain_name("a/b", "name", places, diagnostics);
  EXPECT_EQ(diagnostics.text(), "x.yaml:1:7: error: name: 'a/b' cannot be a name\n    name: a/b\n          ^  letters, digits, '_', '-' and '.', at most 64\n1 error; nothing was run.\n");
}

}  // namespace
}  // namespace picket::sim
