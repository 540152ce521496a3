/** Tests of the store: one contract, run on every database. */
@NullMarked
package dev.locum.authservice.store;

import org.jspecify.annotations.NullMarked;
