#include "reports/page_frame.h"

#include "agent_core/base/check.h"
#include "reports/page_template.h"

namespace picket {

void PageSections::add(const std::string& id, const std::string& title, const std::string& lead, const std::string& content) {
  if (content.empty()) return;
  links_ += "<a href=\"#" + id + "\">" + title + "</a>";
  html_ += "<section id=\"" + id + "\"><h2>" + title + "</h2>";
  if (!lead.empty()) html_ += "<p class=\"lead\">" + lead + "</p>";
  html_ += content + "</section>\n";
}

std::string PageSections::contents(const std::string& more) const {
  return "<nav class=\"contents\" aria-label=\"Contents\">" + links_ + more + "</nav>\n";
}

std::string_view no_script_notice() {
  return "<noscript><style>figure.plot{display:none}</style><p class=\"card\">Plots need a script, which is off here. "
         "The tables hold the numbers.</p></noscript>\n";
}

std::string fill_page(std::string_view page, std::string_view title, std::string_view body, std::string_view script_json) {
  const std::size_t title_at = page.find(kTitleMarker);
  const std::size_t body_at = page.find(kBodyMarker);
  const std::size_t study_at = page.find(kStudyMarker);
  PICKET_CHECK(title_at < body_at && body_at < study_at && study_at != std::string_view::npos);
  std::string out;
  out.reserve(page.size() + title.size() + body.size() + script_json.size());
  out += page.substr(0, title_at);
  out += title;
  out += page.substr(title_at + kTitleMarker.size(), body_at - title_at - kTitleMarker.size());
  out += body;
  out += page.substr(body_at + kBodyMarker.size(), study_at - body_at - kBodyMarker.size());
  out += script_json;
  out += page.substr(study_at + kStudyMarker.size());
  return out;
}

}  // namespace picket
