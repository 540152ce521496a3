package dev.locum.authservice.oauth.identity;

import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Denials;
import dev.locum.authservice.oauth.message.Endpoint;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.authservice.possession.AccessHolder;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.authservice.session.ShownAccess;
import dev.locum.authservice.session.UserInfos;
import dev.locum.authservice.session.UserInfos.UserInfo;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /oauth/userinfo}, by GET or POST. The token comes in the header {@code Authorization} and
 * nowhere else (RFC 6750 §2.1): not in the body, and least of all in the URL. One that is bound to
 * a key comes by the scheme {@code DPoP} with a proof (RFC 9449 §7.1), one that is bound to a
 * certificate by {@code Bearer} over a connection with it (RFC 8705 §3).
 */
public final class UserInfoEndpoint implements Endpoint {

  private static final Pattern SHOWN =
      Pattern.compile("(bearer|dpop) +([A-Za-z0-9._~+/=-]+)", Pattern.CASE_INSENSITIVE);

  private final UserInfos infos;
  private final Supplier<Optional<String>> nonces;

  /**
   * The endpoint.
   *
   * @param nonces answers the nonce that the next proof has to have; empty: none is asked for
   */
  public UserInfoEndpoint(UserInfos infos, Supplier<Optional<String>> nonces) {
    this.infos = infos;
    this.nonces = nonces;
  }

  @Override
  public Answer answer(Request request) {
    Optional<Matcher> shown =
        request.header("authorization").map(SHOWN::matcher).filter(Matcher::matches);
    if (shown.isEmpty()) {
      // RFC 6750 §3.1: nobody who shows nothing is told of an error.
      return Answer.empty(401).with("WWW-Authenticate", "Bearer realm=\"locum\"");
    }
    String scheme = shown.get().group(1).equalsIgnoreCase("dpop") ? "DPoP" : "Bearer";
    String token = shown.get().group(2);
    if (token.length() > RawToken.MAX_LENGTH) {
      return refused(401, scheme, "invalid_token");
    }
    try {
      ShownProof proof = scheme.equals("DPoP") ? request.dpop() : request.certificate();
      AccessHolder holder = new AccessHolder.Shown(proof);
      return switch (infos.of(new ShownAccess(RawToken.of(token), holder))) {
        case UserInfo.Claims claims -> Answer.json(200, claims.members());
        case UserInfo.NotAllowed notAllowed -> refused(403, scheme, "insufficient_scope");
        case UserInfo.Rejected rejected -> refused(401, scheme, "invalid_token");
      };
    } catch (DenialException e) {
      if (!Denials.isAboutProof(e.reason())) {
        throw e;
      }
      return unproven(Denials.toErrorCode(e.reason()));
    } catch (OAuthRefusal e) {
      if (e.code() != ErrorCode.INVALID_DPOP_PROOF) {
        throw e;
      }
      return unproven(e.code());
    }
  }

  /** RFC 9449 §7.1, §9: by which scheme it has to come, and with which nonce. */
  private Answer unproven(ErrorCode error) {
    Answer refused = refused(401, "DPoP", error.code());
    return error == ErrorCode.USE_DPOP_NONCE
        ? nonces.get().map(nonce -> refused.with("DPoP-Nonce", nonce)).orElse(refused)
        : refused;
  }

  private static Answer refused(int status, String scheme, String error) {
    return Answer.empty(status)
        .with("WWW-Authenticate", scheme + " realm=\"locum\", error=\"" + error + "\"");
  }
}
