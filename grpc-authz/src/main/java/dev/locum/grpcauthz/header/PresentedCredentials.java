package dev.locum.grpcauthz.header;

import dev.locum.token.RawToken;
import java.util.Optional;

/**
 * What a caller presented: each credential at most once and of the right form, none of it verified.
 *
 * @param bearer the token of {@code authorization}
 * @param txnToken the token of {@code txn-token}
 * @param forwarded for whom the caller says that it acts
 */
public record PresentedCredentials(
    Optional<RawToken> bearer,
    Optional<RawToken> txnToken,
    Optional<ForwardedPrincipal> forwarded) {}
