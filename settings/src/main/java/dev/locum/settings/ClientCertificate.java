package dev.locum.settings;

import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Secret;
import java.nio.file.Path;

/**
 * A certificate that a client shows.
 *
 * @param certificate PEM file with the chain
 * @param key its private key, PEM (PKCS #8)
 */
public record ClientCertificate(
    @Setting("PEM file with the certificate chain.") Path certificate,
    @Setting("The certificate's private key, PEM (PKCS #8).") Secret key) {}
