#include "sim/plan/bill_assumptions.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <type_traits>

#include "sim/hub/hub.h"
#include "sim/plan/plan_bill.h"

namespace picket::sim {
namespace {

/// Without a range of its own a number may be so much off. Our choice.
constexpr double kUnknownShare = 0.1;
/// Elasticities are taken over so much.
constexpr double kElasticityShare = 0.05;
/// What a megabyte over a cellular line may cost, in parts of what the profiles say: 0.02 to 0.30 USD of 0.05.
/// Source: transcribed cellular price lists, our own estimate of their spread.
constexpr PlausibleRange kLinePriceRange{0.4, 6};

/// One number of a plan: how it is put to another value.
struct MovedNumber {
  std::string name;
  AssumptionKind kind = AssumptionKind::kPrice;
  std::string says;
  double stated = 0;
  double low = 0;
  double high = 0;
  std::string range;
  std::function<std::optional<double>(double)> bill_at;
};

/// The numbers of a price book with what its fields say.
struct BookNumber {
  std::string name;
  std::string says;
  double value = 0;
  PlausibleRange plausible;
};
struct BookReader {
  std::vector<BookNumber> numbers;

  template <class T>
  void field(std::string_view name, T& value, const FieldInfo& info) {
    if constexpr (std::is_same_v<T, double>) {
      numbers.push_back({std::string(name), std::string(info.says), value, info.plausible});
    } else if constexpr (std::is_same_v<T, Bytes>) {
      numbers.push_back({std::string(name), std::string(info.says), static_cast<double>(value.count()), info.plausible});
    } else if constexpr (std::is_same_v<T, std::vector<CommitmentTier>>) {
      if (!value.empty()) numbers.push_back({std::string(name), std::string(info.says), value.front().price_day, info.plausible});
    }
  }
};
struct BookWriter {
  std::string_view name;
  double to = 0;

  template <class T>
  void field(std::string_view field_name, T& value, const FieldInfo&) const {
    if (field_name != name) return;
    if constexpr (std::is_same_v<T, double>) {
      value = to;
    } else if constexpr (std::is_same_v<T, Bytes>) {
      value = Bytes(std::max<std::int64_t>(1, std::llround(to)));
    } else if constexpr (std::is_same_v<T, std::vector<CommitmentTier>>) {
      const double factor = value.front().price_day > 0 ? to / value.front().price_day : 1;
      for (CommitmentTier& tier : value) tier.price_day *= factor;
    }
  }
};

/// Finds what a hub's field says of itself.
struct HubFieldFinder {
  std::string_view name;
  PlausibleRange plausible;

  template <class T>
  void field(std::string_view field_name, T&, const FieldInfo& info) {
    if (field_name == name) plausible = info.plausible;
  }
};

PlausibleRange hub_range(std::string_view name) {
  HubSettings hub;  // describe lists fields to write to
  HubFieldFinder finder{name, {}};
  describe(finder, hub);
  return finder.plausible;
}

PriceBook book_with(PriceBook prices, const std::string& name, double value) {
  BookWriter writer{name, value};
  describe(writer, prices);
  return prices;
}

/// Numbers that are one's own choice, or known for certain.
bool is_certain(const std::string& name, const PriceBook& prices) {
  return name == "billing_days" || name == "retention_days" || (name == "usd_per_currency" && prices.currency == "USD");
}

class Assumptions {
 public:
  Assumptions(const FleetUsage& usage, const PriceBook& prices, const PlanGoals& goals) : usage_(usage), prices_(prices), goals_(goals) {}

  std::vector<MovedNumber> numbers() {
    add_prices();
    add_line_price();
    add_measured();
    add_estimates();
    add_goals();
    return std::move(out_);
  }

 private:
  void add(MovedNumber number, const PlausibleRange& range, const char* range_says) {
    if (range.holds(number.stated)) {
      number.low = range.low;
      number.high = range.high;
      number.range = range_says;
    } else {
      number.low = number.stated * (1 - kUnknownShare);
      number.high = number.stated * (1 + kUnknownShare);
      number.range = "+- 10 %";
    }
    out_.push_back(std::move(number));
  }

  void add_prices() {
    PriceBook book = prices_;  // describe lists fields to write to
    BookReader reader;
    describe(reader, book);
    for (const BookNumber& one : reader.numbers) {
      if (is_certain(one.name, prices_)) continue;
      const auto bill_at = [this, name = one.name](double x) { return cheapest_bill(usage_.mean, usage_.shape, book_with(prices_, name, x), goals_); };
      add({one.name, AssumptionKind::kPrice, one.says, one.value, 0, 0, "", bill_at}, one.plausible, "plausible range");
    }
  }

  /// The lines' own prices are of the networks and not of the book.
  void add_line_price() {
    const auto bill_at = [this](double x) {
      Usage moved = usage_.mean;
      moved.metered_line_usd_per_day *= x;
      moved.metered_line_rounding_usd_per_day *= x;
      return cheapest_bill(moved, usage_.shape, prices_, goals_);
    };
    add({"metered_line_price", AssumptionKind::kPrice, "Price of a megabyte over lines that charge by volume, in parts of the scenario's.", 1, 0, 0, "", bill_at},
        kLinePriceRange, "0.02..0.30 USD of 0.05");
  }

