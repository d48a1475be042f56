#include "sim/results/resource_log.h"

#include "sim/results/json_object.h"
#include "sim/results/operation_properties.h"
#include "sim/results/utc_time.h"

namespace picket::sim {

std::string resource_log_record(const OperationRow& row) {
  const bool failed = row.record.result_type != 0;
  const Duration took = row.detail ? row.detail->took : Duration();
  std::string out;
  JsonObjectText object(out);
  object.word("time", utc_text(row.record.time));
  object.string("resourceId", row.resource_id);
  object.word("operationName", operation_word(row.record.operation));
  object.word("category", operation_category(row.record.operation));
  object.word("level", failed ? "Error" : "Information");
  object.word("resultType", failed ? std::to_string(row.record.result_type) : std::string());
  object.word("resultDescription", result_description(row.record.result_type));
  object.word("durationMs", std::to_string(took.count_microseconds() / 1'000));
  object.word("location", kHubLocation);
  object.string("properties", operation_properties(row));
  object.close();
  return out;
}

}  // namespace picket::sim
