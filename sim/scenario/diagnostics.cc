#include "sim/scenario/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent_core/base/check.h"
#include "agent_core/base/json_escape.h"
#include "agent_core/base/utf8.h"

namespace picket::sim {

namespace {

constexpr std::string_view kIndent = "    ";
constexpr std::size_t kMaxShown = 160;  // characters of a source line

/// Byte offset of the `n`-th character (from 0), at most the length.
std::size_t byte_of_character(std::string_view text, std::size_t n) {
  std::size_t i = 0;
  while (i < text.size() && n > 0) {
    ++i;
    while (i < text.size() && continues_character(text[i])) ++i;
    --n;
  }
  return i;
}

/// The source line and, under it, the caret: long lines are cut to a window around the column.
struct Excerpt {
  std::string line;
  std::string before_caret;
};

Excerpt excerpt(std::string_view line, std::uint32_t column) {
  std::size_t caret = column - 1;
  std::string_view shown = line;
  std::string prefix;
  if (line.size() > kMaxShown) {
    const std::size_t skip = caret > kMaxShown / 2 ? caret - kMaxShown / 2 : 0;
    shown = shown.substr(byte_of_character(shown, skip));
    shown = shown.substr(0, byte_of_character(shown, kMaxShown));
    caret -= skip;
    if (skip > 0) prefix = "...";
  }
  Excerpt out{.line = std::string(kIndent) + prefix, .before_caret = std::string(kIndent.size() + prefix.size(), ' ')};
  std::size_t character = 0;
  for (; !shown.empty(); ++character) {
    const CodePoint c = first_code_point(shown);
    const std::string_view bytes = shown.substr(0, c.bytes);
    const std::string text = bytes == "\t" ? "\t" : printable(bytes);
    out.line += text;
    // An escape takes as many columns as it has letters.
    if (character < caret) out.before_caret += text == "\t" ? text : std::string(text == bytes ? 1 : text.size(), ' ');
    shown.remove_prefix(c.bytes);
  }
  for (; character < caret; ++character) out.before_caret += ' ';
  return out;
}

std::string counted(std::size_t n, std::string_view noun) {
  return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

std::string json_text(std::string_view text) {
  std::string out = "\"";
  append_json_escaped(well_formed_utf8(text), out);
  return out + '"';
}

}  // namespace

Diagnostics::Diagnostics() {
  add_source("<scenario>", "");
}

std::uint32_t Diagnostics::add_source(std::string name, std::string text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);  // a byte order mark is no character of its line
  Source source{.name = std::move(name), .text = std::move(text), .line_starts = {0}};
  for (std::size_t i = 0; i < source.text.size(); ++i) {
    if (source.text[i] == '\n') source.line_starts.push_back(i + 1);
  }
  sources_.push_back(std::move(source));
  return static_cast<std::uint32_t>(sources_.size() - 1);
}

void Diagnostics::add(Code code, Where where, std::string path, std::string message, std::string hint) {
  PICKET_CHECK(where.source < sources_.size(), where.source);
  (info_of(code).severity == Severity::kError ? errors_ : warnings_) += 1;
  if (full()) return;
  kept_.push_back({code, where, std::move(path), std::move(message), std::move(hint)});
}

void Diagnostics::append(const Diagnostics& other) {
  const auto before = static_cast<std::uint32_t>(sources_.size());
  sources_.insert(sources_.end(), other.sources_.begin(), other.sources_.end());
  errors_ += other.errors_;
  warnings_ += other.warnings_;
  for (Diagnostic one : other.kept_) {
    if (full()) return;
    one.where.source += before;
    kept_.push_back(std::move(one));
  }
}

std::string Diagnostics::place(Where where) const {
  const std::string& name = sources_[where.source].name;
  return where.line == 0 ? name : fmt::format("{}:{}", name, where.line);
}

std::string_view Diagnostics::source_line(Where where) const {
  const Source& source = sources_[where.source];
  if (where.line == 0 || where.line > source.line_starts.size()) return {};
  const std::size_t begin = source.line_starts[where.line - 1];
  std::string_view line = std::string_view(source.text).substr(begin);
  line = line.substr(0, line.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::vector<const Diagnostic*> Diagnostics::sorted() const {
  std::vector<const Diagnostic*> order;
  for (const Diagnostic& d : kept_) order.push_back(&d);
  std::ranges::stable_sort(order, {}, [](const Diagnostic* d) { return d->where; });
  return order;
}

std::string Diagnostics::one(const Diagnostic& d, TextStyle style) const {
  const bool error = info_of(d.code).severity == Severity::kError;
  const std::string_view word = error ? "error" : "warning";
  const std::string shown_word =
      style.colour ? fmt::format("\x1b[1;{}m{}:\x1b[0m", error ? 31 : 35, word) : fmt::format("{}:", word);
  // What was typed on the command line has its option for a place.
  if (d.where == Where{} && d.path.starts_with("--")) {
    return fmt::format("{} {}: {}{}\n{}", shown_word, printable(d.path), printable(d.message), style.codes ? fmt::format(" [{}]", to_string(d.code)) : "",
                       d.hint.empty() ? "" : fmt::format("{}{}\n", kIndent, printable(d.hint)));
  }
  const std::string place =
      d.where.line == 0 ? source_name(d.where.source) : fmt::format("{}:{}", this->place(d.where), d.where.column);
  std::string out = fmt::format("{}: {} {}{}{}{}\n", place, shown_word, printable(d.path), d.path.empty() ? "" : ": ",
                                printable(d.message),
                                style.codes ? fmt::format(" [{}]", to_string(d.code)) : "");
  if (d.where.line == 0) {
    if (!d.hint.empty()) out += fmt::format("{}{}\n", kIndent, printable(d.hint));
    return out;
  }
  const Excerpt shown = excerpt(source_line(d.where), d.where.column);
  out += fmt::format("{}\n{}^{}{}\n", shown.line, shown.before_caret, d.hint.empty() ? "" : "  ",
                     printable(d.hint));
  return out;
}

std::string Diagnostics::text(TextStyle style) const {
  std::string out;
  for (const Diagnostic* d : sorted()) out += one(*d, style);
  const std::size_t total = errors_ + warnings_;
  if (total > kept_.size()) out += fmt::format("... and {} more.\n", total - kept_.size());
  if (errors_ > 0) {
    out += counted(errors_, "error");
    if (warnings_ > 0) out += ", " + counted(warnings_, "warning");
    out += "; nothing was run.\n";
  } else if (warnings_ > 0) {
    out += counted(warnings_, "warning") + ".\n";
  }
  return out;
}

std::string Diagnostics::json() const {
  std::string out =
      fmt::format("{{\"version\": 1, \"errors\": {}, \"warnings\": {}, \"diagnostics\": [", errors_, warnings_);
  bool first = true;
  for (const Diagnostic* d : sorted()) {
    const bool error = info_of(d->code).severity == Severity::kError;
    out += fmt::format(
        "{}\n  {{\"code\": \"{}\", \"severity\": \"{}\", \"file\": {}, \"line\": {}, \"column\": {}, \"path\": {}, "
        "\"message\": {}, \"hint\": {}}}",
        first ? "" : ",", to_string(d->code), error ? "error" : "warning", json_text(source_name(d->where.source)),
        d->where.line, d->where.column, json_text(d->path), json_text(d->message), json_text(d->hint));
    first = false;
  }
  return out + (first ? "]}\n" : "\n]}\n");
}

std::string quote(std::string_view text) {
  constexpr std::size_t kMaxCharacters = 60;
  const std::size_t end = byte_of_character(text, kMaxCharacters);
  return "'" + printable(text.substr(0, end)) + (end < text.size() ? "...'" : "'");
}

}  // namespace picket::sim
