/** Tests of the signing keys. */
@NullMarked
package dev.locum.authservice.key;

import org.jspecify.annotations.NullMarked;
