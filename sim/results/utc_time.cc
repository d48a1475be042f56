#include "sim/results/utc_time.h"

#include <array>

#include "agent_core/message/utc_text.h"

namespace picket::sim {

void append_utc(Time time, std::string& out) {
  std::array<char, kUtcTextLength> seconds{};
  write_utc(time, seconds.data());
  out.append(seconds.data(), kUtcTextLength - 1);  // without the Z
  std::int64_t micros = (time - utc_text_time(time)).count_microseconds();
  if (micros < 0 || micros >= 1'000'000) micros = 0;  // the seconds were held at an end of the range
  std::array<char, 8> fraction{'.', '0', '0', '0', '0', '0', '0', 'Z'};
  for (std::size_t i = 6; i >= 1; --i, micros /= 10) fraction[i] = static_cast<char>('0' + micros % 10);
  out.append(fraction.data(), fraction.size());
}

std::string utc_text(Time time) {
  std::string out;
  append_utc(time, out);
  return out;
}

}  // namespace picket::sim
