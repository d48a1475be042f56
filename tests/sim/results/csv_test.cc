#include "sim/results/csv.h"

#include <gtest/gtest.h>

#include <limits>

namespace picket::sim {
namespace {

TEST(CsvTable, quotes_what_must_be_quoted) {
  CsvTable table{"a", "b,c"};
  table.cell("plain text").cell("say \"no\"").end_row();
  table.cell("two\nlines").cell("").end_row();
  EXPECT_EQ(table.text(), "a,\"b,c\"\nplain text,\"say \"\"no\"\"\"\n\"two\nlines\",\n");
}

TEST(CsvTable, writes_numbers_that_read_back_exactly) {
  CsvTable table{"a", "b", "c", "d", "e"};
  table.cell(0.1).cell(1e300).cell(-3).cell(std::uint64_t{18'446'744'073'709'551'615ULL}).cell(true).end_row();
  EXPECT_EQ(table.text(), "a,b,c,d,e\n0.1,1e+300,-3,18446744073709551615,true\n");
}

TEST(CsvTable, leaves_missing_values_empty) {
  CsvTable table{"a", "b", "c"};
  table.cell(std::optional<double>()).cell(std::numeric_limits<double>::quiet_NaN());
  table.cell(std::optional<double>(std::numeric_limits<double>::infinity())).end_row();
  EXPECT_EQ(table.text(), "a,b,c\n,,inf\n");
}

TEST(CsvTable, insists_on_complete_rows) {
  CsvTable table{"a", "b"};
  table.cell(1);
  EXPECT_DEATH(table.end_row(), "cells 1 columns 2");
}

}  // namespace
}  // namespace picket::sim
