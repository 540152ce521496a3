/** Tests what callers and the trail are told of a refusal. */
@NullMarked
package dev.locum.token.denial;

import org.jspecify.annotations.NullMarked;
