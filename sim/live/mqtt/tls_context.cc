#include "sim/live/mqtt/tls_context.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <utility>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

/// OpenSSL's own words for what went wrong last, without its numbers; then none are left.
std::string openssl_words() {
  const unsigned long error = ERR_peek_last_error();
  const char* reason = error == 0 ? nullptr : ERR_reason_error_string(error);
  ERR_clear_error();
  return reason == nullptr ? std::string("unknown error") : std::string(reason);
}

int context_slot() {
  static const int slot = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return slot;
}

int notes_slot() {
  static const int slot = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return slot;
}

bool is_ip_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return ::inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 || ::inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

std::string subject_of(X509* certificate) {
  if (certificate == nullptr) return {};
  std::array<char, 256> name{};
  X509_NAME_oneline(X509_get_subject_name(certificate), name.data(), static_cast<int>(name.size()));
  std::string text = "it is that of ";
  text += name.data();
  auto* names = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  if (names == nullptr) return text;
  constexpr int kShown = 4;
  for (int i = 0; i < sk_GENERAL_NAME_num(names) && i < kShown; ++i) {
    const GENERAL_NAME* alternative = sk_GENERAL_NAME_value(names, i);
    if (alternative->type != GEN_DNS) continue;
    const auto* bytes = reinterpret_cast<const char*>(ASN1_STRING_get0_data(alternative->d.dNSName));
    text += ", ";
    text.append(bytes, static_cast<std::size_t>(ASN1_STRING_length(alternative->d.dNSName)));
  }
  GENERAL_NAMES_free(names);
  // From outside, for a terminal.
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) c = '?';
  }
  return text;
}

}  // namespace

TlsContext::TlsContext(const std::string& host, const std::string& roots, const std::optional<ClientCertificate>& certificate,
                       TlsProtocol highest)
    : host_(host), address_(is_ip_address(host)), context_(SSL_CTX_new(TLS_client_method())) {
  PICKET_CHECK(context_ != nullptr);
  SSL_CTX* context = context_.get();
  PICKET_CHECK(SSL_CTX_set_ex_data(context, context_slot(), this) == 1);
  PICKET_CHECK(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1);
  const int most = highest == TlsProtocol::kTls12 ? TLS1_2_VERSION : TLS1_3_VERSION;
  PICKET_CHECK(SSL_CTX_set_max_proto_version(context, most) == 1);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, &TlsContext::on_verify);
  SSL_CTX_set_info_callback(context, &TlsContext::on_info);
  // A question at the terminal would stop the program.
  SSL_CTX_set_default_passwd_cb(context, [](char*, int, int, void*) { return 0; });
  check_name();
  trust(roots);
  if (certificate && error_.empty()) use(*certificate);
  ERR_clear_error();
}

// A connection that outlives it notes nothing.
TlsContext::~TlsContext() { SSL_CTX_set_ex_data(context_.get(), context_slot(), nullptr); }

void TlsContext::check_name() {
  X509_VERIFY_PARAM* checks = SSL_CTX_get0_param(context_.get());
  X509_VERIFY_PARAM_set_hostflags(checks, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  const int set = address_ ? X509_VERIFY_PARAM_set1_ip_asc(checks, host_.c_str()) : X509_VERIFY_PARAM_set1_host(checks, host_.c_str(), host_.size());
  PICKET_CHECK(set == 1 && !host_.empty(), "host", host_);
}

void TlsContext::trust(const std::string& roots) {
  const int loaded = roots.empty() ? SSL_CTX_set_default_verify_paths(context_.get()) : SSL_CTX_load_verify_file(context_.get(), roots.c_str());
  if (loaded != 1) error_ = (roots.empty() ? std::string("the system's trusted roots") : roots) + ": no certificates could be read: " + openssl_words();
}

void TlsContext::use(const ClientCertificate& certificate) {
  SSL_CTX* context = context_.get();
  if (SSL_CTX_use_certificate_chain_file(context, certificate.certificate_file.c_str()) != 1) {
    error_ = certificate.certificate_file + ": no certificate in PEM: " + openssl_words();
    return;
  }
  const std::string_view pem = certificate.key.exposed();
  BIO* memory = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(memory, nullptr, [](char*, int, int, void*) { return 0; }, nullptr);
  BIO_free(memory);
  if (key == nullptr) {
    const bool encrypted = pem.find("ENCRYPTED") != std::string_view::npos;
    error_ = encrypted ? "the private key has a passphrase; give one without, readable by its owner alone" : "the private key is no key in PEM";
    ERR_clear_error();
    return;
  }
  const bool used = SSL_CTX_use_PrivateKey(context, key) == 1 && SSL_CTX_check_private_key(context) == 1;
  EVP_PKEY_free(key);
  if (!used) error_ = certificate.certificate_file + ": the private key is that of another certificate";
  ERR_clear_error();
}

TlsContext* TlsContext::of(const SSL* connection) {
  return static_cast<TlsContext*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection), context_slot()));
}

TlsNotes* TlsContext::notes_of(const SSL* connection) { return static_cast<TlsNotes*>(SSL_get_ex_data(connection, notes_slot())); }

// Notes the first failure, and decides nothing: what OpenSSL refuses stays refused.
int TlsContext::on_verify(int ok, X509_STORE_CTX* store) {
  if (ok == 1) return ok;
  const auto* connection = static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  TlsNotes* notes = connection == nullptr ? nullptr : notes_of(connection);
  if (notes != nullptr && !notes->failure) {
    X509* certificate = X509_STORE_CTX_get_current_cert(store);
    // None where the certificate as a whole is meant: then it is the server's own.
    if (certificate == nullptr) certificate = X509_STORE_CTX_get0_cert(store);
    notes->failure = CertificateFailure{X509_STORE_CTX_get_error(store), subject_of(certificate)};
  }
  return ok;
}

void TlsContext::on_info(const SSL* connection, int where, int value) {
  TlsContext* self = of(connection);
  if (self != nullptr && (where & SSL_CB_HANDSHAKE_START) != 0 && !SSL_is_init_finished(connection)) {
    auto* beginning = const_cast<SSL*>(connection);
    if (notes_of(connection) == nullptr) SSL_set_ex_data(beginning, notes_slot(), self->notes_);
    // Before ClientHello is written: libmosquitto has put the address there that it connects to.
    if (!self->address_) SSL_set_tlsext_host_name(beginning, self->host_.c_str());
  }
  TlsNotes* notes = notes_of(connection);
  if (notes == nullptr) return;
  // The peer's fatal alerts; what it says at its end is none.
  if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT && (value >> 8) == SSL3_AL_FATAL) notes->peer_alert = value & 0xff;
}

}  // namespace picket::sim
