#include "sim/import/json_records.h"

#include "agent_core/base/utf8.h"

namespace picket::sim {
namespace {

bool is_json_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

void JsonRecords::begin() {
  record_.clear();
  record_line_ = line_;
  record_column_ = column_;
  too_long_ = is_quoted_ = is_escaped_ = false;
  depth_ = 0;
}

void JsonRecords::append(char c) {
  if (record_.size() < kMaxRecordBytes) record_ += c;
  else if (!is_json_blank(c)) too_long_ = true;
}

void JsonRecords::give(bool is_cut_off) {
  std::string_view text = record_;
  while (!text.empty() && is_json_blank(text.back())) text.remove_suffix(1);
  if (record_line_ != 0 && !text.empty()) take_({record_line_, record_column_, text, too_long_, is_cut_off});
  record_line_ = 0;
}

void JsonRecords::advance(char c) {
  ++offset_;
  if (c == '\n') {
    ++line_;
    column_ = 1;
  } else if (!continues_character(c)) {
    ++column_;
  }
}

void JsonRecords::feed_unknown(char c) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (offset_ == 0 && (c == '\xFF' || c == '\xFE')) {
    form_ = Form::kUtf16;
  } else if (offset_ < kByteOrderMark.size() && c == kByteOrderMark[offset_]) {
    if (offset_ == 0) column_ = 0;  // it takes no column
  } else if (is_json_blank(c)) {
    return;
  } else if (c == '[') {
    form_ = Form::kValues;
    in_list_ = true;
  } else if (c == '{') {
    form_ = Form::kBrace;
    begin();
    append(c);
  } else {
    form_ = Form::kLines;
    feed_line(c);
  }
}

void JsonRecords::feed_line(char c) {
  if (c == '\n') return give(false);
  if (record_line_ == 0) {
    if (is_json_blank(c)) return;
    begin();
  }
  append(c);
}

void JsonRecords::feed_value(char c) {
  if (record_line_ == 0) {
    if (is_json_blank(c) || (in_list_ && c == ',')) return;
    if (in_list_ && c == ']') {
      in_list_ = false;
      return;
    }
    begin();
  } else if (depth_ == 0 && (c == '\n' || (in_list_ && (c == ',' || c == ']')))) {
    if (c == ']') in_list_ = false;
    return give(false);  // a number, a word, or what else is no object
  }
  append(c);
  if (is_quoted_) {
    // A text never goes on behind the end of its line, so a quote that is missing spoils no more than its line.
    if (c == '\n' || (c == '"' && !is_escaped_)) is_quoted_ = false;
    is_escaped_ = c == '\\' && !is_escaped_;
    return;
  }
  if (c == '"') {
    is_quoted_ = true;
    is_escaped_ = false;
  } else if (c == '{' || c == '[') {
    ++depth_;
  } else if ((c == '}' || c == ']') && depth_ > 0) {
    if (--depth_ == 0) give(false);
  }
}

void JsonRecords::feed(std::string_view bytes) {
  for (const char c : bytes) {
    switch (form_) {
      case Form::kUnknown: feed_unknown(c); break;
      case Form::kBrace:
        // What follows the first brace shows the form.
        if (c == '\n') {
          form_ = Form::kValues;
          depth_ = 1;
          append(c);
        } else {
          if (!is_json_blank(c)) form_ = Form::kLines;
          append(c);
        }
        break;
      case Form::kLines: feed_line(c); break;
      case Form::kValues: feed_value(c); break;
      case Form::kUtf16: return;
    }
    advance(c);
  }
}

void JsonRecords::finish() {
  const bool between = record_line_ == 0;
  // A last line without its end is whole; what is spread over lines is not, and neither is a list that is still open.
  give(form_ == Form::kValues && (depth_ > 0 || in_list_));
  if (between && in_list_) take_({line_, column_, {}, false, true});
}

}  // namespace picket::sim
