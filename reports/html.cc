#include "reports/html.h"

#include "agent_core/base/ascii.h"
#include "reports/number_format.h"

namespace picket {

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string html_id(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool plain = is_alphanumeric(c);
    out += plain ? c : '-';
  }
  return out;
}

std::string fact(const std::string& name, const std::string& value) {
  return value.empty() ? "" : "<span>" + name + " <b>" + escape_html(value) + "</b></span>";
}

std::string estimate_cell(const sim::Estimate& estimate, std::string_view unit) {
  std::string out = "<td class=\"number\">" + escape_html(format_with_unit(estimate.value, unit));
  const std::string interval = format_interval(estimate.value, estimate.ci_low, estimate.ci_high, unit);
  if (!interval.empty()) out += "<span class=\"ci\">" + escape_html(interval) + "</span>";
  return out + "</td>";
}

void append_figure(const Figure& figure, std::string& out) {
  std::string id = figure.plot + "-" + figure.hub;
  if (!figure.attack.empty()) id += "-" + figure.attack;
  out += "<figure class=\"card plot\" id=\"" + html_id(id) + "\" data-plot=\"" + figure.plot + "\" data-hub=\"" +
         figure.hub + "\"";
  if (!figure.attack.empty()) out += " data-attack=\"" + escape_html(figure.attack) + "\"";
  out += "><figcaption><h3>" + escape_html(figure.title) + "</h3><p class=\"says\">" + escape_html(figure.sentence) +
         "</p></figcaption><div class=\"controls\"></div><div class=\"canvas\"></div>"
         "<div class=\"data\" hidden></div></figure>\n";
}

}  // namespace picket
