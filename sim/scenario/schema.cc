#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/scenario/distribution_fields.h"
#include "sim/scenario/leaf_reader.h"
#include "sim/scenario/leaf_text.h"
#include "sim/scenario/library.h"
#include "sim/scenario/load.h"
#include "sim/scenario/plausible_text.h"
#include "sim/scenario/quantity_text.h"
#include "sim/scenario/scenario_fields.h"
#include "sim/scenario/suite.h"
#include "sim/scenario/sweep_study.h"
#include "sim/scenario/type_info.h"
#include "sim/scenario/yaml_tree.h"

namespace picket::sim {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kNumberPattern = R"([-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?)";

Json quantity(Dimension dimension) {
  return {{"type", "string"}, {"pattern", fmt::format("^{} ?({})$", kNumberPattern, unit_list(dimension, "|"))}};
}

void add_range(Json& schema, const FieldInfo& info) {
  if (std::isfinite(info.min)) schema["minimum"] = info.min;
  if (std::isfinite(info.max)) schema["maximum"] = info.max;
}

Json number_or_quantity(const FieldInfo& info) {
  Json number{{"type", "number"}};
  add_range(number, info);
  return {{"anyOf", Json::array({number, quantity(dimension_of(info.unit))})}};
}

Json distribution(const FieldInfo& info) {
  Json forms = Json::array();
  const Json value = number_or_quantity(info);
  for (const Json& alternative : value["anyOf"]) forms.push_back(alternative);
  const Json shape{{"type", "number"}, {"exclusiveMinimum", 0}};
  for (const DistributionForm& form : kDistributionForms) {
    Json words = Json::array({form.word});
    if (form.kind == Distribution::Kind::kNegativeBinomial) words.push_back(kNegativeBinomialShort);
    Json properties{{"dist", {{"enum", words}}}, {std::string(form.first), value}};
    Json required = Json::array({"dist", form.first});
    if (!form.second.empty()) {
      properties[std::string(form.second)] = form.second_is_shape ? shape : value;
      required.push_back(form.second);
    }
    if (form.has_max) properties["max"] = value;
    forms.push_back(
        {{"type", "object"}, {"properties", properties}, {"required", required}, {"additionalProperties", false}});
  }
  return {{"anyOf", forms}};
}

std::string description(const TypeInfo& type, const FieldInfo& info) {
  std::string out(info.says);
  if (info.grade != Grade::kChoice || !info.source.empty()) {
    const std::string_view grade = info.grade == Grade::kMeasured    ? "measured"
                                   : info.grade == Grade::kPublished ? "published"
                                   : info.grade == Grade::kEstimated ? "an estimate"
                                                                     : "a choice";
    const std::string plausible = plausible_text(type, info);
    out += fmt::format(" The default is {}{}{}{}{}.", grade, plausible.empty() ? "" : ", plausibly ", plausible, info.source.empty() ? "" : ": ",
                       info.source);
  }
  return out;
}

/// Builds schemas of types; what an object holds is the default.
class SchemaWriter {
 public:
  Json of(const TypeInfo& type, void* object, const FieldInfo& info) const {
    if (!info.bits.empty()) {
      Json words = Json::array();
      for (const BitName& bit : info.bits) words.push_back(bit.name);
      return {{"type", "array"}, {"items", {{"enum", words}}}};
    }
    switch (type.kind) {
      case TypeKind::kBool:
        return {{"type", "boolean"}};
      case TypeKind::kInteger:
        return integer(type, info);
      case TypeKind::kReal: {
        Json schema{{"type", "number"}};
        add_range(schema, info);
        return schema;
      }
      case TypeKind::kText:
        return {{"type", "string"}};
      case TypeKind::kTime:
        return {{"type", "string"},
                {"pattern", R"(^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z$)"}};
      case TypeKind::kDistribution:
        return distribution(info);
      case TypeKind::kFreeMapping:
        return {{"type", "object"}};
      case TypeKind::kEnum: {
        Json words = Json::array();
        for (const EnumWord& word : type.words) words.push_back(word.name);
        return {{"enum", words}};
      }
      case TypeKind::kStruct:
        return structure(type, object);
      case TypeKind::kList:
        return {{"type", "array"}, {"items", element(type, info)}};
      case TypeKind::kMap:
        return {{"type", "object"}, {"additionalProperties", element(type, info)}};
      case TypeKind::kOptional:
        return {{"anyOf", Json::array({Json{{"type", "null"}}, element(type, info)})}};
      default:
        return quantity(dimension_of(type.kind));
    }
  }

