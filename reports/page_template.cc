#include "reports/page_template.h"

#include <cstddef>

// PICKET_REPORT_PAGE is the path of the built page, PICKET_REPORT_STYLE of its style. The assembler copies its bytes into the
// read-only data of the program: no generated source, and no 700 kB literal for the compiler.
__asm__(
    ".pushsection .rodata\n"
    ".global picket_report_page_begin\n"
    ".global picket_report_page_end\n"
    "picket_report_page_begin:\n"
    ".incbin \"" PICKET_REPORT_PAGE
    "\"\n"
    "picket_report_page_end:\n"
    ".global picket_report_style_begin\n"
    ".global picket_report_style_end\n"
    "picket_report_style_begin:\n"
    ".incbin \"" PICKET_REPORT_STYLE
    "\"\n"
    "picket_report_style_end:\n"
    ".popsection\n");

extern "C" {
extern const char picket_report_page_begin[];
extern const char picket_report_page_end[];
extern const char picket_report_style_begin[];
extern const char picket_report_style_end[];
}

namespace picket {

std::string_view page_template() {
  return {picket_report_page_begin, static_cast<std::size_t>(picket_report_page_end - picket_report_page_begin)};
}

std::string_view page_style() {
  return {picket_report_style_begin, static_cast<std::size_t>(picket_report_style_end - picket_report_style_begin)};
}

}  // namespace picket
