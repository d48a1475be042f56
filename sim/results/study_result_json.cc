#include "sim/results/study_result_json.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <type_traits>

#include "sim/results/json_fault.h"

namespace picket::sim {
namespace {

using Json = nlohmann::ordered_json;

// One list of fields for each struct, used for writing (Archive = Writer) and reading (Reader).

template <class Archive>
void fields(Archive& a, SurvivalResult& s);

template <class Archive>
void fields(Archive& a, Estimate& e) {
  a("value", e.value);
  a("ci_low", e.ci_low);
  a("ci_high", e.ci_high);
  a("ci_high_open", e.ci_high_open);
  a("n", e.n);
}

template <class Archive>
void fields(Archive& a, Measure& m) {
  a("name", m.name);
  a("unit", m.unit);
  a("says", m.says);
  a("estimate", m.estimate);
  a("per_replication", m.per_replication);
  a("difference", m.difference);
}

template <class Archive>
void fields(Archive& a, CurvePoint& p) {
  a("at_seconds", p.at_seconds);
  a("probability", p.probability);
  a("band_low", p.band_low);
  a("band_high", p.band_high);
}

template <class Archive>
void fields(Archive& a, SurvivalResult& s) {
  a("units", s.units);
  a("events", s.events);
  a("probability", s.probability);
  a("median_seconds", s.median_seconds);
  a("p90_seconds", s.p90_seconds);
  a("restricted_mean_seconds", s.restricted_mean_seconds);
  a("curve", s.curve);
}

template <class Archive>
void fields(Archive& a, DetectionResult::Parts& p) {
  a("attack_seconds", p.attack_seconds);
  a("agent_seconds", p.agent_seconds);
  a("queue_seconds", p.queue_seconds);
  a("reconnect_seconds", p.reconnect_seconds);
  a("network_seconds", p.network_seconds);
  a("shaping_seconds", p.shaping_seconds);
  a("hub_seconds", p.hub_seconds);
  a("pipeline_seconds", p.pipeline_seconds);
  a("detected", p.detected);
}

template <class Archive>
void fields(Archive& a, MissedSteps& m) {
  a("step", m.step);
  a("reason", m.reason);
  a("ended_at", m.ended_at);
  a("count", m.count);
  a("steps", m.steps);
  a("share", m.share);
  a("example", m.example);
  a("example_replication", m.example_replication);
  a("nearest_rule", m.nearest_rule);
  a("condition", m.condition);
}

template <class Archive>
void fields(Archive& a, DelayResult& d) {
  a("part", d.part);
  a("mean_seconds", d.mean_seconds);
  a("median_seconds", d.median_seconds);
}

template <class Archive>
void fields(Archive& a, DetectionResult& d) {
  a("policy", d.policy);
  a("attack", d.attack);
  a("title", d.title);
  a("techniques", d.techniques);
  a("units", d.units);
  a("measurable", d.measurable);
  a("deadline_seconds", d.deadline_seconds);
  a("detected_by_deadline", d.detected_by_deadline);
  a("time_to_detect", d.time_to_detect);
  a("time_to_evidence", d.time_to_evidence);
  a("evidence_share", d.evidence_share);
  a("runs_needed", d.runs_needed);
  a("parts", d.parts);
  a("delays", d.delays);
  a("steps", d.steps);
  a("steps_detected", d.steps_detected);
  a("missed_steps", d.missed_steps);
  a("raised_by", d.raised_by);
  a("missed_because", d.missed_because);
}

template <class Archive>
void fields(Archive& a, BillLine& b) {
  a("line", b.line);
  a("usd_per_month", b.usd_per_month);
  a("basis", b.basis);
  a("quantity", b.quantity);
  a("unit", b.unit);
  a("usd_per_unit", b.usd_per_unit);
  a("quality", b.quality);
  a("source", b.source);
  a("security_usd_per_month", b.security_usd_per_month);
}

template <class Archive>
void fields(Archive& a, UsageRow& u) {
  a("name", u.name);
  a("per_replication", u.per_replication);
}

template <class Archive>
void fields(Archive& a, PriceRow& p) {
  a("key", p.key);
  a("value", p.value);
  a("usd", p.usd);
  a("discount", p.discount);
  a("quality", p.quality);
  a("source", p.source);
  a("compiled", p.compiled);
}

template <class Archive>
void fields(Archive& a, DropRow& d) {
  a("stage", d.stage);
  a("reason", d.reason);
  a("raw_events_per_device_day", d.raw_events_per_device_day);
}

template <class Archive>
void fields(Archive& a, Series& s) {
  a("name", s.name);
  a("unit", s.unit);
  a("start_seconds", s.start_seconds);
  a("step_seconds", s.step_seconds);
  a("values", s.values);
}

template <class Archive>
void fields(Archive& a, TimelineMark& m) {
  a("at_seconds", m.at_seconds);
  a("until_seconds", m.until_seconds);
  a("label", m.label);
  a("kind", m.kind);
}

template <class Archive>
void fields(Archive& a, TwinUpdates& t) {
  a("delivered", t.delivered);
  a("applied", t.applied);
  a("failed", t.failed);
  a("reported_bytes", t.reported_bytes);
  a("flushed_messages", t.flushed_messages);
  a("configuration_errors", t.configuration_errors);
}

template <class Archive>
void fields(Archive& a, OperationResult& o) {
  a("operation", o.operation);
  a("asked_per_day", o.asked_per_day);
  a("done_per_day", o.done_per_day);
  a("refused_per_day", o.refused_per_day);
  a("lost_per_day", o.lost_per_day);
  a("expired_per_day", o.expired_per_day);
  a("blocks_per_day", o.blocks_per_day);
  a("mean_delay_seconds", o.mean_delay_seconds);
  a("uplink_bytes_per_day", o.uplink_bytes_per_day);
  a("downlink_bytes_per_day", o.downlink_bytes_per_day);
}

template <class Archive>
void fields(Archive& a, PolicyResult& p) {
  a("policy", p.policy);
  a("generation", p.generation);
  a("says", p.says);
  a("sku", p.sku);
  a("units", p.units);
  a("measures", p.measures);
  a("bill", p.bill);
  a.where_any("usage", p.usage);
  a("drops", p.drops);
  a("series", p.series);
  a("marks", p.marks);
  a.where_present("twin_updates", p.twin_updates);
  a.where_any("hub_operations", p.hub_operations);
  a.where_any("business_operations", p.business_operations);
}

template <class Archive>
void fields(Archive& a, CalibrationResult& c) {
  a("policy", c.policy);
  a("model", c.model);
  a("unit", c.unit);
  a("threshold", c.threshold);
  a("budget_per_1000_device_days", c.budget_per_1000_device_days);
  a("device_days", c.device_days);
  a("alerts", c.alerts);
  a("upper_bound_per_1000_device_days", c.upper_bound_per_1000_device_days);
  a("extrapolated", c.extrapolated);
}

template <class Archive>
void fields(Archive& a, WeaknessResult& w) {
  a("policy", w.policy);
  a("kind", w.kind);
  a("units", w.units);
  a("found", w.found);
  a("found_late", w.found_late);
  a("missed", w.missed);
  a("found_share", w.found_share);
  a("time_to_appear", w.time_to_appear);
  a("mended", w.mended);
  a("time_to_resolve", w.time_to_resolve);
  a("wrong", w.wrong);
  a("exposure_device_days", w.exposure_device_days);
  a("wrong_per_device_day", w.wrong_per_device_day);
  a("stood_before", w.stood_before);
  a("missed_because", w.missed_because);
}

template <class Archive>
void fields(Archive& a, FaultResult& f) {
  a("fault", f.fault);
  a("kind", f.kind);
  a("from_seconds", f.from_seconds);
  a("until_seconds", f.until_seconds);
  a("sites", f.sites);
  a("devices", f.devices);
}

template <class Archive>
void fields(Archive& a, OwnEstimate& e) {
  a("name", e.name);
  a("value", e.value);
  a("unit", e.unit);
  a("plausible", e.plausible);
  a("says", e.says);
  a("source", e.source);
  a("origin", e.origin);
}

template <class Archive>
void fields(Archive& a, StudyResult& s) {
  a("study_id", s.study_id);
  a("scenario_name", s.scenario_name);
  a("scenario_path", s.scenario_path);
  a("title", s.title);
  a("description", s.description);
  a("created_utc", s.created_utc);
  a("commit", s.commit);
  a("version", s.version);
  a("digest", s.digest);
  a("repeat_command", s.repeat_command);
  a("seed", s.seed);
  a("replications", s.replications);
  a("devices", s.devices);
  a("sites", s.sites);
  a("warm_up_seconds", s.warm_up_seconds);
  a("duration_seconds", s.duration_seconds);
  a("wall_seconds", s.wall_seconds);
  a("reference_policy", s.reference_policy);
  a("price_book", s.price_book);
  a.where_any("prices", s.prices);
  a("hubs_sized", s.hubs_sized);
  a("verdict", s.verdict);
  a("warnings", s.warnings);
  a.where_any("calibration", s.calibration);
  a.where_any("faults", s.faults);
  a.where_any("own_estimates", s.own_estimates);
  a("policies", s.policies);
  a("fixed_hub", s.fixed_hub);
  a("detections", s.detections);
  a("fixed_hub_detections", s.fixed_hub_detections);
  a.where_any("weaknesses", s.weaknesses);
  a.where_any("fixed_hub_weaknesses", s.fixed_hub_weaknesses);
}

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

/// The flag follows the bound, so that a bound of infinity cannot be written without it.
Estimate with_open_flag(Estimate e) {
  if (e.ci_high && std::isinf(*e.ci_high)) e.ci_high_open = true;
  return e;
}

class Writer {
 public:
  explicit Writer(Json& object) : object_(object) { object_ = Json::object(); }

