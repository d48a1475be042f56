#include "pipeline_core/intel/domain_name.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

std::string domain_or_refused(std::string_view text) {
  std::string out;
  return normal_domain(text, out) ? out : "refused";
}

TEST(DomainName, folds_case_and_takes_off_dot_and_star) {
  EXPECT_EQ(domain_or_refused("Evil.EXAMPLE."), "evil.example");
  EXPECT_EQ(domain_or_refused("*.evil.example"), "evil.example");
  EXPECT_EQ(domain_or_refused("_dmarc.xn--bcher-kva.example"), "_dmarc.xn--bcher-kva.example");
}

TEST(DomainName, refuses_what_no_list_can_mean) {
  const std::string label(63, 'a');
  EXPECT_EQ(domain_or_refused(label + ".example"), label + ".example");
  for (const std::string& bad : {std::string(), std::string("."), std::string("example"), std::string("a..example"),
                                 std::string(".example.com"), std::string("192.0.2.1"), std::string("1.2.3"),
                                 std::string("evil example.com"), std::string("b\xc3\xbc" "cher.example"),
                                 label + "a.example", std::string("a/b.example")}) {
    EXPECT_EQ(domain_or_refused(bad), "refused") << bad;
  }
  std::string longest;
  while (longest.size() < 250) longest += "ab.";
  EXPECT_EQ(domain_or_refused(longest + "cd"), "refused") << longest.size() + 2;
  EXPECT_EQ(domain_or_refused(longest.substr(3) + "cd"), longest.substr(3) + "cd");
}

}  // namespace
}  // namespace picket
