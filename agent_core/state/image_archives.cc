#include "agent_core/state/image_archives.h"

#include <utility>

namespace picket {
namespace {

bool in_range(Time time, TimeRange range) {
  if (time == Time::max()) return range == TimeRange::kOrNever;
  if (time == Time::min()) return range == TimeRange::kOrBefore;
  return time.unix_microseconds() >= -kMaxSavedTime && time.unix_microseconds() <= kMaxSavedTime;
}

}  // namespace

void ImageWriter::time(std::string_view name, const Time& value, TimeRange range) {
  PICKET_CHECK(in_range(value, range), "time", name, value.unix_microseconds());
  out_.fixed(static_cast<std::uint64_t>(value.unix_microseconds()), 8);
}

void ImageWriter::text(std::string_view, const Text& value) {
  out_.number(texts_.place_of(value));
  if (texts_.is_template(value)) out_.number(value.parameter);
}

// One byte says the form, so that the usual IPv4 address takes five bytes and not 16.
void ImageWriter::address(std::string_view, const IpAddress& value) {
  if (value.is_v4()) {
    out_.fixed(4, 1);
    out_.fixed(value.v4_value(), 4);
  } else if (value.is_unspecified()) {
    out_.fixed(0, 1);
  } else {
    out_.fixed(6, 1);
    out_.fixed(value.high(), 8);
    out_.fixed(value.low(), 8);
  }
}

std::uint64_t ImageReader::one_of(std::string_view name, std::size_t choices) {
  const std::uint64_t value = in_.fixed(name, 1);
  if (value < choices) return value;
  in_.fail(RestoreFailure::kInvalidField, name);
  return 0;
}

void ImageReader::time(std::string_view name, Time& value, TimeRange range) {
  const Time read = Time::from_unix_microseconds(static_cast<std::int64_t>(in_.fixed(name, 8)));
  if (in_range(read, range)) {
    value = read;
  } else {
    in_.fail(RestoreFailure::kInvalidField, name);
  }
}

void ImageReader::text(std::string_view name, Text& value) {
  value = {};
  const auto place = static_cast<std::uint32_t>(in_.number(name, texts_.texts().size()));
  if (!in_.ok()) return;
  if (!texts_.use(place)) return in_.fail(RestoreFailure::kInvalidField, name);
  value.id = place;
  if (texts_.is_template(place)) number(name, value.parameter);
}

void ImageReader::address(std::string_view name, IpAddress& value) {
  value = {};
  switch (in_.fixed(name, 1)) {
    case 0:
      return;
    case 4:
      value = IpAddress::v4(static_cast<std::uint32_t>(in_.fixed(name, 4)));
      return;
    case 6: {
      const std::uint64_t high = in_.fixed(name, 8);
      value = IpAddress::v6(high, in_.fixed(name, 8));
      if (value.is_v4() || value.is_unspecified()) in_.fail(RestoreFailure::kInvalidField, name);
      return;
    }
    default:
      in_.fail(RestoreFailure::kInvalidField, name);
  }
}

void FieldLister::add(std::string_view name, std::string value) {
  fields_.push_back({path_ + std::string(name), std::move(value)});
}

void FieldLister::time(std::string_view name, const Time& value, TimeRange) {
  if (value == Time::max()) return add(name, "never");
  if (value == Time::min()) return add(name, "not yet");
  add(name, std::to_string(value.unix_microseconds()));
}

void FieldLister::text(std::string_view name, const Text& value) {
  std::string shown = "'" + texts_.pattern(value) + "'";
  if (texts_.is_template(value)) shown += " with " + std::to_string(value.parameter);
  const Text executable = texts_.executable_of(value);
  if (!executable.empty()) shown += " runs '" + texts_.pattern(executable) + "'";
  add(name, std::move(shown));
}

void FieldLister::enter(std::string_view name, std::size_t i) {
  path_sizes_.push_back(path_.size());
  ((path_ += name) += '[' + std::to_string(i)) += "].";
}

void FieldLister::leave() {
  path_.resize(path_sizes_.back());
  path_sizes_.pop_back();
}

}  // namespace picket
