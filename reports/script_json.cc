#include "reports/script_json.h"

#include <cstdio>
#include <cstdlib>

namespace picket {

namespace {

using Json = nlohmann::json;

void round_numbers(Json& value) {
  if (value.is_number_float()) {
    char text[32];
    std::snprintf(text, sizeof text, "%.7g", value.get<double>());
    value = std::strtod(text, nullptr);
  } else if (value.is_structured()) {
    for (Json& item : value) round_numbers(item);
  }
}

}  // namespace

std::string script_json(Json document) {
  round_numbers(document);
  const std::string text = document.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '<') {
      out += "\\u003c";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace picket