  Json structure(const TypeInfo& type, void* object) const {
    Json properties = Json::object();
    Json required = Json::array();
    for (const Field& field : type.fields(object)) {
      properties[std::string(field.name)] = property(field);
      if (field.info.required) required.push_back(field.name);
    }
    Json schema{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (!required.empty()) schema["required"] = std::move(required);
    return schema;
  }

  /// A part of the library may be given by its name, and may name a base that has what is required.
  static Json with_base(Json schema) {
    schema["properties"]["base"] = {{"type", "string"}, {"description", "Part of the library that this one changes."}};
    if (schema.contains("required")) {
      Json required = std::move(schema["required"]);
      schema.erase("required");
      schema["anyOf"] =
          Json::array({Json{{"required", Json::array({"base"})}}, Json{{"required", std::move(required)}}});
    }
    return schema;
  }

 private:
  static Json integer(const TypeInfo& type, const FieldInfo& info) {
    Json schema{{"type", "integer"}};
    add_range(schema, info);
    if (!schema.contains("minimum") && type.integer_min == 0) schema["minimum"] = 0;
    // Beyond 2^53 readers of JSON disagree about numbers.
    constexpr WideInteger kMostExact = WideInteger{1} << 53;
    if (!schema.contains("maximum") && type.integer_max <= kMostExact) {
      schema["maximum"] = static_cast<std::uint64_t>(type.integer_max);
    }
    return schema;
  }

  Json element(const TypeInfo& type, const FieldInfo& info) const {
    const TypeInfo& inner = type.element();
    const std::shared_ptr<void> fresh = inner.make();
    return of(inner, fresh.get(), info);
  }

  Json property(const Field& field) const {
    Json schema = of(*field.type, field.value, field.info);
    if (is_library_key(field.name) && field.type->kind == TypeKind::kMap) {
      schema["additionalProperties"] = with_base(std::move(schema["additionalProperties"]));
    } else if (is_library_key(field.name) && field.type->kind == TypeKind::kStruct) {
      schema = Json{{"anyOf", Json::array({Json{{"type", "string"}}, with_base(std::move(schema))})}};
    }
    schema["description"] = description(*field.type, field.info);
    if (field.info.required || !is_leaf(*field.type, field.info)) return schema;
    schema["default"] = default_value(field);
    return schema;
  }

  static Json default_value(const Field& field) {
    switch (field.type->kind) {
      case TypeKind::kBool:
        return field.type->load_integer(field.value) != 0;
      case TypeKind::kReal:
        return field.type->load_real(field.value);
      case TypeKind::kText:
        return *static_cast<const std::string*>(field.value);
      case TypeKind::kInteger:
        if (field.info.bits.empty()) return static_cast<std::int64_t>(field.type->load_integer(field.value));
        return Json::array();
      default:
        return leaf_text(*field.type, field.value, field.info);
    }
  }
};

Json header(std::string_view title) {
  return {{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", title}};
}

template <class T>
std::string schema_of(std::string_view title) {
  T object{};
  Json schema = header(title);
  schema.update(SchemaWriter().structure(type_of<T>(), &object));
  return schema.dump(1) + "\n";
}

}  // namespace

std::string scenario_json_schema() {
  Scenario scenario;
  Json schema = header("Picket scenario");
  Json body = SchemaWriter().structure(type_of<Scenario>(), &scenario);
  body["properties"]["include"] = {{"type", "array"},
                                   {"items", {{"type", "string"}}},
                                   {"description", "Files to take values from; this file wins over them."}};
  // What is required may also come from an included file.
  Json required = std::move(body["required"]);
  body.erase("required");
  body["anyOf"] = Json::array({Json{{"required", Json::array({"include"})}}, Json{{"required", std::move(required)}}});
  schema.update(body);
  return schema.dump(1) + "\n";
}

namespace {

/// A study's values may be any scalars, and `tune` is described where it is read.
std::string study_json_schema() {
  StudyFile study;
  Json schema = header("Picket study");
  Json body = SchemaWriter().structure(type_of<StudyFile>(), &study);
  body["properties"]["sweep"]["properties"]["parameters"]["items"]["properties"]["values"]["items"] = {
      {"type", Json::array({"string", "number", "boolean"})}};
  body["properties"]["tune"] = {{"type", "object"}, {"description", "What `picket tune` looks for."}};
  schema.update(body);
  return schema.dump(1) + "\n";
}

}  // namespace

std::string part_json_schema(std::string_view part) {
  if (part == "study") return study_json_schema();
  if (part == "policy") return schema_of<Policy>("Picket policy");
  if (part == "class") return schema_of<DeviceClass>("Picket device class");
  if (part == "suite") return schema_of<Suite>("Picket attack suite");
  if (part == "attack") return schema_of<AttackTemplate>("Picket attack");
  if (part == "prices") return schema_of<PriceBook>("Picket price book");
  if (part == "client") return schema_of<ClientPreset>("Picket client preset");
  if (part == "networks") {
    AccessNetwork network;
    Json schema = header("Picket access networks");
    Json map{{"type", "object"},
             {"additionalProperties", SchemaWriter().structure(type_of<AccessNetwork>(), &network)}};
    schema.update(Json{{"type", "object"},
                       {"properties", {{"networks", map}}},
                       {"required", {"networks"}},
                       {"additionalProperties", false}});
    return schema.dump(1) + "\n";
  }
  return "";
}

}  // namespace picket::sim
