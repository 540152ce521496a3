package dev.locum.worker;

import dev.locum.grpcauthz.client.WorkloadCredential;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import io.grpc.Channel;

/**
 * How a worker reaches the auth service.
 *
 * @param channel to its gRPC address, see {@code RpcChannel}; it stays the caller's and must
 *     outlive the worker
 * @param issuer the issuer of its tokens: its public URL
 * @param trustDomain the audience of delegation tokens
 * @param credential the worker's own
 * @param insecureLoopback development only: whether service tokens may go out over plaintext to
 *     this machine
 */
public record AuthService(
    Channel channel,
    Issuer issuer,
    Audience trustDomain,
    WorkloadCredential credential,
    boolean insecureLoopback) {

  /** The trust domain where none is configured. */
  public static final Audience DEFAULT_TRUST_DOMAIN = new Audience("locum");

  /** An auth service over TLS, of the default trust domain. */
  public static AuthService of(Channel channel, Issuer issuer, WorkloadCredential credential) {
    return new AuthService(channel, issuer, DEFAULT_TRUST_DOMAIN, credential, false);
  }

  /** The same, with another trust domain. */
  public AuthService in(Audience trustDomain) {
    return new AuthService(channel, issuer, trustDomain, credential, insecureLoopback);
  }

  /** The same, over another channel. */
  AuthService over(Channel other) {
    return new AuthService(other, issuer, trustDomain, credential, insecureLoopback);
  }

  /** Development only: the same, over plaintext to this machine. */
  public AuthService onInsecureLoopback() {
    return new AuthService(channel, issuer, trustDomain, credential, true);
  }
}
