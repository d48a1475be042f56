#include "sim/explain/explanation_json.h"

#include <nlohmann/json.hpp>

#include "sim/results/utc_time.h"

namespace picket::sim {
namespace {

using Json = nlohmann::ordered_json;
constexpr int kSchemaVersion = 1;

std::string written(const Json& json) { return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n"; }

template <class T, class Convert>
Json list(const std::vector<T>& items, Convert convert) {
  Json out = Json::array();
  for (const T& item : items) out.push_back(convert(item));
  return out;
}

template <class T>
void put(Json& object, const char* name, const std::optional<T>& value) {
  if (value) object[name] = *value;
}

/// "device", or "hub" for what is about one.
void put_subject(Json& object, const SubjectText& subject) {
  if (subject.device.empty()) {
    object["hub"] = subject.hub;
  } else {
    object["device"] = subject.device;
  }
}

Json place_json(const ObservationPlace& p) {
  return {{"device", p.device}, {"sequence", p.sequence}, {"observation", p.observation}};
}

Json source_json(const SourceText& s) {
  Json out{{"kind", s.kind}, {"title", s.title}, {"pack", s.pack}};
  if (!s.id.empty()) out["id"] = s.id;
  if (!s.file.empty()) out["file"] = s.file;
  if (s.line != 0) out["line"] = s.line;
  return out;
}

Json indicator_json(const IndicatorReason& i) {
  Json out{{"kind", to_string(i.kind)}, {"value", i.value}, {"source", i.source}, {"confidence", i.confidence}};
  if (!i.id.empty()) out["id"] = i.id;
  if (i.tlp != Tlp::kNone) out["tlp"] = to_string(i.tlp);
  if (i.valid_from != Time::min()) out["valid_from"] = utc_text(i.valid_from);
  if (i.valid_until != Time::max()) out["valid_until"] = utc_text(i.valid_until);
  return out;
}

Json parts_json(const DelayParts& p) {
  const auto seconds = [](std::int64_t us) { return static_cast<double>(us) / 1e6; };
  return {{"total_seconds", seconds(p.total())},     {"attack_seconds", seconds(p.attack)},
          {"agent_seconds", seconds(p.agent)},       {"queue_seconds", seconds(p.queue)},
          {"reconnect_seconds", seconds(p.reconnect)},
          {"network_seconds", seconds(p.network)},   {"shaping_seconds", seconds(p.shaping)},
          {"hub_seconds", seconds(p.hub)},           {"pipeline_seconds", seconds(p.pipeline)}};
}

Json evidence_json(const EvidenceText& e) {
  Json out = place_json(e.place);
  out["known"] = e.known;
  if (!e.known) return out;
  out["kind"] = e.kind;
  out["hits"] = e.hits;
  out["first"] = utc_text(e.first);
  out["last"] = utc_text(e.last);
  out["message"] = {{"created", utc_text(e.created)},
                    {"sent", utc_text(e.sent)},
                    {"arrived", utc_text(e.arrived)},
                    {"accepted", utc_text(e.accepted)},
                    {"bytes", e.bytes}};
  Json fields = Json::object();
  for (const FieldValueText& f : e.fields) fields[f.name] = f.value;
  out["fields"] = std::move(fields);
  out["stands_for"] = list(e.stands_for, [](const StandsFor& s) {
    Json one{{"events", s.events}, {"benign", s.unit.empty()}};
    if (!s.unit.empty()) one.update({{"unit", s.unit}, {"step", s.step}});
    return one;
  });
  if (!e.members.empty()) {
    out["members"] = list(e.members, [](const MemberText& m) {
      return Json{{"rule", m.rule}, {"time", utc_text(m.time)}, {"events", m.events}};
    });
  }
  if (!e.tests.empty()) out["tests"] = e.tests;
  return out;
}

Json standing_json(const StandingText& s) {
  Json out{{"source", source_json(s.source)}, {"alert", s.alert}, {"outcome", s.outcome}};
  if (!s.because.empty()) out["because"] = s.because;
  put(out, "failed", s.failed);
  put(out, "failed_as_happened", s.failed_as_happened);
  put(out, "value", s.value);
  put(out, "limit", s.limit);
  if (s.value && !s.unit.empty()) out["unit"] = s.unit;
  if (s.place) out["nearest"] = place_json(*s.place);
  if (!s.step.empty()) out["step"] = s.step;
  if (!s.what.empty()) out["what"] = s.what;
  out["lacked"] = list(s.lacked, [](const LackedText& l) {
    return Json{{"field", l.field}, {"wanted", l.wanted}, {"found", l.found}};
  });
  return out;
}

Json act_json(const ActText& a) {
  Json out{{"what", a.what}, {"first", utc_text(a.first)}, {"last", utc_text(a.last)}, {"events", a.events}};
  out["lost"] = list(a.lost, [](const LossText& l) {
    return Json{{"stage", l.stage}, {"reason", l.reason}, {"events", l.events}};
  });
  out["reached"] = list(a.reached, [](const ReachedText& r) {
    Json one = place_json(r.place);
    one.update({{"events", r.events}, {"other_events", r.others}, {"accepted", utc_text(r.accepted)}, {"late", r.late},
                {"attributed", r.attributed}});
    return one;
  });
  return out;
}

Json hub_act_json(const HubActText& h) {
  Json out{{"what", h.what}, {"operations", h.operations}, {"read", h.read}, {"logged", h.logged}};
  if (h.logged) out.update({{"first", utc_text(h.first)}, {"last", utc_text(h.last)}});
  return out;
}

}  // namespace

std::string explanation_json(const RunOverview& o) {
  Json out{{"schema_version", kSchemaVersion}, {"explains", "run"}, {"path", o.path}, {"scenario", o.scenario},
           {"policy", o.policy}, {"replication", o.replication}, {"digest", o.digest}};
  out["units"] = list(o.units, [](const UnitLine& u) {
    Json one{{"unit", u.unit}, {"detected", u.detected}, {"events", u.events}, {"events_arrived", u.events_arrived}};
    if (u.detected) one.update({{"delay_seconds", u.delay_seconds}, {"alert", u.alert}, {"pack", u.pack}});
    put(one, "first_alert", u.first_alert);
    return one;
  });
  out["alerts"] = list(o.alerts, [](const AlertLine& a) {
    Json one{{"number", a.number}, {"raised", utc_text(a.raised)}};
    put_subject(one, a.subject);
    one.update({{"alert", a.alert}, {"source", a.source}, {"judgement", a.judgement}});
    return one;
  });
  return written(out);
}

std::string explanation_json(const AlertExplanation& a) {
  Json out{{"schema_version", kSchemaVersion}, {"explains", "alert"}, {"number", a.number}, {"alert", a.alert},
           {"alert_type", a.alert_type}, {"severity", a.severity}};
  put_subject(out, a.subject);
  out.update({{"raised", utc_text(a.raised)}, {"judgement", a.judgement}, {"source", source_json(a.source)}, {"because", a.because}});
  put(out, "value", a.value);
  put(out, "limit", a.limit);
  if (a.value && !a.unit.empty()) out["unit"] = a.unit;
  out["window_start"] = utc_text(a.window_start);
  out["window_end"] = utc_text(a.window_end);
  out["absence"] = a.absence;
  if (a.indicator) out["indicator"] = indicator_json(*a.indicator);
  if (a.correlation) {
    out["correlation"] = {{"type", a.correlation->type},
                          {"condition", a.correlation->wanted},
                          {"timespan_seconds", a.correlation->timespan.to_seconds()},
                          {"group_by", a.correlation->group_by}};
  }
  out["evidence"] = list(a.evidence, evidence_json);
  out["delays"] = list(a.delays, [](const UnitDelay& d) {
    Json one{{"unit", d.unit}};
    one.update(parts_json(d.parts));
    return one;
  });
  return written(out);
}

std::string explanation_json(const UnitExplanation& u) {
  Json out{{"schema_version", kSchemaVersion}, {"explains", "unit"}, {"unit", u.unit}, {"attack", u.attack_title},
           {"start", utc_text(u.start)}, {"end", utc_text(u.end)}, {"detected", u.detected}};
  put(out, "first_alert", u.first_alert);
  out["alerts"] = u.alerts;
  out["expects"] = u.expects;
  out["summary"] = u.summary;
  out["steps"] = list(u.steps, [](const StepText& s) {
    Json one{{"id", s.id}, {"techniques", s.techniques}, {"acts", list(s.acts, act_json)}};
    if (!s.hub.empty()) one["hub"] = list(s.hub, hub_act_json);
    if (!s.fate.empty()) one.update({{"fate", s.fate}, {"ended_at", s.ended_at}});
    return one;
  });
  out["expected"] = list(u.expected, standing_json);
  out["others"] = list(u.others, standing_json);
  return written(out);
}

}  // namespace picket::sim
