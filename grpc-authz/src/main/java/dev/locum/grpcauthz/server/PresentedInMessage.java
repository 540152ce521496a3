package dev.locum.grpcauthz.server;

import dev.locum.grpcauthz.header.Presented;
import dev.locum.grpcauthz.header.PresentedCredentials;
import dev.locum.grpcauthz.header.PresentedProof;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.Optional;

/**
 * The credentials of the headers, and the one of the message. Two for one place would leave open
 * which of them counts: that is refused.
 */
final class PresentedInMessage implements Presented {

  private final Presented headers;
  private final MessageCredential.Place place;
  private final String token;

  PresentedInMessage(Presented headers, MessageCredential.Place place, String token) {
    this.headers = headers;
    this.place = place;
    this.token = token;
  }

  @Override
  public boolean isEmpty() {
    return token.isEmpty() && headers.isEmpty();
  }

  @Override
  public PresentedCredentials all() {
    return with(headers.all());
  }

  @Override
  public PresentedCredentials withoutBearer() {
    return place == MessageCredential.Place.AUTHORIZATION
        ? headers.withoutBearer()
        : with(headers.withoutBearer());
  }

  /** A message has no scheme; whoever sends a proof means it. */
  private static PresentedProof unnamed(PresentedCredentials shown) {
    return new PresentedProof(shown.proof().proof().isPresent(), shown.proof().proof());
  }

  private PresentedCredentials with(PresentedCredentials shown) {
    if (token.isEmpty()) {
      return shown;
    }
    if (token.length() > RawToken.MAX_LENGTH) {
      throw new DenialException(DenialReason.TOKEN_TOO_LARGE, "token in the message: too long");
    }
    boolean asBearer = place == MessageCredential.Place.AUTHORIZATION;
    if (asBearer ? shown.bearer().isPresent() : shown.txnToken().isPresent()) {
      throw new DenialException(DenialReason.TOKEN_MALFORMED, "token in header and message");
    }
    Optional<RawToken> message = Optional.of(RawToken.of(token));
    return asBearer
        ? new PresentedCredentials(message, shown.txnToken(), shown.forwarded(), unnamed(shown))
        : new PresentedCredentials(shown.bearer(), message, shown.forwarded(), shown.proof());
  }
}
