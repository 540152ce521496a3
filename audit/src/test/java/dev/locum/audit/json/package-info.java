/** Tests of this package. */
@NullMarked
package dev.locum.audit.json;

import org.jspecify.annotations.NullMarked;
