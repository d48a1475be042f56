#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agent_core/base/time.h"

namespace picket {

/// What an indicator lists.
enum class IndicatorKind : std::uint8_t {
  kAddress,   ///< an address, a block of addresses, or an address with a port
  kDomain,    ///< a name and all names below it
  kUrl,       ///< a URL, or a path on any host
  kFileHash,  ///< MD5, SHA-1 or SHA-256
  kCount_,
};
/// "address", "domain", "url", "file hash".
std::string_view to_string(IndicatorKind kind);

/// Traffic Light Protocol: to whom the source lets an indicator be shown; the more restrictive the higher.
/// Source: FIRST TLP 2.0; `white` of TLP 1 is `clear`.
enum class Tlp : std::uint8_t { kNone, kClear, kGreen, kAmber, kAmberStrict, kRed };
/// "tlp:red", ..., empty for none.
std::string_view to_string(Tlp tlp);
/// Reads "red", "TLP:RED", "tlp:amber+strict", "white". False if it is none of them.
bool parse_tlp(std::string_view text, Tlp& tlp);

/// What a feed says about a listed value: when it holds and whose word it is.
struct Indicator {
  Time valid_from = Time::min();
  Time valid_until = Time::max();  ///< exclusive; Time::max() for open end
  std::string source{};            ///< who says so
  std::uint8_t confidence = 100;   ///< 0 to 100 as in STIX 2.1, when the source last said so
  Tlp tlp = Tlp::kNone;
  std::string id{};             ///< the source's id ("indicator--..."), or empty; versions share it
  Time modified = Time::min();  ///< of this version; Time::min() where the feed does not say
};

/// How words grow old, and how many are taken.
struct IndicatorSettings {
  // Confidence halves in this time after the source last said so; zero: never. Estimates: addresses change
  // hands within weeks, domains within months, a URL lives on an address, a hash names one file for ever.
  Duration address_half_life = Duration::days(30);
  Duration domain_half_life = Duration::days(90);
  Duration url_half_life = Duration::days(30);
  Duration file_hash_half_life = Duration();
  /// Below this confidence an indicator no longer matches; 0: age alone never ends one.
  double min_confidence = 0;
  std::size_t max_entries = 1U << 23;  ///< values of one set

  Duration half_life(IndicatorKind kind) const;
};

/// An entry of a set as the reason for a finding, with its words copied.
struct IndicatorReason {
  IndicatorKind kind = IndicatorKind::kAddress;
  std::string value;  ///< as listed: "203.0.113.0/24", "evil.example"
  std::string id;
  std::string source;
  Tlp tlp = Tlp::kNone;
  double confidence = 0;  ///< 0 to 100, at the time of the match
  Time valid_from;
  Time valid_until;
  bool operator==(const IndicatorReason&) const = default;
};

/// `confidence` x 2^(-age / half-life), where the age counts from `asserted` and is never negative.
double decayed_confidence(double confidence, Time asserted, Time now, Duration half_life);
/// The first moment at which the decayed confidence is below `least`; Time::max() if it never is, `asserted`
/// if it always is.
Time confident_until(double confidence, Time asserted, Duration half_life, double least);

}  // namespace picket
