package dev.locum.launcher.bootstrap;

import dev.locum.authservice.bootstrap.AuthServiceProcess;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.cli.profile.OwnerOnly;
import dev.locum.launcher.topology.TemporaryDirectory;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.SettingsLoader;
import dev.locum.settings.StoreEngine;
import dev.locum.settings.value.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A training run of an auth service alone, with the flags of a server: starts one over SQLite, asks
 * it a few things, reaches for a PostgreSQL that is not there, and ends. The cache is the JVM's own
 * to write.
 */
final class AuthServiceRehearsal {

  /** Who asks is nobody; what it takes to find that out is what is rehearsed. */
  private static final List<String> REQUESTS =
      List.of(
          get("/.well-known/oauth-authorization-server"),
          get("/readyz"),
          post("/oauth/token", "grant_type=client_credentials&audience=nowhere"),
          post("/oauth/introspect", "token=nothing"));

  /** As often as the limit on guesses hears it. */
  private static final int ROUNDS = 20;

  private static final int PATIENCE_MILLIS = 10_000;

  private AuthServiceRehearsal() {}

  static void run() throws IOException {
    TemporaryDirectory directory = TemporaryDirectory.create("locum-rehearsal-");
    try {
      int http = freePort();
      AuthServiceSettings settings = settings(directory.path(), http);
      try (AuthServiceProcess process = AuthServiceProcess.start(settings, Clock.systemUTC())) {
        for (int i = 0; i < ROUNDS; i++) {
          for (String request : REQUESTS) {
            ask(process.httpAddress(), request);
          }
        }
      }
      reachForPostgresql();
    } finally {
      directory.delete();
    }
  }

  private static AuthServiceSettings settings(Path directory, int http) throws IOException {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    OwnerOnly.write(
        directory.resolve("encryption.key"),
        Base64.getUrlEncoder().withoutPadding().encodeToString(key));
    Path file = directory.resolve("locum.yaml");
    OwnerOnly.write(
        file,
        """
        authService:
          listen:
            grpc: 127.0.0.1:%d
            http: 127.0.0.1:%d
            insecure: {plaintext: true}
          issuer: http://127.0.0.1:%2$d
          keys: {encryptionKey: "file:encryption.key"}
          store: {sqlite: auth.db}
          bootstrap: {operatorKeyFile: operator.jwk}
        """
            .formatted(freePort(), http));
    return new SettingsLoader(Map.of()).load(file, AuthServiceSettings.class);
  }

  private static void reachForPostgresql() throws IOException {
    try {
      AuthServiceProcess.open(
              new StoreEngine.Postgresql(
                  "jdbc:postgresql://127.0.0.1:" + freePort() + "/nothing",
                  "nobody",
                  Secret.of("none")))
          .close();
    } catch (StoreUnavailableException e) {
      // Nothing answers there; the driver's classes are loaded.
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void ask(InetSocketAddress address, String request) throws IOException {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      // That something is answered is enough.
      socket.getInputStream().readNBytes(1);
    }
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
  }

  private static String post(String path, String form) {
    return "POST "
        + path
        + " HTTP/1.1\r\n"
        + "Host: 127.0.0.1\r\n"
        + "Connection: close\r\n"
        + "Authorization: Basic bm9ib2R5Om5v\r\n"
        + "Content-Type: application/x-www-form-urlencoded\r\n"
        + "Content-Length: "
        + form.length()
        + "\r\n\r\n"
        + form;
  }
}
