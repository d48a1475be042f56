#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace picket {

/// Reads the fields of a JSON object into a struct and remembers the first thing that was wrong,
/// with its path, instead of throwing. Include in .cc files only.
class JsonFields {
 public:
  using Json = nlohmann::json;

  JsonFields(const Json& object, std::string path, std::string& error)
      : object_(object), path_(std::move(path)), error_(error) {
    if (!object_.is_object()) fail("", "an object");
  }

  void read(const char* name, std::string& out) {
    const Json* value = find(name);
    if (!value) return;
    if (!value->is_string()) return fail(name, "a text");
    out = value->get<std::string>();
  }
  void read(const char* name, bool& out) {
    const Json* value = find(name);
    if (!value) return;
    if (!value->is_boolean()) return fail(name, "true or false");
    out = value->get<bool>();
  }
  /// null stands for "no value", as JSON cannot write NaN.
  void read(const char* name, double& out) {
    const Json* value = find(name);
    if (!value) return;
    if (value->is_null()) {
      out = std::numeric_limits<double>::quiet_NaN();
      return;
    }
    if (!value->is_number()) return fail(name, "a number");
    out = value->get<double>();
  }
  void read(const char* name, std::uint64_t& out) {
    const Json* value = find(name);
    if (!value) return;
    if (!value->is_number_unsigned()) return fail(name, "a count");
    out = value->get<std::uint64_t>();
  }
  void read(const char* name, std::uint32_t& out) {
    std::uint64_t wide = out;
    read(name, wide);
    if (wide > std::numeric_limits<std::uint32_t>::max()) return fail(name, "a count below 2^32");
    out = static_cast<std::uint32_t>(wide);
  }
  void read(const char* name, std::optional<double>& out) {
    const Json* value = find(name);
    if (!value || value->is_null()) return;
    if (!value->is_number()) return fail(name, "a number or null");
    out = value->get<double>();
  }
  void read(const char* name, std::optional<std::string>& out) {
    const Json* value = find(name);
    if (!value || value->is_null()) return;
    if (!value->is_string()) return fail(name, "a text or null");
    out = value->get<std::string>();
  }
  /// A nested struct, read by `read_struct(JsonFields, T&)`.
  template <class T, class ReadStruct>
  void read(const char* name, T& out, ReadStruct read_struct) {
    const Json* value = find(name);
    if (value) read_struct(JsonFields(*value, path_ + "." + name, error_), out);
  }
  template <class T, class ReadStruct>
  void read(const char* name, std::optional<T>& out, ReadStruct read_struct) {
    const Json* value = find(name);
    if (!value || value->is_null()) return;
    read_struct(JsonFields(*value, path_ + "." + name, error_), out.emplace());
  }
  template <class T, class ReadStruct>
  void read(const char* name, std::vector<T>& out, ReadStruct read_struct) {
    const Json* value = array(name);
    if (!value) return;
    for (std::size_t i = 0; i < value->size() && error_.empty(); ++i) {
      read_struct(JsonFields((*value)[i], path_ + "." + name + "[" + std::to_string(i) + "]", error_),
                  out.emplace_back());
    }
  }
  /// The same where there may be nothing to say.
  template <class T, class ReadStruct>
  void read_if_any(const char* name, std::vector<T>& out, ReadStruct read_struct) {
    if (object_.contains(name)) read(name, out, read_struct);
  }
  /// A value that earlier files, or other kinds of them, do not have.
  template <class T>
  void read_if_any(const char* name, T& out) {
    if (object_.contains(name)) read(name, out);
  }
  template <class T, class ReadStruct>
  void read_if_any(const char* name, std::optional<T>& out, ReadStruct read_struct) {
    if (object_.contains(name)) read(name, out, read_struct);
  }
  void read(const char* name, std::vector<std::string>& out) {
    const Json* value = array(name);
    if (!value) return;
    for (const Json& item : *value) {
      if (!item.is_string()) return fail(name, "an array of texts");
      out.push_back(item.get<std::string>());
    }
  }
  void read(const char* name, std::vector<double>& out) {
    const Json* value = array(name);
    if (!value) return;
    for (const Json& item : *value) {
      if (!item.is_number() && !item.is_null()) return fail(name, "an array of numbers");
      out.push_back(item.is_null() ? std::numeric_limits<double>::quiet_NaN() : item.get<double>());
    }
  }
  /// Numbers by name, in the order of the names.
  void read(const char* name, std::vector<std::pair<std::string, double>>& out) {
    const Json* value = find(name);
    if (!value) return;
    if (!value->is_object()) return fail(name, "an object of numbers");
    for (const auto& [key, item] : value->items()) {
      if (!item.is_number() && !item.is_null()) return fail(name, "an object of numbers");
      out.emplace_back(key, item.is_null() ? std::numeric_limits<double>::quiet_NaN() : item.get<double>());
    }
  }

 private:
  const Json* find(const char* name) {
    if (!error_.empty()) return nullptr;
    const auto found = object_.find(name);
    if (found != object_.end()) return &*found;
    fail(name, "this field, which is missing");
    return nullptr;
  }
  const Json* array(const char* name) {
    const Json* value = find(name);
    if (!value || value->is_array()) return value;
    fail(name, "an array");
    return nullptr;
  }
  void fail(const std::string& name, const std::string& expected) {
    if (error_.empty()) error_ = path_ + (name.empty() ? "" : "." + name) + ": expected " + expected;
  }

  const Json& object_;
  std::string path_;
  std::string& error_;
};

}  // namespace picket
