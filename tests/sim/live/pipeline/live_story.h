#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/message/message.h"
#include "agent_core/message/message_marking.h"
#include "pipeline_core/content/content.h"
#include "sim/live/amqp/received_event.h"

namespace picket::sim::test {

inline constexpr Time kStoryStart = Time::from_unix_seconds(1'790'000'000);

/// Two rules: "Evil" for a command line, and "Evil twice" for two of them on a device within an hour, whose window has to outlast a
/// restart.
inline std::shared_ptr<const PipelineContent> story_content() {
  PipelineContent::Builder builder;
  builder.add_rule(R"(title: Evil
name: evil
level: high
logsource: {product: linux, category: process_creation}
detection: {s: {CommandLine|contains: evil}, condition: s}
---
title: Evil twice
correlation: {type: event_count, rules: [evil], group-by: [device], timespan: 1h, condition: {gte: 2}, generate: true}
)",
                   "story.yml");
  auto content = builder.build();
  EXPECT_TRUE(builder.diagnostics().empty());
  return content;
}

/// The message of generation 1 of a process that was started.
inline std::string exec_body(std::string_view commandline, Time time, std::uint32_t number) {
  TextTable texts;
  const Text line = texts.intern(commandline);
  const Text image = texts.intern("/bin/sh");
  const Observation observation{ProcessRecord{line, image, 100, 1, 0, ProcessOperation::kExec}, 1, time, time, time, time, false};
  const std::vector<Observation> observations{observation};
  AgentIdentity identity;
  identity.id_seed = {7, number};
  std::string out;
  encode(Encoding::kG1Json, identity, SecurityMessage{number, time, observations, {}}, texts, out);
  return out;
}

inline EventRead exec_event(std::int64_t number, Time time, const std::string& device, std::string_view commandline, std::uint16_t partition = 0) {
  EventRead read;
  read.event.partition = partition;
  read.event.sequence_number = number;
  read.event.offset = std::to_string(number);
  read.event.enqueued_time = read.event.stored_time = time;
  read.event.device = device;
  read.event.module = "azureiotsecurity";
  read.event.interface_id = std::string(kSecurityInterfaceId);
  read.event.message_id = "m" + std::to_string(partition) + "-" + std::to_string(number);
  read.event.content_type = "application/json";
  read.event.body = exec_body(commandline, time, static_cast<std::uint32_t>(number));
  return read;
}

/// A folder of a test alone.
class StoryFolder {
 public:
  explicit StoryFolder(const std::string& name) : path_(std::filesystem::temp_directory_path() / ("picket_" + name + "_" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~StoryFolder() { std::filesystem::remove_all(path_); }
  StoryFolder(const StoryFolder&) = delete;
  StoryFolder& operator=(const StoryFolder&) = delete;
  std::string file(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// What another program reads in the file: the first column of every row, as text.
inline std::vector<std::string> rows_of(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr), SQLITE_OK);
  sqlite3_stmt* statement = nullptr;
  EXPECT_EQ(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
  std::vector<std::string> out;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    out.emplace_back(text == nullptr ? "" : text);
  }
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return out;
}

}  // namespace picket::sim::test
