#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "pipeline_core/hub_watch/detection.h"
#include "pipeline_core/hub_watch/operation_record.h"

namespace picket {

/// What a refused operation says of the credentials presented.
///
/// Model:  the record's own fault, if it names one. Else, for a certificate: a thumbprint that is neither the
///         primary nor the secondary one, then an end in the past. For a token: an end in the past; an end that is
///         still to come means that the signature was not taken. Where nothing is known of the credentials, nothing.
/// Input:  `registered`: the identity's primary and secondary credential, 0 for none.
/// Source: 401003 IotHubUnauthorized and its causes, troubleshoot-error-codes, 2026-01-06.
std::optional<HubDetection> credential_detection(const OperationRecord& record, AuthType registered_type,
                                                 const std::array<std::uint64_t, 2>& registered);

}  // namespace picket
