#include "sim/fleet/compiled_step.h"

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

TemplateText::Slot slot_of(const std::string& pattern) {
  if (pattern.find("{ipv4}") != std::string::npos) return TemplateText::Slot::kAddress;
  const bool number = pattern.find("{decimal}") != std::string::npos || pattern.find("{hex8}") != std::string::npos;
  return number ? TemplateText::Slot::kNumber : TemplateText::Slot::kNone;
}

const std::vector<std::string>& patterns_of(const EventTemplate& e) {
  switch (e.kind) {
    case StepKind::kProcess:
    case StepKind::kNetwork:
      return e.commandlines;
    case StepKind::kLogin:
      return e.users;
    case StepKind::kFile:
      return e.paths;
    case StepKind::kDns:
    case StepKind::kPeripheral:
      return e.names;
  }
  return e.names;
}

ProcessOperation process_operation(StepOperation operation) {
  switch (operation) {
    case StepOperation::kFork:
      return ProcessOperation::kFork;
    case StepOperation::kExit:
      return ProcessOperation::kExit;
    default:
      return ProcessOperation::kExec;
  }
}

LoginOperation login_operation(StepOperation operation) {
  switch (operation) {
    case StepOperation::kLogout:
      return LoginOperation::kLogout;
    case StepOperation::kLoginFailed:
      return LoginOperation::kLoginFailed;
    default:
      return LoginOperation::kLogin;
  }
}

FileOperation file_operation(StepOperation operation) {
  switch (operation) {
    case StepOperation::kAccessed:
      return FileOperation::kAccess;
    case StepOperation::kMetadataChanged:
      return FileOperation::kMetadataChanged;
    case StepOperation::kClosed:
      return FileOperation::kClosed;
    case StepOperation::kOpened:
      return FileOperation::kOpened;
    case StepOperation::kMoved:
      return FileOperation::kMoved;
    case StepOperation::kCreated:
      return FileOperation::kCreated;
    case StepOperation::kDeleted:
      return FileOperation::kDeleted;
    default:
      return FileOperation::kModified;
  }
}

Record prototype_record(const EventTemplate& e, TextTable& texts) {
  switch (e.kind) {
    case StepKind::kProcess: {
      ProcessRecord record;
      record.user_id = e.user_id;
      record.operation = process_operation(e.operation);
      return record;
    }
    case StepKind::kNetwork: {
      NetworkRecord record;
      record.protocol = static_cast<TransportProtocol>(e.protocol);
      record.direction = static_cast<Direction>(e.direction);
      record.raw_socket = e.raw_socket || e.continuation;
      record.user_id = e.user_id;
      return record;
    }
    case StepKind::kDns: {
      DnsRecord record;
      record.failed = e.operation == StepOperation::kNotResolved;
      return record;
    }
    case StepKind::kLogin: {
      LoginRecord record;
      record.executable = texts.intern(e.executable);
      record.operation = login_operation(e.operation);
      return record;
    }
    case StepKind::kFile: {
      FileRecord record;
      record.operation = file_operation(e.operation);
      return record;
    }
    case StepKind::kPeripheral: {
      PeripheralRecord record;
      record.connected = e.operation != StepOperation::kDisconnected;
      record.usb = e.usb;
      return record;
    }
  }
  return HeartbeatRecord{};
}

/// Process ids that embedded systems reach: above the boot-time daemons.
std::uint32_t process_id(std::uint64_t bits) {
  return 400 + KeyedDraws::scale(bits << 24, 32'000);
}

}  // namespace

TemplateText intern_text(TextTable& texts, const std::string& pattern, const std::string& executable) {
  TemplateText result;
  result.slot = slot_of(pattern);
  result.text = result.slot == TemplateText::Slot::kNone ? texts.intern(pattern) : texts.intern_template(pattern);
  const std::string program = pattern.substr(0, pattern.find(' '));
  std::string image = executable.empty() ? program : executable;
  if (image.ends_with('/')) image += program.substr(program.rfind('/') + 1);  // a folder; npos + 1 is 0
  if (slot_of(image) != TemplateText::Slot::kNone) image.clear();
  result.executable = texts.intern(image);
  return result;
}

PortTable::PortTable(const std::vector<PortChoice>& choices) {
  double total = 0;
  for (const PortChoice& choice : choices) {
    total += choice.weight;
    ports_.push_back(static_cast<std::uint16_t>(choice.port));
    cumulated_.push_back(total);
  }
  PICKET_CHECK(choices.empty() || total > 0, "total", total);
  for (double& c : cumulated_) c /= total;
}

