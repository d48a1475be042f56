#pragma once

#include <vector>

#include "pipeline_core/content/content.h"
#include "pipeline_core/risk/tactics.h"

namespace picket {

/// The tactics that each source of a content speaks of, by `Finding::rule`: a rule's by its tags, those of a model, a
/// detector and the hub watch by what the alert means in ATT&CK (our reading; alerts that we have not placed say none).
std::vector<TacticSet> tactics_of_sources(const PipelineContent& content);

}  // namespace picket
