/**
 * What a server or a client shows of itself on a TLS connection, and who vouches for it.
 *
 * <p><b>What decides here</b>: {@link dev.locum.grpcauthz.tls.ClientAuthorities} about a chain.
 * <b>When nothing is configured</b>: there is no default; a chain and a key must be given, and no
 * chain is proven without authorities. <b>What the caller is told</b>: nothing.
 *
 * <p>Start with {@link dev.locum.grpcauthz.tls.TlsIdentity}.
 */
@NullMarked
package dev.locum.grpcauthz.tls;

import org.jspecify.annotations.NullMarked;
