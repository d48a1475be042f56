#include "sim/compare/comparison_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "agent_core/base/utf8.h"
#include "reports/terminal_table.h"
#include "sim/compare/comparison_words.h"

namespace picket::sim {
namespace {

constexpr const char* kGreen = "\033[32m";
constexpr const char* kRed = "\033[31m";
constexpr const char* kPlain = "\033[0m";

/// Lines of a table beyond which those without a difference are left out.
constexpr std::size_t kMostShown = 60;

/// Of prose.
constexpr std::size_t kWidth = 118;

using Row = std::vector<std::string>;

/// Text of a Markdown cell: no line ends, no pipe, no mark-up.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (std::string_view("|\\`*_<>").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string markdown_table(const std::vector<TableColumn>& columns, const std::vector<Row>& rows) {
  std::string out = "|";
  for (const TableColumn& column : columns) out += " " + cell(column.header) + " |";
  out += "\n|";
  for (const TableColumn& column : columns) out += column.align == Align::kRight ? "---:|" : "---|";
  out += "\n";
  for (const Row& row : rows) {
    out += "|";
    for (const std::string& text : row) out += text.empty() ? " |" : " " + cell(text) + " |";
    out += "\n";
  }
  return out;
}

/// Lines of at most `width` characters, broken at spaces.
std::string wrapped(const std::string& text, std::size_t width) {
  std::string out;
  std::size_t line = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::size_t length = end - at;
    if (line > 0 && line + 1 + length > width) {
      out += '\n';
      line = 0;
    } else if (line > 0) {
      out += ' ';
      ++line;
    }
    out.append(text, at, length);
    line += length;
    at = end + 1;
  }
  return out;
}

class TextMaker {
 public:
  TextMaker(const Comparison& comparison, const ComparisonTextOptions& options) : comparison_(comparison), options_(options) {}

  std::string make() {
    for (const ComparisonTable& table : comparison_.tables) add_study(table);
    for (const SuiteTable& table : comparison_.suites) add_suite(table);
    if (!shown_) return head() + std::move(out_) + remarks();
    return head() + std::move(out_) + remarks() + "\n" + wrapped(legend_words(comparison_.settings, paired_), kWidth) + "\n";
  }

 private:
  std::string head() const {
    if (comparison_.within_one) return {};
    const auto side = [](const std::string& path, const std::string& program) { return program.empty() ? path : path + " by " + program; };
    const std::string before = side(comparison_.before_path, comparison_.before_program);
    const std::string after = side(comparison_.after_path, comparison_.after_program);
    std::string text = fmt::format("old: {}\nnew: {}\n", printable(before), printable(after));
    if (options_.markdown) text = fmt::format("Old: {}; new: {}.\n", cell(before), cell(after));
    if (comparison_.differs.empty()) return text + (options_.markdown ? "\n" : "") + "What differs: nothing in version, commit and scenario.\n";
    text += options_.markdown ? "\nWhat differs:\n\n" : "what differs:\n";
    for (const std::string& line : comparison_.differs) text += options_.markdown ? "- " + cell(line) + "\n" : "  " + printable(line) + "\n";
    return text;
  }

  std::string remarks() const {
    std::string text;
    for (const std::string& remark : comparison_.remarks) text += fmt::format("{}note: {}\n", text.empty() ? "\n" : "", printable(remark));
    return text;
  }

  std::string title(const std::string& name, const ComparedSide& before, const ComparedSide& after) const {
    const bool points = before.policy == after.policy && before.label != before.policy;
    if (comparison_.within_one && points) return title_of(name, fmt::format("{}, {} against {}", after.policy, after.label, before.label));
    const std::string what = comparison_.within_one || before.policy != after.policy ? fmt::format("{} against {}", after.policy, before.policy) : after.policy;
    return title_of(name, what);
  }

  std::string title_of(const std::string& name, const std::string& what) const {
    return options_.markdown ? fmt::format("\n**{}: {}.** ", cell(name), cell(what)) : fmt::format("\n{}: {}; ", printable(name), printable(what));
  }

