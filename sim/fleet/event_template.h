#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "agent_core/message/record.h"
#include "sim/scenario/distribution.h"
#include "sim/scenario/field.h"

/// Words of the agent's enum, in whose namespace they are looked for.
namespace picket {

inline std::span<const sim::EnumName<NetworkInterface>> enum_names(NetworkInterface) {
  static constexpr auto kNames = [] {
    std::array<sim::EnumName<NetworkInterface>, kNetworkInterfaceNames.size()> names{};
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = {static_cast<NetworkInterface>(i), kNetworkInterfaceNames[i]};
    return names;
  }();
  return kNames;
}

}  // namespace picket

namespace picket::sim {

/// What an event template makes.
enum class StepKind : std::uint8_t { kProcess, kNetwork, kDns, kLogin, kFile, kPeripheral };

inline std::span<const EnumName<StepKind>> enum_names(StepKind) {
  static constexpr std::array<EnumName<StepKind>, 6> kNames{{{StepKind::kProcess, "process"},
                                                             {StepKind::kNetwork, "network"},
                                                             {StepKind::kDns, "dns"},
                                                             {StepKind::kLogin, "login"},
                                                             {StepKind::kFile, "file"},
                                                             {StepKind::kPeripheral, "peripheral"}}};
  return kNames;
}

/// What happened, over all kinds. `kUsual` is exec, login, modified, connected, or a resolved name.
enum class StepOperation : std::uint8_t {
  kUsual,
  kFork,
  kExec,
  kExit,
  kLogin,
  kLogout,
  kLoginFailed,
  kAccessed,
  kModified,
  kMetadataChanged,
  kClosed,
  kOpened,
  kMoved,
  kCreated,
  kDeleted,
  kConnected,
  kDisconnected,
  kResolved,
  kNotResolved,
};

inline std::span<const EnumName<StepOperation>> enum_names(StepOperation) {
  using enum StepOperation;
  static constexpr std::array<EnumName<StepOperation>, 19> kNames{{{kUsual, "usual"},
                                                                   {kFork, "fork"},
                                                                   {kExec, "exec"},
                                                                   {kExit, "exit"},
                                                                   {kLogin, "login"},
                                                                   {kLogout, "logout"},
                                                                   {kLoginFailed, "login_failed"},
                                                                   {kAccessed, "accessed"},
                                                                   {kModified, "modified"},
                                                                   {kMetadataChanged, "metadata_changed"},
                                                                   {kClosed, "closed"},
                                                                   {kOpened, "opened"},
                                                                   {kMoved, "moved"},
                                                                   {kCreated, "created"},
                                                                   {kDeleted, "deleted"},
                                                                   {kConnected, "connected"},
                                                                   {kDisconnected, "disconnected"},
                                                                   {kResolved, "resolved"},
                                                                   {kNotResolved, "not_resolved"}}};
  return kNames;
}

enum class StepProtocol : std::uint8_t { kTcp, kUdp, kIcmp };

inline std::span<const EnumName<StepProtocol>> enum_names(StepProtocol) {
  static constexpr std::array<EnumName<StepProtocol>, 3> kNames{
      {{StepProtocol::kTcp, "tcp"}, {StepProtocol::kUdp, "udp"}, {StepProtocol::kIcmp, "icmp"}}};
  return kNames;
}

enum class StepDirection : std::uint8_t { kOutbound, kInbound };

inline std::span<const EnumName<StepDirection>> enum_names(StepDirection) {
  static constexpr std::array<EnumName<StepDirection>, 2> kNames{
      {{StepDirection::kOutbound, "outbound"}, {StepDirection::kInbound, "inbound"}}};
  return kNames;
}

/// How one of several texts is chosen.
enum class Pick : std::uint8_t {
  kInOrder,  ///< the i-th event of the step takes the i-th text, round and round
  kRandom,   ///< each event takes any of them
};

inline std::span<const EnumName<Pick>> enum_names(Pick) {
  static constexpr std::array<EnumName<Pick>, 2> kNames{{{Pick::kInOrder, "in_order"}, {Pick::kRandom, "random"}}};
  return kNames;
}

/// A port and how often it is taken; port 0 stands for any port.
struct PortChoice {
  std::uint32_t port = 0;
  double weight = 1;
};

template <class Visitor>
void describe(Visitor& v, PortChoice& p) {
  v.field("port", p.port, {.says = "Port number; 0 is any port, drawn anew each time.", .min = 0, .max = 65'535});
  v.field("weight", p.weight, {.says = "How often it is taken, relative to the other choices.", .min = 0, .max = 1e9});
}

/// The fields of an event, as data. Used by the daily life of device classes and by attacks.
///
/// Texts may hold one placeholder: `{decimal}` and `{hex8}` take a number below `variants`,
/// `{ipv4}` takes the remote's address.
struct EventTemplate {
  StepKind kind = StepKind::kProcess;
  StepOperation operation = StepOperation::kUsual;
  std::vector<std::string> commandlines;  ///< process: what runs; network: the owner
  std::vector<std::string> paths;         ///< file
  std::vector<std::string> names;         ///< dns, peripheral; dns with a remote takes the remote's name if empty
  std::vector<std::string> users;         ///< login
  Pick pick = Pick::kInOrder;
  std::uint32_t variants = 1;
  std::string executable;  ///< process: empty takes the first word; login: the service
  std::uint32_t user_id = 0;
  bool fork = true;    ///< process: a fork comes just before each exec
  std::string remote;  ///< a remote pool or a piece of attack infrastructure
  std::vector<PortChoice> remote_ports;
  std::vector<PortChoice> local_ports;  ///< empty: an ephemeral port
  StepProtocol protocol = StepProtocol::kTcp;
  StepDirection direction = StepDirection::kOutbound;
  bool raw_socket = false;
  bool continuation = false;
  double failed_share = 0;  ///< dns: of the queries; each event or run draws for itself
  Distribution bytes_out = Distribution::constant(0);
  Distribution bytes_in = Distribution::constant(0);
  bool usb = true;  ///< peripheral: USB, else Ethernet
};

template <class Visitor>
void describe(Visitor& v, EventTemplate& e) {
  v.field("kind", e.kind, {.says = "What kind of event it is.", .required = true});
  v.field("operation", e.operation,
          {.says = "What is done: exec, login, modified, connected and resolved are usual for their kinds."});
  v.field("commandlines", e.commandlines,
          {.says = "Command lines that run; for a network event the command line of the owning process."});
  v.field("paths", e.paths, {.says = "Paths of the files concerned."});
  v.field("names", e.names,
          {.says = "Domain names or peripheral names; a dns event with a remote and no names asks for the remote's."});
  v.field("users", e.users, {.says = "User names of logins."});
  v.field("pick", e.pick, {.says = "Whether several texts are taken in order or at random."});
  v.field("variants", e.variants,
          {.says = "How many values the placeholder of a text can take.", .min = 1, .max = 4'294'967'295.0});
  v.field("executable", e.executable,
          {.says = "Image that runs (empty: first word of the command line), or the service that reports a login."});
  v.field("user_id", e.user_id, {.says = "Numeric user that acts.", .min = 0, .max = 4'294'967'295.0});
  v.field("fork", e.fork,
          {.says = "Whether a fork comes just before each exec.",
           .grade = Grade::kMeasured,
           .source = "proc connector trace: forks about equal to execs"});
  v.field("remote", e.remote,
          {.says = "Remote pool of the class, or infrastructure of the attack, that is talked to."});
  v.field("remote_ports", e.remote_ports, {.says = "Remote ports to choose from; empty means an ephemeral port."});
  v.field("local_ports", e.local_ports, {.says = "Local ports to choose from; empty means an ephemeral port."});
  v.field("protocol", e.protocol, {.says = "Transport protocol; ICMP has no ports, so none are drawn for it."});
  v.field("direction", e.direction, {.says = "Who opened the flow."});
  v.field("raw_socket", e.raw_socket,
          {.says = "Sent through a raw socket: packet capture sees it, audit rules on connect do not."});
  v.field("continuation", e.continuation,
          {.says = "Packets of a connection opened earlier: packet capture sees them, audit rules on connect do not."});
  v.field("failed_share", e.failed_share,
          {.says = "Share of name queries that find nothing; not_resolved means all of them.", .min = 0, .max = 1});
  v.field("bytes_out", e.bytes_out, {.says = "Payload bytes sent.", .min = 0, .grade = Grade::kEstimated, .unit = "B"});
  v.field("bytes_in", e.bytes_in,
          {.says = "Payload bytes received.", .min = 0, .grade = Grade::kEstimated, .unit = "B"});
  v.field("usb", e.usb, {.says = "Whether the peripheral is a USB device; otherwise it is Ethernet."});
}

}  // namespace picket::sim
