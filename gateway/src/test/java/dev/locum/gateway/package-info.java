/** Properties of the gateway as a whole. */
@NullMarked
package dev.locum.gateway;

import org.jspecify.annotations.NullMarked;
