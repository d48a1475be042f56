#pragma once

#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>

namespace picket::check_detail {

[[noreturn]] inline void fail(const char* file, int line, const char* text, const std::string& values) {
  std::fprintf(stderr, "%s:%d: CHECK failed: %s%s%s\n", file, line, text, values.empty() ? "" : "; ", values.c_str());
  std::abort();
}

template <class... Values>
std::string join(const Values&... values) {
  std::ostringstream out;
  ((out << values << ' '), ...);
  std::string text = out.str();
  if (!text.empty()) text.pop_back();
  return text;
}

}  // namespace picket::check_detail

/// Stops the program when we wrote something wrong: time went backwards, sizes disagree.
/// For what the world or a person may do, return a value instead (see result.h).
/// Further arguments are printed with the failure: `PICKET_CHECK(a <= b, "a", a, "b", b)`.
#define PICKET_CHECK(condition, ...)                                                       \
  do {                                                                                     \
    if (!(condition)) [[unlikely]]                                                         \
      ::picket::check_detail::fail(__FILE__, __LINE__, #condition,                         \
                                   ::picket::check_detail::join(__VA_ARGS__));             \
  } while (false)