  template <class T>
  void operator()(const char* name, T& value) {
    object_[name] = write(value);
  }
  /// No key at all where there is nothing to say.
  template <class T>
  void where_present(const char* name, std::optional<T>& value) {
    if (value) (*this)(name, value);
  }
  template <class T>
  void where_any(const char* name, std::vector<T>& values) {
    if (!values.empty()) (*this)(name, values);
  }

  template <class T>
  static Json write(T& value) {
    if constexpr (std::is_same_v<T, double>) {
      return std::isfinite(value) ? Json(value) : Json();
    } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
      return value;
    } else if constexpr (IsOptional<T>::value) {
      return value ? write(*value) : Json();
    } else if constexpr (IsVector<T>::value) {
      Json out = Json::array();
      for (auto& item : value) out.push_back(write(item));
      return out;
    } else if constexpr (std::is_same_v<T, Estimate>) {
      Estimate estimate = with_open_flag(value);
      return object(estimate);
    } else {
      return object(value);
    }
  }

 private:
  template <class T>
  static Json object(T& value) {
    Json out;
    Writer writer(out);
    fields(writer, value);
    return out;
  }
  Json& object_;
};

/// A field of another kind than it should be.
class FieldFault : public std::runtime_error {
 public:
  explicit FieldFault(std::string expected) : std::runtime_error(expected), expected_(std::move(expected)) {}
  /// "policies[1].measures: expected an array"
  std::string text() const { return path_ + ": expected " + expected_; }
  void is_below(const std::string& name) { path_ = path_.empty() ? name : path_.starts_with('[') ? name + path_ : name + "." + path_; }

