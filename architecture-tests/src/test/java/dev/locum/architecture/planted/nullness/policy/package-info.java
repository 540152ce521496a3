/** Allowed. */
@NullMarked
package dev.locum.architecture.planted.nullness.policy;

import org.jspecify.annotations.NullMarked;
