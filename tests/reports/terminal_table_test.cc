#include "reports/terminal_table.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

const std::vector<TableColumn> kColumns{{"policy", "", Align::kLeft}, {"uplink", "B/day", Align::kRight}};

TEST(TerminalTable, aligns_columns_and_names_units_in_the_header) {
  EXPECT_EQ(render_table(kColumns, {{"base", "412 000"}, {"bundle 5 min", "9"}}),
            "policy        uplink (B/day)\n"
            "────────────  ──────────────\n"
            "base                 412 000\n"
            "bundle 5 min               9\n");
}

TEST(TerminalTable, measures_width_in_columns_of_the_terminal) {
  EXPECT_EQ(render_table({{"a", "", Align::kLeft}, {"b", "", Align::kRight}}, {{"監視", "1"}, {"é", "22"}}),
            "a      b\n"
            "────  ──\n"
            "監視   1\n"
            "é     22\n");
}

TEST(TerminalTable, shortens_long_cells_and_fills_missing_ones) {
  TableOptions options;
  options.max_cell_width = 6;
  EXPECT_EQ(render_table({{"a", "", Align::kLeft}, {"b", "", Align::kLeft}}, {{"abcdefghij"}}, options),
            "a       b\n"
            "──────  ─\n"
            "abcde…\n");
}

TEST(TerminalTable, colours_only_on_request) {
  const std::string plain = render_table(kColumns, {{"x", "1"}});
  EXPECT_EQ(plain.find('\x1b'), std::string::npos);
  TableOptions options;
  options.colour = true;
  EXPECT_TRUE(render_table(kColumns, {{"x", "1"}}, options).starts_with("\x1b[1mpolicy"));
}

TEST(TerminalTable, does_not_let_cells_control_the_terminal) {
  EXPECT_EQ(render_table(kColumns, {{"\x1b[2J", "1\n2"}}).find('\x1b'), std::string::npos);
}

TEST(TerminalTable, is_empty_without_columns) {
  EXPECT_EQ(render_table({}, {}), "");
}

TEST(TerminalTable, has_a_title_unless_it_is_empty) {
  std::string out = "first\n";
  append_titled(out, "Cost", "");
  EXPECT_EQ(out, "first\n");
  append_titled(out, "Cost", "  1 USD\n");
  EXPECT_EQ(out, "first\n\nCost\n  1 USD\n");
}

}  // namespace
}  // namespace picket
