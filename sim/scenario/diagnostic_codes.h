#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace picket::sim {

enum class Severity : std::uint8_t { kError, kWarning };

/// What can be wrong with a scenario. The numbers are stable: scripts and searches rely on them.
enum class Code : std::uint16_t {
  kUnreadableFile = 101,
  kNotYaml = 102,
  kTooBig = 103,
  kKeyGivenTwice = 104,
  kNotSupported = 105,
  kIncludeCycle = 106,
  kUnknownKey = 107,
  kMissingKey = 108,
  kWrongType = 109,
  kNoUnit = 110,
  kUnknownUnit = 111,
  kOutOfRange = 112,
  kUnknownWord = 113,
  kNotANumber = 114,
  kUnknownName = 115,
  kBadOverride = 116,
  kNoValue = 117,
  kNotUtf8 = 118,
  kDistribution = 119,
  kTwoSources = 120,
  kWeights = 201,
  kSites = 202,
  kClassNotInFleet = 203,
  kNameTwice = 204,
  kNothingToRun = 205,
  kIdentityLimit = 206,
  kPeriods = 207,
  kBadName = 208,
  kHubUnits = 209,
  kCompression = 210,
  kWatchedPath = 211,
  kGateway = 212,
  kSecurityGroup = 213,
  kIpFilter = 214,
  kTwinChange = 215,
  kCalibration = 216,
  kVariant = 217,
  kWeakness = 218,
  kNotPlayable = 219,
  kUncertainInput = 220,
  kFault = 225,
  kTransport = 227,
  kEndpoint = 241,
  kRoute = 242,
  kCell = 243,
  kDeadlineTooLate = 301,
  kAttackTooLate = 302,
  kTooFewTargets = 303,
  kPolicyConflict = 304,
  kPolicyNotOptimal = 305,
  kFewReplications = 306,
  kNoGateway = 307,
  kTwinDocument = 312,
  kTwinTooLate = 313,
  kFeedTooLate = 314,
  kNothingKept = 315,
  kNotRead = 316,
  kThresholdNotRead = 317,
  kFewDeviceDays = 318,
  kHubWatchUnused = 319,
  kWeaknessTooLate = 320,
  kWeaknessUnseen = 321,
  kWeaknessHidden = 322,
  kPolicyNotRun = 323,
  kNothingDetects = 324,
  kVersionFalls = 325,
  kFaultTooLate = 330,
  kFaultUnseen = 331,
  kNatUnseen = 340,
  kReaderOutageTooLate = 341,
  kRouteTakesNothing = 342,
  kCellUnseen = 343,
  kCellNotFull = 344,
  kTransportNoTwin = 351,
  kTransportUnread = 352,
};

/// One row of the table of codes.
struct CodeInfo {
  Code code;
  Severity severity;
  std::string_view title;
  std::string_view explanation;  ///< several sentences: why it is wrong and how to put it right
};

/// All codes in the order of their numbers.
std::span<const CodeInfo> code_table();
const CodeInfo& info_of(Code code);
/// "E0107", "W0301".
std::string to_string(Code code);
/// The long explanation of "E0107" (case does not matter, "107" will do), ready to print; empty
/// if there is no such code.
std::string explain_code(std::string_view code);

}  // namespace picket::sim
