package dev.locum.cli.token;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Output;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Style;
import dev.locum.protocol.auth.v1.GetKeySetRequest;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.TokenKind;
import dev.locum.token.TokenVerifier;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedToken;
import dev.locum.token.claim.ClaimNames;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseSignatureVerifier;
import dev.locum.token.jose.KeySource;
import dev.locum.token.jose.PublicKeys;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Verifies a token with the keys of the profile's auth service. */
@Command(
    name = "verify",
    description =
        "Verify a token with the keys of the auth service: signature, kind, issuer, audience, life"
            + " and every claim. It does not tell whether the token was revoked.")
final class VerifyTokenCommand implements Callable<Integer> {

  private static final Duration SKEW = Duration.ofSeconds(5);

  private final CliContext context;

  @Mixin private final TokenSource source = new TokenSource();

  @Option(
      names = "--audience",
      paramLabel = "AUDIENCE",
      description = "Whom it must be for. Default: whom it says it is for.")
  private @Nullable String audience;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "access, delegation, downstream or service. Default: what it looks like.")
  private @Nullable TokenKind kind;

  VerifyTokenCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    RawToken token = source.read(context);
    DecodedToken decoded = DecodedToken.of(token);
    TokenKind expected = kind == null ? kindOf(decoded) : kind;
    Audience self = audience(decoded);
    Verification<? extends VerifiedToken> outcome = verify(verifier(), expected, token, self);
    print(expected, self, outcome);
    return outcome instanceof Verification.Verified<?>
        ? ExitCode.OK.code()
        : ExitCode.CHECK_FAILED.code();
  }

  private TokenVerifier verifier() {
    String jwks =
        context
            .servers()
            .tokens()
            .withDeadlineAfter(context.timeout().toMillis(), TimeUnit.MILLISECONDS)
            .getKeySet(GetKeySetRequest.getDefaultInstance())
            .getJwks();
    return TokenVerifier.builder()
        .issuer(new Issuer(context.profile().issuer().toString()))
        .signatures(
            new JoseSignatureVerifier(
                KeySource.fixed(PublicKeys.parse(jwks)), CryptoProviders.choose()))
        .clock(context.terminal().clock())
        .skew(SKEW)
        .build();
  }

  private static Verification<? extends VerifiedToken> verify(
      TokenVerifier verifier, TokenKind kind, RawToken token, Audience self) {
    return switch (kind) {
      case ACCESS -> verifier.verifyAccessToken(token, self);
      case DELEGATION -> verifier.verifyDelegationToken(token, self);
      case DOWNSTREAM -> verifier.verifyDownstreamToken(token, self);
      case SERVICE -> verifier.verifyServiceToken(token, self);
      case CLIENT_ASSERTION ->
          throw CliException.usage(
              "--kind: a client assertion is verified by the auth service only");
    };
  }

  /** A guess from what tells the kinds apart; a wrong one is refused by the verifier. */
  private static TokenKind kindOf(DecodedToken token) {
    if (token.type().equals(TokenKind.DELEGATION.type())) {
      return TokenKind.DELEGATION;
    }
    if (token.claims().containsKey(ClaimNames.TRANSACTION)) {
      return TokenKind.DOWNSTREAM;
    }
    return token.claims().containsKey(ClaimNames.SESSION) ? TokenKind.ACCESS : TokenKind.SERVICE;
  }

  private Audience audience(DecodedToken token) {
    List<String> says = token.texts(ClaimNames.AUDIENCE);
    try {
      return new Audience(audience != null ? audience : says.isEmpty() ? "none" : says.getFirst());
    } catch (IllegalArgumentException e) {
      throw CliException.usage(String.valueOf(e.getMessage()));
    }
  }

  private void print(
      TokenKind expected, Audience self, Verification<? extends VerifiedToken> outcome) {
    Output output = context.output();
    DenialReason reason =
        outcome instanceof Verification.Rejected<?>(Rejection rejection)
            ? rejection.reason()
            : null;
    String detail =
        outcome instanceof Verification.Rejected<?>(Rejection rejection) ? rejection.detail() : "";
    String life =
        outcome instanceof Verification.Verified<?>(VerifiedToken verified)
            ? Printable.time(verified.life().expiresAt())
            : "";
    if (output.isJson()) {
      output.json(json -> {
        json.writeStartObject();
        json.writeBooleanField("verified", reason == null);
        json.writeStringField("kind", expected.name());
        json.writeStringField("audience", self.value());
        if (reason != null) {
          json.writeStringField("reason", reason.code());
          json.writeStringField("detail", detail);
        }
        json.writeEndObject();
      });
      return;
    }
    output.fields(fields ->
        fields
            .add("verified", reason == null ? "yes" : "no", reason == null ? Style.GOOD : Style.BAD)
            .add("reason", reason == null ? "" : reason.code())
            .add("detail", detail)
            .add("kind", expected.name())
            .add("audience", self.value() + (audience == null ? " (as the token says)" : ""))
            .add("expires", life));
  }
}
