#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline_core/intel/feed_problem.h"
#include "pipeline_core/intel/indicator_set.h"

namespace picket {

/// A feed's text beyond this is refused as a whole.
inline constexpr std::size_t kMaxFeedBytes = std::size_t{256} << 20;

enum class FeedFormat : std::uint8_t { kStix, kCsv, kList };
/// By the end of the name: ".json", ".csv", ".txt".
std::optional<FeedFormat> feed_format_of(std::string_view file);

/// What holds for the indicators of a feed that do not say otherwise.
struct FeedDefaults {
  std::string source;
  Time valid_from = Time::min();
  Time valid_until = Time::max();
  std::uint8_t confidence = 100;
  Tlp tlp = Tlp::kNone;
};

/// Law: indicators = loaded + refused + unsupported + revoked.
struct FeedCounts {
  std::uint64_t indicators = 0;   ///< entries that the feed holds
  std::uint64_t loaded = 0;       ///< given to the set
  std::uint64_t refused = 0;      ///< malformed
  std::uint64_t unsupported = 0;  ///< well-formed, but more than a list of values
  std::uint64_t revoked = 0;      ///< takes an id back
  std::uint64_t values = 0;       ///< listed values of the loaded ones
  std::uint64_t too_wide = 0;     ///< of the refused: those with a block of too many addresses (is_too_wide)
  bool operator==(const FeedCounts&) const = default;
};

/// Reads a feed's text and adds its indicators. `file` is for problems only. Any bytes will do: what is wrong
/// is a problem, with memory and time bounded by the size of the text.
FeedCounts read_feed(FeedFormat format, std::string_view text, std::string_view file, const FeedDefaults& defaults,
                     IndicatorSet::Builder& builder, FeedProblems& problems);

/// A STIX bundle, 2.0 or 2.1: its indicators with their versions, revocations, marking definitions and sources
/// (the name of the identity that `created_by_ref` names). Other objects are left alone.
/// Source: STIX 2.1 sections 3.2, 4.7, 7.2; TLP 2.0 by the marking definitions of the OASIS TC.
FeedCounts read_stix_bundle(std::string_view text, std::string_view file, const FeedDefaults& defaults,
                            IndicatorSet::Builder& builder, FeedProblems& problems);

/// Values separated by commas below a line of column names, quoted as in RFC 4180. Columns, in any order: `value`;
/// and if wanted `type`, `valid_from`, `valid_until`, `confidence`, `source`, `tlp`, `id`, `modified`, `revoked`.
/// Types: those of STIX ("ipv4-addr", "domain-name", "url", "file"), "ip", "cidr", "domain", "hostname", "md5",
/// "sha1", "sha256"; without one the value's form decides.
FeedCounts read_indicator_csv(std::string_view text, std::string_view file, const FeedDefaults& defaults,
                              IndicatorSet::Builder& builder, FeedProblems& problems);

/// One value a line; empty lines and what follows '#' or ';' are left out.
FeedCounts read_indicator_list(std::string_view text, std::string_view file, const FeedDefaults& defaults,
                               IndicatorSet::Builder& builder, FeedProblems& problems);

}  // namespace picket
