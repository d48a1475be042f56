#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/explain/explanation.h"
#include "sim/explain/rerun.h"

namespace picket::sim {

/// "miner/iot_gateway-000003": what a unit is called in explanations and on the command line.
std::string unit_name(const World& world, std::uint32_t unit);
/// The unit of that name, or of that device if it has only one, or of that number.
/// Errors: throws WrongInput with what was probably meant and the units there are.
std::uint32_t find_unit(const World& world, const std::string& word);

/// One event in a line: "exec 'nohup /tmp/x'", "outbound tcp to 203.0.113.9:80".
std::string event_text(const Record& record, const TextTable& texts);
/// The fields that rules see, built-in ones and those of reports, with their values; what is missing is left out.
std::vector<FieldValueText> fields_of(const Observation& observation, const TextTable& texts);

CorrelationText correlation_text(const Correlation& correlation);
SourceText source_of(const PipelineContent& content, std::uint32_t rule);
std::string_view word_of(Judgement judgement);
std::string step_name(const World& world, std::uint32_t unit, std::uint16_t step);
/// A finding's `device` may stand for a hub (`hub_identity`).
SubjectText subject_of(const World& world, DeviceId device);
ObservationPlace place_of(const World& world, const Evidence& evidence);
/// "30 ms", "1.5 s", "0:12:03": for people.
std::string duration_text(Duration duration);
/// "2026-03-03 01:22:11"
std::string time_text(Time time);

}  // namespace picket::sim