std::uint16_t PortTable::pick_slow(std::uint64_t bits) const {
  const double u = KeyedDraws::to_uniform(bits);
  std::size_t i = 0;
  while (i + 1 < ports_.size() && u > cumulated_[i]) ++i;
  if (ports_[i] != 0) return ports_[i];
  return static_cast<std::uint16_t>(1 + KeyedDraws::scale(mix64(bits), 65'535));
}

EventMaker::EventMaker(const EventTemplate& source, TextTable& texts)
    : kind_(source.kind),
      pick_(source.pick),
      forks_(source.kind == StepKind::kProcess && source.fork &&
             process_operation(source.operation) == ProcessOperation::kExec),
      needs_peer_(!source.remote.empty()),
      inbound_(source.direction == StepDirection::kInbound),
      variants_(std::max<std::uint32_t>(source.variants, 1)),
      failed_share_(source.failed_share),
      remote_ports_(source.remote_ports),
      local_ports_(source.local_ports),
      bytes_out_(source.bytes_out),
      bytes_in_(source.bytes_in) {
  prototype_.first.record = prototype_record(source, texts);
  const std::string executable = source.kind == StepKind::kProcess ? source.executable : std::string();
  for (const std::string& pattern : patterns_of(source)) {
    texts_.push_back(intern_text(texts, pattern, executable));
    const bool runs = source.kind == StepKind::kProcess || source.kind == StepKind::kNetwork;
    if (runs) texts.set_executable(texts_.back().text, texts_.back().executable);
  }
}

const TemplateText& EventMaker::chosen(std::uint64_t bits, std::uint32_t from_last) const {
  const std::uint32_t n = text_count();
  if (n == 1) return texts_[0];
  if (pick_ == Pick::kRandom) return texts_[KeyedDraws::scale(bits, n)];
  return texts_[n - 1 - (from_last < n ? from_last : from_last % n)];
}

Text EventMaker::drawn(const TemplateText& text, std::uint64_t bits, const Peer& peer) const {
  Text result = text.text;
  if (text.slot == TemplateText::Slot::kNumber) result.parameter = KeyedDraws::scale(mix64(bits + 1), variants_);
  if (text.slot == TemplateText::Slot::kAddress && peer.address.is_v4()) result.parameter = peer.address.v4_value();
  return result;
}

void EventMaker::fill(EventRun& out, Time time, std::uint64_t bits, std::uint32_t from_last, const IpAddress& local,
                      const Peer& peer) const {
  out = prototype_;
  out.first.time = time;
  Record& record = out.first.record;
  switch (kind_) {
    case StepKind::kProcess: {
      auto& process = *std::get_if<ProcessRecord>(&record);
      process.process_id = process_id(bits);
      process.parent_process_id = process_id(bits + 7);
      if (texts_.empty()) return;
      const TemplateText& text = chosen(bits, from_last);
      process.commandline = drawn(text, bits, peer);
      process.executable = text.executable;
      return;
    }
    case StepKind::kNetwork: {
      auto& network = *std::get_if<NetworkRecord>(&record);
      if (!texts_.empty()) network.commandline = drawn(chosen(bits, from_last), bits, peer);
      fill_network(network, bits, local, peer);
      return;
    }
    case StepKind::kDns: {
      auto& dns = *std::get_if<DnsRecord>(&record);
      dns.interface = peer.interface;
      dns.name = texts_.empty() ? peer.name : drawn(chosen(bits, from_last), bits, peer);
      if (failed_share_ > 0) dns.failed |= KeyedDraws::to_uniform(mix64(bits + 4)) < failed_share_;
      return;
    }
    case StepKind::kLogin: {
      auto& login = *std::get_if<LoginRecord>(&record);
      login.process_id = process_id(bits);
      login.remote_address = peer.address;
      if (!texts_.empty()) login.user_name = drawn(chosen(bits, from_last), bits, peer);
      return;
    }
    case StepKind::kFile: {
      if (!texts_.empty()) std::get_if<FileRecord>(&record)->path = drawn(chosen(bits, from_last), bits, peer);
      return;
    }
    case StepKind::kPeripheral: {
      if (!texts_.empty()) std::get_if<PeripheralRecord>(&record)->name = drawn(chosen(bits, from_last), bits, peer);
      return;
    }
  }
}

void EventMaker::fill_network(NetworkRecord& record, std::uint64_t bits, const IpAddress& local,
                              const Peer& peer) const {
  record.local_address = local;
  record.remote_address = peer.address;
  record.interface = peer.interface;
  if (record.protocol != TransportProtocol::kIcmp) {
    const std::uint64_t port_bits = mix64(bits + 2);
    record.remote_port = remote_ports_.empty() ? PortTable::ephemeral(port_bits) : remote_ports_.pick(port_bits);
    const std::uint64_t local_bits = port_bits << 20 | port_bits >> 44;
    record.local_port = local_ports_.empty() ? PortTable::ephemeral(local_bits) : local_ports_.pick(local_bits);
  }
  const std::uint64_t byte_bits = mix64(bits + 3);
  record.bytes_out = static_cast<std::uint64_t>(bytes_out_(KeyedDraws::to_uniform(byte_bits)));
  record.bytes_in = static_cast<std::uint64_t>(bytes_in_(KeyedDraws::to_uniform(byte_bits << 30 | byte_bits >> 34)));
}

void EventMaker::fill_fork(EventRun& out, Time time, std::uint64_t bits) const {
  out = prototype_;
  out.first.time = time;
  auto& process = *std::get_if<ProcessRecord>(&out.first.record);
  process.operation = ProcessOperation::kFork;
  process.process_id = process_id(bits);
  process.parent_process_id = process_id(bits + 7);
}

}  // namespace picket::sim
