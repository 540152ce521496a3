/**
 * Where the authority keeps its state: transactions over SQL that SQLite and PostgreSQL both speak.
 *
 * <p><b>What decides here</b>: nothing; rules run as {@link
 * dev.locum.authservice.store.UnitOfWork}s inside a transaction. <b>When nothing is configured</b>:
 * a store cannot be opened; there is no store in memory. <b>What the caller is told</b>: a store
 * that is lost, locked or full is {@code AUTHORITY_UNAVAILABLE}, which may be tried again; what was
 * answered is durable.
 *
 * <p>Start with {@link dev.locum.authservice.store.Store} and {@link
 * dev.locum.authservice.store.Transaction}.
 */
@NullMarked
package dev.locum.authservice.store;

import org.jspecify.annotations.NullMarked;
