/** Bounds of tenants. */
@NullMarked
package dev.locum.gateway.limit;

import org.jspecify.annotations.NullMarked;
