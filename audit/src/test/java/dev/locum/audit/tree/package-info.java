/** Tests of this package. */
@NullMarked
package dev.locum.audit.tree;

import org.jspecify.annotations.NullMarked;
