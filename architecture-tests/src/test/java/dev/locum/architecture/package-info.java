/**
 * Tests about the repository itself: what may depend on what, how things are named, which libraries
 * link.
 */
@NullMarked
package dev.locum.architecture;

import org.jspecify.annotations.NullMarked;
