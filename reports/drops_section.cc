#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "reports/html.h"
#include "reports/marks.h"
#include "reports/number_format.h"
#include "reports/sections.h"

namespace picket {

namespace {

using sim::DropRow;
using Key = std::pair<std::string, std::string>;

const DropRow* find_drop(const sim::PolicyResult& policy, const Key& key) {
  const auto found = std::find_if(policy.drops.begin(), policy.drops.end(), [&](const DropRow& row) {
    return row.stage == key.first && row.reason == key.second;
  });
  return found == policy.drops.end() ? nullptr : &*found;
}

/// Stage and reason of every row, in the order of the file.
std::vector<Key> keys_of(const std::vector<sim::PolicyResult>& policies) {
  std::vector<Key> keys;
  for (const sim::PolicyResult& policy : policies) {
    for (const DropRow& row : policy.drops) {
      Key key{row.stage, row.reason};
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(std::move(key));
    }
  }
  return keys;
}

}  // namespace

void append_drops(const HubView& view, std::string& out) {
  const std::vector<Key> keys = keys_of(view.policies);
  if (keys.empty()) return;
  out +=
      "<div class=\"card scroll\"><table><caption>Raw events per device and day that did not reach the pipeline, by "
      "the stage and reason that ended them</caption><thead><tr><th scope=\"col\">stage</th><th "
      "scope=\"col\">reason</th>";
  for (const sim::PolicyResult& policy : view.policies) {
    out += "<th scope=\"col\" class=\"number\">" + policy_label(view.study, policy.policy) + "</th>";
  }
  out += "</tr></thead><tbody>";
  for (const Key& key : keys) {
    out += "<tr><th scope=\"row\">" + escape_html(words(key.first)) + "</th><td>" + escape_html(words(key.second)) +
           "</td>";
    for (const sim::PolicyResult& policy : view.policies) {
      const DropRow* row = find_drop(policy, key);
      out += "<td class=\"number\">" + format_number(row ? row->raw_events_per_device_day : 0) + "</td>";
    }
    out += "</tr>";
  }
  out += "</tbody></table></div>\n";
}

}  // namespace picket
