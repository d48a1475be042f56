#include "sim/live/registry/registry_client.h"

#include <curl/curl.h>
#include <openssl/crypto.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <utility>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

constexpr Duration kFirstRepeat = Duration::seconds(1);
constexpr Duration kLongestRepeat = Duration::minutes(1);
constexpr std::size_t kMaxHeader = 4'096;

Time time_of_day() {
  return Time::from_unix_microseconds(
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count());
}

/// A signal ends the wait early.
bool sleep_for(Duration wait) {
  ::poll(nullptr, 0, static_cast<int>(std::clamp<std::int64_t>(wait.count_milliseconds(), 1, 3'600'000)));
  return true;
}

/// Once a process; never ended, as others may be in use.
void begin_libcurl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  PICKET_CHECK(code == CURLE_OK, curl_easy_strerror(code));
}

template <class Value>
void set_option(CURL* handle, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(handle, option, value);
  PICKET_CHECK(code == CURLE_OK, curl_easy_strerror(code));
}

/// Headers to send; one of them is a token, so they are written over at the end.
class HeaderLines {
 public:
  HeaderLines() = default;
  ~HeaderLines() {
    for (const curl_slist* line = lines_; line != nullptr; line = line->next) OPENSSL_cleanse(line->data, std::strlen(line->data));
    curl_slist_free_all(lines_);
  }
  HeaderLines(const HeaderLines&) = delete;
  HeaderLines& operator=(const HeaderLines&) = delete;
  void add(const char* line) {
    curl_slist* longer = curl_slist_append(lines_, line);
    PICKET_CHECK(longer != nullptr);
    lines_ = longer;
  }
  const curl_slist* get() const { return lines_; }

 private:
  curl_slist* lines_ = nullptr;
};

/// An answer on its way in.
struct Incoming {
  RegistryAnswer answer;
  std::string body;
  bool too_large = false;
};

/// Grows by hand: what std::string leaves behind when it moves may hold keys.
void append_wiping(std::string& text, const char* data, std::size_t size) {
  if (text.size() + size > text.capacity()) {
    std::string larger;
    larger.reserve(std::max(2 * text.capacity(), text.size() + size));
    larger += text;
    wipe(text);
    text.swap(larger);
  }
  text.append(data, size);
}

std::size_t on_body(char* data, std::size_t one, std::size_t count, void* to) {
  auto& incoming = *static_cast<Incoming*>(to);
  const std::size_t size = one * count;
  if (incoming.body.size() + size > RegistryClient::kMaxAnswer) {
    incoming.too_large = true;
    return 0;
  }
  append_wiping(incoming.body, data, size);
  return size;
}

bool starts_as(std::string_view line, std::string_view lower_name) {
  if (line.size() <= lower_name.size() || line[lower_name.size()] != ':') return false;
  return std::equal(lower_name.begin(), lower_name.end(), line.begin(),
                    [](char expected, char c) { return expected == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c); });
}

std::size_t on_header(char* data, std::size_t one, std::size_t count, void* to) {
  auto& answer = static_cast<Incoming*>(to)->answer;
  const std::size_t size = one * count;
  const std::string_view line(data, size);
  if (size > kMaxHeader) return size;
  const auto take = [&](std::string_view name, std::string& into) {
    if (!starts_as(line, name)) return;
    std::string_view value = line.substr(name.size() + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
    while (!value.empty() && static_cast<unsigned char>(value.back()) <= ' ') value.remove_suffix(1);
    into = value;
  };
  take("iothub-errorcode", answer.error_code);
  take("retry-after", answer.retry_after);
  take("x-ms-continuation", answer.continuation);
  return size;
}

RegistryRefusal refusal_before_answer(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return RegistryRefusal::kNameNotFound;
    case CURLE_OPERATION_TIMEDOUT:
      return RegistryRefusal::kTimedOut;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
      return RegistryRefusal::kCertificateRefused;
    case CURLE_SSL_CACERT_BADFILE:
      return RegistryRefusal::kRootsUnreadable;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
      return RegistryRefusal::kTlsFailed;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
      return RegistryRefusal::kAnswerNotUnderstood;
    default:
      return RegistryRefusal::kUnreachable;
  }
}

}  // namespace

