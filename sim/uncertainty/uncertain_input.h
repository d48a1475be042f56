#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "sim/scenario/field.h"

namespace picket::sim {

/// How an uncertain value is spread over its range.
enum class InputShape : std::uint8_t { kUniform, kLogUniform, kTriangular };

inline constexpr auto kInputShapeWords = std::to_array<EnumName<InputShape>>(
    {{InputShape::kUniform, "uniform"}, {InputShape::kLogUniform, "log_uniform"}, {InputShape::kTriangular, "triangular"}});
inline std::span<const EnumName<InputShape>> enum_names(InputShape) { return kInputShapeWords; }

inline constexpr auto kInputGradeWords = std::to_array<EnumName<Grade>>({{Grade::kMeasured, "measured"},
                                                                         {Grade::kPublished, "published"},
                                                                         {Grade::kEstimated, "estimate"},
                                                                         {Grade::kChoice, "choice"}});
inline std::span<const EnumName<Grade>> enum_names(Grade) { return kInputGradeWords; }

/// A value of the world that nobody knows exactly, with the range it may lie in.
struct UncertainInput {
  std::string path;
  std::string range;
  std::string factor;
  InputShape shape = InputShape::kUniform;
  Grade grade = Grade::kEstimated;
  std::string says;
  std::string source;
};

template <class Visitor>
void describe(Visitor& v, UncertainInput& i) {
  v.field("path", i.path,
          {.says = "The value, as in --set; `*` stands for any one key, `[*]` for any element of a list. All values that it names "
                   "move together.",
           .required = true});
  v.field("range", i.range, {.says = "Between which values it lies: `0.1..0.6`, `5 min..2 h`."});
  v.field("factor", i.factor, {.says = "In place of `range`: by what the stated value may be multiplied: `0.5..2`."});
  v.field("shape", i.shape,
          {.says = "How it is spread there: uniform; log_uniform, as for values known to an order of magnitude; triangular, with its "
                   "top at the stated value."});
  v.field("grade", i.grade, {.says = "Where the stated value comes from."});
  v.field("says", i.says, {.says = "What is uncertain, in one sentence."});
  v.field("source", i.source, {.says = "Where the range comes from."});
}

/// What `--uncertainty` draws from.
struct UncertaintyFile {
  std::string title;
  std::vector<UncertainInput> inputs;
  bool field_ranges = false;
  std::vector<std::string> keep;
};

template <class Visitor>
void describe(Visitor& v, UncertaintyFile& f) {
  v.field("title", f.title, {.says = "Heading of the table."});
  v.field("inputs", f.inputs, {.says = "The uncertain values, each drawn independently of the others.", .required = true});
  v.field("field_ranges", f.field_ranges,
          {.says = "Also draws every value that no input here names and that lies in the plausible range of its field, as `picket schema "
                   "--markdown` lists them."});
  v.field("keep", f.keep, {.says = "Of those, values that stay as stated: paths as of inputs, or what they are below: `pipeline.hub_watch`."});
}

}  // namespace picket::sim
