#pragma once

#include <span>
#include <string>

#include "pipeline_core/content/content.h"
#include "sim/attack/attack_template.h"
#include "sim/scenario/diagnostics.h"
#include "sim/scenario/file_kind.h"

namespace picket::sim {

/// Checks a file of the library, or one like it, by itself: an attack, a policy, a class, access networks, prices or a client.
///
/// Model:  what it is based on (`base: NAME`) comes from `library_folder`, and `sets` ("path=value") are put over it, as in a
///         scenario. Then keys and values, what the parts of it say of each other, and of an attack whether `content` raises
///         the alerts that it expects.
/// Errors: all at once into `diagnostics`, each at its place. A file that holds something else is a caller's bug.
/// Limits: what a scenario decides is not looked at: whether the fleet fits, and whether names of classes are known.
void check_part(FileKind kind, const std::string& path, std::span<const std::string> sets, const std::string& library_folder,
                const PipelineContent& content, Diagnostics& diagnostics);

/// Warns of an attack that no alert can detect, or none in time. `where`: of what asks for it.
void warn_of_undetectable(const AttackTemplate& attack, bool needs_deadline, Where where, Diagnostics& diagnostics);

}  // namespace picket::sim
