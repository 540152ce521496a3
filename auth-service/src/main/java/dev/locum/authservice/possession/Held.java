package dev.locum.authservice.possession;

import dev.locum.token.proof.CertificateThumbprint;
import dev.locum.token.proof.KeyThumbprint;
import java.util.Optional;

/**
 * What a caller has proven to hold.
 *
 * @param key by a DPoP proof for this very request
 * @param certificate by the handshake of this connection
 */
public record Held(Optional<KeyThumbprint> key, Optional<CertificateThumbprint> certificate) {}
