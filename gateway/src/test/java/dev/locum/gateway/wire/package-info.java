/** Properties of the proxy that only show when its steps meet in an order of the test's. */
@NullMarked
package dev.locum.gateway.wire;

import org.jspecify.annotations.NullMarked;
