#pragma once

#include <cstdint>

namespace picket {

/// Average run length of a one-sided CUSUM on independent normal values of variance 1: windows until
/// it passes `threshold`, if their mean is `shift`.
///
/// Model:  with D = shift - reference and b = threshold + 1.166:
///         (exp(-2 D b) + 2 D b - 1) / (2 D^2), and b^2 for D = 0.
/// Limits: within 3 % for thresholds from 3 on (tested against the published table). Values that are
///         not normal or not independent have shorter runs; then calibrate on benign scores.
/// Source: Siegmund 1985, "Sequential Analysis", section 10.4; Montgomery, "Introduction to Statistical
///         Quality Control", section 9.1.
double cusum_run_length(double reference, double threshold, double shift = 0);

/// The threshold at which a one-sided CUSUM has this run length in control, at least 0.
double cusum_threshold(double reference, double run_length);

struct CusumSettings {
  double reference = 0.5;      ///< half of the shift to be found, in deviations (textbook: 1 deviation)
  double run_length = 24'000;  ///< windows without a change until a false alarm; 1,000 days of hours, estimate
  double threshold = cusum_threshold(reference, run_length);
  double clip = 4;  ///< one window's residual counts as this at most, so that no single one is a drift; estimate
};

/// Two-sided cumulative sum of standardised residuals: small lasting shifts.
///
/// Model:  high = max(0, high + z - reference), low = max(0, low - z - reference); a side that passes
///         the threshold alarms and starts again.
/// Input:  z, mean 0 and variance 1 in control; clipped to +-`clip`.
/// State:  4 bytes: sums in steps of 1/1024, at most 63.99.
/// Limits: see `cusum_run_length`. A shift below `reference` is not found.
/// Source: Page 1954; optimal for a known shift: Lorden 1971, Moustakides 1986.
class Cusum {
 public:
  enum class Alarm : std::uint8_t { kNone, kRise, kFall };
  Alarm add(double z, const CusumSettings& settings);
  double high() const { return high_ / kScale; }
  double low() const { return low_ / kScale; }

 private:
  static constexpr double kScale = 1024;
  std::uint16_t high_ = 0;
  std::uint16_t low_ = 0;
};

}  // namespace picket
