#pragma once

#include <string>
#include <vector>

#include "sim/suite/suite_file.h"

namespace picket::sim {

/// Files that differ between a revision and the working tree of the git repository around `folder`, untracked ones
/// included, as absolute paths.
///
/// Model:  asks the program `git`, without a shell.
/// Errors: throws WrongInput if there is no git, no repository, or no such revision, with git's words.
std::vector<std::string> files_changed_since(const std::string& revision, const std::string& folder);

/// Leaves the cases that one of these files decides: a file that the case reads, or any that is no data of `library` and no
/// prose, since it may be code that all cases run. Checks are renumbered.
void keep_affected_cases(LoadedSuite& suite, const std::vector<std::string>& changed, const std::string& library);

}  // namespace picket::sim
