/**
 * Opens key-encryption keys where the settings say that they are.
 *
 * <p><b>What decides here</b>: exactly the source that is configured; no other is tried. <b>When
 * nothing is configured</b>: nothing is opened, and the auth service does not start. <b>What the
 * caller is told</b>: what is wrong with the source and what is expected, never a secret.
 *
 * <p>Start with {@link dev.locum.settings.encryption.EncryptionKeys}.
 */
@NullMarked
package dev.locum.settings.encryption;

import org.jspecify.annotations.NullMarked;
