#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/results/study_result.h"

namespace picket {

/// `text` as HTML text or as the value of a quoted attribute.
std::string escape_html(std::string_view text);

/// `name` as an identifier of the page: letters, digits and '-' only.
std::string html_id(std::string_view name);

/// One fact of a page's head: `<span>seed <b>7</b></span>`; nothing without a value.
std::string fact(const std::string& name, const std::string& value);

/// A value with its interval below it: `<td class="number">0.97<span class="ci">[..]</span></td>`.
std::string estimate_cell(const sim::Estimate& estimate, std::string_view unit);

/// The frame of a plot. The script of the page draws into it; `sentence` says in words what the
/// plot shows, for people who read and for those who cannot see it.
struct Figure {
  std::string plot;  ///< which plot of main.js
  std::string hub = "sized";
  std::string attack;  ///< for plots of one attack
  std::string title;
  std::string sentence;
};

void append_figure(const Figure& figure, std::string& out);

}  // namespace picket