  void add_table(const std::vector<TableColumn>& columns, const std::vector<Row>& rows) {
    if (options_.markdown) {
      out_ += "\n" + markdown_table(columns, rows) + "\n";
      return;
    }
    TableOptions options;
    options.colour = options_.colour;
    options.indent = "  ";
    std::string text = render_table(columns, rows, options);
    if (options_.colour) paint(text);
    out_ += text;
  }

  /// The last word of a line of what is better is green, of what is worse red; widths were laid out before.
  static void paint(std::string& text) {
    for (const auto& [word, colour] : {std::pair{" better", kGreen}, {" more", kGreen}, {" worse", kRed}, {" less", kRed}}) {
      const std::string ending = std::string(word) + "\n";
      for (std::size_t at = text.find(ending); at != std::string::npos; at = text.find(ending, at + 1)) {
        const std::string painted = std::string(" ") + colour + (word + 1) + kPlain + "\n";
        text.replace(at, ending.size(), painted);
      }
    }
  }

  void add_notes(const std::vector<std::string>& notes) {
    for (const std::string& note : notes) out_ += fmt::format("{}{}\n", options_.markdown ? "\n" : "  ", options_.markdown ? cell(note) : printable(note));
  }

  void add_study(const ComparisonTable& table) {
    out_ += title(table.name, table.before, table.after);
    if (table.identical) {
      out_ += fmt::format("identical: all {} runs have the same digest{}\n", table.replications.size(), options_.markdown ? "." : "");
      return;
    }
    out_ += basis_words(table) + (options_.markdown ? ".\n" : "\n");
    add_notes(table.notes);
    if (table.rows.empty()) return;
    note_shown(table.paired);
    const std::vector<ComparedRow> rows = shown_rows(table.rows);
    if (!rows.empty()) add_table(measure_columns(table.before.label, table.after.label, rows), measure_rows(rows));
    if (rows.size() < table.rows.size()) {
      add_notes({fmt::format("{} lines without a difference are not shown; --all, csv and json have them.", table.rows.size() - rows.size())});
    }
    for (const ComparedRow& row : rows) {
      // Of many points a line each would be longer than the table.
      if (const std::string note = row.point.empty() ? row_note(row) : ""; !note.empty()) add_notes({measure_words(row) + ": " + note});
    }
    out_ += fmt::format("{}{}{}\n", options_.markdown ? "\n" : "  ", tally_words(table.rows), family(family_size(table.rows), "lines"));
  }