struct RegistryClient::Connection {
  Connection() : handle(curl_easy_init()) { PICKET_CHECK(handle != nullptr); }
  ~Connection() {
    curl_easy_cleanup(handle);
    curl_slist_free_all(connect_to);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  CURL* handle;
  curl_slist* connect_to = nullptr;
  std::array<char, CURL_ERROR_SIZE> words{};
};

RegistryClient::RegistryClient(RegistrySettings settings)
    : settings_(std::move(settings)),
      pace_(settings_.operations_per_minute, Duration::minutes(1), std::max<std::int64_t>(settings_.operations_per_minute / 2, 1)) {
  PICKET_CHECK(settings_.operations_per_minute > 0 && settings_.tries > 0 && !settings_.access.host.empty());
  begin_libcurl();
  if (!settings_.wait) settings_.wait = sleep_for;
  if (!settings_.now) settings_.now = time_of_day;
  connection_ = std::make_unique<Connection>();
  CURL* handle = connection_->handle;
  set_option(handle, CURLOPT_ERRORBUFFER, connection_->words.data());
  set_option(handle, CURLOPT_NOSIGNAL, 1L);
  set_option(handle, CURLOPT_PROTOCOLS_STR, "https");
  set_option(handle, CURLOPT_FOLLOWLOCATION, 0L);
  set_option(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  set_option(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  set_option(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set_option(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set_option(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(settings_.patience.count_milliseconds()));
  set_option(handle, CURLOPT_USERAGENT, "picket");
  set_option(handle, CURLOPT_WRITEFUNCTION, on_body);
  set_option(handle, CURLOPT_HEADERFUNCTION, on_header);
  if (!settings_.roots.empty()) set_option(handle, CURLOPT_CAINFO, settings_.roots.c_str());
  if (!settings_.address.empty()) {
    const std::string address = settings_.address.find(':') == std::string::npos ? settings_.address : "[" + settings_.address + "]";
    const std::string to = settings_.access.host + ":443:" + address + ":" + std::to_string(settings_.port);
    connection_->connect_to = curl_slist_append(nullptr, to.c_str());
    PICKET_CHECK(connection_->connect_to != nullptr);
    set_option(handle, CURLOPT_CONNECT_TO, connection_->connect_to);
    // An address that was named is where to connect to, whatever proxy the environment names.
    set_option(handle, CURLOPT_NOPROXY, "*");
  }
}

RegistryClient::~RegistryClient() = default;

const Secret& RegistryClient::token() {
  const Time now = settings_.now();
  if (token_.empty() || token_expires_ - now < settings_.token_life / 10) {
    token_expires_ = now + settings_.token_life;
    token_ = registry_token(settings_.access, token_expires_);
  }
  return token_;
}

bool RegistryClient::wait(Duration wait) {
  if (wait <= Duration()) return true;
  counts_.waited += wait;
  return settings_.wait(wait);
}

Result<RegistryAnswer, RegistryFailure> RegistryClient::ask_once(const RegistryRequest& request) {
  CURL* handle = connection_->handle;
  const std::string port = settings_.address.empty() && settings_.port != 443 ? ":" + std::to_string(settings_.port) : std::string();
  const std::string url = "https://" + settings_.access.host + port + request.target;
  HeaderLines headers;
  std::string authorization;
  authorization.reserve(token().size() + 32);
  authorization += "Authorization: ";
  authorization += token().exposed();
  headers.add(authorization.c_str());
  wipe(authorization);
  headers.add("Accept: application/json");
  headers.add("Content-Type: application/json; charset=utf-8");
  headers.add("Expect:");
  if (!request.if_match.empty()) headers.add(("If-Match: " + request.if_match).c_str());
  if (request.max_items != 0) headers.add(("x-ms-max-item-count: " + std::to_string(request.max_items)).c_str());
  if (!request.continuation.empty()) headers.add(("x-ms-continuation: " + request.continuation).c_str());
  Incoming incoming;
  const std::string_view body = request.body.exposed();
  set_option(handle, CURLOPT_URL, url.c_str());
  // Not copied by libcurl. Set for all but GET, which has none; the method is then named.
  set_option(handle, CURLOPT_HTTPGET, 1L);
  if (request.method != "GET" && request.method != "DELETE") {
    set_option(handle, CURLOPT_POST, 1L);
    set_option(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    set_option(handle, CURLOPT_POSTFIELDS, body.empty() ? "" : body.data());
  }
  set_option(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  set_option(handle, CURLOPT_HTTPHEADER, headers.get());
  set_option(handle, CURLOPT_WRITEDATA, &incoming);
  set_option(handle, CURLOPT_HEADERDATA, &incoming);
  connection_->words[0] = '\0';
  ++counts_.requests;
  const CURLcode code = curl_easy_perform(handle);
  set_option(handle, CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  incoming.answer.status = static_cast<int>(status);
  incoming.answer.body = Secret::taken_from(incoming.body);
  if (incoming.too_large) return RegistryFailure{RegistryRefusal::kAnswerTooLarge, incoming.answer.status, {}, {}, std::nullopt};
  if (code != CURLE_OK) {
    const char* words = connection_->words[0] != '\0' ? connection_->words.data() : curl_easy_strerror(code);
    return RegistryFailure{refusal_before_answer(code), 0, {}, words, std::nullopt};
  }
  if (std::optional<RegistryFailure> failure = failure_of(incoming.answer)) {
    // A bulk call that was carried out in part answers 400 and tells what it refused.
    const bool bulk = incoming.answer.status == 400 && request.method == "POST" && read_bulk_refusals(incoming.answer.body).has_value();
    if (!bulk) return std::move(*failure);
  }
  return std::move(incoming.answer);
}

Result<RegistryAnswer, RegistryFailure> RegistryClient::answer_to(const RegistryRequest& request) {
  Duration next = kFirstRepeat;
  for (std::uint32_t attempt = 1;; ++attempt) {
    const Duration pace = pace_.wait(settings_.now(), request.operations);
    if (!wait(pace)) return RegistryFailure{RegistryRefusal::kStopped, 0, {}, {}, std::nullopt};
    pace_.begin(settings_.now(), request.operations);
    counts_.operations += static_cast<std::uint64_t>(request.operations);
    Result<RegistryAnswer, RegistryFailure> answer = ask_once(request);
    if (answer.ok()) return answer;
    const RegistryFailure& failure = answer.error();
    if (failure.refusal == RegistryRefusal::kThrottled) ++counts_.throttled;
    if (!may_pass(failure.refusal) || attempt >= settings_.tries) return answer;
    if (!wait(failure.retry_after.value_or(next))) return RegistryFailure{RegistryRefusal::kStopped, 0, {}, {}, std::nullopt};
    next = std::min(next * 2, kLongestRepeat);
    ++counts_.repeated;
  }
}

Result<RegistryRecord, RegistryFailure> RegistryClient::record_of(Result<RegistryAnswer, RegistryFailure> answer) const {
  if (!answer.ok()) return answer.error();
  std::optional<RegistryRecord> record = read_record(answer.value().body);
  if (!record) return RegistryFailure{RegistryRefusal::kAnswerNotUnderstood, answer.value().status, {}, {}, std::nullopt};
  return std::move(*record);
}

// Whether an earlier try was carried out is not to be known: libcurl itself repeats what a kept connection lost.
bool RegistryClient::is_ours(const NewIdentity& identity) {
  if (identity.primary_key.empty()) return false;  // the hub's own choice: nothing to know it by
  const Result<RegistryRecord, RegistryFailure> found = find(identity.identity);
  if (!found.ok()) return false;
  const std::string_view theirs = found.value().primary_key.exposed();
  const std::string_view own = identity.primary_key.exposed();
  return theirs.size() == own.size() && CRYPTO_memcmp(theirs.data(), own.data(), own.size()) == 0;
}

Result<RegistryRecord, RegistryFailure> RegistryClient::create(const NewIdentity& identity) {
  Result<RegistryRecord, RegistryFailure> created = record_of(answer_to(create_request(identity)));
  const bool exists = !created.ok() && created.error().refusal == RegistryRefusal::kAlreadyExists;
  if (exists && is_ours(identity)) return find(identity.identity);
  return created;
}

Result<RegistryRecord, RegistryFailure> RegistryClient::replace(const NewIdentity& identity) {
  return record_of(answer_to(replace_request(identity)));
}

Result<RegistryRecord, RegistryFailure> RegistryClient::find(const RegistryIdentity& identity) {
  return record_of(answer_to(get_request(identity)));
}

Result<bool, RegistryFailure> RegistryClient::remove(const RegistryIdentity& identity) {
  const Result<RegistryAnswer, RegistryFailure> answer = answer_to(delete_request(identity));
  if (answer.ok()) return true;
  if (answer.error().refusal == RegistryRefusal::kNotFound) return false;
  return answer.error();
}

BulkOutcome RegistryClient::bulk(const RegistryRequest& request, std::size_t asked) {
  BulkOutcome outcome;
  const Result<RegistryAnswer, RegistryFailure> answer = answer_to(request);
  if (!answer.ok()) {
    outcome.ended = answer.error();
    return outcome;
  }
  std::optional<std::vector<BulkRefusal>> refused = read_bulk_refusals(answer.value().body);
  if (!refused || refused->size() > asked) {
    outcome.ended = RegistryFailure{RegistryRefusal::kAnswerNotUnderstood, answer.value().status, {}, {}, std::nullopt};
    return outcome;
  }
  outcome.refused = std::move(*refused);
  return outcome;
}

BulkOutcome RegistryClient::create_all(std::span<const NewIdentity> identities,
                                       const std::function<bool(std::span<const NewIdentity>)>& before_call) {
  BulkOutcome all;
  while (!identities.empty() && !all.ended) {
    const std::span<const NewIdentity> part = identities.first(std::min(kMaxBulk, identities.size()));
    identities = identities.subspan(part.size());
    if (before_call && !before_call(part)) {
      all.ended = RegistryFailure{RegistryRefusal::kStopped, 0, {}, {}, std::nullopt};
      return all;
    }
    BulkOutcome outcome = bulk(bulk_create_request(part), part.size());
    all.ended = outcome.ended;
    if (outcome.ended) return all;
    std::size_t refused = 0;
    for (BulkRefusal& refusal : outcome.refused) {
      const bool exists = refusal.failure.refusal == RegistryRefusal::kAlreadyExists;
      const auto wanted = std::find_if(part.begin(), part.end(), [&](const NewIdentity& one) { return one.identity == refusal.identity; });
      if (exists && wanted != part.end() && is_ours(*wanted)) continue;
      all.refused.push_back(std::move(refusal));
      ++refused;
    }
    all.done += part.size() - refused;
  }
  return all;
}

BulkOutcome RegistryClient::remove_all(std::span<const RegistryIdentity> identities) {
  BulkOutcome all;
  while (!identities.empty() && !all.ended) {
    const std::span<const RegistryIdentity> part = identities.first(std::min(kMaxBulk, identities.size()));
    identities = identities.subspan(part.size());
    BulkOutcome outcome = bulk(bulk_delete_request(part), part.size());
    all.ended = outcome.ended;
    if (outcome.ended) return all;
    std::size_t refused = 0;
    for (BulkRefusal& refusal : outcome.refused) {
      if (refusal.failure.refusal == RegistryRefusal::kNotFound) continue;
      all.refused.push_back(std::move(refusal));
      ++refused;
    }
    all.done += part.size() - refused;
  }
  return all;
}

Result<std::vector<RegistryIdentity>, RegistryFailure> RegistryClient::modules_of(std::string_view device) {
  const Result<RegistryAnswer, RegistryFailure> answer = answer_to(modules_request(device));
  if (!answer.ok()) return answer.error();
  std::optional<std::vector<RegistryIdentity>> rows = read_identities(answer.value().body);
  if (!rows) return RegistryFailure{RegistryRefusal::kAnswerNotUnderstood, answer.value().status, {}, {}, std::nullopt};
  return std::move(*rows);
}

Result<std::vector<RegistryIdentity>, RegistryFailure> RegistryClient::query(std::string_view query, std::uint32_t page) {
  std::vector<RegistryIdentity> all;
  std::string continuation;
  do {
    const Result<RegistryAnswer, RegistryFailure> answer = answer_to(query_request(query, page, continuation));
    if (!answer.ok()) return answer.error();
    std::optional<std::vector<RegistryIdentity>> rows = read_identities(answer.value().body);
    // A page without rows that leads on, or one that leads to itself, would never end.
    const bool leads_on = !answer.value().continuation.empty();
    if (!rows || (leads_on && (rows->empty() || answer.value().continuation == continuation))) {
      return RegistryFailure{RegistryRefusal::kAnswerNotUnderstood, answer.value().status, {}, {}, std::nullopt};
    }
    if (all.size() + rows->size() > kMaxRows) return RegistryFailure{RegistryRefusal::kAnswerTooLarge, answer.value().status, {}, {}, std::nullopt};
    all.insert(all.end(), std::make_move_iterator(rows->begin()), std::make_move_iterator(rows->end()));
    continuation = answer.value().continuation;
  } while (!continuation.empty());
  return all;
}

std::string RegistryClient::explained(const RegistryFailure& failure, std::string doing) const {
  return explain(failure, {settings_.access.host, settings_.access.policy, std::move(doing)});
}

}  // namespace picket::sim
