#include "sim/live/mqtt/link_end.h"

#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>

#include <cerrno>
#include <set>

namespace picket::sim {
namespace {

LinkContext link_context() {
  LinkContext context;
  context.host = "contoso-hub.azure-devices.net";
  context.address = "203.0.113.7:8883";
  context.identity = "dev-0001/azureiotsecurity";
  context.now = Time::from_unix_seconds(1'700'000'000);
  context.token_expires = Time::from_unix_seconds(1'700'003'600);
  return context;
}

TEST(LinkEnd, every_kind_has_a_name_and_a_text_of_its_own) {
  std::set<std::string> names;
  std::set<std::string> texts;
  for (std::size_t i = 0; i < static_cast<std::size_t>(LinkEnd::kCount_); ++i) {
    const auto end = static_cast<LinkEnd>(i);
    EXPECT_TRUE(names.emplace(to_string(end)).second) << to_string(end);
    const std::string text = explain(end, link_context());
    EXPECT_TRUE(texts.insert(text).second) << text;
    EXPECT_GT(text.size(), 40U) << text;
    EXPECT_NE(text, to_string(end));
  }
}

TEST(LinkEnd, is_read_from_what_the_libraries_say) {
  EXPECT_EQ(link_end_of_errno(ECONNREFUSED, false), LinkEnd::kConnectionRefused);
  EXPECT_EQ(link_end_of_errno(EHOSTUNREACH, false), LinkEnd::kUnreachable);
  EXPECT_EQ(link_end_of_errno(ETIMEDOUT, false), LinkEnd::kConnectTimedOut);
  EXPECT_EQ(link_end_of_errno(ETIMEDOUT, true), LinkEnd::kSilent);
  EXPECT_EQ(link_end_of_errno(ECONNRESET, false), LinkEnd::kClosedBeforeAnswer);
  EXPECT_EQ(link_end_of_errno(ECONNRESET, true), LinkEnd::kClosedWhileIdle);
  EXPECT_EQ(link_end_of_certificate(X509_V_ERR_HOSTNAME_MISMATCH), LinkEnd::kHostNameMismatch);
  EXPECT_EQ(link_end_of_certificate(X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN), LinkEnd::kCertificateUntrusted);
  EXPECT_EQ(link_end_of_certificate(X509_V_ERR_CERT_NOT_YET_VALID), LinkEnd::kCertificateNotYetValid);
  EXPECT_EQ(link_end_of_certificate(X509_V_ERR_CERT_REVOKED), LinkEnd::kCertificateInvalid);
  EXPECT_EQ(link_end_of_connack(2), LinkEnd::kIdentifierRefused);
  EXPECT_EQ(link_end_of_connack(5), LinkEnd::kTokenRefused);
  EXPECT_EQ(link_end_of_connack(99), LinkEnd::kProtocolError);
}

TEST(LinkEnd, a_refused_token_tells_the_times_to_compare) {
  EXPECT_EQ(explain(LinkEnd::kTokenRefused, link_context()),
            "the hub refused the token of dev-0001/azureiotsecurity: a wrong key, an identity that is unknown or disabled, or a clock that is off; "
            "this machine's clock says 2023-11-14T22:13:20Z and the token ends at 2023-11-14T23:13:20Z; more than 5 minutes between the clocks is "
            "too much, so compare it first, then copy the key again");
}

TEST(LinkEnd, closing_again_and_again_is_told_as_what_it_may_be) {
  LinkContext context = link_context();
  const std::string once = explain(LinkEnd::kClosedWhileIdle, context);
  context.idle_closes = 2;
  EXPECT_NE(explain(LinkEnd::kClosedWhileIdle, context), once);
  EXPECT_NE(explain(LinkEnd::kClosedWhileIdle, context).find("another program connects as dev-0001/azureiotsecurity"), std::string::npos);
  context.throttle_suspected = true;
  EXPECT_NE(explain(LinkEnd::kClosedWhileSending, context).find("the day's quota is used up"), std::string::npos);
}

}  // namespace
}  // namespace picket::sim
