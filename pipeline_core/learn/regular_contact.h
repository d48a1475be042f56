#pragma once

#include <cstdint>

#include "agent_core/base/time.h"

namespace picket {

/// How regular the times are at which a device calls a peer.
///
/// Model:  the gaps between contacts have a mean m and a squared coefficient of variation c2: 0 for a clock, 1 for
///         contact at random times (Poisson), more for bursts. Where contacts are told one by one each gap is a value of
///         weight 1. An aggregate of h contacts from first to last tells the mean of h - 1 gaps, of weight h - 1: its own
///         variance is that of a gap over h - 1, so sum w (x - m)^2 / ((k - 1) m^2) over k values is c2 in both cases.
///         A gap of more than `restart` mean gaps begins anew: an outage is no irregularity, and bursts never last.
///         Where only the window of an aggregate is known, its length L over its h contacts is the value, of weight h,
///         which makes c2 the index of dispersion of the counts; 1/12 of a contact by window is added to it, since counts
///         are whole (Sheppard). A window without a contact, or with one of whose contacts the number is not known, begins
///         anew, as does a change from one kind to the other.
///         Messages tell times in whole seconds, so what lies between two of them is uncertain by 1/6 s^2; `log_chance`
///         adds that to c2, or else gaps that agree by rounding alone would pass for a clock after two values.
/// Input:  contacts in the order of their times, windows that touch but for two seconds, as messages tell whole ones.
/// State:  56 bytes, constant time (West's weighted update of mean and sum of squares).
/// Errors: a contact that begins before the last one ended is not added; `add` says so.
/// Limits: within an aggregate nothing is known but the mean, so aggregates show their regularity from one to the next
///         and need as many of them as single contacts are needed: one tells two values, the gap before it and the mean
///         within, or with its window alone a single one. A window that holds some contact at all tells less than its
///         count: contact at random that is frequent is in every window, too.
/// Source: West 1979 (update); dispersion of the gaps as in RITA's beacon analysis (there Bowley skewness and median
///         absolute deviation of all gaps, which a stream would have to keep).
struct RegularContact {
  Time start = Time::min();  ///< first contact that counts; Time::min(): none yet
  Time last = Time::min();
  double mean = 0;     ///< seconds
  double squares = 0;  ///< sum of weighted squared distances from the mean, s^2
  double rounding = 0;  ///< sum over the values: 1/12 of a contact over its window's, or 1/6 s^2 over the weight
  std::uint32_t weight = 0;
  std::uint32_t values = 0;
  bool by_windows = false;  ///< what came last

  enum class Added : std::uint8_t { kAdded, kRestarted, kUntimely };
  /// `contacts` from `first` to `end`; 0, or 1 with a later `end`: how many is not known, the gaps within are left out.
  Added add(Time first, Time end, std::uint32_t contacts, double restart);
  /// `contacts` somewhere in a window; 0: not known how many. The first one tells nothing: the contact may have begun in
  /// its middle.
  Added add_window(Time begin, Time end, std::uint32_t contacts);
  /// c2 of the gaps; 1 with fewer than two values.
  double dispersion() const;
  /// `log_chance_of` these gaps, no more alike than whole seconds can tell.
  double log_chance() const;
};

/// Logarithm of an upper bound of the probability that contact at random times (Poisson) shows a dispersion of at most
/// `dispersion` in so many gaps.
///
/// Model:  v = values - 1; B = (v c2 / 2)^(v / 2) / Gamma(v / 2 + 1), the leading term of the chi-squared
///         distribution, which exceeds it. For single gaps the exact probability is the share of a simplex that lies
///         within a ball around its centre: (2 pi)^(v / 2) v! / (values^v values^(1 / 2)) times B, which is less than B.
///         Mean gaps of aggregates are nearly normal, so theirs is chi-squared.
/// Limits: more than kMostValues values count as so many, which only makes the bound larger below c2 = 2 / e.
/// Source: spacings of a Poisson process are uniform on the simplex (Pyke 1965); the sum of their squares is
///         Greenwood's statistic (1946).
double log_chance_of(double dispersion, std::uint32_t values);
inline constexpr std::uint32_t kMostValues = 256;

}  // namespace picket
