#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent_core/base/time.h"
#include "pipeline_core/intel/indicator.h"
#include "sim/experiment/lane_result.h"

// What an explanation says, in words and numbers that need no content or vocabulary to be read. Printed by
// explanation_text.h, written as JSON by explanation_json.h.

namespace picket::sim {

/// An observation of a message, as the pipeline read it.
struct ObservationPlace {
  std::string device;
  std::uint32_t sequence = 0;     ///< the agent's number of the message
  std::uint32_t observation = 0;  ///< its place in the message, from 0
};

/// Whom an alert is about.
struct SubjectText {
  std::string device;  ///< empty: it is about the hub
  std::string hub;     ///< only then
  /// "kiosk-000009", "hub 'west'"
  std::string text() const { return device.empty() ? "hub '" + hub + "'" : device; }
};

struct FieldValueText {
  std::string name;
  std::string value;
};

/// How many raw events of what stand behind an observation.
struct StandsFor {
  std::string unit;  ///< empty: benign
  std::string step;
  std::uint64_t events = 0;
};

/// A match of a correlation's rule.
struct MemberText {
  std::string rule;
  Time time;
  std::uint32_t events = 1;
};

struct EvidenceText {
  ObservationPlace place;
  bool known = true;  ///< false: the message was analysed before the measured period, and only its place is known
  std::string kind;
  std::uint32_t hits = 0;
  Time first;
  Time last;
  Time created;   ///< the message, by its agent
  Time sent;      ///< start of its last transmission
  Time arrived;   ///< at the hub's gateway
  Time accepted;  ///< by the hub; from then on the pipeline works on it
  std::uint32_t bytes = 0;
  std::vector<FieldValueText> fields;
  std::vector<StandsFor> stands_for;
  std::vector<MemberText> members;  ///< of a correlation
  std::string tests;                ///< of a rule: its condition as a tree, each test with yes or no
};

struct UnitDelay {
  std::string unit;
  DelayParts parts;
};

/// What raises alerts.
struct SourceText {
  std::string kind;   ///< "rule", "correlation", "model", "detector", "hub watch"
  std::string title;
  std::string id;     ///< of rules
  std::string file;
  int line = 0;
  std::string pack;
};

struct CorrelationText {
  std::string type;
  std::string wanted;  ///< "at least 10"
  Duration timespan;
  std::vector<std::string> group_by;
};

struct AlertExplanation {
  std::uint64_t number = 0;
  std::string alert;
  std::string alert_type;
  std::string severity;
  SubjectText subject;
  Time raised;
  std::string judgement;  ///< "detection", "related", "notice", "false"
  SourceText source;
  std::string because;    ///< `reason_text`
  std::optional<double> value;  ///< of a model or detector that measures
  std::optional<double> limit;
  std::string unit;             ///< of both
  Time window_start;
  Time window_end;
  bool absence = false;
  std::optional<IndicatorReason> indicator;
  std::optional<CorrelationText> correlation;
  std::vector<EvidenceText> evidence;
  std::vector<UnitDelay> delays;  ///< of the units in the evidence
};

// ---- of a unit

struct LossText {
  std::string stage;   ///< "sensor", "agent", "gateway", "queue", "horizon"
  std::string reason;
  std::uint64_t events = 0;
};

struct ReachedText {
  ObservationPlace place;
  std::uint64_t events = 0;
  std::uint64_t others = 0;  ///< further raw events in the same observation
  Time accepted;
  bool late = false;         ///< beyond the pipeline's lateness: matched, but no window takes it
  bool attributed = true;    ///< false: a gateway merged it and does not name the device
};

/// Equal events of a step.
struct ActText {
  std::string what;
  Time first;
  Time last;
  std::uint64_t events = 0;
  std::vector<LossText> lost;
  std::vector<ReachedText> reached;
};

/// Equal operations of a step at the hub, and their records in its log.
struct HubActText {
  std::string what;   ///< "deviceConnect, 401003 IotHubUnauthorized"
  Time first;
  Time last;
  std::uint64_t operations = 0;
  std::uint64_t read = 0;   ///< of them: in records that the pipeline could read by the end
  bool logged = true;       ///< false: no diagnostic setting takes them; there is no record, and no time is known
};

struct StepText {
  std::string id;
  std::vector<std::string> techniques;
  std::vector<ActText> acts;
  std::vector<HubActText> hub{};
  std::string fate{};      ///< as in misses.csv; empty: it left no evidence
  std::string ended_at{};  ///< stage and reason of the evidence that came furthest
};

struct LackedText {
  std::string field;
  std::string wanted;
  std::string found;
};

/// How near something that raises alerts came to raising one about the unit.
struct StandingText {
  SourceText source;
  std::string alert;
  /// "raised", "matched" (and why nothing was raised is in `because`), "changed" (it fits what happened, not what
  /// arrived), "lost" (it fits what happened, and nothing of that arrived), "near" (tests fail either way), "below"
  /// (a count or value under its limit), "no evidence" (nothing that it looks at happened or arrived).
  std::string outcome;
  std::string because;
  std::optional<std::uint32_t> failed;              ///< tests, on the nearest observation that arrived
  std::optional<std::uint32_t> failed_as_happened;  ///< tests, on the nearest raw event
  std::optional<double> value;                      ///< reached
  std::optional<double> limit;
  std::string unit;                                 ///< of both; empty: matches, or what a correlation reckons of them
  std::optional<ObservationPlace> place;            ///< the nearest observation
  std::string step;                                 ///< of the nearest observation or event
  std::string what;
  std::vector<LackedText> lacked;
};

struct UnitExplanation {
  std::string unit;
  std::string attack_title;
  Time start;
  Time end;
  bool detected = false;
  std::optional<std::uint64_t> first_alert;
  std::vector<std::uint64_t> alerts;  ///< all that rest on its evidence
  std::vector<std::string> expects;
  std::string summary;
  std::vector<StepText> steps;
  std::vector<StandingText> expected;  ///< of what raises an expected alert, the nearest first
  std::vector<StandingText> others;    ///< the nearest of all other rules
};

// ---- of a run

struct UnitLine {
  std::string unit;
  bool detected = false;
  double delay_seconds = 0;
  std::string alert;
  std::string pack;
  std::optional<std::uint64_t> first_alert;
  std::uint64_t events = 0;
  std::uint64_t events_arrived = 0;
};

struct AlertLine {
  std::uint64_t number = 0;
  Time raised;
  SubjectText subject;
  std::string alert;
  std::string source;
  std::string judgement;
};

struct RunOverview {
  std::string path;
  std::string scenario;
  std::string policy;
  std::uint32_t replication = 0;
  std::string digest;
  std::vector<UnitLine> units;
  std::vector<AlertLine> alerts;
};

}  // namespace picket::sim
