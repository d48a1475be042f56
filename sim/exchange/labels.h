#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/experiment/unit_windows.h"
#include "sim/generate/world.h"

namespace picket::sim {

// The truth of a run as tables, kept apart from what a detector is given. Each function gives one line without its end;
// cells as csv.h writes them. Times are UTC with microseconds.

/// What of a unit became visible behind the hub.
struct UnitEvidenceCount {
  std::uint64_t messages = 0;    ///< security messages with its events, each once
  std::uint64_t raw_events = 0;  ///< its events in them
  Time first = Time::max();      ///< the first of them, accepted by the hub
};

/// labels/units.csv: one line for each attacked device and attack.
std::string unit_header();
std::string unit_line(const World& world, std::uint32_t unit, const UnitWindow& window, const UnitEvidenceCount& evidence);

/// labels/steps.csv: the steps of each attack, with their techniques.
std::string step_header();
std::vector<std::string> step_lines(const World& world);

/// labels/exposure.csv: how much benign life there is, by device class.
std::string exposure_header();
std::vector<std::string> exposure_lines(const World& world, const std::vector<UnitWindow>& windows);

/// labels/messages.csv: what of a message is evidence of which step.
struct MessageLabelRow {
  std::string hub;
  std::string partition;        ///< empty if Event Hubs' form was not written, or routes took the message elsewhere
  std::string sequence_number;  ///< the same
  std::string device;           ///< the sender
  std::uint32_t message = 0;    ///< the agent's number of it
  bool copy = false;            ///< of a message that the hub had accepted before
  std::uint32_t observation = 0;
  std::string row;              ///< IoTRawEventId
  std::uint32_t unit = 0;
  std::uint16_t step = 0;
  std::uint32_t raw_events = 0;
  Time first_event;
  bool attributed = true;       ///< false: a gateway's message that does not say which device it is from
};
std::string message_header();
std::string message_line(const World& world, const MessageLabelRow& row);

}  // namespace picket::sim
