#pragma once

#include <string>

#include "pipeline_core/findings/catalogue.h"

namespace picket::sim {

/// The page of all types of alert that an attack's `expect` can name, in Markdown: by who raises them, with both names.
std::string alert_page(const AlertCatalogue& alerts);

}  // namespace picket::sim
