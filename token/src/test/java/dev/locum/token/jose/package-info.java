/** Tests of signatures, keys and hostile bytes. */
@NullMarked
package dev.locum.token.jose;

import org.jspecify.annotations.NullMarked;
