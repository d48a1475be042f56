#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <optional>
#include <string>

#include "agent_core/publish/transport.h"
#include "sim/live/mqtt/secret.h"

namespace picket::sim {

/// What proves an X.509 identity: a certificate with its chain, and its key, both in PEM.
struct ClientCertificate {
  std::string certificate_file;
  Secret key;  ///< the content of the key's file
};

/// Why a server's certificate was not taken.
struct CertificateFailure {
  long error = 0;       ///< X509_V_ERR_...
  std::string subject;  ///< "CN = localhost" and the names it is for, of the certificate in question
};

/// What went wrong on one connection, as TLS saw it.
struct TlsNotes {
  std::optional<CertificateFailure> failure;  ///< the first certificate of the server that was refused
  std::optional<int> peer_alert;              ///< the peer's last fatal alert: SSL_AD_...
};

/// TLS to one host: whom to trust, who we are, and that both are checked. There is no way to turn a check off.
///
/// Model:  TLS 1.2 or later, or 1.2 alone; the peer's chain is verified, and its name against `host` (an IP address: against the
///         certificate's addresses); the server is told `host` (SNI), whatever address is connected to. Buffers are given back
///         between records. May be shared by connections to the same host; with a certificate, as the same
///         identity. What goes wrong is noted by connection.
/// Why:    libmosquitto with a context of ours sets up no verification by itself, and takes the address it connects to for the
///         name to tell.
/// Errors: unreadable roots, certificate or key, a key of another certificate, a key with a passphrase: `error` says which file.
class TlsContext {
 public:
  /// `roots`: a PEM file of trusted roots; empty: the system's. `certificate`: nothing with a token.
  TlsContext(const std::string& host, const std::string& roots, const std::optional<ClientCertificate>& certificate,
             TlsProtocol highest = TlsProtocol::kTls13);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  /// Empty if the context can be used.
  const std::string& error() const { return error_; }
  SSL_CTX* get() const { return context_.get(); }
  const std::string& host() const { return host_; }
  /// Each connection whose handshake begins from now on notes there; null: nowhere. The notes must outlive the connection.
  void note_in(TlsNotes* notes) { notes_ = notes; }

 private:
  struct FreeContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  static TlsContext* of(const SSL* connection);
  static TlsNotes* notes_of(const SSL* connection);
  static int on_verify(int ok, X509_STORE_CTX* store);
  static void on_info(const SSL* connection, int where, int value);
  void trust(const std::string& roots);
  void check_name();
  void use(const ClientCertificate& certificate);

  std::string host_;
  bool address_ = false;  ///< the host is an IP address
  std::unique_ptr<SSL_CTX, FreeContext> context_;
  std::string error_;
  TlsNotes* notes_ = nullptr;
};

}  // namespace picket::sim
