/** Tests of what opens key-encryption keys. */
@NullMarked
package dev.locum.settings.encryption;

import org.jspecify.annotations.NullMarked;
