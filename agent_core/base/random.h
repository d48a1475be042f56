#pragma once

#include <cstdint>

#include "agent_core/base/time.h"

namespace picket {

/// What a random draw is for. One enumerator per use, appended and never reordered: the number
/// is part of the key, so reordering would change every result.
enum class Purpose : std::uint32_t {
  kDeviceProfile = 1,   ///< heterogeneity, phases, placement of a device
  kDeviceBehaviour = 2, ///< benign events of a device
  kSensor = 3,          ///< what the sensor loses
  kAgent = 4,           ///< ids and jitter of the agent
  kAttackPlan = 5,      ///< targets, start times, spread
  kAttackEvents = 6,    ///< events of an attack on a device
  kNetworkLoss = 7,
  kNetworkJitter = 8,
  kOutage = 9,
  kHubLatency = 10,
  kClientBackoff = 11,
  kPipelineDelay = 12,
  kIntel = 13,          ///< which indicators are listed, and when
  kLifecycle = 14,      ///< reboots, power cuts
  kBootstrap = 15,      ///< resampling in statistics
  kTest = 16,
  kTwinChange = 17,     ///< which devices a change of the twin reaches, and when
  kHubAct = 18,         ///< what follows from acts at the hub in a device's name
  kAttackVariant = 19,  ///< parameters of a variant of an attack
  kSearch = 20,         ///< designs of experiments and what an optimiser tries next
};

/// A keyed stream of random numbers: Philox4x32-10 with key = seed and
/// counter = (block index, purpose, entity, replication). It holds no hidden state: the same key
/// gives the same numbers whatever else is drawn, on any thread, in any order of devices.
///
/// Cost: about 5 ns a draw. Copyable; `skip_to` is O(1).
/// Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC'11 (Random123).
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::uint32_t replication, std::uint32_t entity, Purpose purpose)
      : seed_(seed), replication_(replication), entity_(entity), purpose_(purpose) {}

  /// The next 64 random bits.
  std::uint64_t next() {
    if (!have_second_) {
      refill();
      return first_;
    }
    have_second_ = false;
    return second_;
  }
  /// Position counted in blocks of two numbers; `skip_to(n)` continues at block n. Use it to key
  /// draws by a semantic index (message number, event index) and not by draw order.
  void skip_to(std::uint32_t block) {
    block_ = block;
    have_second_ = false;
  }
  std::uint32_t block() const { return block_; }

  /// Uniform in (0, 1), never 0 or 1: ((x >> 11) + 0.5) * 2^-53.
  double uniform() { return (static_cast<double>(next() >> 11) + 0.5) * 0x1.0p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform integer in [0, n), n > 0; multiply-shift, bias below n / 2^64.
  std::uint64_t below(std::uint64_t n) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>((static_cast<Wide>(next()) * n) >> 64);
  }
  bool chance(double probability) { return uniform() < probability; }
  /// Mean 1 / rate, by inversion: -log(u) * mean.
  double exponential(double mean);
  /// Standard normal by inversion (one draw a variate keeps streams in step). Relative error of
  /// the inverse 1.15e-9. Source: Acklam's rational approximation, 2003.
  double normal();
  /// exp(log(median) + sigma * normal()).
  double lognormal(double median, double sigma);
  /// Pareto: min * u^(-1/alpha).
  double pareto(double min, double alpha);
  /// Poisson count; inversion below mean 30, normal approximation with continuity correction
  /// above (error of the mean < 0.01 %; tested).
  std::uint64_t poisson(double mean);
  /// Gamma(shape, scale 1): Marsaglia and Tsang 2000, with the power trick below shape 1.
  double gamma(double shape);
  /// Negative binomial with the given mean and dispersion k (variance = mean + mean^2 / k):
  /// Poisson with gamma-distributed mean.
  std::uint64_t negative_binomial(double mean, double k);
  /// Number of trials up to and including the first success, mean >= 1.
  std::uint64_t geometric(double mean);
  Duration exponential(Duration mean) { return Duration::from_seconds(exponential(mean.to_seconds())); }

 private:
  void refill();

  std::uint64_t seed_;
  std::uint32_t replication_;
  std::uint32_t entity_;
  Purpose purpose_;
  std::uint32_t block_ = 0;
  bool have_second_ = false;
  std::uint64_t first_ = 0;
  std::uint64_t second_ = 0;
};

/// Inverse of the standard normal distribution function, p in (0, 1).
double inverse_normal_cdf(double p);

}  // namespace picket
