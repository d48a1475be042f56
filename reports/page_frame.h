#pragma once

#include <string>
#include <string_view>

namespace picket {

/// The sections of a page and its table of contents.
class PageSections {
 public:
  /// Parts without content leave no heading behind. `lead` is HTML.
  void add(const std::string& id, const std::string& title, const std::string& lead, const std::string& content);

  /// "<nav>": a link to each section; `more` are links that follow.
  std::string contents(const std::string& more = "") const;
  const std::string& html() const { return html_; }

 private:
  std::string links_;
  std::string html_;
};

/// Tells readers without a script that the tables hold the numbers.
std::string_view no_script_notice();

/// The built page with `title` and `body` (HTML) and `script_json` at its markers; a page without one of them is a mistake of the build.
std::string fill_page(std::string_view page, std::string_view title, std::string_view body, std::string_view script_json);

}  // namespace picket
