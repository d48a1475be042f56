#include "agent_core/base/check.h"
#include "agent_core/message/g1_json.h"
#include "agent_core/message/g1_report.h"
#include "agent_core/message/json_sink.h"

namespace picket::g1_json {
namespace {

using namespace std::string_view_literals;

/// Stands in the place of a message's sequence for the ids that are no event's.
constexpr std::uint32_t kCorrelation = 0xffff'ffff;

std::string_view protocol_name(TransportProtocol protocol) {
  switch (protocol) {
    case TransportProtocol::kTcp:
      return "tcp";
    case TransportProtocol::kUdp:
      return "udp";
    case TransportProtocol::kIcmp:
      return "icmp";
  }
  return "tcp";
}

/// Writes events in the key order of the C agent, in every dialect: that of the C# agent is not known.
/// Times are UTC: the modelled devices live in it.
template <class Sink>
class EventWriter {
 public:
  EventWriter(Sink& sink, const TextTable& texts, JsonDialect dialect, Uuid id_seed, std::uint32_t sequence)
      : sink_(sink), texts_(texts), dialect_(dialect), id_seed_(id_seed), sequence_(sequence) {}

  /// Writes the event of an observation up to the end of its first payload item.
  void begin(const Observation& o, std::uint32_t index) {
    if (const auto* process = std::get_if<ProcessRecord>(&o.record)) {
      head(o, process->operation == ProcessOperation::kExit ? R"("ProcessTerminate")"sv : R"("ProcessCreate")"sv, index);
      process_item(o, *process);
    } else if (const auto* network = std::get_if<NetworkRecord>(&o.record)) {
      head(o, R"("ConnectionCreate")", index);
      connection_item(o, *network);
    } else if (const auto* login = std::get_if<LoginRecord>(&o.record)) {
      head(o, R"("Login")", index);
      login_item(o, *login);
    } else {
      report_head(o, index);
      if (is_empty_report(o.record)) return;
      sink_.raw("{");
      report_item(o);
    }
    sink_.raw("}");
  }
  /// A further payload item of the event at hand.
  void add(const Observation& o) {
    sink_.raw(",{");
    report_item(o);
    sink_.raw("}");
  }
  void end() { sink_.raw("]}"); }

