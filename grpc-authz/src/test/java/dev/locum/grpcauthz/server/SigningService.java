package dev.locum.grpcauthz.server;

import com.sun.net.httpserver.HttpServer;
import dev.locum.grpcauthz.keys.IssuerKeys;
import dev.locum.grpcauthz.trust.SignedTokenTrust;
import dev.locum.token.Issuer;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseTokenSigner;
import dev.locum.token.jose.PublicKeys;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A service that signs its own tokens and serves its keys over HTTP, or whoever stole its key. */
final class SigningService implements AutoCloseable {

  final String name;
  final Issuer issuer;
  final AtomicInteger fetches = new AtomicInteger();

  private final Clock clock;
  private final HttpServer http;
  private final AtomicInteger ids = new AtomicInteger();
  private volatile SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
  private volatile boolean away;

  SigningService(String name, Clock clock) {
    this.name = name;
    this.clock = clock;
    this.issuer = new Issuer("https://" + name + ".example");
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext(
        "/jwks",
        exchange -> {
          fetches.incrementAndGet();
          byte[] body =
              PublicKeys.of(key.verificationKey()).toJwks().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(away ? 503 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    http.start();
  }

  URI jwks() {
    return URI.create(
        "http://"
            + http.getAddress().getAddress().getHostAddress()
            + ":"
            + http.getAddress().getPort()
            + "/jwks");
  }

  IssuerKeys keys() {
    return IssuerKeys.at(jwks(), HttpClient.newHttpClient());
  }

  SigningKey key() {
    return key;
  }

  /** Its key under the id of another. */
  SigningKey keyNamed(String keyId) {
    SecretKeyAccess access = SecretKeyAccess.granted();
    return SigningKey.parsePrivateJwk(
        key.revealPrivateJwk(access).replace(key.keyId(), keyId), access);
  }

  /** Signs with a new key from now on, and serves that one only. */
  void rotate() {
    key = SigningKey.generate(SigningAlgorithm.ES256);
  }

  /** Its keys cannot be had from now on. */
  void goAway() {
    away = true;
  }

  void comeBack() {
    away = false;
  }

  /** A good token for the shop. */
  String token() {
    return token(Map.of());
  }

  /** A token in which these claims differ; a null one is absent. */
  String token(Map<String, ? extends @Nullable Object> changes) {
    return token(SignedTokenTrust.TYPE, key, changes);
  }

  String token(
      String type, SigningKey signedWith, Map<String, ? extends @Nullable Object> changes) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer.value());
    claims.put("sub", name);
    claims.put("aud", "shop");
    claims.put("jti", name + "-" + ids.incrementAndGet());
    claims.put("iat", clock.instant().getEpochSecond());
    claims.put("exp", clock.instant().getEpochSecond() + 60);
    changes.forEach((claim, value) -> {
      if (value == null) {
        claims.remove(claim);
      } else {
        claims.put(claim, value);
      }
    });
    return new JoseTokenSigner(signedWith, CryptoProviders.jdk()).sign(type, claims).reveal();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
