#include "reports/marks.h"

#include <algorithm>
#include <array>
#include <vector>

#include "reports/html.h"

namespace picket {

namespace {

constexpr std::array<std::string_view, 8> kShapes{"<circle cx=\"6\" cy=\"6\" r=\"5.5\"/>",
                                                  "<path d=\"M1 1H11V11H1Z\"/>",
                                                  "<path d=\"M6 0L12 11H0Z\"/>",
                                                  "<path d=\"M6 0L12 6L6 12L0 6Z\"/>",
                                                  "<path d=\"M0 3L3 0L6 3L9 0L12 3L9 6L12 9L9 12L6 9L3 12L0 9L3 6Z\"/>",
                                                  "<path d=\"M0 0H12L6 11Z\"/>",
                                                  "<path d=\"M4 0H8V4H12V8H8V12H4V8H0V4H4Z\"/>",
                                                  "<path d=\"M6 0L12 5L9.5 12H2.5L0 5Z\"/>"};

}  // namespace

std::size_t policy_index(const sim::StudyResult& study, std::string_view policy) {
  std::vector<std::string_view> order;
  for (const auto* policies : {&study.policies, &study.fixed_hub}) {
    for (const sim::PolicyResult& p : *policies) {
      if (std::find(order.begin(), order.end(), p.policy) == order.end()) order.push_back(p.policy);
    }
  }
  const auto found = std::find(order.begin(), order.end(), policy);
  return found == order.end() ? 0 : static_cast<std::size_t>(found - order.begin());
}

std::string policy_label(const sim::StudyResult& study, std::string_view policy) {
  return policy_label(policy_index(study, policy), policy);
}

std::string policy_label(std::size_t place, std::string_view policy) {
  const std::size_t index = place % kShapes.size();
  return "<svg class=\"key key-" + std::to_string(index) + "\" viewBox=\"0 0 12 12\" aria-hidden=\"true\">" +
         std::string(kShapes[index]) + "</svg>" + escape_html(policy);
}

}  // namespace picket