  void add_measured() {
    for (const UsageEstimate& estimate : usage_.estimates) {
      const auto quantity = std::find_if(kUsageQuantities.begin(), kUsageQuantities.end(), [&](const UsageQuantity& q) { return q.name == estimate.name; });
      const auto value = quantity->value;
      if (value == &Usage::devices || value == &Usage::agents) continue;  // known from the fleet
      const auto bill_at = [this, value](double x) {
        Usage moved = usage_.mean;
        moved.*value = x;
        return cheapest_bill(with_peaks(moved, usage_.shape), usage_.shape, prices_, goals_);
      };
      const IntervalEstimate& total = estimate.total.total;
      const PlausibleRange range = total.interval ? PlausibleRange{total.interval->low, total.interval->high} : PlausibleRange{};
      add({std::string(estimate.name), AssumptionKind::kMeasured, "Of the whole fleet, extrapolated from the sample.", total.value, 0, 0, "", bill_at}, range,
          "95 % interval");
    }
    const auto peak_bill = [this](double x) {
      DemandShape shape = usage_.shape;
      if (shape.steps.empty()) return cheapest_bill(usage_.mean, shape, prices_, goals_);
      *std::max_element(shape.steps.begin(), shape.steps.end()) = x;
      return cheapest_bill(usage_.mean, shape, prices_, goals_);
    };
    const double peak = usage_.shape.busiest_step();
    add({"busiest_step", AssumptionKind::kMeasured, "Demand in the busiest step of the simulated time, for each of the mean.", peak, 0, 0, "", peak_bill},
        {peak / 1.25, peak * 1.25}, "a quarter more or less");
  }

  /// A number that is asked of the plan, or that the hub keeps to itself.
  void add_goal(const char* name, AssumptionKind kind, const char* says, double stated, const PlausibleRange& range, const char* range_says,
                std::function<void(PlanGoals&, double)> put) {
    const auto bill_at = [this, put = std::move(put)](double x) {
      PlanGoals goals = goals_;
      put(goals, x);
      return cheapest_bill(usage_.mean, usage_.shape, prices_, goals);
    };
    add({name, kind, says, stated, 0, 0, "", bill_at}, range, range_says);
  }

  void add_estimates() {
    add_goal("throttle_burst_seconds", AssumptionKind::kEstimate, "Depth of the throttle's token bucket; not published.", goals_.shaping.burst_seconds,
             hub_range("throttle_burst_seconds"), "plausible range", [](PlanGoals& g, double x) { g.shaping.burst_seconds = x; });
    // The shorter of both cuts the queue, so that one alone would show nothing.
    const PlausibleRange queue = hub_range("throttle_queue_seconds");
    const PlausibleRange wait = hub_range("throttle_wait_seconds");
    add_goal("throttle_queue_seconds", AssumptionKind::kEstimate, "Length of the throttle's queue, and with it throttle_wait_seconds, the longest wait in it; not published.",
             std::min(goals_.shaping.queue_seconds, goals_.shaping.wait_seconds), {std::max(queue.low, wait.low), std::min(queue.high, wait.high)}, "plausible range",
             [](PlanGoals& g, double x) { g.shaping.queue_seconds = g.shaping.wait_seconds = x; });
  }

  void add_goals() {
    const double headroom = goals_.hubs.headroom;
    add_goal("headroom", AssumptionKind::kGoal, "Share of every limit of a hub that stays free.", headroom, {0, std::min(0.9, 2 * headroom)}, "none to twice",
             [](PlanGoals& g, double x) { g.hubs.headroom = std::min(x, 0.99); });
    const double reconnect = goals_.hubs.reconnect_within_seconds;
    add_goal("reconnect_within_seconds", AssumptionKind::kGoal, "Seconds in which all devices of a hub are back.", reconnect, {reconnect / 2, reconnect * 2}, "half to twice",
             [](PlanGoals& g, double x) { g.hubs.reconnect_within_seconds = x; });
  }

  const FleetUsage& usage_;
  const PriceBook& prices_;
  const PlanGoals& goals_;
  std::vector<MovedNumber> out_;
};

Assumption assumption_of(const MovedNumber& number, double usd) {
  Assumption out{number.name, number.kind, number.says, number.stated, number.low, number.high, number.range, usd, {}, {}, 0};
  out.usd_low = number.bill_at(number.low);
  out.usd_high = number.bill_at(number.high);
  const std::optional<double> less = number.bill_at(number.stated * (1 - kElasticityShare));
  const std::optional<double> more = number.bill_at(number.stated * (1 + kElasticityShare));
  if (less && more && usd > 0) out.elasticity = (*more - *less) / (2 * kElasticityShare * usd);
  return out;
}

}  // namespace

std::string_view to_string(AssumptionKind kind) {
  switch (kind) {
    case AssumptionKind::kPrice: return "price";
    case AssumptionKind::kMeasured: return "measured";
    case AssumptionKind::kEstimate: return "estimate";
    case AssumptionKind::kGoal: return "goal";
  }
  return "";
}

double Assumption::swing() const {
  if (!usd_low || !usd_high) return std::numeric_limits<double>::infinity();
  return std::max({*usd_low, *usd_high, usd}) - std::min({*usd_low, *usd_high, usd});
}

std::vector<Assumption> bill_assumptions(const FleetUsage& usage, const PriceBook& prices, const PlanGoals& goals) {
  std::vector<Assumption> out;
  const std::optional<double> usd = cheapest_bill(usage.mean, usage.shape, prices, goals);
  if (!usd) return out;
  Assumptions assumptions(usage, prices, goals);  // which the numbers ask for their bills
  for (const MovedNumber& number : assumptions.numbers()) {
    Assumption one = assumption_of(number, *usd);
    if (one.swing() > 0 || one.elasticity != 0) out.push_back(std::move(one));
  }
  std::stable_sort(out.begin(), out.end(), [](const Assumption& a, const Assumption& b) { return a.swing() > b.swing(); });
  return out;
}

}  // namespace picket::sim
