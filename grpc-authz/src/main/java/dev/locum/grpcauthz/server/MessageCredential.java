package dev.locum.grpcauthz.server;

/**
 * For an API whose contract carries the token in the request message instead of a header (S3-36).
 *
 * @param <ReqT> the request message of a unary method
 */
public interface MessageCredential<ReqT> {

  /** The token in the message; empty text: none. */
  String tokenOf(ReqT message);

  /** The message without its token: what the handler gets. */
  ReqT withoutToken(ReqT message);
}
