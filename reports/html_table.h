#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace picket {

/// A column's head; numbers stand to the right.
struct TableHead {
  std::string title;
  bool is_number = false;
};

/// A table in its card. `caption` is text and may be empty; `rows` are HTML, one `<tr>` each. More than `most` of them are left out, and
/// the table says how many and that the file `all_in` has them.
std::string html_table(std::string_view caption, const std::vector<TableHead>& heads, const std::vector<std::string>& rows, std::size_t most,
                       std::string_view all_in = "measures.csv");

/// The same, folded away under `summary`.
std::string folded_table(std::string_view summary, std::string_view caption, const std::vector<TableHead>& heads,
                         const std::vector<std::string>& rows, std::size_t most, std::string_view all_in = "measures.csv");

/// `<td>` with text, and with a number as text.
std::string text_cell(std::string_view text);
std::string number_cell(std::string_view text);

}  // namespace picket