  /// All, unless they are too many to read: then those that differ.
  std::vector<ComparedRow> shown_rows(const std::vector<ComparedRow>& rows) const {
    if (options_.all || rows.size() <= kMostShown) return rows;
    std::vector<ComparedRow> out;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(out), [](const ComparedRow& row) {
      return row.finding != RowFinding::kEqual && row.finding != RowFinding::kNoEvidence &&
             row.finding != RowFinding::kNotKnown;
    });
    return out;
  }

  /// "; p: Holm over all 12 lines of this table".
  std::string family(std::size_t n, const std::string& of_what) const {
    const std::string text = family_words(comparison_.settings, n, of_what);
    return text.empty() ? text : "; " + text;
  }

  static bool has_points(const std::vector<ComparedRow>& rows) {
    return std::any_of(rows.begin(), rows.end(), [](const ComparedRow& row) { return !row.point.empty(); });
  }

  std::vector<TableColumn> measure_columns(const std::string& before, const std::string& after, const std::vector<ComparedRow>& rows) const {
    std::vector<TableColumn> columns;
    if (has_points(rows)) columns.push_back({"point", "", Align::kLeft});
    for (const TableColumn& column : {TableColumn{"measure", "", Align::kLeft}, {before, "", Align::kRight}, {after, "", Align::kRight},
                                      {"difference", "", Align::kRight}, {p_header(), "", Align::kRight}, {"n", "", Align::kRight},
                                      {"detectable", "", Align::kRight}, {"", "", Align::kLeft}}) {
      columns.push_back(column);
    }
    return columns;
  }
  std::string p_header() const {
    switch (comparison_.settings.correction) {
      case Correction::kHolm: return "p (Holm)";
      case Correction::kBenjaminiHochberg: return "p (BH)";
      case Correction::kNone: break;
    }
    return "p";
  }

  static std::vector<Row> measure_rows(const std::vector<ComparedRow>& rows) {
    std::vector<Row> out;
    const bool with_points = has_points(rows);
    for (const ComparedRow& row : rows) {
      Row& cells = out.emplace_back();
      if (with_points) cells.push_back(row.point);
      Row of_values{measure_words(row), side_words(row.values.before, row.unit), side_words(row.values.after, row.unit), effect_words(row.values, row.unit),
                     p_words(row.p_corrected), std::to_string(row.values.n), detectable_words(row.values, row.unit), finding_words(row.finding)};
      cells.insert(cells.end(), of_values.begin(), of_values.end());
    }
    return out;
  }

  void add_suite(const SuiteTable& table) {
    out_ += title(table.name, table.before, table.after);
    const std::string cases = fmt::format("{} case{}, {}", table.cases, table.cases == 1 ? "" : "s", table.paired ? "paired by replication" : "not paired");
    if (table.cases > 0 && table.identical_cases == table.cases) {
      out_ += fmt::format("identical: all runs of {} cases have the same digests{}\n", table.cases, options_.markdown ? "." : "");
      return;
    }
    out_ += cases + (table.identical_cases > 0 ? fmt::format(", {} of them identical", table.identical_cases) : "") + (options_.markdown ? ".\n" : "\n");
    add_notes(table.notes);
    note_shown(table.paired);
    if (!table.totals.empty()) {
      add_table(measure_columns(table.before.label, table.after.label, table.totals), measure_rows(table.totals));
      const std::string words = family_words(comparison_.settings, family_size(table.totals), "lines");
      if (!words.empty()) out_ += fmt::format("{}{}\n", options_.markdown ? "" : "  ", words);
    }
    std::vector<Row> rows;
    for (const SuiteAttackRow& row : table.attacks) {
      if (row.finding == RowFinding::kEqual && !options_.all) continue;
      rows.push_back({row.attack, side_words(without_interval(row.detected.before), "share"), side_words(without_interval(row.detected.after), "share"),
                      effect_words(row.detected, "share"), p_words(row.p_corrected), std::to_string(row.detected.n), detectable_words(row.detected, "share"),
                      row.why, detection_words(row)});
    }
    if (!options_.markdown) out_ += "\n";
    if (!rows.empty()) {
      add_table({{"attack", "", Align::kLeft}, {table.before.label, "", Align::kRight}, {table.after.label, "", Align::kRight},
                 {"difference", "", Align::kRight}, {p_header(), "", Align::kRight}, {"n", "", Align::kRight}, {"detectable", "", Align::kRight},
                 {"most misses of the lower side", "", Align::kLeft}, {"detects", "", Align::kLeft}},
                rows);
    }
    std::string end = equal_words(table);
    if (const std::string words = family_words(comparison_.settings, family_size(table.attacks), "attacks"); !words.empty()) {
      end += (end.empty() ? "" : " ") + words + ".";
    }
    if (!end.empty()) out_ += fmt::format("{}{}\n", options_.markdown ? "" : "  ", end);
  }

  static IntervalEstimate without_interval(IntervalEstimate estimate) {
    estimate.interval.reset();
    return estimate;
  }

  void note_shown(bool paired) {
    paired_ = shown_ ? paired_ && paired : paired;
    shown_ = true;
  }

  const Comparison& comparison_;
  const ComparisonTextOptions& options_;
  std::string out_;
  bool shown_ = false;
  bool paired_ = true;
};

}  // namespace

std::string comparison_text(const Comparison& comparison, const ComparisonTextOptions& options) {
  std::string text = TextMaker(comparison, options).make();
  // Within one result nothing stands before the first table.
  return text.starts_with('\n') ? text.substr(1) : text;
}

}  // namespace picket::sim
