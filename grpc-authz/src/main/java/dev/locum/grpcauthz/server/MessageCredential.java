package dev.locum.grpcauthz.server;

/**
 * For an API whose contract carries the token in the request message instead of a header (S3-36).
 *
 * @param <ReqT> the request message of a unary method
 */
public interface MessageCredential<ReqT> {

  /** What the token of the message stands in for. */
  enum Place {
    /** The bearer token of {@code authorization}: a downstream token. */
    AUTHORIZATION,
    /**
     * The delegation token of {@code txn-token}; its sender may still show a service token in the
     * header.
     */
    TXN_TOKEN
  }

  /** For which header the token stands in; that header must then be absent. */
  Place place();

  /** The token in the message; empty text: none. */
  String tokenOf(ReqT message);

  /** The message without its token: what the handler gets. */
  ReqT withoutToken(ReqT message);
}
