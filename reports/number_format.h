#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace picket {

/// Numbers as people read them, the same in the terminal, in tables and in plots (the page's
/// format.js follows the same rules): three significant digits, thousands set apart by a narrow
/// space from five digits on, SI prefixes, a space before the unit. NaN is written "–" (no
/// value), infinity "∞".

std::string format_number(double x);
/// "1.23 MB"; decimal prefixes, as networks and bills count.
std::string format_bytes(double bytes);
/// "850 ms", "12.5 s", "3.4 min", "2.1 h", "5 d".
std::string format_duration(double seconds);
/// "$0.012", "$1.50", "$12 400": cents from one dollar on, three digits below.
std::string format_money(double usd);
/// "1 day", "30 days", "0.5 days".
std::string days_text(double days);
/// 0.971 as "97.1 %".
std::string format_percent(double ratio);

/// A value in the unit of a result file: "B" and "B/..." get prefixes, "s" becomes a duration,
/// "USD..." money, "share" per cent; anything else is appended as it is.
std::string format_with_unit(double value, std::string_view unit);

/// "3.58 min [3.15, 4.01]" with `unit` as in format_with_unit; without brackets when there is no
/// interval. Ends in another unit than the value keep theirs; an infinite `high` shows as "∞".
std::string format_estimate(double value, std::optional<double> low, std::optional<double> high,
                            std::string_view unit = "");
/// The bracket alone, empty when there is no interval.
std::string format_interval(double value, std::optional<double> low, std::optional<double> high,
                            std::string_view unit = "");

/// "uplink_payload_bytes" as "uplink payload bytes".
std::string words(std::string_view name);

}  // namespace picket
