#include "pipeline_core/intel/url.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

std::string url_or_refused(std::string_view text) {
  NormalUrl url;
  return normal_url(text, url) ? url.text : "refused";
}

TEST(Url, normalises_what_rfc_3986_section_6_2_calls_equivalent) {
  EXPECT_EQ(url_or_refused("HTTP://Evil.Example:80/x.sh"), "evil.example/x.sh");
  EXPECT_EQ(url_or_refused("https://evil.example:443"), "evil.example/");
  EXPECT_EQ(url_or_refused("http://evil.example:8080/a?b=C#part"), "evil.example:8080/a?b=C");
  EXPECT_EQ(url_or_refused("http://evil.example/%7euser/%2f%c3"), "evil.example/~user/%2F%C3");
  // The RFC's own example of section 5.2.4.
  EXPECT_EQ(url_or_refused("http://h.example/a/b/c/./../../g"), "h.example/a/g");
  EXPECT_EQ(url_or_refused("http://h.example/../../x"), "h.example/x");
  EXPECT_EQ(url_or_refused("http://h.example/a/.."), "h.example/");
  EXPECT_EQ(url_or_refused("http://h.example//a"), "h.example//a");
}

TEST(Url, leaves_out_scheme_and_user) {
  EXPECT_EQ(url_or_refused("evil.example/x"), url_or_refused("https://evil.example/x"));
  EXPECT_EQ(url_or_refused("ftp://user:word@evil.example:21/x"), "evil.example/x");
  EXPECT_EQ(url_or_refused("tftp://192.0.2.1:69/arm7"), "192.0.2.1/arm7");
  EXPECT_EQ(url_or_refused("http://[2001:DB8::1]:8080/x"), "[2001:db8::1]:8080/x");
}

TEST(Url, tells_host_and_path) {
  NormalUrl url;
  ASSERT_TRUE(normal_url("http://a.evil.example:81/x?y", url));
  EXPECT_EQ(url.host(), "a.evil.example");
  EXPECT_EQ(url.path(), "/x?y");
}

// What is written can be read again as itself: one final dot is left out, two are no name.
TEST(Url, refuses_a_host_with_an_empty_label) {
  EXPECT_EQ(url_or_refused("http://evil.example./x"), "evil.example/x");
  for (const char* bad : {"203.11300../24", "http://evil.example../x", "http://evil..example/", "http://.evil.example/"}) {
    EXPECT_EQ(url_or_refused(bad), "refused") << bad;
  }
}

TEST(Url, refuses_what_has_no_host_or_a_false_port) {
  for (const char* bad : {"", "http://", "http:///x", "http://h:0/x", "http://h:65536/", "http://h:x/", "http://h x/",
                          "http://[::1/x", "http://h\"/x", "http://h\n/x"}) {
    EXPECT_EQ(url_or_refused(bad), "refused") << bad;
  }
  EXPECT_EQ(url_or_refused("http://h.example/" + std::string(kMaxUrl, 'a')), "refused");
}

TEST(Url, is_its_own_normal_form) {
  for (const char* text : {"http://Evil.Example/a/../b/%41?q", "1.2.3.4:81/%2e%2e/x", "h.example/a//b/./", "h.example?x"}) {
    const std::string once = url_or_refused(text);
    ASSERT_NE(once, "refused");
    EXPECT_EQ(url_or_refused(once), once);
  }
}

TEST(Url, takes_paths_alone) {
  std::string path;
  EXPECT_TRUE(normal_url_path("/bins/%61rm7", path));
  EXPECT_EQ(path, "/bins/arm7");
  EXPECT_FALSE(normal_url_path("bins/arm7", path));
}

}  // namespace
}  // namespace picket
