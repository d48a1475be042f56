#pragma once

#include <cstddef>
#include <string_view>

#include "agent_core/base/time.h"
#include "pipeline_core/intel/indicator_set.h"

namespace picket {

/// Finds downloads from listed sources in command lines.
///
/// Model:  a command line that names a program which fetches (wget, curl, tftp, ftpget, ftp, scp, rsync,
///         git, pip, apt...) downloads from every host that it names as the authority of a URL
///         ("scheme://user@host:port/"), as the first part of "host:path", or as a bare IPv4 address.
/// Output: the first listed host's entry that is valid at `now`; null if none.
/// Cost:   one pass over the command line, at most kMaxHosts look-ups. Nothing is copied.
/// Limits: hosts in variables, in files and in encoded text are not seen; a host that is only printed counts.
/// Source: documented alert "Detected file download from a malicious source" (defender.md 5.1); how the
///         product decides is not published.
inline constexpr std::size_t kMaxHosts = 8;
const Indicator* listed_download(const IndicatorSet& indicators, std::string_view commandline, Time now);

/// True if some host may be listed at some time: lets a caller cache the answer "never".
bool may_be_listed_download(const IndicatorSet& indicators, std::string_view commandline);

}  // namespace picket
