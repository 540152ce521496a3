package dev.locum.token;

/**
 * Proof that a token was verified: signature by a key of its issuer, type, issuer, audience, life
 * and every claim of its kind. Only {@link TokenVerifier} makes one, so whoever holds one need not
 * check.
 *
 * <p><b>Not guaranteed</b>: that it still counts. A token is verified at one moment; it may expire
 * or be revoked later. It withholds algorithm and key id so that nothing is decided by them.
 */
public sealed interface VerifiedToken
    permits VerifiedAccessToken,
        VerifiedDelegationToken,
        VerifiedDownstreamToken,
        VerifiedServiceToken {

  TokenLife life();
}
