package dev.locum.grpcauthz.client;

import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.TokenId;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.ClientAssertionIssuer;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseTokenSigner;
import dev.locum.token.jose.SigningKey;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What a workload proves itself with to the auth service: exactly one of three kinds. None of them
 * shows its secret in {@code toString}.
 */
public sealed interface WorkloadCredential {

  /** Whose credential it is. */
  WorkloadId workload();

  /**
   * {@code private_key_jwt} (RFC 7523): a fresh assertion for each request, since one is accepted
   * once.
   *
   * @param workload whose key it is
   * @param assertions issues an assertion with {@code iss} = {@code sub} = the workload, {@code
   *     aud} = the issuer as its only value, a life of at most 60 seconds and a new {@code jti}
   *     each time
   */
  static WorkloadCredential privateKey(WorkloadId workload, Supplier<RawToken> assertions) {
    return new PrivateKey(workload, assertions);
  }

  /**
   * {@code private_key_jwt}, signed here with the workload's key.
   *
   * @param issuer the auth service's issuer: the only audience of the assertions
   */
  static WorkloadCredential privateKey(
      WorkloadId workload, Issuer issuer, SigningKey key, CryptoProviders providers, Clock clock) {
    ClientAssertionIssuer assertions =
        new ClientAssertionIssuer(
            workload,
            issuer,
            new JoseTokenSigner(key, providers),
            clock,
            () -> new TokenId(UUID.randomUUID().toString()));
    return privateKey(workload, () -> assertions.issue().token());
  }

  /** An API key, sent as it is: use it over TLS only. */
  static WorkloadCredential apiKey(WorkloadId workload, RawToken key) {
    return new ApiKey(workload, key);
  }

  /**
   * The client certificate of the channel; nothing is sent in the request. Open the channel with
   * {@link RpcChannel#presenting}.
   */
  static WorkloadCredential certificate(WorkloadId workload) {
    return new Certificate(workload);
  }

  /** {@code private_key_jwt}. */
  final class PrivateKey implements WorkloadCredential {

    private final WorkloadId workload;
    private final Supplier<RawToken> assertions;

    private PrivateKey(WorkloadId workload, Supplier<RawToken> assertions) {
      this.workload = workload;
      this.assertions = assertions;
    }

    @Override
    public WorkloadId workload() {
      return workload;
    }

    /** A new assertion; a secret until it expires. */
    RawToken assertion() {
      return assertions.get();
    }

    @Override
    public String toString() {
      return "PrivateKey[" + workload + "]";
    }
  }

  /** An API key. */
  final class ApiKey implements WorkloadCredential {

    private final WorkloadId workload;
    private final RawToken key;

    private ApiKey(WorkloadId workload, RawToken key) {
      this.workload = workload;
      this.key = key;
    }

    @Override
    public WorkloadId workload() {
      return workload;
    }

    RawToken key() {
      return key;
    }

    @Override
    public String toString() {
      return "ApiKey[" + workload + "]";
    }
  }

  /** The TLS client certificate. */
  final class Certificate implements WorkloadCredential {

    private final WorkloadId workload;

    private Certificate(WorkloadId workload) {
      this.workload = workload;
    }

    @Override
    public WorkloadId workload() {
      return workload;
    }

    @Override
    public String toString() {
      return "Certificate[" + workload + "]";
    }
  }
}
