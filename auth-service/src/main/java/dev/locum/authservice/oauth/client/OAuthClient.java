package dev.locum.authservice.oauth.client;

import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.token.WorkloadId;

/** A client that may call an endpoint. */
public sealed interface OAuthClient {

  /** The client that users have on their machines; it cannot keep a secret (RFC 6749 §2.1). */
  String PUBLIC_CLIENT_ID = "locum-cli";

  /** A workload that has proven itself. */
  record Workload(WorkloadId id) implements OAuthClient {}

  /** The public client; anybody can claim to be it. */
  record Public(String id) implements OAuthClient {}

  /**
   * The workload.
   *
   * @throws OAuthRefusal {@code unauthorized_client} if it is the public client
   */
  default WorkloadId requireWorkload() {
    if (this instanceof Workload workload) {
      return workload.id();
    }
    throw new OAuthRefusal(ErrorCode.UNAUTHORIZED_CLIENT);
  }

  /**
   * The id of the public client.
   *
   * @throws OAuthRefusal {@code unauthorized_client} if it is a workload: workloads do not log
   *     users in
   */
  default String requirePublic() {
    if (this instanceof Public client) {
      return client.id();
    }
    throw new OAuthRefusal(ErrorCode.UNAUTHORIZED_CLIENT);
  }
}
