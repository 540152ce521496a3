/**
 * {@code locum contract}: who may call what, from descriptor sets; no server is asked.
 *
 * <p><b>What decides here</b>: the resolver of grpc-authz, as in a server. <b>When nothing is
 * configured</b>: no profile is needed. <b>What the caller is told</b>: the contracts, and with
 * exit code 8 that one is contradictory or has become more exposed.
 */
@NullMarked
package dev.locum.cli.contract;

import org.jspecify.annotations.NullMarked;
