#include "agent_core/base/csv_rows.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

/// "line:column text|line:column text" for each row, and what is wrong with it behind a '!'.
std::vector<std::string> rows_of(std::string_view text, CsvLimits limits = {}) {
  std::vector<std::string> out;
  CsvRows rows(text, limits);
  std::vector<CsvCell> cells;
  std::string fault;
  while (rows.next(cells, fault)) {
    std::string& row = out.emplace_back();
    for (const CsvCell& cell : cells) row += (row.empty() ? "" : "|") + std::to_string(cell.line) + ":" + std::to_string(cell.column) + " " + cell.text;
    if (!fault.empty()) row += "!" + std::to_string(rows.faulty_cell()) + " " + fault;
  }
  return out;
}

using Rows = std::vector<std::string>;

TEST(CsvRows, says_where_each_cell_begins) {
  EXPECT_EQ(rows_of("a,bc\n\n\"d,\"\"e\"\"\nf\",g\r\nh"), (Rows{"1:1 a|1:3 bc", "3:1 d,\"e\"\nf|4:4 g", "5:1 h"}));
}

TEST(CsvRows, counts_columns_in_characters_and_passes_over_a_byte_order_mark) {
  EXPECT_EQ(rows_of("\xef\xbb\xbf\xc3\xa4\xc3\xb6,\xe2\x82\xac,x\n"), (Rows{"1:1 \xc3\xa4\xc3\xb6|1:4 \xe2\x82\xac|1:6 x"}));
}

TEST(CsvRows, keeps_quotes_within_a_cell_that_begins_without_one) { EXPECT_EQ(rows_of("5\" pipe,\"\",x"), (Rows{"1:1 5\" pipe|1:9 |1:12 x"})); }

TEST(CsvRows, says_what_is_wrong_and_with_which_cell_and_goes_on) {
  EXPECT_EQ(rows_of("a,\"b\"c,d\ne\n"), (Rows{"1:1 a|1:3 bc|1:8 d!1 text behind the quote that ends a cell", "2:1 e"}));
  EXPECT_EQ(rows_of("a,\"b\nc"), (Rows{"1:1 a|1:3 b\nc!1 a quote that does not end"}));
}

TEST(CsvRows, is_bounded) {
  EXPECT_EQ(rows_of("a,b,c,d\ne\n", {3, 4}), (Rows{"1:1 a|1:3 b|1:5 c!2 more than 3 cells", "2:1 e"}));
  EXPECT_EQ(rows_of("a,bcdefghi,j\nk\n", {3, 4}), (Rows{"1:1 a|1:3 bcdef|1:12 j!1 a cell of more than 4 characters", "2:1 k"}));
}

TEST(CsvRows, has_no_row_in_empty_lines) { EXPECT_EQ(rows_of("\n\r\n\n"), Rows{}); }

}  // namespace
}  // namespace picket
