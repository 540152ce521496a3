/** Tests of the decisions. */
@NullMarked
package dev.locum.policy;

import org.jspecify.annotations.NullMarked;
