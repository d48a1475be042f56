#include "reports/sweep_front.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace picket {

namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

/// A value to be made small, with the ends of its interval.
struct Side {
  double value = 0;
  double best = 0;
  double worst = 0;
};

struct Box {
  bool known = false;
  Side x;
  Side y;
};

bool read_side(const Alternative& alternative, const SweepMeasure& measure, Side& out) {
  const PointMeasure* found = measure_of(alternative, measure.name);
  if (found == nullptr || !std::isfinite(found->estimate.value)) return false;
  const double low = found->estimate.ci_low.value_or(-kInfinite);
  const double high = found->estimate.ci_high.value_or(kInfinite);
  const bool more = measure.better == "more";
  out = more ? Side{-found->estimate.value, -high, -low} : Side{found->estimate.value, low, high};
  return true;
}

bool better(double qx, double qy, double px, double py) { return qx <= px && qy <= py && (qx < px || qy < py); }

FrontMark mark_of(const Box& p, const std::vector<Box>& boxes) {
  if (!p.known) return FrontMark::kNoValue;
  FrontMark mark = FrontMark::kFront;
  for (const Box& q : boxes) {
    if (&q == &p || !q.known || !better(q.x.value, q.y.value, p.x.value, p.y.value)) continue;
    if (better(q.x.worst, q.y.worst, p.x.best, p.y.best)) return FrontMark::kDominated;
    mark = FrontMark::kMaybe;
  }
  return mark;
}

bool is_detection(std::string_view name) {
  return name.starts_with("p_miss") || name.starts_with("detected_by_deadline") || name.starts_with("time_to_detect");
}

bool same_thing(std::string_view a, std::string_view b) {
  const auto share = [](std::string_view name) { return name == "p_miss" || name == "detected_by_deadline"; };
  const auto money = [](std::string_view name) { return name == "usd_per_device_month" || name == "cost_usd_per_month"; };
  return (share(a) && share(b)) || (money(a) && money(b));
}

}  // namespace

std::vector<FrontMark> front_marks(const std::vector<Alternative>& alternatives, const SweepMeasure& x, const SweepMeasure& y) {
  std::vector<Box> boxes(alternatives.size());
  for (std::size_t i = 0; i < alternatives.size(); ++i) {
    boxes[i].known = read_side(alternatives[i], x, boxes[i].x) && read_side(alternatives[i], y, boxes[i].y);
  }
  std::vector<FrontMark> marks;
  marks.reserve(boxes.size());
  for (const Box& box : boxes) marks.push_back(mark_of(box, boxes));
  return marks;
}

std::string_view to_words(FrontMark mark) {
  switch (mark) {
    case FrontMark::kFront:
      return "on the front";
    case FrontMark::kMaybe:
      return "may be on the front";
    case FrontMark::kDominated:
      return "dominated";
    case FrontMark::kNoValue:
      break;
  }
  return "no value";
}

std::vector<FrontPair> front_pairs(const SweepStudy& study) {
  const std::vector<Alternative> alternatives = alternatives_of(study);
  std::vector<const SweepMeasure*> costs;
  std::vector<const SweepMeasure*> detections;
  std::vector<const SweepMeasure*> others;
  for (const SweepMeasure* measure : headlines_of(study)) {
    const bool any = std::any_of(alternatives.begin(), alternatives.end(), [&](const Alternative& a) {
      const PointMeasure* found = measure_of(a, measure->name);
      return found != nullptr && std::isfinite(found->estimate.value);
    });
    if (measure->better.empty() || !any) continue;
    (is_detection(measure->name) ? detections : measure == cost_measure(study) ? costs : others).push_back(measure);
  }
  std::vector<FrontPair> pairs;
  const auto add = [&](const SweepMeasure* x, const SweepMeasure* y) {
    if (pairs.size() < kMostFrontPairs && !same_thing(x->name, y->name)) pairs.push_back({x, y});
  };
  // What a tuner was asked for comes first.
  if (study.tune && study.tune->objectives.size() == 2) {
    const SweepMeasure* x = declared_measure(study, study.tune->objectives[0].measure);
    const SweepMeasure* y = declared_measure(study, study.tune->objectives[1].measure);
    if (x != nullptr && y != nullptr && x != y && !x->better.empty() && !y->better.empty()) pairs.push_back({x, y});
  }
  const auto cross = [&](const auto& xs, const auto& ys) {
    for (const SweepMeasure* x : xs) {
      for (const SweepMeasure* y : ys) {
        const bool there = std::any_of(pairs.begin(), pairs.end(), [&](const FrontPair& p) { return (p.x == x && p.y == y) || (p.x == y && p.y == x); });
        if (x != y && !there) add(x, y);
      }
    }
  };
  cross(costs, detections);
  cross(others, detections);
  cross(costs, others);
  cross(detections, detections);
  cross(others, others);
  return pairs;
}

}  // namespace picket
