/**
 * gRPC to the servers of a profile.
 *
 * <p><b>What decides here</b>: the servers. <b>When nothing is configured</b>: a server that the
 * profile does not name is not called. <b>What the caller is told</b>: the refusal's sentence, code
 * and correlation id, and the exit code that {@link dev.locum.cli.rpc.RpcFailures} gives it.
 */
@NullMarked
package dev.locum.cli.rpc;

import org.jspecify.annotations.NullMarked;
