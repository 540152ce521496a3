/** Security properties, each proved on real processes over real sockets. */
@NullMarked
package dev.locum.e2e;

import org.jspecify.annotations.NullMarked;
