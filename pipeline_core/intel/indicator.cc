#include "pipeline_core/intel/indicator.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/ascii.h"

namespace picket {

std::string_view to_string(IndicatorKind kind) {
  switch (kind) {
    case IndicatorKind::kAddress:
      return "address";
    case IndicatorKind::kDomain:
      return "domain";
    case IndicatorKind::kUrl:
      return "url";
    case IndicatorKind::kFileHash:
      return "file hash";
    case IndicatorKind::kCount_:
      break;
  }
  return "";
}

std::string_view to_string(Tlp tlp) {
  switch (tlp) {
    case Tlp::kNone:
      return "";
    case Tlp::kClear:
      return "tlp:clear";
    case Tlp::kGreen:
      return "tlp:green";
    case Tlp::kAmber:
      return "tlp:amber";
    case Tlp::kAmberStrict:
      return "tlp:amber+strict";
    case Tlp::kRed:
      return "tlp:red";
  }
  return "";
}

bool parse_tlp(std::string_view text, Tlp& tlp) {
  std::string word = lower(text.substr(0, 32));
  if (!word.starts_with("tlp:")) word.insert(0, "tlp:");
  if (word == "tlp:white") word = "tlp:clear";
  for (const Tlp each : {Tlp::kClear, Tlp::kGreen, Tlp::kAmber, Tlp::kAmberStrict, Tlp::kRed}) {
    if (word != to_string(each)) continue;
    tlp = each;
    return true;
  }
  return false;
}

Duration IndicatorSettings::half_life(IndicatorKind kind) const {
  switch (kind) {
    case IndicatorKind::kAddress:
      return address_half_life;
    case IndicatorKind::kDomain:
      return domain_half_life;
    case IndicatorKind::kUrl:
      return url_half_life;
    default:
      return file_hash_half_life;
  }
}

namespace {

double to_double(Time time) {
  return static_cast<double>(time.unix_microseconds());
}

}  // namespace

double decayed_confidence(double confidence, Time asserted, Time now, Duration half_life) {
  // An indicator without a date is as good as new; the difference of two extreme times does not fit an int64.
  if (half_life <= Duration() || asserted == Time::min() || now <= asserted) return confidence;
  return confidence * std::exp2(-(to_double(now) - to_double(asserted)) / (half_life.to_seconds() * 1e6));
}

Time confident_until(double confidence, Time asserted, Duration half_life, double least) {
  if (least <= 0) return Time::max();
  if (confidence < least) return Time::min();
  if (half_life <= Duration() || asserted == Time::min()) return Time::max();
  const double end = to_double(asserted) + std::log2(confidence / least) * half_life.to_seconds() * 1e6;
  if (end >= to_double(Time::max())) return Time::max();
  // The moment itself still has the confidence asked for.
  return Time::from_unix_microseconds(static_cast<std::int64_t>(end) + 1);
}

}  // namespace picket
