#include "pipeline_core/hub_watch/credential_fault.h"

namespace picket {

std::optional<HubDetection> credential_detection(const OperationRecord& record, AuthType registered_type,
                                                 const std::array<std::uint64_t, 2>& registered) {
  switch (record.fault) {
    case CredentialFault::kTokenExpired:
      return HubDetection::kTokenExpired;
    case CredentialFault::kSignatureInvalid:
      return HubDetection::kTokenInvalid;
    case CredentialFault::kThumbprintMismatch:
      return HubDetection::kThumbprintMismatch;
    case CredentialFault::kCertificateExpired:
      return HubDetection::kCertificateExpired;
    case CredentialFault::kNone:
      break;
  }
  if (!is_unauthorized(record.result_type)) return std::nullopt;
  const bool expired = record.credential_expiry <= record.time;
  const AuthType type = record.auth_type == AuthType::kUnknown ? registered_type : record.auth_type;
  if (type == AuthType::kX509) {
    const bool has_registered = registered[0] != 0 || registered[1] != 0;
    if (record.thumbprint != 0 && has_registered && record.thumbprint != registered[0] &&
        record.thumbprint != registered[1]) {
      return HubDetection::kThumbprintMismatch;
    }
    if (expired) return HubDetection::kCertificateExpired;
  } else if (type == AuthType::kSas && record.credential_expiry != Time::max()) {
    return expired ? HubDetection::kTokenExpired : HubDetection::kTokenInvalid;
  }
  return std::nullopt;
}

}  // namespace picket
