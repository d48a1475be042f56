#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/text.h"
#include "agent_core/message/record.h"
#include "pipeline_core/intel/indicator_set.h"

namespace picket {

/// A value that an observation names and that a list could hold.
struct ObservedValue {
  /// Where it stood, which decides what a listed one means.
  enum class Place : std::uint8_t {
    kPeer,      ///< the other end of a flow or a login
    kQuery,     ///< a name that the device asked for
    kDownload,  ///< a URL in a command line, or its host
    kFile,      ///< a file hash in a command line or a path
    kCount_,
  };
  Place place = Place::kPeer;
  IndicatorKind kind = IndicatorKind::kAddress;
  std::uint16_t port = 0;  ///< of an address; 0: not known, or the other end's own choice
  IpAddress address;
  NormalUrl text;  ///< URLs; of names and hashes only `text.text`, a hash as bytes
  bool operator==(const ObservedValue& other) const {
    return place == other.place && kind == other.kind && port == other.port && address == other.address &&
           text.text == other.text.text;
  }
};

/// The entry of a set that lists the value at `now`, or IndicatorSet::kNone.
IndicatorSet::Entry find(const IndicatorSet& set, const ObservedValue& value, Time now);
/// Whether an entry may list the value at some time.
bool may_list(const IndicatorSet& set, const ObservedValue& value);

/// Bounds of what is read of one text, so that hostile ones cost little.
inline constexpr std::size_t kMaxScannedText = 8192;
inline constexpr std::size_t kMaxObservedValues = 16;

/// The other end of a flow or a remote login; false if the observation has none.
bool observed_peer(const Observation& observation, ObservedValue& peer);

/// Appends what the texts of an observation name: the query of a name resolution; http, https, ftp and tftp URLs
/// in a command line with their hosts; runs of exactly 32, 40 or 64 hexadecimal digits in command lines and paths.
/// Output: false if a text was longer than kMaxScannedText or named more than kMaxObservedValues; what comes
/// first counts.
/// Limits: a host that a shell puts together from variables is not seen, nor is one without a scheme.
bool observed_texts(const Observation& observation, const TextTable& texts, std::vector<ObservedValue>& out);

}  // namespace picket
