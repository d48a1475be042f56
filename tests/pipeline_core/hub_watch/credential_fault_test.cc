#include "pipeline_core/hub_watch/credential_fault.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/clock.h"

namespace picket {
namespace {

using testing_support::kStart;

constexpr std::array<std::uint64_t, 2> kRegistered{11, 22};
constexpr std::array<std::uint64_t, 2> kNone{0, 0};

OperationRecord refused(AuthType type) {
  OperationRecord r;
  r.time = kStart;
  r.result_type = 401'003;
  r.auth_type = type;
  return r;
}

TEST(CredentialFault, believes_what_the_record_names) {
  OperationRecord r = refused(AuthType::kUnknown);
  const std::pair<CredentialFault, HubDetection> cases[] = {
      {CredentialFault::kTokenExpired, HubDetection::kTokenExpired},
      {CredentialFault::kSignatureInvalid, HubDetection::kTokenInvalid},
      {CredentialFault::kThumbprintMismatch, HubDetection::kThumbprintMismatch},
      {CredentialFault::kCertificateExpired, HubDetection::kCertificateExpired},
  };
  for (const auto& [fault, detection] : cases) {
    r.fault = fault;
    EXPECT_EQ(credential_detection(r, AuthType::kUnknown, kNone), detection);
  }
}

TEST(CredentialFault, a_token_is_either_past_its_end_or_wrongly_signed) {
  OperationRecord r = refused(AuthType::kSas);
  EXPECT_FALSE(credential_detection(r, AuthType::kSas, kNone));  // nothing known of the token
  r.credential_expiry = kStart;
  EXPECT_EQ(credential_detection(r, AuthType::kSas, kNone), HubDetection::kTokenExpired);
  r.credential_expiry = kStart + Duration::seconds(1);
  EXPECT_EQ(credential_detection(r, AuthType::kSas, kNone), HubDetection::kTokenInvalid);
}

TEST(CredentialFault, a_certificate_is_compared_with_both_thumbprints_of_the_identity) {
  OperationRecord r = refused(AuthType::kX509);
  r.thumbprint = 33;
  EXPECT_EQ(credential_detection(r, AuthType::kX509, kRegistered), HubDetection::kThumbprintMismatch);
  r.thumbprint = 22;
  EXPECT_FALSE(credential_detection(r, AuthType::kX509, kRegistered));
  r.credential_expiry = kStart - Duration::seconds(1);
  EXPECT_EQ(credential_detection(r, AuthType::kX509, kRegistered), HubDetection::kCertificateExpired);
  // Signed by an authority: the identity has no thumbprint to compare with.
  r.thumbprint = 33;
  EXPECT_EQ(credential_detection(r, AuthType::kX509, kNone), HubDetection::kCertificateExpired);
}

TEST(CredentialFault, takes_the_identitys_type_where_the_record_has_none) {
  OperationRecord r = refused(AuthType::kUnknown);
  r.credential_expiry = kStart;
  EXPECT_EQ(credential_detection(r, AuthType::kSas, kNone), HubDetection::kTokenExpired);
  EXPECT_EQ(credential_detection(r, AuthType::kX509, kNone), HubDetection::kCertificateExpired);
  EXPECT_FALSE(credential_detection(r, AuthType::kUnknown, kNone));
}

TEST(CredentialFault, says_nothing_of_what_was_accepted_or_refused_for_another_reason) {
  OperationRecord r = refused(AuthType::kSas);
  r.credential_expiry = kStart;
  for (const std::uint32_t code : {0U, 404'104U, 429'002U, 403'002U}) {
    r.result_type = code;
    EXPECT_FALSE(credential_detection(r, AuthType::kSas, kNone)) << code;
  }
}

}  // namespace
}  // namespace picket