 private:
  std::string expected_;
  std::string path_;
};

/// FieldFault leaves `read` on a wrong type; parse_study_result catches it.
class Reader {
 public:
  explicit Reader(const Json& object) : object_(object) {}

  template <class T>
  void operator()(const char* name, T& value) {
    const auto found = object_.find(name);
    if (found == object_.end()) return;
    try {
      read(*found, value);
    } catch (FieldFault& fault) {
      fault.is_below(name);
      throw;
    }
  }
  template <class T>
  void where_present(const char* name, std::optional<T>& value) {
    (*this)(name, value);
  }
  template <class T>
  void where_any(const char* name, std::vector<T>& values) {
    (*this)(name, values);
  }

  template <class T>
  static void read(const Json& json, T& value) {
    if constexpr (std::is_same_v<T, double>) {
      if (!json.is_null() && !json.is_number()) throw FieldFault("a number or null");
      value = json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
    } else if constexpr (std::is_same_v<T, bool>) {
      if (!json.is_boolean()) throw FieldFault("true or false");
      value = json.get<bool>();
    } else if constexpr (std::is_arithmetic_v<T>) {
      if (!json.is_number()) throw FieldFault("a number");
      value = json.get<T>();
    } else if constexpr (std::is_same_v<T, std::string>) {
      if (!json.is_string()) throw FieldFault("a text");
      value = json.get<T>();
    } else if constexpr (IsOptional<T>::value) {
      value.reset();
      if (!json.is_null()) read(json, value.emplace());
    } else if constexpr (IsVector<T>::value) {
      if (!json.is_array()) throw FieldFault("an array");
      value.clear();
      for (const Json& item : json) {
        try {
          read(item, value.emplace_back());
        } catch (FieldFault& fault) {
          fault.is_below("[" + std::to_string(value.size() - 1) + "]");
          throw;
        }
      }
    } else {
      if (!json.is_object()) throw FieldFault("an object");
      Reader reader(json);
      fields(reader, value);
      if constexpr (std::is_same_v<T, Estimate>) {
        if (value.ci_high_open && !value.ci_high) value.ci_high = std::numeric_limits<double>::infinity();
      }
    }
  }

 private:
  const Json& object_;
};

}  // namespace

std::string study_result_json(const StudyResult& study) {
  StudyResult copy = study;  // the field lists take what they list by reference, for reading
  Json body = Writer::write(copy);
  Json out = Json::object();
  out["schema_version"] = kResultSchemaVersion;
  out.update(body);
  return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<StudyResult, std::string> parse_study_result(std::string_view json) {
  try {
    const Json parsed = Json::parse(json);
    if (!parsed.is_object()) return std::string("result.json: an object was expected");
    const auto version = parsed.find("schema_version");
    if (version == parsed.end() || !version->is_number_integer()) {
      return std::string("result.json: no schema_version");
    }
    if (version->get<int>() != kResultSchemaVersion) {
      return "result.json: schema_version " + version->dump() + ", but this program reads " +
             std::to_string(kResultSchemaVersion);
    }
    StudyResult study;
    Reader::read(parsed, study);
    return study;
  } catch (const FieldFault& fault) {
    return "result.json: " + fault.text();
  } catch (const std::exception& error) {
    return "result.json: " + json_fault(error.what());
  }
}

}  // namespace picket::sim
