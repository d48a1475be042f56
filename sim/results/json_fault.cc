#include "sim/results/json_fault.h"

namespace picket::sim {
namespace {

/// What stands after `word`; all of it if that is not there.
std::string_view after(std::string_view text, std::string_view word) {
  const std::size_t at = text.find(word);
  return at == std::string_view::npos ? text : text.substr(at + word.size());
}

/// Without "; last read: '...'", which quotes the text.
std::string without_quotation(std::string_view text) {
  constexpr std::string_view kQuoted = "; last read: '";
  const std::size_t from = text.find(kQuoted);
  if (from == std::string_view::npos) return std::string(text);
  // What was expected may follow it.
  const std::size_t rest = text.rfind("; expected ");
  std::string out(text.substr(0, from));
  if (rest != std::string_view::npos && rest > from) out += text.substr(rest);
  return out;
}

std::string place_and_words(std::string_view text) {
  const std::string_view placed = after(text, "parse error at ");
  const std::size_t colon = placed.find(": ");
  if (colon == std::string_view::npos) return without_quotation(placed);
  return std::string(placed.substr(0, colon)) + ": " + without_quotation(after(placed.substr(colon + 2), " - "));
}

}  // namespace

std::string json_fault(std::string_view what) {
  const std::string_view text = what.starts_with("[json.exception.") ? after(what, "] ") : what;
  if (text.starts_with("parse error")) return place_and_words(text);
  constexpr std::string_view kKey = "key '";
  constexpr std::string_view kNotFound = "' not found";
  if (text.starts_with(kKey) && text.ends_with(kNotFound)) {
    return "'" + std::string(text.substr(kKey.size(), text.size() - kKey.size() - kNotFound.size())) + "' is missing";
  }
  return std::string(text);
}

}  // namespace picket::sim
