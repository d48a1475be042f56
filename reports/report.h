#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "agent_core/base/result.h"
#include "reports/report_error.h"

namespace picket {

/// Turns a result file into one HTML page that works offline: verdict and tables as plain HTML,
/// plots drawn by the script inside, no address fetched.
///
/// Input:  the text of result.json (see study_reader.h for what is read), and of uncertainty.json if the study has one.
/// Output: the page; some 700 kB and the thinned data. The same input gives the same bytes.
/// Errors: a sentence naming the field that is missing or wrong.
Result<std::string, ReportError> render_report(std::string_view result_json, std::string_view uncertainty_json = {});

/// The same into a stream; returns the error, if any, and then has written nothing. The caller
/// checks the stream.
[[nodiscard]] std::optional<std::string> write_report(std::string_view result_json, std::ostream& out);

}  // namespace picket
