#pragma once

#include <string>

#include "sim/results/workspace_rows.h"

namespace picket::sim {

/// Content of `properties` of a record of the resource log, and so of properties_s: a JSON object with the names of the record's
/// category, in their order, in which authType and authenticationType are strings that hold JSON.
///
/// Input:  what the row does not know stands as an empty text, 0 or null. Of an identity that is a module's there is moduleId
///         too, as the records of device streams have it.
/// Limits: the words for HTTPS, and the units of ttl and timeInSystem, are not published: "Https", and seconds. Message and job
///         ids and the names of blobs are ours. What the activity log's records say beside is not written.
/// Source: monitor-iot-hub-reference, 2024-06-26; iot-hub.md 5.5.
std::string operation_properties(const OperationRow& row);

}  // namespace picket::sim