 private:
  void head(const Observation& o, std::string_view quoted_name, std::uint32_t index) {
    const bool aggregate = written_as_aggregate(o);
    sink_.raw(aggregate && dialect_ != JsonDialect::kStrict ? R"({"Category":"Aggregated")"sv
                                                            : R"({"Category":"Triggered")"sv);
    sink_.raw(R"(,"EventType":"Security","Name":)");
    sink_.raw(quoted_name);
    rest_of_head(aggregate ? o.window_end : o.last_time, index);
    sink_.raw(R"(","IsEmpty":false,"Payload":[{)");
  }

  void report_head(const Observation& o, std::uint32_t index) {
    const ReportEvent event = report_event(kind_of(o.record));
    PICKET_CHECK(!event.name.empty(), "schema 1.0 cannot carry kind", o.record.index());
    sink_.raw(R"({"Category":")");
    sink_.raw(event.category);
    sink_.raw(R"(","EventType":")");
    sink_.raw(event.event_type);
    sink_.raw(R"(","Name":")");
    sink_.raw(event.name);
    sink_.raw("\"");
    rest_of_head(o.last_time, index);
    sink_.raw(is_empty_report(o.record) ? R"(","IsEmpty":true,"Payload":[)"sv : R"(","IsEmpty":false,"Payload":[)"sv);
  }

  void rest_of_head(Time time, std::uint32_t index) {
    sink_.raw(R"(,"PayloadSchemaVersion":"1.0","Id":")");
    sink_.event_id(id_seed_, sequence_, index);
    sink_.raw(R"(","TimestampLocal":")");
    event_time(time);
    sink_.raw(R"(","TimestampUTC":")");
    event_time(time);
  }

  void report_item(const Observation& o) {
    if (const auto* information = std::get_if<SystemInformationRecord>(&o.record)) {
      information_item(*information);
      return;
    }
    ReportItemWriter<Sink> fields(sink_, texts_);
    visit_report_fields(o.record, fields);
    if (std::holds_alternative<LogRecord>(o.record)) correlation_id(o.last_time);
  }

  /// The same for all lines that one run of the collectors found, as in the C agent.
  void correlation_id(Time time) {
    sink_.raw(R"(,"CorrelationId":")");
    sink_.event_id(id_seed_, kCorrelation, static_cast<std::uint32_t>(time.unix_microseconds() / 1'000'000));
    sink_.raw("\"");
  }

  void process_item(const Observation& o, const ProcessRecord& process) {
    const bool aggregate = written_as_aggregate(o);
    sink_.raw(R"("Executable":")");
    sink_.text(texts_, process.executable);
    if (process.operation == ProcessOperation::kExit) {
      sink_.raw(R"(","ProcessId":)");
      sink_.decimal(aggregate ? 0 : process.process_id);
      sink_.raw(R"(,"ExitStatus":0)");
    } else {
      sink_.raw(R"(","CommandLine":")");
      sink_.text(texts_, process.commandline);
      sink_.raw(R"(","UserId":")");
      sink_.decimal(process.user_id);
      sink_.raw(R"(","ProcessId":)");
      sink_.decimal(aggregate ? 0 : process.process_id);
      sink_.raw(R"(,"ParentProcessId":)");
      sink_.decimal(aggregate ? 0 : process.parent_process_id);
    }
    extra_details(o);
  }

  void connection_item(const Observation& o, const NetworkRecord& network) {
    const bool inbound = network.direction == Direction::kInbound;
    sink_.raw(R"("Protocol":")");
    sink_.raw(protocol_name(network.protocol));
    sink_.raw(inbound ? R"(","Direction":"In","RemoteAddress":")"sv : R"(","Direction":"Out","RemoteAddress":")"sv);
    sink_.address(network.remote_address);
    remote_port(network, inbound && written_as_aggregate(o));
    if (dialect_ == JsonDialect::kCSharpAgent) local_side(network, !inbound && written_as_aggregate(o));
    sink_.raw(R"(,"Executable":")");
    sink_.text(texts_, texts_.executable_of(network.commandline));
    sink_.raw(R"(","CommandLine":")");
    sink_.text(texts_, network.commandline);
    sink_.raw(R"(","UserId":")");
    sink_.decimal(network.user_id);
    sink_.raw(R"(","ProcessId":0)");
    extra_details(o);
  }

  /// An aggregate has no one ephemeral port. The C agent says so with a number where the schema wants a
  /// text, the C# agent with a text that is empty.
  void remote_port(const NetworkRecord& network, bool neutral) {
    if (neutral && dialect_ != JsonDialect::kStrict) {
      sink_.raw(dialect_ == JsonDialect::kCAgent ? R"(","RemotePort":0)"sv : R"(","RemotePort":"")"sv);
      return;
    }
    sink_.raw(R"(","RemotePort":")");
    sink_.decimal(neutral ? 0 : network.remote_port);
    sink_.raw(R"(")");
  }

  void local_side(const NetworkRecord& network, bool neutral) {
    if (!network.local_address.is_unspecified()) {
      sink_.raw(R"(,"LocalAddress":")");
      sink_.address(network.local_address);
      sink_.raw(R"(")");
    }
    sink_.raw(R"(,"LocalPort":")");
    if (!neutral) sink_.decimal(network.local_port);
    sink_.raw(R"(")");
  }

  void login_item(const Observation& o, const LoginRecord& login) {
    sink_.raw(R"("Executable":")");
    sink_.text(texts_, login.executable);
    sink_.raw(R"(","ProcessId":)");
    sink_.decimal(written_as_aggregate(o) ? 0 : login.process_id);
    sink_.raw(R"(,"UserName":")");
    sink_.text(texts_, login.user_name);
    sink_.raw(login.operation == LoginOperation::kLogout ? R"(","Operation":"logout")"sv
                                                         : R"(","Operation":"login")"sv);
    if (!login.remote_address.is_unspecified()) {
      sink_.raw(R"(,"RemoteAddress":")");
      sink_.address(login.remote_address);
      sink_.raw(R"(")");
    }
    sink_.raw(login.operation == LoginOperation::kLoginFailed ? R"(,"Result":"Fail")"sv : R"(,"Result":"Success")"sv);
    extra_details(o);
  }

  void information_item(const SystemInformationRecord& information) {
    sink_.raw(R"("OSName":")");
    sink_.text(texts_, information.os_name);
    sink_.raw(R"(","OSVersion":")");
    sink_.text(texts_, information.os_version);
    sink_.raw(R"(","BIOSVersion":")");
    sink_.text(texts_, information.firmware_version);
    sink_.raw(R"(")");
  }

  void extra_details(const Observation& o) {
    if (!written_as_aggregate(o)) return;
    const bool number = dialect_ == JsonDialect::kCAgent;
    sink_.raw(number ? R"(,"ExtraDetails":{"HitCount":)"sv : R"(,"ExtraDetails":{"HitCount":")"sv);
    sink_.decimal(o.hit_count);
    sink_.raw(number ? R"(,"StartTimeLocal":")"sv : R"(","StartTimeLocal":")"sv);
    detail_time(o.window_start);
    sink_.raw(R"(","StartTimeUtc":")");
    detail_time(o.window_start);
    sink_.raw(R"(","EndTimeLocal":")");
    detail_time(o.window_end);
    sink_.raw(R"(","EndTimeUtc":")");
    detail_time(o.window_end);
    sink_.raw(R"("})");
  }

  void event_time(Time time) {
    if (dialect_ == JsonDialect::kCSharpAgent) {
      sink_.utc_without_zone(time);
    } else {
      sink_.utc(time);
    }
  }
  void detail_time(Time time) {
    if (dialect_ == JsonDialect::kCSharpAgent) {
      sink_.utc_invariant(time);
    } else {
      sink_.utc(time);
    }
  }

  Sink& sink_;
  const TextTable& texts_;
  JsonDialect dialect_;
  Uuid id_seed_;
  std::uint32_t sequence_;
};

template <class Sink>
void write_message(Sink& sink, const AgentIdentity& identity, const SecurityMessage& message, const TextTable& texts) {
  sink.raw(R"({"AgentVersion":")");
  sink.escaped(identity.agent_version);
  sink.raw(R"(","AgentId":")");
  sink.uuid(identity.agent_id);
  sink.raw(R"(","MessageSchemaVersion":"1.0","Events":[)");
  EventWriter<Sink> events(sink, texts, identity.dialect, identity.id_seed, message.sequence);
  std::uint32_t index = 0;
  const Observation* before = nullptr;
  for (const Observation& observation : message.observations) {
    if (before != nullptr && shares_event(*before, observation)) {
      events.add(observation);
    } else {
      if (before != nullptr) {
        events.end();
        sink.raw(",");
      }
      events.begin(observation, index++);
    }
    before = &observation;
  }
  if (before != nullptr) events.end();
  sink.raw("]}");
}

}  // namespace

bool can_carry(EventKind kind) {
  return kind == EventKind::kProcess || kind == EventKind::kNetwork || kind == EventKind::kLogin ||
         !report_event(kind).name.empty();
}

void encode(const AgentIdentity& identity, const SecurityMessage& message, const TextTable& texts, std::string& out) {
  const std::size_t begin = out.size();
  out.resize(begin + encoded_size(identity, message, texts));
  JsonWriter writer(out.data() + begin);
  write_message(writer, identity, message, texts);
  PICKET_CHECK(writer.end() == out.data() + out.size(), "bytes written", writer.end() - out.data() - begin, "of",
               out.size() - begin);
}

std::size_t encoded_size(const AgentIdentity& identity, const SecurityMessage& message, const TextTable& texts) {
  JsonCounter counter;
  write_message(counter, identity, message, texts);
  return counter.size();
}

std::size_t observation_size(const Observation& observation, const TextTable& texts, JsonDialect dialect) {
  JsonCounter counter;
  EventWriter<JsonCounter> event(counter, texts, dialect, {}, 0);
  event.begin(observation, 0);
  event.end();
  return counter.size();
}

std::size_t item_size(const Observation& observation, const TextTable& texts, JsonDialect dialect) {
  JsonCounter counter;
  EventWriter<JsonCounter>(counter, texts, dialect, {}, 0).add(observation);
  return counter.size() - 1;
}

Observation as_received(JsonDialect dialect, const Observation& observation) {
  Observation received = observation;
  const bool aggregate = written_as_aggregate(observation) && !is_report(kind_of(observation.record));
  received.aggregated = aggregate;
  received.hit_count = aggregate ? observation.hit_count : 1;
  received.first_time = utc_text_time(aggregate ? std::min(observation.window_start, observation.window_end)
                                                : observation.last_time);
  received.last_time = utc_text_time(aggregate ? observation.window_end : observation.last_time);
  received.window_start = received.first_time;
  received.window_end = received.last_time;
  if (auto* process = std::get_if<ProcessRecord>(&received.record)) {
    if (aggregate) process->process_id = process->parent_process_id = 0;
    if (process->operation == ProcessOperation::kExit) {
      process->commandline = {};
      process->parent_process_id = process->user_id = 0;
    } else {
      process->operation = ProcessOperation::kExec;
    }
  } else if (auto* network = std::get_if<NetworkRecord>(&received.record)) {
    if (dialect != JsonDialect::kCSharpAgent) {
      network->local_address = {};
      network->local_port = 0;
    } else if (aggregate && network->direction == Direction::kOutbound) {
      network->local_port = 0;
    }
    network->bytes_in = network->bytes_out = 0;
    network->raw_socket = false;
    network->interface = NetworkInterface::kEth0;
    if (aggregate && network->direction == Direction::kInbound) network->remote_port = 0;
  } else if (auto* login = std::get_if<LoginRecord>(&received.record)) {
    if (aggregate) login->process_id = 0;
  } else if (auto* information = std::get_if<SystemInformationRecord>(&received.record)) {
    information->hardware_vendor = information->hardware_model = {};
  } else {
    ReportLoss loss;
    visit_report_fields(received.record, loss);
  }
  return received;
}

}  // namespace picket::g1_json
